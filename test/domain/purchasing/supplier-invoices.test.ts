import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setDocumentLayout } from '../../../domain/documents/document-layout.ts';
import { newId } from '../../../domain/ids.ts';
import { createLayout } from '../../../domain/layouts/layout.service.ts';
import { purchaseOrderView } from '../../../domain/purchase-orders/purchase-order-view.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import {
  creditSupplierInvoice,
  invoicePurchaseOrder,
} from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import type { SupplierCreditInput } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import { supplierInvoiceView } from '../../../domain/supplier-invoices/supplier-invoice-view.ts';
import {
  createDraftSupplierInvoice,
  deleteDraftSupplierInvoice,
  editDraftSupplierInvoice,
} from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import type {
  DraftSupplierInvoiceInput,
  SupplierInvoiceEdit,
} from '../../../domain/supplier-invoices/supplier-invoice-input.ts';
import { supplierInvoiceTable } from '../../../domain/supplier-invoices/supplier-invoice.table.ts';
import { createSupplier } from '../../../domain/suppliers/supplier.service.ts';
import { createPaymentTerms } from '../../../domain/terms/payment-terms.service.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';

let buyer: Buyer;
let made = 0;

beforeAll(async () => {
  buyer = await Buyer.make();
  await buyer.item('FRAGT', { groupNumber: 3 });
});
afterAll(async () => {
  await buyer.database.drop();
});

const order = (number: number) => buyer.inside((em) => purchaseOrderView(em, number));
const invoiceOf = async (number: number, book = false): Promise<number> =>
  (await buyer.inside((em) => invoicePurchaseOrder(em, number, newId(), { book }, buyer.context()))).invoice
    .number;
const bookIt = (number: number, input: BookSupplierInvoice = {}) =>
  buyer.inside((em) => bookSupplierInvoice(em, number, input, buyer.context()));
const draft = (input: Partial<DraftSupplierInvoiceInput>) =>
  buyer.inside((em) =>
    createDraftSupplierInvoice(em, newId(), { supplierId: 'L-1', ...input }, buyer.context()),
  );
const credit = (number: number, input: SupplierCreditInput = {}) =>
  buyer.inside((em) => creditSupplierInvoice(em, newId(), number, input, buyer.context()));

/** An item of its own, and a sent order of ten at 4.00. */
async function ordered(lines: DraftSupplierInvoiceInput['lines'] = []) {
  made += 1;
  const itemId = `V-${made}`;
  const item = await buyer.item(itemId);
  const number = await buyer.sent({ lines: [{ itemId, quantity: '10', linePrice: '4' }, ...lines] });
  return { item, itemId, number };
}
const priced = (number: number, itemId: string, linePrice: string, quantity = '10') =>
  buyer.inside((em) =>
    editDraftSupplierInvoice(em, number, { lines: [{ itemId, quantity, linePrice }] }, buyer.context()),
  );

