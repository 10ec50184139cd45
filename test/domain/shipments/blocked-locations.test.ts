import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { createCreditNote } from '../../../domain/invoices/credit-note.service.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { updateLocation } from '../../../domain/locations/location.service.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
  await shop.item('LAMP', { defaultLocationNumber: 2 });
});
afterAll(() => database.drop());

const block = (isBlocked: boolean) => shop.inside((em) => updateLocation(em, 2, { isBlocked }, {}, 'test'));
const stock = (item: string) => shop.company.stock(shop.id(item));

/** Blocks location 2 while something is tried, which is refused with this field. */
async function isRefused(field: string, attempt: () => Promise<unknown>): Promise<void> {
  await block(true);
  try {
    const { code, errors } = await refusalOf(attempt());
    expect({ code, errors }).toEqual({ code: 'Barred', errors: { [field]: ['Location 2 is blocked.'] } });
  } finally {
    await block(false);
  }
}

describe('out of a location that was blocked since', () => {
  test("nothing is shipped: neither of the line's, nor of the item's own", async () => {
    await shop.company.receive(shop.id('LAMP'), '10', '100.00', { locationId: shop.company.there });
    const order = await shop.sent({ CHAIR: '1', LAMP: '4' });
    const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const ship = () => shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    await isRefused('lines.1.location_id', ship);
    const [chair] = (await shop.inside((em) => shipmentView(em, shipment.id))).lines;
    const moved = [{ id: chair?.id ?? '', locationId: 2 }];
    await shop.inside((em) => editShipment(em, shipment.id, moved, context()));
    await block(true);
    expect(Object.keys((await refusalOf(ship())).errors)).toEqual([
      'lines.0.location_id',
      'lines.1.location_id',
    ]);
    await block(false);
    await ship();
    expect(await stock('LAMP')).toBe('6 60.00 10');
  });

  test('no invoice takes anything where invoices move the stock, and no credit note brings it back', async () => {
    await shop.company.query('update agreement set stock_follows_invoices = true');
    const id = newId();
    const input = { id, customerId: '1001', lines: [{ itemId: 'LAMP', quantity: '2' }] };
    await shop.inside((em) => createDraftInvoice(em, input, context()));
    const book = (draft: string, options = {}) =>
      shop.inside((em) => bookDraft(em, draft, options, context()));
    await isRefused('lines', () => book(id));
    const { number } = await book(id);
    expect(await stock('LAMP')).toBe('4 40.00 10');
    const note = await shop.inside((em) => createCreditNote(em, number, {}, context()));
    await isRefused('lines', () => book(note.id, { reverseInventory: true }));
    await book(note.id, { reverseInventory: true });
    expect(await stock('LAMP')).toBe('6 60.00 10');
  });
});
