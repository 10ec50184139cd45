import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { createLocation, updateLocation } from '../../../domain/locations/location.service.ts';
import { bookOrder, createBackorder } from '../../../domain/orders/order-steps.service.ts';
import { editDraftOrder } from '../../../domain/orders/order.service.ts';
import { orderView } from '../../../domain/orders/order-view.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { pickShipment } from '../../../domain/shipments/shipment.service.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from './fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
  await shop.inside((em) => createLocation(em, { number: 3, name: 'Lukket' }, 'test'));
  await shop.inside((em) => updateLocation(em, 3, { isBlocked: true }, {}, 'test'));
});
afterAll(() => database.drop());

const withLines = (...lines: readonly object[]) => shop.draft({}, { lines });
const locationsOf = async (id: string) =>
  (await shop.inside((em) => orderView(em, id))).lines.map(({ location }) => location?.name ?? null);

describe('the location of an order line', () => {
  test('is that of its shipment line, and the goods leave from there', async () => {
    const { id } = await withLines({ itemId: 'CHAIR', quantity: '3', locationId: 2 }, { itemId: 'TABLE' });
    expect(await locationsOf(id)).toEqual(['Butik', null]);
    await shop.inside((em) => bookOrder(em, id, context()));
    const { shipment } = await shop.inside((em) => createOrderShipment(em, id, newId(), context()));
    const { lines } = await shop.inside((em) => shipmentView(em, shipment.id));
    expect(lines.map(({ location }) => location?.number ?? null)).toEqual([2, 1]);
    const [chairs] = lines;
    const pick = [{ id: chairs?.id ?? '', quantity: '1' }];
    await shop.inside((em) => pickShipment(em, shipment.id, pick, context()));
    await shop.inside((em) => markShipped(em, shipment.id, newId(), {}, context()));
    const [row] = await shop.company.query<{ quantity: string }>(
      'select trim_scale(quantity)::text as quantity from stock_location_quantity where product_id = ? and location_id = ?',
      [shop.id('CHAIR'), shop.company.there],
    );
    expect(row?.quantity).toBe('-1');
    const { backorder } = await shop.inside((em) => createBackorder(em, id, newId(), context()));
    expect(await locationsOf(backorder.id)).toEqual(['Butik', null]);
  });

  test('is changed with the lines, and cleared where they do not name it', async () => {
    const { id } = await withLines({ itemId: 'CHAIR', locationId: 2 });
    const edit = (lines: readonly object[]) =>
      shop.inside((em) => editDraftOrder(em, id, { lines }, context()));
    await edit([{ itemId: 'CHAIR', locationId: 1 }, { name: 'Tekst' }]);
    expect(await locationsOf(id)).toEqual(['Lager', null]);
    await shop.inside((em) => editDraftOrder(em, id, { heading: 'Uge 9' }, context()));
    expect(await locationsOf(id)).toEqual(['Lager', null]);
    await edit([{ itemId: 'CHAIR' }]);
    expect(await locationsOf(id)).toEqual([null]);
  });

  test('is that from which a booked invoice takes the goods, where invoices move the stock', async () => {
    const other = await Shop.open(database);
    await other.company.query('update agreement set stock_follows_invoices = true');
    const { id } = await other.draft({}, { lines: [{ itemId: 'CHAIR', locationId: 2 }] });
    await other.inside((em) => bookOrder(em, id, context()));
    const invoice = await other.invoice(id, { book: true });
    const [line] = await other.company.query<{ location_id: string }>(
      'select location_id from stock_line where document_id = ?',
      [invoice.id],
    );
    expect(line?.location_id).toBe(other.company.there);
  });

  test.each([
    ['not there', 9, 'ReferenceNotFound'],
    ['blocked', 3, 'Barred'],
    ['no number', 0, 'InvalidInput'],
  ])('is refused where it is %s, with the field of the line', async (_what, locationId, code) => {
    const lines = [{ itemId: 'TABLE' }, { itemId: 'CHAIR', locationId }];
    const refusal = await refusalOf(withLines(...lines));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, ['lines.1.location_id']]);
  });
});