describe('a supplier invoice', () => {
  test('corrects what goods cost that came at another price; the order keeps its own and is archived', async () => {
    const { item, itemId, number } = await ordered();
    await buyer.receive(await buyer.receipt(number));
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    const invoice = await invoiceOf(number);
    expect(await order(number)).toMatchObject({ is_ready_for_invoicing: true, is_archived: false });
    await priced(invoice, itemId, '4.55');
    await bookIt(invoice);
    expect(await buyer.stock(item)).toBe('10 45.50 0');
    expect(await order(number)).toMatchObject({ is_invoiced: true, is_archived: true, net_amount: '40.00' });
    expect((await refusalOf(bookIt(invoice))).code).toBe('InvalidTransition');
  });

  test('that is booked first is what the goods cost when they come', async () => {
    const { item, itemId, number } = await ordered();
    const invoice = await invoiceOf(number);
    await priced(invoice, itemId, '5', '6');
    await bookIt(invoice);
    expect(await order(number)).toMatchObject({ is_partly_invoiced: true });
    await buyer.receive(await buyer.receipt(number));
    // Six at the invoice's 5.00, four at the order's 4.00.
    expect(await buyer.stock(item)).toBe('10 46.00 0');
  });

  test('brings in what came on no receipt, and nothing twice', async () => {
    const { item, number } = await ordered();
    const came = await buyer.receipt(number);
    const [line] = (await buyer.inside((em) => receiptView(em, came))).lines;
    await buyer.query('update receipt_line set quantity = 3 where id = ?', [line?.id]);
    await buyer.receive(came);
    await bookIt(await invoiceOf(number), { markReceived: true });
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    expect(await order(number)).toMatchObject({ is_received: true, is_invoiced: true, is_archived: true });
  });

  test('corrects freight over all that came with it', async () => {
    const { item, itemId, number } = await ordered([{ itemId: 'FRAGT', linePrice: '10' }]);
    await buyer.receive(await buyer.receipt(number));
    expect(await buyer.stock(item)).toBe('10 50.00 0');
    const invoice = await invoiceOf(number);
    const lines = [
      { itemId, quantity: '10', linePrice: '4' },
      { itemId: 'FRAGT', linePrice: '12.34' },
    ];
    await buyer.inside((em) => editDraftSupplierInvoice(em, invoice, { lines }, buyer.context()));
    await bookIt(invoice);
    expect(await buyer.stock(item)).toBe('10 52.34 0');
  });

  test('without an order brings its goods in on the invoice date where that is asked for', async () => {
    const item = await buyer.item('M-1');
    const lines = [{ itemId: 'M-1', quantity: '2', linePrice: '3' }];
    const { number } = await draft({ lines, invoiceDate: '2026-02-03', supplierInvoiceNumber: 'F-4711' });
    await bookIt(number, { markReceived: true, useInvoiceDate: true });
    expect(await buyer.stock(item)).toBe('2 6.00 0');
    const rows = await buyer.query('select ledger_date::text as day from stock_line where product_id = ?', [
      item,
    ]);
    expect(rows).toEqual([{ day: '2026-02-03' }]);
    const late = await draft({ lines, invoiceDate: '2999-01-01' });
    const refused = await refusalOf(bookIt(late.number, { useInvoiceDate: true }));
    expect(Object.keys(refused.errors)).toEqual(['use_invoice_date']);
  });

  test('is a credit note where its quantities are negative, and never both', async () => {
    await buyer.item('M-2');
    const { number } = await draft({ lines: [{ itemId: 'M-2', quantity: '-2', linePrice: '3' }] });
    const shown = await buyer.inside((em) => supplierInvoiceView(em, number));
    expect(shown).toMatchObject({ type: 'credit-note', net_amount: '-6.00', gross_amount: '-7.50' });
    const lines = [{ itemId: 'M-2', quantity: '-2' }, { itemId: 'M-2' }];
    expect(Object.keys((await refusalOf(draft({ lines }))).errors)).toEqual(['lines.1.quantity']);
    const zero = await refusalOf(draft({ lines: [{ itemId: 'M-2', quantity: '0' }] }));
    expect(Object.keys(zero.errors)).toEqual(['lines.0.quantity']);
  });

  test('is credited by chosen quantities, whose goods go back where that is asked for', async () => {
    const { item, number } = await ordered();
    const invoice = await invoiceOf(number);
    await bookIt(invoice, { markReceived: true });
    const some = { lines: [{ position: 1, quantity: '4' }], reason: 'Bukket' };
    const back = await credit(invoice, { ...some, reverseInventory: true });
    await bookIt(back.number);
    expect(await buyer.stock(item)).toBe('6 24.00 0');
    expect((await refusalOf(credit(invoice, { lines: [{ position: 1, quantity: '7' }] }))).code).toBe(
      'CreditExceedsInvoice',
    );
    const money = await credit(invoice);
    await bookIt(money.number);
    expect(await buyer.stock(item)).toBe('6 24.00 0');
    expect((await refusalOf(credit(invoice))).code).toBe('NothingLeft');
  });

  test('that is deleted leaves its order to be invoiced again', async () => {
    const { number } = await ordered();
    const invoice = await invoiceOf(number);
    expect((await refusalOf(invoiceOf(number))).code).toBe('NothingLeft');
    await buyer.inside((em) => deleteDraftSupplierInvoice(em, invoice, buyer.context()));
    expect(await order(number)).toMatchObject({ is_ready_for_invoicing: false });
    await invoiceOf(number, true);
    expect(await order(number)).toMatchObject({ is_invoiced: true });
  });

  test('booked twice at once is booked once', async () => {
    const { item, number } = await ordered();
    const invoice = await invoiceOf(number);
    const both = await Promise.allSettled([1, 2].map(() => bookIt(invoice, { markReceived: true })));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await buyer.stock(item)).toBe('10 40.00 0');
  });

  test('is not booked as received while a receipt is open on which its goods are', async () => {
    const { item, number } = await ordered();
    const receipt = await buyer.receipt(number);
    const invoice = await invoiceOf(number);
    const refused = await refusalOf(bookIt(invoice, { markReceived: true }));
    expect([refused.code, refused.params]).toEqual(['ReceiptOpen', { receipt, order: number }]);
    expect(await buyer.stock(item)).toBe('0 0.00 10');
    await buyer.receive(receipt);
    await bookIt(invoice, { markReceived: true });
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    expect(await order(number)).toMatchObject({ is_received: true, is_archived: true });
  });

  test('is booked as received while the open receipt is of other items', async () => {
    const other = await buyer.item(`O-${made}`);
    const { item, itemId, number } = await ordered([{ itemId: `O-${made}`, quantity: '2', linePrice: '3' }]);
    const receipt = await buyer.receipt(number);
    const [, line] = (await buyer.inside((em) => receiptView(em, receipt))).lines;
    const lines = [{ id: line?.id ?? '' }];
    await buyer.inside((em) => editReceipt(em, receipt, { lines }, buyer.context()));
    const invoice = await invoiceOf(number);
    await priced(invoice, itemId, '4');
    await bookIt(invoice, { markReceived: true });
    await buyer.receive(receipt);
    expect([await buyer.stock(item), await buyer.stock(other)]).toEqual(['10 40.00 0', '2 6.00 0']);
  });

  test('brings nothing in twice where its order is received while it is booked as received', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { item, number } = await ordered();
      const receipt = await buyer.receipt(number);
      const invoice = await invoiceOf(number);
      const both = [buyer.receive(receipt), bookIt(invoice, { markReceived: true })];
      const [received, booked] = await Promise.allSettled(round % 2 === 0 ? both : both.reverse());
      const isBooked = [received, booked].every((one) => one?.status === 'fulfilled');
      if (!isBooked) await bookIt(invoice, { markReceived: true });
      expect(await buyer.stock(item)).toBe('10 40.00 0');
      expect(await order(number)).toMatchObject({ is_received: true, is_invoiced: true, is_archived: true });
    }
  });

  test('brings the stock where invoices move it, and receipts do not', async () => {
    await buyer.query('update agreement set stock_follows_invoices = true');
    try {
      const { item, number } = await ordered();
      await buyer.receive(await buyer.receipt(number));
      expect(await buyer.stock(item)).toBe('0 0.00 10');
      await invoiceOf(number, true);
      expect(await buyer.stock(item)).toBe('10 40.00 0');
      expect(await order(number)).toMatchObject({ is_received: true, is_archived: true });
    } finally {
      await buyer.query('update agreement set stock_follows_invoices = false');
    }
  });
});

