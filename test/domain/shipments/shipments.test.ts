import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { cancelOrder } from '../../../domain/orders/order-steps.service.ts';
import { createInvoiceShipment, createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { invoiceShipment } from '../../../domain/shipments/invoice-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import type { MarkShipped } from '../../../domain/shipments/mark-shipped.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import {
  deleteShipment,
  editShipment,
  pickShipment,
  setReadyForTransport,
} from '../../../domain/shipments/shipment.service.ts';
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
const ship = (id: string, input: MarkShipped = { pick: true }) =>
  shop.inside((em) => markShipped(em, id, newId(), input, context()));
const linesOf = (id: string) => shop.inside(async (em) => (await shipmentView(em, id)).lines);
const edit = (id: string, edits: Parameters<typeof editShipment>[2]) =>
  shop.inside((em) => editShipment(em, id, edits, context()));
const stock = (item: string) => shop.company.stock(shop.id(item));

describe('a shipment of an order', () => {
  test('is refused of a draft, of a cancelled order, and of one of which all is on shipments', async () => {
    const draft = await shop.draft({ CHAIR: '1' });
    await expect(shipmentOf(draft.id)).rejects.toMatchObject({ code: 'InvalidTransition' });
    const order = await shop.sent({ CHAIR: '1' });
    await shipmentOf(order.id);
    await expect(shipmentOf(order.id)).rejects.toMatchObject({ code: 'NothingLeft' });
    const hours = await shop.sent({ HOUR: '1' });
    await expect(shipmentOf(hours.id)).rejects.toMatchObject({ code: 'NothingLeft' });
    await shop.inside((em) => cancelOrder(em, order.id, context()));
    await expect(shipmentOf(order.id)).rejects.toMatchObject({ code: 'InvalidTransition' });
  });

  test('moves stock, reservation and the axis of its order when it is sent, and not before', async () => {
    const shopping = await shop.item('LAMP');
    await shop.company.receive(shopping, '10', '500.00');
    const order = await shop.sent({ LAMP: '4', HOUR: '1' });
    const id = await shipmentOf(order.id);
    expect(await shop.standing(order.id)).toBe('sent ready not-invoiced');
    await expect(ship(id, {})).rejects.toMatchObject({ code: 'NothingPicked' });
    await shop.inside((em) => pickShipment(em, id, undefined, context()));
    expect(await stock('LAMP')).toBe('10 500.00 50');
    expect(await shop.reserved('LAMP')).toBe('4');
    const sent = await ship(id, {});
    expect(sent.warnings).toEqual([]);
    expect(await stock('LAMP')).toBe('6 300.00 50');
    expect(await shop.reserved('LAMP')).toBe('0');
    expect(await shop.standing(order.id)).toBe('sent sent not-invoiced');
    expect(await shop.happened(id)).toEqual(['create', 'pick', 'markShipped']);
    await expect(ship(id)).rejects.toMatchObject({ code: 'InvalidTransition' });
    await shop.invoice(order.id, { book: true });
    expect(await shop.standing(order.id)).toBe('sent sent invoiced archived');
  });

  test('that the stock refuses says which of its lines', async () => {
    await shop.item('JUICE', { hasBatchControl: true });
    const id = await shipmentOf((await shop.sent({ CHAIR: '1', JUICE: '2' })).id);
    await expect(ship(id)).rejects.toMatchObject({
      code: 'TrackingMissing',
      errors: { 'lines.1': [expect.stringContaining('Item JUICE')] },
    });
    const tracking = [{ number: 'B1', quantity: '2' }];
    await edit(id, [{ id: (await linesOf(id))[1]?.id ?? '', tracking }]);
    await expect(ship(id)).rejects.toMatchObject({
      code: 'StockTooLow',
      errors: { 'lines.1': [expect.stringContaining('B1')] },
    });
  });

  test('with part of it picked sends that part; the rest goes back to the order, and on a next shipment', async () => {
    const order = await shop.sent({ CHAIR: '5', TABLE: '2' });
    const id = await shipmentOf(order.id);
    const [chairs] = await linesOf(id);
    await shop.inside((em) => pickShipment(em, id, [{ id: chairs?.id ?? '', quantity: '3' }], context()));
    await ship(id, {});
    expect(await shop.standing(order.id)).toBe('sent partly not-invoiced');
    expect((await linesOf(id)).map((line) => line.quantity)).toEqual(['3']);
    const rest = await shipmentOf(order.id);
    expect((await linesOf(rest)).map((line) => line.quantity)).toEqual(['2', '2']);
    await ship(rest);
    expect(await shop.standing(order.id)).toBe('sent sent not-invoiced');
  });

  test('has fewer, or more, than was ordered: more counts as fully shipped', async () => {
    const order = await shop.sent({ CHAIR: '5', TABLE: '2' });
    const id = await shipmentOf(order.id);
    const [chairs, tables] = await linesOf(id);
    await edit(id, [
      { id: chairs?.id ?? '', quantity: '7' },
      { id: tables?.id ?? '', remove: true },
    ]);
    await ship(id);
    expect(await shop.standing(order.id)).toBe('sent partly not-invoiced');
    const rest = await shipmentOf(order.id);
    expect((await linesOf(rest)).map((line) => [line.item.number, line.quantity])).toEqual([['TABLE', '2']]);
    await expect(
      edit(rest, [{ id: (await linesOf(rest))[0]?.id ?? '', remove: true }]),
    ).rejects.toMatchObject({
      code: 'InvalidInput',
    });
    await expect(edit(rest, [{ id: newId(), quantity: '1' }])).rejects.toMatchObject({
      errors: { 'lines.0.id': ['The shipment has no such line.'] },
    });
    await ship(rest);
    expect(await shop.standing(order.id)).toBe('sent sent not-invoiced');
  });

  test('that is deleted gives its quantities back', async () => {
    const order = await shop.sent({ CHAIR: '5' });
    const id = await shipmentOf(order.id);
    await shop.inside((em) => deleteShipment(em, id, context()));
    expect(await shop.standing(order.id)).toBe('sent not-sent not-invoiced');
    expect(await shop.reserved('CHAIR')).not.toBe('0');
    await shipmentOf(order.id);
  });

  test('warns where an item goes below zero, and counts on the day that is asked for, never a later one', async () => {
    await shop.item('VASE');
    const order = await shop.sent({ VASE: '2' });
    const id = await shipmentOf(order.id);
    await expect(ship(id, { pick: true, ledgerDate: '2026-03-11' })).rejects.toMatchObject({
      errors: { ledger_date: [expect.stringContaining('2026-03-10')] },
    });
    const sent = await ship(id, { pick: true, ledgerDate: '2026-03-01' });
    expect(sent.warnings).toEqual(['Item VASE is at -2 in stock now.']);
    const [line] = await shop.company.query<{ day: string }>(
      'select ledger_date::text as day from stock_line where document_id = ?',
      [id],
    );
    expect(line).toEqual({ day: '2026-03-01' });
  });

  test('of a cancelled order is not sent, only deleted', async () => {
    const order = await shop.sent({ CHAIR: '1' });
    const id = await shipmentOf(order.id);
    await shop.inside((em) => cancelOrder(em, order.id, context()));
    await expect(ship(id)).rejects.toMatchObject({ code: 'InvalidTransition' });
    await shop.inside((em) => deleteShipment(em, id, context()));
  });

  test('is invoiced when it is sent, or by itself, and never twice', async () => {
    const order = await shop.sent({ CHAIR: '5', HOUR: '1' });
    const id = await shipmentOf(order.id);
    const [chairs] = await linesOf(id);
    await edit(id, [{ id: chairs?.id ?? '', quantity: '2' }]);
    const sent = await ship(id, { pick: true, createInvoice: true });
    const [line] = await shop.company.query<{ quantity: string; lines: number }>(
      `select trim_scale(sum(quantity))::text as quantity, count(*)::int as lines from customer_invoice_line
        where invoice_id = ?`,
      [sent.invoiced?.id],
    );
    expect(line).toEqual({ quantity: '2', lines: 1 });
    const again = shop.inside((em) => invoiceShipment(em, id, newId(), context()));
    await expect(again).rejects.toMatchObject({ code: 'NothingLeft' });
    const shipped = await shop.invoice(order.id, { onlyShipped: true });
    const [hours] = await shop.company.query<{ lines: number }>(
      'select count(*)::int as lines from customer_invoice_line where invoice_id = ?',
      [shipped.id],
    );
    expect(hours).toEqual({ lines: 1 });
  });

  test('is ready for transport, or not, whatever its state', async () => {
    const order = await shop.sent({ CHAIR: '1' });
    const id = await shipmentOf(order.id);
    await ship(id);
    await shop.inside((em) => setReadyForTransport(em, id, true, context()));
    expect(await shop.inside((em) => shipmentView(em, id))).toMatchObject({ is_ready_for_transport: true });
  });

  test('cannot be changed once it is sent, whoever writes', async () => {
    const order = await shop.sent({ CHAIR: '1' });
    const id = await shipmentOf(order.id);
    await ship(id);
    const change = (sql: string) => shop.company.query(sql, [id]);
    await expect(change('update shipment set number = number + 1 where id = ?')).rejects.toThrow('refused');
    await expect(change('update shipment_line set quantity = 9 where shipment_id = ?')).rejects.toThrow(
      'refused',
    );
    await expect(change('delete from shipment where id = ?')).rejects.toThrow('refused');
  });
});

describe('an invoice without order', () => {
  const booked = async (lines: Readonly<Record<string, string>>): Promise<string> => {
    const id = newId();
    const input = {
      id,
      customerId: '1001',
      lines: Object.entries(lines).map(([itemId, quantity]) => ({ itemId, quantity })),
    };
    await shop.inside((em) => createDraftInvoice(em, input, context()));
    await shop.inside((em) => bookDraft(em, id, {}, context()));
    return id;
  };
  const delivery = async (id: string): Promise<string | undefined> =>
    (
      await shop.company.query<{ delivery: string }>('select delivery from customer_invoice where id = ?', [
        id,
      ])
    )[0]?.delivery;

  test('has a delivery axis of its own shipments', async () => {
    const invoiceId = await booked({ CHAIR: '3', HOUR: '1' });
    const { shipment } = await shop.inside((em) => createInvoiceShipment(em, invoiceId, newId(), context()));
    expect(await delivery(invoiceId)).toBe('ready');
    const [chairs] = await linesOf(shipment.id);
    await shop.inside((em) =>
      pickShipment(em, shipment.id, [{ id: chairs?.id ?? '', quantity: '1' }], context()),
    );
    await ship(shipment.id, {});
    expect(await delivery(invoiceId)).toBe('partly');
    const rest = await shop.inside((em) => createInvoiceShipment(em, invoiceId, newId(), context()));
    await ship(rest.shipment.id);
    expect(await delivery(invoiceId)).toBe('sent');
    const more = shop.inside((em) => createInvoiceShipment(em, invoiceId, newId(), context()));
    await expect(more).rejects.toMatchObject({ code: 'NothingLeft' });
  });

  test('that is made from an order is shipped there', async () => {
    const order = await shop.sent({ CHAIR: '1' });
    const { id } = await shop.invoice(order.id, { book: true });
    const made = shop.inside((em) => createInvoiceShipment(em, id, newId(), context()));
    await expect(made).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});

test('of two shipments of the last unit of a batch one is sent, and nothing of the other', async () => {
  const milk = await shop.item('MILK', { hasBatchControl: true });
  await shop.company.receive(milk, '1', '10.00', { tracking: [{ number: 'B1', quantity: '1' }] });
  const ids = await Promise.all(
    [1, 2].map(async () => {
      const id = await shipmentOf((await shop.sent({ MILK: '1' })).id);
      const [line] = await linesOf(id);
      await edit(id, [{ id: line?.id ?? '', tracking: [{ number: 'B1', quantity: '1' }] }]);
      return id;
    }),
  );
  const results = await Promise.allSettled(ids.map((id) => ship(id)));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const failed = results.find((result): result is PromiseRejectedResult => result.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'StockTooLow' });
  expect(await stock('MILK')).toBe('0 0.00 –');
  expect(await shop.reserved('MILK')).toBe('1');
});
