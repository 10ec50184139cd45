import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCurrency, updateCurrency } from '../../../domain/currencies/currency.service.ts';
import { newId } from '../../../domain/ids.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import { purchaseOrderView } from '../../../domain/purchase-orders/purchase-order-view.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import {
  creditSupplierInvoice,
  invoicePurchaseOrder,
} from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import type { SupplierCreditInput } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import { editDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { refusalOf } from '../../support/refusals.ts';
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

/** Sets the price of an order's invoice of all ten, and books it. */
async function invoiceAt(of: Buyer, order: number, itemId: string, linePrice: string): Promise<number> {
  const invoice = await invoiceOf(of, order);
  const lines = [{ itemId, quantity: '10', linePrice }];
  await of.inside((em) => editDraftSupplierInvoice(em, invoice, { lines }, of.context()));
  await bookIt(of, invoice);
  return invoice;
}

describe('what goods cost that came', () => {
  test('stays as it is where only their item changes: its extra cost, or whether it has inventory', async () => {
    const { item, itemId, number } = await ordered(buyer, '5', { costAdditionPercentage: '20' });
    await buyer.item('FRAGT', { groupNumber: 3 });
    const lines = [
      { itemId, quantity: '10', linePrice: '5' },
      { itemId: 'FRAGT', linePrice: '10' },
    ];
    const second = await buyer.sent({ lines });
    for (const order of [number, second]) await buyer.receive(await buyer.receipt(order));
    expect(await buyer.stock(item)).toBe('20 130.00 0');
    const change = { costAdditionPercentage: '10' };
    await buyer.inside((em) => updateProduct(em, itemId, change, {}, 'test'));
    await buyer.inside((em) => updateProduct(em, 'FRAGT', { groupNumber: 1 }, {}, 'test'));
    for (const order of [number, second]) await invoiceOf(buyer, order, true);
    expect(await buyer.stock(item)).toBe('20 130.00 0');
  });

  test('is the price of their invoice with the extra cost of the day they came', async () => {
    const { item, itemId, number } = await ordered(buyer, '5', { costAdditionPercentage: '20' });
    await buyer.receive(await buyer.receipt(number));
    await buyer.inside((em) => updateProduct(em, itemId, { costAdditionPercentage: '0' }, {}, 'test'));
    await invoiceAt(buyer, number, itemId, '6');
    expect(await buyer.stock(item)).toBe('10 72.00 0');
  });

  test("is counted at the currency's rate when they are received, not at the order's", async () => {
    await buyer.inside((em) => createCurrency(em, { code: 'EUR', rate: '700' }, 'test'));
    made += 1;
    const item = await buyer.item(`W-${made}`);
    const lines = [{ itemId: `W-${made}`, quantity: '10', linePrice: '1' }];
    const receipt = await buyer.receipt(await buyer.sent({ currency: 'EUR', lines }));
    await buyer.inside((em) => updateCurrency(em, 'EUR', { rate: '750' }, {}, 'test'));
    await buyer.receive(receipt);
    expect(await buyer.stock(item)).toBe('10 75.00 0');
    const shown = await buyer.inside((em) => receiptView(em, receipt));
    expect(shown).toMatchObject({ exchange_rate: '750', lines: [{ value: '75.00' }] });
  });
});

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

describe('a credited supplier invoice whose goods stay', () => {
  const order = (number: number) => buyer.inside((em) => purchaseOrderView(em, number));

  test('leaves them to be invoiced anew: at the price of the new invoice, with the order invoiced again', async () => {
    const { item, itemId, number } = await ordered(buyer, '4');
    await receiveInHalves(buyer, number);
    const wrong = await invoiceAt(buyer, number, itemId, '5');
    expect(await buyer.stock(item)).toBe('10 50.00 0');
    expect(await order(number)).toMatchObject({ is_invoiced: true, is_archived: true });
    const note = await credit(buyer, wrong);
    expect(await order(number)).toMatchObject({ is_invoiced: true });
    await bookIt(buyer, note);
    // No invoice asks for them: the order's price counts.
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    expect(await order(number)).toMatchObject({
      ...{ is_invoiced: false, is_partly_invoiced: false, is_received: true, is_archived: true },
      allowed_actions: expect.arrayContaining(['convertToInvoice']),
    });
    await invoiceAt(buyer, number, itemId, '4.5');
    expect(await buyer.stock(item)).toBe('10 45.00 0');
    expect(await order(number)).toMatchObject({ is_invoiced: true, is_archived: true });
    expect((await refusalOf(invoiceOf(buyer, number))).code).toBe('InvalidTransition');
  });

  test('frees what nothing came for first, and then what was matched last', async () => {
    const { item, itemId, number } = await ordered(buyer, '4');
    const wrong = await invoiceAt(buyer, number, itemId, '5');
    const first = await buyer.receipt(number);
    const [line] = (await buyer.inside((em) => receiptView(em, first))).lines;
    const six = { lines: [{ id: line?.id, quantity: '6' }] };
    await buyer.inside((em) => editReceipt(em, first, six, buyer.context()));
    await buyer.receive(first);
    expect(await buyer.stock(item)).toBe('6 30.00 4');
    const credited = async (quantity: string) => {
      await bookIt(buyer, await credit(buyer, wrong, { lines: [{ position: 1, quantity }] }));
      return buyer.stock(item);
    };
    expect(await credited('4')).toBe('6 30.00 4');
    expect(await credited('1')).toBe('6 29.00 4');
    expect(await order(number)).toMatchObject({ is_partly_invoiced: true });
    // The rest comes at the order's price: the invoice asks for it no more.
    await buyer.receive(await buyer.receipt(number));
    expect(await buyer.stock(item)).toBe('10 45.00 0');
  });

  test('does not bring them a second time with mark_received, nor where invoices move the stock', async () => {
    for (const follows of [false, true]) {
      const { item, itemId, number } = await ordered(buyer, '4');
      await buyer.query('update agreement set stock_follows_invoices = ?', [follows]);
      try {
        const wrong = await invoiceOf(buyer, number);
        await bookIt(buyer, wrong, { markReceived: !follows });
        await bookIt(buyer, await credit(buyer, wrong));
        expect(await buyer.stock(item)).toBe('10 40.00 0');
        const right = await invoiceOf(buyer, number);
        const lines = [{ itemId, quantity: '10', linePrice: '4.5' }];
        await buyer.inside((em) => editDraftSupplierInvoice(em, right, { lines }, buyer.context()));
        await bookIt(buyer, right, { markReceived: !follows });
        expect(await buyer.stock(item)).toBe('10 45.00 0');
        expect(await order(number)).toMatchObject({ is_invoiced: true });
      } finally {
        await buyer.query('update agreement set stock_follows_invoices = false');
      }
    }
  });

  test('is not what it is where they go back: they are gone, and its order stays invoiced', async () => {
    const { item, itemId, number } = await ordered(buyer, '4');
    await buyer.receive(await buyer.receipt(number));
    const invoice = await invoiceAt(buyer, number, itemId, '5');
    await bookIt(buyer, await credit(buyer, invoice, { reverseInventory: true }));
    expect(await buyer.stock(item)).toBe('0 0.00 0');
    expect(await order(number)).toMatchObject({ is_invoiced: true, is_received: true, is_archived: true });
  });
});