describe('a supplier invoice that is put on an order', () => {
  const edited = (number: number, edit: SupplierInvoiceEdit) =>
    buyer.inside((em) => editDraftSupplierInvoice(em, number, edit, buyer.context()));
  const shown = (number: number) => buyer.inside((em) => supplierInvoiceView(em, number));

  test('moves its invoicing, line by line, and corrects what its goods cost', async () => {
    const { item, itemId, number } = await ordered([{ itemId: 'FRAGT', linePrice: '10' }]);
    await buyer.receive(await buyer.receipt(number));
    const lines = [
      { itemId: 'FRAGT', linePrice: '10' },
      { itemId, quantity: '6', linePrice: '5' },
    ];
    const invoice = await draft({ purchaseOrderNumber: number, lines });
    expect(await order(number)).toMatchObject({ is_ready_for_invoicing: true });
    const view = await shown(invoice.number);
    expect(view.purchase_order_number).toBe(number);
    expect(view.lines.map((line) => line.purchase_order_line)).toEqual([2, 1]);
    await bookIt(invoice.number);
    // Six at 5.00, four at the order's 4.00, and 10.00 of freight.
    expect(await buyer.stock(item)).toBe('10 56.00 0');
    expect(await order(number)).toMatchObject({ is_partly_invoiced: true, is_archived: false });
    await bookIt(
      (await draft({ purchaseOrderNumber: number, lines: [{ itemId, quantity: '4', linePrice: '4' }] }))
        .number,
    );
    expect(await order(number)).toMatchObject({ is_invoiced: true, is_archived: true });
  });

  test('is taken off it and put on another by an edit; both follow', async () => {
    const first = await ordered();
    const second = await buyer.sent({ lines: [{ itemId: first.itemId, quantity: '3', linePrice: '4' }] });
    const invoice = await draft({ lines: [{ itemId: first.itemId, quantity: '3', linePrice: '4' }] });
    expect((await shown(invoice.number)).lines[0]?.purchase_order_line).toBeNull();
    await edited(invoice.number, { purchaseOrderNumber: first.number });
    expect(await order(first.number)).toMatchObject({ is_ready_for_invoicing: true });
    await edited(invoice.number, { purchaseOrderNumber: second });
    expect(await order(first.number)).toMatchObject({ is_ready_for_invoicing: false });
    expect(await order(second)).toMatchObject({ is_ready_for_invoicing: true });
    await edited(invoice.number, { purchaseOrderNumber: null });
    expect(await order(second)).toMatchObject({ is_ready_for_invoicing: false });
    expect(await shown(invoice.number)).toMatchObject({ purchase_order_number: null });
    await edited(invoice.number, { purchaseOrderNumber: second });
    await bookIt(invoice.number);
    expect(await order(second)).toMatchObject({ is_invoiced: true });
  });

  test('has a line on none where that is said', async () => {
    const { itemId, number } = await ordered();
    const lines = [
      { itemId, quantity: '10', purchaseOrderLine: null },
      { itemId, quantity: '1', purchaseOrderLine: 1 },
    ];
    const { number: invoice } = await draft({ purchaseOrderNumber: number, lines });
    expect((await shown(invoice)).lines.map((line) => line.purchase_order_line)).toEqual([null, 1]);
    await bookIt(invoice);
    expect(await order(number)).toMatchObject({ is_partly_invoiced: true });
  });

  test('is refused: a line, an order or a supplier that does not fit', async () => {
    const { itemId, number } = await ordered();
    const other = await ordered();
    const lines = [{ itemId, quantity: '1' }];
    const fieldsOf = async (input: Partial<DraftSupplierInvoiceInput>) =>
      Object.keys((await refusalOf(draft({ lines, ...input }))).errors);
    expect(await fieldsOf({ purchaseOrderNumber: 999_999 })).toEqual(['purchase_order_number']);
    expect(
      await fieldsOf({ purchaseOrderNumber: other.number, lines: [{ itemId, purchaseOrderLine: 1 }] }),
    ).toEqual(['lines.0.purchase_order_line']);
    expect(await fieldsOf({ purchaseOrderNumber: number, lines: [{ itemId, quantity: '-1' }] })).toEqual([
      'purchase_order_number',
    ]);
    const supplier = { number: 'L-2', name: 'Eg A/S', groupNumber: 1, vatZone: 'domestic' as const };
    await buyer.inside((em) => createSupplier(em, { ...supplier, paymentTermsNumber: 1 }, 'test'));
    expect(await fieldsOf({ purchaseOrderNumber: number, supplierId: 'L-2' })).toEqual([
      'purchase_order_number',
    ]);
    const invoice = await draft({ purchaseOrderNumber: number, lines });
    const moved = await refusalOf(edited(invoice.number, { supplierId: 'L-2' }));
    expect(Object.keys(moved.errors)).toEqual(['supplier_id']);
    const { number: unsent } = await buyer.draft({ lines: [{ itemId }] });
    expect((await refusalOf(draft({ purchaseOrderNumber: unsent, lines }))).code).toBe('InvalidTransition');
  });
});

