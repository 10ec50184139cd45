import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import type { BookingOptions } from '../../../domain/invoices/booking-effects.ts';
import { createCreditNote } from '../../../domain/invoices/credit-note.service.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { editDraftInvoice } from '../../../domain/invoices/edit-invoice.service.ts';
import type { CreditLineInput, InvoiceLineInput } from '../../../domain/invoices/invoice-input.ts';
import { invoiceView } from '../../../domain/invoices/invoice-view.ts';
import { invoiceOrders } from '../../../domain/orders/invoice-orders.service.ts';
import { createProductUnit } from '../../../domain/products/product-unit.service.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import type { StockTracking } from '../../../domain/stock/posting.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
});
afterAll(() => database.drop());

/** `B1 2`: two of batch B1. */
const numbers = (...words: string[]): StockTracking[] =>
  words.map((word) => {
    const [number = '', quantity = '1'] = word.split(' ');
    return { number, quantity };
  });
const wordsOf = (tracking: readonly StockTracking[] | null | undefined): string =>
  (tracking ?? []).map(({ number, quantity }) => `${number} ${quantity}`).join(', ');

/** What lies where, by location number. */
const lies = async (item: string): Promise<string> => {
  const rows = await shop.company.query<{ text: string }>(
    `select concat_ws(' ', l.number, t.number, trim_scale(t.quantity)) as text from stock_tracked_quantity t
       join location l on l.id = t.location_id where t.product_id = ? and t.quantity <> 0 order by 1`,
    [shop.id(item)],
  );
  return rows.map(({ text }) => text).join(', ');
};

const draft = async (...lines: InvoiceLineInput[]): Promise<string> => {
  const id = newId();
  await shop.inside((em) => createDraftInvoice(em, { id, customerId: '1001', lines }, context()));
  return id;
};
const book = (id: string, options: BookingOptions = {}) =>
  shop.inside((em) => bookDraft(em, id, options, context()));
const credit = async (number: number, lines?: readonly CreditLineInput[]): Promise<string> =>
  (await shop.inside((em) => createCreditNote(em, number, lines ? { lines } : {}, context()))).id;
const linesOf = async (id: string) => (await shop.inside((em) => invoiceView(em, id))).lines;

/** A batch item with these batches here, and those there. */
async function batches(here: readonly string[], there: readonly string[] = []): Promise<string> {
  made += 1;
  const number = `BATCH-${made}`;
  const id = await shop.item(number, { hasBatchControl: true, unitNumber: 1 });
  for (const [at, words] of [here, there].entries())
    for (const part of numbers(...words)) {
      const locationId = at === 0 ? shop.company.here : shop.company.there;
      const value = `${part.quantity}0.00`;
      await shop.company.receive(id, part.quantity, value, { locationId, tracking: [part] });
    }
  return number;
}

/** A serial item with these numbers here. */
async function serials(...all: string[]): Promise<string> {
  made += 1;
  const number = `SERIAL-${made}`;
  const id = await shop.item(number, { hasSerialNumbers: true });
  await shop.company.receive(id, `${all.length}`, `${all.length}0.00`, { tracking: numbers(...all) });
  return number;
}

/** Ships an order whole, its first line with these numbers. */
async function ship(orderId: string, tracking: readonly StockTracking[]): Promise<void> {
  const { shipment } = await shop.inside((em) => createOrderShipment(em, orderId, newId(), context()));
  const [line] = await shop.inside(async (em) => (await shipmentView(em, shipment.id)).lines);
  await shop.inside((em) => editShipment(em, shipment.id, [{ id: line?.id ?? '', tracking }], context()));
  await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
}

