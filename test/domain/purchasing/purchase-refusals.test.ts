import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { newId } from '../../../domain/ids.ts';
import { cancelPurchaseOrder } from '../../../domain/purchase-orders/purchase-order-steps.service.ts';
import { purchaseOrderView } from '../../../domain/purchase-orders/purchase-order-view.ts';
import type { ReceiptEdit } from '../../../domain/receipts/receipt-input.ts';
import { deleteReceipt, editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import { invoicePurchaseOrder } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import {
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