describe('the due date of a supplier invoice', () => {
  const due = async (number: number) =>
    (await buyer.inside((em) => supplierInvoiceView(em, number))).due_date;
  const edited = (number: number, edit: SupplierInvoiceEdit) =>
    buyer.inside((em) => editDraftSupplierInvoice(em, number, edit, buyer.context()));

  test('follows its date and terms, and is the one that is given until they change', async () => {
    await buyer.inside(async (em) => {
      await createPaymentTerms(em, { number: 41, name: 'Netto 30', type: 'net', maturityDays: 30 }, 'test');
      await createPaymentTerms(em, { number: 42, name: 'Aftalt', type: 'due-date' }, 'test');
    });
    const { itemId } = await ordered();
    const input = { lines: [{ itemId }], invoiceDate: '2026-02-01', paymentTermsId: 41 };
    const { number } = await draft(input);
    expect(await due(number)).toBe('2026-03-03');
    await edited(number, { dueDate: '2026-02-20' });
    await edited(number, { note: 'Haster' });
    expect(await due(number)).toBe('2026-02-20');
    await edited(number, { invoiceDate: '2026-02-02' });
    expect(await due(number)).toBe('2026-03-04');
    const early = await refusalOf(edited(number, { dueDate: '2026-01-31' }));
    expect(Object.keys(early.errors)).toEqual(['due_date']);
    await edited(number, { paymentTermsId: 42, dueDate: null });
    expect(await due(number)).toBeNull();
    expect((await refusalOf(bookIt(number))).code).toBe('DueDateMissing');
    await edited(number, { dueDate: '2026-04-01' });
    await bookIt(number);
    expect(await due(number)).toBe('2026-04-01');
    const back = await credit(number);
    await bookIt(back.number);
    expect(await due(back.number)).toBe(back.date);
  });

  test('and its layout may be another one when it is booked', async () => {
    await buyer.inside((em) => createLayout(em, { number: 5, name: 'Arkiv' }, 'test'));
    const { itemId } = await ordered();
    const { number } = await draft({ lines: [{ itemId }], layoutId: null });
    await bookIt(number);
    await buyer.inside((em) =>
      setDocumentLayout(em, supplierInvoiceTable, number, 5, { context: buyer.context() }),
    );
    expect(await buyer.inside((em) => supplierInvoiceView(em, number))).toMatchObject({
      layout_id: 5,
      is_booked: true,
    });
  });
});