describe('where invoices move the stock, an invoice', () => {
  beforeAll(() => shop.company.query('update agreement set stock_follows_invoices = true'));

  test('takes over the numbers with which its order was shipped, and takes them from where they lie', async () => {
    const item = await batches(['B1 5'], ['B2 4']);
    const order = await shop.sent({ [item]: '3' });
    await ship(order.id, numbers('B1 2', 'B2 1'));
    expect(await lies(item)).toBe('1 B1 5, 2 B2 4');
    const { id } = await shop.invoice(order.id);
    expect((await linesOf(id)).map(({ tracking }) => wordsOf(tracking))).toEqual(['B1 2, B2 1']);
    const lines = [{ itemId: item, quantity: '3', linePrice: '17' }];
    await shop.inside((em) => editDraftInvoice(em, id, { lines }, context()));
    await book(id);
    expect(await lies(item)).toBe('1 B1 3, 2 B2 3');
    expect(await shop.standing(order.id)).toBe('sent sent invoiced archived');
    expect(await shop.company.stock(shop.id(item))).toBe('6 60.00 10');
  });

  test('of one shipment after another has the numbers of each', async () => {
    const item = await batches(['B1 5', 'B2 5']);
    const order = await shop.sent({ [item]: '4' });
    const first = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const [line] = await shop.inside(async (em) => (await shipmentView(em, first.shipment.id)).lines);
    const edit = { id: line?.id ?? '', quantity: '1', tracking: numbers('B2 1') };
    await shop.inside((em) => editShipment(em, first.shipment.id, [edit], context()));
    await shop.inside((em) => markShipped(em, first.shipment.id, newId(), { pick: true }, context()));
    await book((await shop.invoice(order.id, { onlyShipped: true })).id);
    await ship(order.id, numbers('B1 3'));
    const { id } = await shop.invoice(order.id);
    expect((await linesOf(id)).map(({ tracking }) => wordsOf(tracking))).toEqual(['B1 3']);
    await book(id);
    expect(await lies(item)).toBe('1 B1 2, 1 B2 4');
  });

  test('of several orders has the numbers of each, and each of them once', async () => {
    const item = await batches(['B1 5', 'B2 5']);
    const first = await shop.sent({ [item]: '2' });
    const second = await shop.sent({ [item]: '3' });
    await ship(first.id, numbers('B1 2'));
    await ship(second.id, numbers('B1 1', 'B2 2'));
    const asked = { orderNumbers: [first.number, second.number] };
    const { id } = await shop.inside((em) => invoiceOrders(em, newId(), asked, context()));
    expect((await linesOf(id)).map(({ tracking }) => wordsOf(tracking))).toEqual(['B1 2', 'B1 1, B2 2']);
    const lines = [
      { itemId: item, quantity: '2' },
      { itemId: item, quantity: '1', tracking: numbers('B1 1') },
    ];
    await shop.inside((em) => editDraftInvoice(em, id, { lines }, context()));
    const rest = await shop.invoice(second.id);
    expect((await linesOf(rest.id)).map(({ tracking }) => wordsOf(tracking))).toEqual(['B2 2']);
    await book(id);
    await book(rest.id);
    expect(await lies(item)).toBe('1 B1 2, 1 B2 3');
  });

  test('is refused at booking, with nothing changed, until the numbers of all its units are named and in stock', async () => {
    const item = await serials('S1', 'S2', 'S3');
    const id = await draft({ itemId: item, quantity: '2', tracking: numbers('S1') });
    const refusedWith = async (tracking: StockTracking[]): Promise<string> => {
      const lines = [{ itemId: item, quantity: '2', tracking }];
      await shop.inside((em) => editDraftInvoice(em, id, { lines }, context()));
      return (await refusalOf(book(id))).code;
    };
    expect((await refusalOf(book(id))).code).toBe('TrackingMissing');
    expect(await refusedWith([])).toBe('TrackingMissing');
    expect(await refusedWith(numbers('S1', 'S9'))).toBe('StockTooLow');
    expect(await lies(item)).toBe('1 S1 1, 1 S2 1, 1 S3 1');
    const lines = [
      { itemId: item, tracking: numbers('S3') },
      { itemId: item, tracking: numbers('S3') },
    ];
    expect((await refusalOf(book(await draft(...lines)))).code).toBe('StockTooLow');
    await shop.inside((em) =>
      editDraftInvoice(
        em,
        id,
        { lines: [{ itemId: item, quantity: '2', tracking: numbers('S3', 'S1') }] },
        context(),
      ),
    );
    await book(id);
    expect(await lies(item)).toBe('1 S2 1');
  });

  test('of the last of a batch, booked twice at once in two documents, is booked once', async () => {
    const item = await batches(['B1 2']);
    const ids = [1, 2].map(() => draft({ itemId: item, quantity: '2', tracking: numbers('B1 2') }));
    const both = await Promise.allSettled((await Promise.all(ids)).map((id) => book(id)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'StockTooLow' },
    });
    expect(await lies(item)).toBe('');
  });

  test('counts numbers in standard units, whatever the unit of its line', async () => {
    const item = await batches(['B1 30']);
    await shop.inside(async (em) => {
      await createUnit(em, { number: 77, name: 'kasse' }, 'test');
      await createProductUnit(em, item, { unitNumber: 77, quantity: '12' }, 'test');
    });
    const line = { itemId: item, quantity: '2', unitId: 77 };
    const refused = await refusalOf(draft({ ...line, tracking: numbers('B1 25') }));
    expect(refused.errors).toEqual({
      'lines.0.tracking': ['The numbers stand for 25, the line for 24. Name fewer.'],
    });
    await book(await draft({ ...line, tracking: numbers('B1 24') }));
    expect(await lies(item)).toBe('1 B1 6');
  });

  test('gives its numbers back by a credit note: those that are named, else those that leave no choice', async () => {
    const item = await serials('S1', 'S2', 'S3');
    const sold = await book(
      await draft({ itemId: item, quantity: '3', tracking: numbers('S1', 'S2', 'S3') }),
    );
    const one = await credit(sold.number, [{ position: 1, quantity: '1' }]);
    expect((await refusalOf(book(one, { reverseInventory: true }))).code).toBe('TrackingMissing');
    const creditLines = [{ position: 1, quantity: '1', tracking: numbers('S2') }];
    await shop.inside((em) => editDraftInvoice(em, one, { creditLines }, context()));
    await book(one, { reverseInventory: true });
    expect(await lies(item)).toBe('1 S2 1');
    const rest = await credit(sold.number);
    expect((await linesOf(rest)).map(({ tracking }) => wordsOf(tracking))).toEqual(['S1 1, S3 1']);
    await book(rest, { reverseInventory: true });
    expect(await lies(item)).toBe('1 S1 1, 1 S2 1, 1 S3 1');
    expect(await shop.company.stock(shop.id(item))).toBe('3 30.00 10');
  });
});

