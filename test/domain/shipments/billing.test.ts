import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { orderNotes } from '../../../domain/orders/order-notes.ts';
import { createBackorder } from '../../../domain/orders/order-steps.service.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
});
afterAll(() => database.drop());

const shipmentOf = async (orderId: string): Promise<string> =>
  (await shop.inside((em) => createOrderShipment(em, orderId, newId(), context()))).shipment.id;
const ship = (id: string) => shop.inside((em) => markShipped(em, id, newId(), { pick: true }, context()));
const linesOf = (id: string) => shop.inside(async (em) => (await shipmentView(em, id)).lines);
const edit = (id: string, edits: Parameters<typeof editShipment>[2]) =>
  shop.inside((em) => editShipment(em, id, edits, context()));

test('what was sent beyond an order is billed too, and the order waits for that', async () => {
  const order = await shop.sent({ CHAIR: '4' });
  await shop.invoice(order.id, { book: true });
  const id = await shipmentOf(order.id);
  const [chairs] = await linesOf(id);
  await edit(id, [{ id: chairs?.id ?? '', quantity: '6' }]);
  await ship(id);
  expect(await shop.standing(order.id)).toBe('sent sent partly');
  const { id: rest } = await shop.invoice(order.id, { onlyShipped: true });
  const lines = await shop.company.query<{ quantity: string }>(
    'select trim_scale(quantity)::text as quantity from customer_invoice_line where invoice_id = ?',
    [rest],
  );
  expect(lines).toEqual([{ quantity: '2' }]);
  await shop.inside((em) => bookDraft(em, rest, {}, context()));
  expect(await shop.standing(order.id)).toBe('sent sent invoiced archived');
});

describe('a backorder', () => {
  test('has what was not delivered, is booked, and names the old order, which is cancelled', async () => {
    const order = await shop.sent({ CHAIR: '5', TABLE: '2', HOUR: '3' });
    const early = shop.inside((em) => createBackorder(em, order.id, newId(), context()));
    await expect(early).rejects.toMatchObject({ code: 'InvalidTransition' });
    const id = await shipmentOf(order.id);
    const [chairs, tables] = await linesOf(id);
    await edit(id, [
      { id: chairs?.id ?? '', quantity: '4' },
      { id: tables?.id ?? '', quantity: '2' },
    ]);
    await ship(id);
    const { backorder } = await shop.inside((em) => createBackorder(em, order.id, newId(), context()));
    expect(await shop.standing(order.id)).toBe('cancelled partly not-invoiced archived');
    expect(await shop.standing(backorder.id)).toBe('sent not-sent not-invoiced');
    const lines = await shop.company.query<{ quantity: string }>(
      'select trim_scale(quantity)::text as quantity from sales_order_line where order_id = ? order by position',
      [backorder.id],
    );
    expect(lines.map(({ quantity }) => quantity)).toEqual(['1', '3']);
    const notes = await shop.inside((em) => orderNotes(em, backorder.id));
    expect(notes.map(({ text }) => text)).toEqual([`Backorder of order ${order.number}.`]);
  });

  test('is refused where goods are invoiced that were not shipped: it would bill them again', async () => {
    const order = await shop.sent({ CHAIR: '4' });
    await shop.invoice(order.id, { book: true });
    const id = await shipmentOf(order.id);
    const [chairs] = await linesOf(id);
    await edit(id, [{ id: chairs?.id ?? '', quantity: '1' }]);
    await ship(id);
    const asked = shop.inside((em) => createBackorder(em, order.id, newId(), context()));
    await expect(asked).rejects.toMatchObject({ code: 'InvoicedUndelivered', params: { line: 1 } });
    expect(await shop.standing(order.id)).toBe('sent partly invoiced');
  });
});

describe('what is barred after it was ordered', () => {
  test.each([
    ['the item', 'update product set is_barred = ? where id = ?'],
    [
      'the customer',
      'update customer set is_barred = ? where id = (select customer_id from sales_order where id = ?)',
    ],
  ])('is shipped and billed all the same: %s', async (what, sql) => {
    const order = await shop.sent({ CHAIR: '2' });
    const id = what === 'the item' ? shop.id('CHAIR') : order.id;
    const barred = (is: boolean) => shop.company.query(sql, [is, id]);
    await barred(true);
    await ship(await shipmentOf(order.id));
    await shop.invoice(order.id, { book: true });
    expect(await shop.standing(order.id)).toBe('sent sent invoiced archived');
    await expect(shop.draft({ CHAIR: '1' })).rejects.toMatchObject({ code: 'Barred' });
    await barred(false);
  });
});
