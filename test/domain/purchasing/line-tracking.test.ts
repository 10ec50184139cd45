import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import type { StockTracking } from '../../../domain/stock/posting.ts';
import { postStock } from '../../../domain/stock/stock.service.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import {
  creditSupplierInvoice,
  invoicePurchaseOrder,
} from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import type { SupplierCreditInput } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import type { DraftSupplierInvoiceInput } from '../../../domain/supplier-invoices/supplier-invoice-input.ts';
import {
  createDraftSupplierInvoice,
  editDraftSupplierInvoice,
} from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { supplierInvoiceView } from '../../../domain/supplier-invoices/supplier-invoice-view.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';

let buyer: Buyer;
let made = 0;

beforeAll(async () => {
  buyer = await Buyer.make();
});
afterAll(() => buyer.database.drop());

const numbers = (...all: string[]): StockTracking[] => all.map((number) => ({ number, quantity: '1' }));
const invoiceOf = async (number: number): Promise<number> =>
  (await buyer.inside((em) => invoicePurchaseOrder(em, number, newId(), { book: false }, buyer.context())))
    .invoice.number;
const bookIt = (number: number, input: BookSupplierInvoice = {}) =>
  buyer.inside((em) => bookSupplierInvoice(em, number, input, buyer.context()));
const draft = (lines: DraftSupplierInvoiceInput['lines']) =>
  buyer.inside((em) =>
    createDraftSupplierInvoice(em, newId(), { supplierId: 'L-1', lines }, buyer.context()),
  );
const credit = async (number: number, input: SupplierCreditInput = {}): Promise<number> =>
  (
    await buyer.inside((em) =>
      creditSupplierInvoice(em, newId(), number, { reverseInventory: true, ...input }, buyer.context()),
    )
  ).number;

/** The numbers on the first line of an invoice. */
const namedOn = async (invoice: number): Promise<string> => {
  const [line] = (await buyer.inside((em) => supplierInvoiceView(em, invoice))).lines;
  return (line?.tracking ?? []).map(({ number }) => number).join(' ');
};

/** Which numbers of an item lie where: `1 S1` at location 1. */
const lies = async (item: string): Promise<string> => {
  const rows = await buyer.query<{ text: string }>(
    `select concat_ws(' ', l.number, t.number) as text from stock_tracked_quantity t join location l on l.id = t.location_id
      where t.product_id = ? and t.quantity > 0 order by 1`,
    [item],
  );
  return rows.map(({ text }) => text).join(', ');
};

/** A serial item, and a sent order of four of it at 5.00. */
async function ordered() {
  made += 1;
  const itemId = `S-${made}`;
  const item = await buyer.item(itemId, { hasSerialNumbers: true });
  const order = await buyer.sent({ lines: [{ itemId, quantity: '4', linePrice: '5' }] });
  return { item, itemId, order };
}

/** Receives so much of an order as there are numbers. */
async function receive(order: number, ...all: string[]): Promise<void> {
  const receipt = await buyer.receipt(order);
  const [line] = (await buyer.inside((em) => receiptView(em, receipt))).lines;
  const lines = [{ id: line?.id ?? '', quantity: String(all.length), tracking: numbers(...all) }];
  await buyer.inside((em) => editReceipt(em, receipt, { lines }, buyer.context()));
  await buyer.receive(receipt);
}