describe('numbers on the lines of an invoice', () => {
  beforeAll(async () => {
    await shop.company.query('update agreement set stock_follows_invoices = false');
    await shop.item('LOT', { hasBatchControl: true });
    await shop.item('NO', { hasSerialNumbers: true });
  });

  test.each<[string, InvoiceLineInput, string]>([
    ['of an item without any', { itemId: 'CHAIR', tracking: numbers('B1 1') }, 'neither batches nor serial'],
    ['of a line of text', { name: 'Hilsen', tracking: numbers('B1 1') }, 'line of text'],
    [
      'of more than the line has',
      { itemId: 'LOT', tracking: numbers('B1 2') },
      'stand for 2, the line for 1',
    ],
    [
      'of a serial number of many',
      { itemId: 'NO', quantity: '2', tracking: numbers('S1 2') },
      'stands for 1',
    ],
    ['named twice', { itemId: 'LOT', quantity: '2', tracking: numbers('B1', 'B1') }, 'each number once'],
    ['of nothing', { itemId: 'LOT', tracking: numbers('B1 0') }, 'more than 0'],
    ['without a number', { itemId: 'LOT', tracking: [{ number: '', quantity: '1' }] }, 'number'],
  ])('are refused %s', async (_what, line, words) => {
    const { code, errors } = await refusalOf(draft({ itemId: 'CHAIR' }, line));
    expect([code, Object.keys(errors)]).toEqual(['InvalidInput', ['lines.1.tracking']]);
    expect(errors['lines.1.tracking']?.[0]).toContain(words);
  });

  test('are what is shipped, where the invoice is booked as shipped', async () => {
    const item = await batches(['B1 3', 'B2 3']);
    const id = await draft({ itemId: item, quantity: '3', tracking: numbers('B2 3') });
    await book(id, { markShipped: true });
    expect(await lies(item)).toBe('1 B1 3');
  });

  test('that an order has shipped already are not shipped again', async () => {
    const item = await batches(['B1 3', 'B2 3']);
    const order = await shop.sent({ [item]: '4' });
    const first = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const [line] = await shop.inside(async (em) => (await shipmentView(em, first.shipment.id)).lines);
    const edit = { id: line?.id ?? '', quantity: '3', tracking: numbers('B1 3') };
    await shop.inside((em) => editShipment(em, first.shipment.id, [edit], context()));
    await shop.inside((em) => markShipped(em, first.shipment.id, newId(), { pick: true }, context()));
    const { id } = await shop.invoice(order.id);
    expect((await linesOf(id)).map(({ tracking }) => wordsOf(tracking))).toEqual(['B1 3']);
    const lines = [{ itemId: item, quantity: '4', tracking: numbers('B1 3', 'B2 1') }];
    await shop.inside((em) => editDraftInvoice(em, id, { lines }, context()));
    await book(id, { markShipped: true });
    expect(await lies(item)).toBe('1 B2 2');
    expect(await shop.standing(order.id)).toBe('sent sent invoiced archived');
  });
});
