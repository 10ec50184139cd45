import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import {
  creditSupplierInvoice,
  invoicePurchaseOrder,
} from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import type { SupplierCreditInput } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import { Buyer } from './fixtures.ts';

/** What received goods are worth, through what happens to them later. */

let buyer: Buyer;
let fifo: Buyer;
let made = 0;

beforeAll(async () => {
  buyer = await Buyer.make();
  fifo = await Buyer.make({ inventoryPrinciple: 'fifo' });
});
afterAll(async () => {
  await buyer.database.drop();
  await fifo.database.drop();
});

const invoiceOf = async (of: Buyer, order: number, book = false): Promise<number> =>
  (await of.inside((em) => invoicePurchaseOrder(em, order, newId(), { book }, of.context()))).invoice.number;
const bookIt = (of: Buyer, number: number, input: BookSupplierInvoice = {}) =>
  of.inside((em) => bookSupplierInvoice(em, number, input, of.context()));
const credit = async (of: Buyer, number: number, input: SupplierCreditInput = {}): Promise<number> =>
  (await of.inside((em) => creditSupplierInvoice(em, newId(), number, input, of.context()))).number;

/** An item of its own, and a sent order of ten of it. */
async function ordered(of: Buyer, linePrice: string, input: Parameters<Buyer['item']>[1] = {}) {
  made += 1;
  const itemId = `W-${made}`;
  const item = await of.item(itemId, input);
  return { item, itemId, number: await of.sent({ lines: [{ itemId, quantity: '10', linePrice }] }) };
}

/** Receives half of an order's only line, and then the rest. */
async function receiveInHalves(of: Buyer, order: number): Promise<void> {
  const first = await of.receipt(order);
  const [line] = (await of.inside((em) => receiptView(em, first))).lines;
  const half = { lines: [{ id: line?.id, quantity: '5' }] };
  await of.inside((em) => editReceipt(em, first, half, of.context()));
  await of.receive(first);
  await of.receive(await of.receipt(order));
}

describe('goods that go back to their supplier (FIFO)', () => {
  /** Ten at 1.00 that were there before, and an invoice of two receipts of five at 5.00. */
  async function invoicedInHalves() {
    const { item, itemId, number } = await ordered(fifo, '1');
    await fifo.receive(await fifo.receipt(number));
    const second = await fifo.sent({ lines: [{ itemId, quantity: '10', linePrice: '5' }] });
    await receiveInHalves(fifo, second);
    return { item, invoice: await invoiceOf(fifo, second, true) };
  }
  const half: SupplierCreditInput = { lines: [{ position: 1, quantity: '5' }], reverseInventory: true };

  test('leave each receipt once, however many credit notes send them', async () => {
    const { item, invoice } = await invoicedInHalves();
    expect(await fifo.stock(item)).toBe('20 60.00 0');
    await bookIt(fifo, await credit(fifo, invoice, half));
    expect(await fifo.stock(item)).toBe('15 35.00 0');
    await bookIt(fifo, await credit(fifo, invoice, half));
    expect(await fifo.stock(item)).toBe('10 10.00 0');
  });

  test('leave each receipt once where two credit notes are booked at once', async () => {
    const { item, invoice } = await invoicedInHalves();
    const notes = [await credit(fifo, invoice, half), await credit(fifo, invoice, half)];
    await Promise.all(notes.map((note) => bookIt(fifo, note)));
    expect(await fifo.stock(item)).toBe('10 10.00 0');
  });
});
