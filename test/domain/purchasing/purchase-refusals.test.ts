import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { newId } from '../../../domain/ids.ts';
import { createLocation, updateLocation } from '../../../domain/locations/location.service.ts';
import { cancelPurchaseOrder } from '../../../domain/purchase-orders/purchase-order-steps.service.ts';
import { purchaseOrderView } from '../../../domain/purchase-orders/purchase-order-view.ts';
import { createProductUnit, deleteProductUnit } from '../../../domain/products/product-unit.service.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import type { ReceiptEdit } from '../../../domain/receipts/receipt-input.ts';
import { deleteReceipt, editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import {
  creditSupplierInvoice,
  invoicePurchaseOrder,
} from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import {
  createDraftSupplierInvoice,
  deleteDraftSupplierInvoice,
  editDraftSupplierInvoice,
} from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { registerWebhook } from '../../../domain/webhooks/webhook.service.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';

let buyer: Buyer;
let made = 0;

beforeAll(async () => {
  buyer = await Buyer.make();
  await buyer.inside((em) => createLocation(em, { number: 21, name: 'Reol', parentNumber: 2 }, 'test'));
});
afterAll(async () => {
  await buyer.database.drop();
});

const order = (number: number) => buyer.inside((em) => purchaseOrderView(em, number));
const editIt = (receipt: number, change: ReceiptEdit) =>
  buyer.inside((em) => editReceipt(em, receipt, change, buyer.context()));
const invoiceOf = async (number: number): Promise<number> =>
  (await buyer.inside((em) => invoicePurchaseOrder(em, number, newId(), { book: false }, buyer.context())))
    .invoice.number;
const bookIt = (number: number, input: BookSupplierInvoice = {}) =>
  buyer.inside((em) => bookSupplierInvoice(em, number, input, buyer.context()));

/** An item of its own, and a sent order of ten at 4.00. */
async function ordered(input: Parameters<Buyer['item']>[1] = {}) {
  made += 1;
  const itemId = `W-${made}`;
  const item = await buyer.item(itemId, input);
  const number = await buyer.sent({ lines: [{ itemId, quantity: '10', linePrice: '4' }] });
  return { item, itemId, number };
}

describe('of a cancelled purchase order', () => {
  test('an open receipt and a draft supplier invoice can only be deleted', async () => {
    const { item, number } = await ordered();
    const [receipt, invoice] = [await buyer.receipt(number), await invoiceOf(number)];
    await buyer.inside((em) => cancelPurchaseOrder(em, number, buyer.context()));
    const attempts = [
      () => buyer.receive(receipt),
      () => editIt(receipt, { note: 'x' }),
      () => bookIt(invoice, { markReceived: true }),
      () => buyer.inside((em) => editDraftSupplierInvoice(em, invoice, { note: 'x' }, buyer.context())),
    ];
    for (const attempt of attempts) {
      const refusal = await refusalOf(attempt());
      expect(refusal).toMatchObject({
        code: 'InvalidTransition',
        params: { state: 'cancelled', allowed: 'delete' },
      });
    }
    await buyer.inside((em) => deleteReceipt(em, receipt, buyer.context()));
    await buyer.inside((em) => deleteDraftSupplierInvoice(em, invoice, buyer.context()));
    expect(await buyer.stock(item)).toBe('0 0.00 0');
    expect(await order(number)).toMatchObject({ is_cancelled: true, is_received: false, is_invoiced: false });
  });
});

describe('an item that is barred once it is ordered', () => {
  const bar = (itemId: string) =>
    buyer.inside((em) => updateProduct(em, itemId, { isBarred: true }, {}, 'test'));
  const lineOf = async (receipt: number) => (await buyer.inside((em) => receiptView(em, receipt))).lines[0];

  test('is received with its serial numbers all the same, but ordered no more', async () => {
    const { item, itemId, number } = await ordered({ hasSerialNumbers: true });
    const receipt = await buyer.receipt(number);
    await bar(itemId);
    const tracking = ['A', 'B'].map((serial) => ({ number: serial, quantity: '1' }));
    const id = (await lineOf(receipt))?.id;
    await editIt(receipt, { lines: [{ id, quantity: '2', locationId: 2, tracking }] });
    const more = editIt(receipt, { lines: [{ id }, { itemId }] });
    expect(Object.keys((await refusalOf(more)).errors)).toEqual(['lines.1.item_id']);
    await buyer.receive(receipt);
    expect(await buyer.stock(item)).toBe('2 8.00 8');
    expect(await lineOf(receipt)).toMatchObject({ quantity: '2', location_id: 2, tracking });
  });

  test('is received in the unit in which it was ordered, though the item has that no more', async () => {
    await buyer.inside((em) => createUnit(em, { number: 7, name: 'kasse' }, 'test'));
    const { item, itemId } = await ordered();
    await buyer.inside((em) => createProductUnit(em, itemId, { unitNumber: 7, quantity: '6' }, 'test'));
    const lines = [{ itemId, unitId: 7, quantity: '2', linePrice: '12' }];
    const receipt = await buyer.receipt(await buyer.sent({ lines }));
    await buyer.inside((em) => deleteProductUnit(em, itemId, 7));
    await editIt(receipt, { lines: [{ id: (await lineOf(receipt))?.id, quantity: '1' }] });
    await buyer.receive(receipt);
    expect(await buyer.stock(item)).toBe('6 12.00 16');
  });
});

describe('an item whose quality is to be assured', () => {
  test('is not brought in unchecked by a supplier invoice, with an order or without', async () => {
    const { item, itemId, number } = await ordered({ shouldAssureQuality: true });
    const lines = [{ itemId, quantity: '10', linePrice: '4' }];
    const manual = await buyer.inside((em) =>
      createDraftSupplierInvoice(em, newId(), { supplierId: 'L-1', lines }, buyer.context()),
    );
    for (const invoice of [manual.number, await invoiceOf(number)]) {
      const refusal = await refusalOf(bookIt(invoice, { markReceived: true }));
      expect(refusal).toMatchObject({ code: 'QualityCheckMissing', params: { item: itemId } });
      expect(refusal.message).toContain('on the line of its receipt');
    }
    expect(await buyer.stock(item)).toBe('0 0.00 10');
  });

  test('comes in with its invoice, where invoices move the stock, as far as receipts had it checked', async () => {
    await buyer.query('update agreement set stock_follows_invoices = true');
    try {
      const { item, itemId, number } = await ordered({ shouldAssureQuality: true });
      const receipt = await buyer.receipt(number);
      const [line] = (await buyer.inside((em) => receiptView(em, receipt))).lines;
      await editIt(receipt, { lines: [{ id: line?.id, quantity: '6', isQualityChecked: true }] });
      await buyer.receive(receipt);
      const all = await invoiceOf(number);
      expect((await refusalOf(bookIt(all))).code).toBe('QualityCheckMissing');
      const part = (quantity: string) => ({ lines: [{ itemId, quantity, linePrice: '4' }] });
      await buyer.inside((em) => editDraftSupplierInvoice(em, all, part('4'), buyer.context()));
      await bookIt(all);
      expect(await buyer.stock(item)).toBe('4 16.00 6');
      expect((await refusalOf(bookIt(await invoiceOf(number)))).code).toBe('QualityCheckMissing');
    } finally {
      await buyer.query('update agreement set stock_follows_invoices = false');
    }
  });
});

describe('a location that was blocked since', () => {
  /** Blocks a location while something is tried, which is refused with this field. */
  async function isRefused(location: number, field: string, attempt: () => Promise<unknown>): Promise<void> {
    const block = (isBlocked: boolean) =>
      buyer.inside((em) => updateLocation(em, location, { isBlocked }, {}, 'test'));
    await block(true);
    try {
      const refusal = await refusalOf(attempt());
      expect(refusal).toMatchObject({
        code: 'Barred',
        params: { reason: `Location ${location} is blocked.` },
      });
      expect(Object.keys(refusal.errors)).toEqual([field]);
    } finally {
      await block(false);
    }
  }
  test("receives nothing: on the line, as the item's own, or in what is blocked", async () => {
    const { number } = await ordered();
    const receipt = await buyer.receipt(number);
    const [line] = (await buyer.inside((em) => receiptView(em, receipt))).lines;
    await editIt(receipt, { lines: [{ id: line?.id, locationId: 21 }] });
    await isRefused(21, 'lines.0.location_id', () => buyer.receive(receipt));
    await isRefused(2, 'lines.0.location_id', () => buyer.receive(receipt));
    const own = await ordered({ defaultLocationNumber: 2 });
    const theirs = await buyer.receipt(own.number);
    await isRefused(2, 'lines.0.location_id', () => buyer.receive(theirs));
    const billed = await ordered({ defaultLocationNumber: 2 });
    const invoice = await invoiceOf(billed.number);
    // The receipt's lines are not the invoice's.
    await isRefused(2, 'lines', () => bookIt(invoice, { markReceived: true }));
    await buyer.receive(receipt);
    expect(await buyer.stock(own.item)).toBe('0 0.00 10');
    expect(await buyer.stock(billed.item)).toBe('0 0.00 10');
  });

  test('gives nothing back to a supplier', async () => {
    const { number } = await ordered({ defaultLocationNumber: 2 });
    const invoice = await invoiceOf(number);
    await bookIt(invoice, { markReceived: true });
    const note = await buyer.inside((em) =>
      creditSupplierInvoice(em, newId(), invoice, { reverseInventory: true }, buyer.context()),
    );
    await isRefused(2, 'lines', () => bookIt(note.number));
  });
});

describe('a receipt that a supplier invoice brings', () => {
  test('is told as made and as received', async () => {
    const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
    for (const event of ['receipt.created', 'receipt.received'])
      await buyer.inside((em) =>
        registerWebhook(em, vault, { event, url: `https://example.dk/${event}` }, 'test'),
      );
    const { number } = await ordered();
    await bookIt(await invoiceOf(number), { markReceived: true });
    const told = await buyer.query(
      `select event, body::jsonb -> 'data' ->> 'state' as state from outgoing_event order by event`,
    );
    expect(told).toEqual([
      { event: 'receipt.created', state: 'open' },
      { event: 'receipt.received', state: 'received' },
    ]);
  });
});