describe('where invoices move the stock, a supplier invoice', () => {
  beforeAll(() => buyer.query('update agreement set stock_follows_invoices = true'));
  afterAll(() => buyer.query('update agreement set stock_follows_invoices = false'));

  test('takes over the numbers with which its order was received, and brings them in', async () => {
    const { item, order } = await ordered();
    await receive(order, 'A1', 'A2');
    expect(await lies(item)).toBe('');
    const first = await invoiceOf(order);
    expect(await namedOn(first)).toBe('A1 A2');
    expect((await refusalOf(bookIt(first))).code).toBe('TrackingMissing');
    await receive(order, 'A3', 'A4');
    const lines = [{ itemId: `S-${made}`, quantity: '4', tracking: numbers('A1', 'A2', 'A3', 'A4') }];
    await buyer.inside((em) => editDraftSupplierInvoice(em, first, { lines }, buyer.context()));
    await bookIt(first);
    expect(await lies(item)).toBe('1 A1, 1 A2, 1 A3, 1 A4');
    expect(await buyer.stock(item)).toBe('4 0.00 0');
  });

  test('gives numbers back by credit notes, each once', async () => {
    const { item, order } = await ordered();
    await receive(order, 'B1', 'B2', 'B3', 'B4');
    const invoice = await invoiceOf(order);
    await bookIt(invoice);
    const one = (tracking?: StockTracking[]) =>
      credit(invoice, { lines: [{ position: 1, quantity: '1', tracking }] });
    const unnamed = await one();
    expect((await refusalOf(bookIt(unnamed))).code).toBe('TrackingMissing');
    expect(await lies(item)).toBe('1 B1, 1 B2, 1 B3, 1 B4');
    const lines = [{ itemId: `S-${made}`, quantity: '-1', linePrice: '5', tracking: numbers('B3') }];
    await buyer.inside((em) => editDraftSupplierInvoice(em, unnamed, { lines }, buyer.context()));
    await bookIt(unnamed);
    expect(await lies(item)).toBe('1 B1, 1 B2, 1 B4');
    const again = await one(numbers('B3'));
    expect((await refusalOf(bookIt(again))).code).toBe('StockTooLow');
    const rest = await credit(invoice);
    expect(await namedOn(rest)).toBe('');
    expect(await buyer.stock(item)).toBe('3 15.00 0');
  });

  test('of a number that is in stock is refused, with nothing changed', async () => {
    const item = await buyer.item('TWICE', { hasSerialNumbers: true });
    const lines = [{ itemId: 'TWICE', linePrice: '5', tracking: numbers('C1') }];
    await bookIt((await draft(lines)).number);
    expect((await refusalOf(bookIt((await draft(lines)).number))).code).toBe('SerialNumberInStock');
    expect(await buyer.stock(item)).toBe('1 5.00 0');
  });
});

describe('where receipts move the stock, a supplier invoice', () => {
  test('brings in, as received, the numbers that came on no receipt', async () => {
    const { item, itemId, order } = await ordered();
    await receive(order, 'D1', 'D2', 'D3');
    const invoice = await invoiceOf(order);
    expect(await namedOn(invoice)).toBe('D1 D2 D3');
    expect((await refusalOf(bookIt(invoice, { markReceived: true }))).code).toBe('TrackingMissing');
    const lines = [{ itemId, quantity: '4', linePrice: '6', tracking: numbers('D1', 'D2', 'D3', 'D4') }];
    await buyer.inside((em) => editDraftSupplierInvoice(em, invoice, { lines }, buyer.context()));
    await bookIt(invoice, { markReceived: true });
    expect(await lies(item)).toBe('1 D1, 1 D2, 1 D3, 1 D4');
    expect(await buyer.stock(item)).toBe('4 24.00 0');
  });

  test('gives a number back from where it lies by now, out of the receipt by which it came', async () => {
    const { item, order } = await ordered();
    await receive(order, 'E1', 'E2', 'E3', 'E4');
    const invoice = await invoiceOf(order);
    await bookIt(invoice);
    const places = await buyer.query<{ id: string }>('select id from location order by number');
    const origin = {
      documentKind: 'movement',
      documentId: newId(),
      documentNumber: 1,
      lineId: null,
    } as const;
    const [from = '', to = ''] = places.map(({ id }) => id);
    const base = { productId: item, ledgerDate: '2026-01-01', origin, quantity: '1' };
    await buyer.inside((em) =>
      postStock(
        em,
        [{ ...base, type: 'movement', fromLocationId: from, toLocationId: to, tracking: numbers('E2') }],
        buyer.context(),
      ),
    );
    const lines = [{ position: 1, quantity: '2', tracking: numbers('E1', 'E2') }];
    await bookIt(await credit(invoice, { lines }));
    expect(await lies(item)).toBe('1 E3, 1 E4');
    await bookIt(await credit(invoice));
    expect(await buyer.stock(item)).toBe('0 0.00 0');
    const rows = await buyer.query(
      `select count(distinct of_line_id)::int as receipts from stock_line where product_id = ? and type = 'supplier-return'`,
      [item],
    );
    expect(rows).toEqual([{ receipts: 1 }]);
  });

  test.each([
    ['of an item without any', { itemId: 'PLAIN', tracking: numbers('X') }],
    ['of more than the line has', { itemId: 'TWICE', quantity: '1', tracking: numbers('X', 'Y') }],
    ['named twice', { itemId: 'TWICE', quantity: '2', tracking: numbers('X', 'X') }],
  ])('is refused with numbers %s', async (_what, line) => {
    if (line.itemId === 'PLAIN') await buyer.item('PLAIN');
    expect(Object.keys((await refusalOf(draft([line]))).errors)).toEqual(['lines.0.tracking']);
  });
});
