import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setDocumentLayout } from '../../../domain/documents/document-layout.ts';
import { createLayout } from '../../../domain/layouts/layout.service.ts';
import { supplierInvoiceView } from '../../../domain/supplier-invoices/supplier-invoice-view.ts';
import { editDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import type {
  DraftSupplierInvoiceInput,
  SupplierInvoiceEdit,
} from '../../../domain/supplier-invoices/supplier-invoice-input.ts';
import { supplierInvoiceTable } from '../../../domain/supplier-invoices/supplier-invoice.table.ts';
import { createSupplier } from '../../../domain/suppliers/supplier.service.ts';
import { createPaymentTerms } from '../../../domain/terms/payment-terms.service.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';
import { supplierInvoicesOf } from './supplier-invoice-fixtures.ts';

let buyer: Buyer;
const { order, bookIt, draft, credit, ordered } = supplierInvoicesOf(() => buyer);

beforeAll(async () => {
  buyer = await Buyer.make();
  await buyer.item('FRAGT', { groupNumber: 3 });
});
afterAll(async () => {
  await buyer.database.drop();
});

const edited = (number: number, edit: SupplierInvoiceEdit) =>
  buyer.inside((em) => editDraftSupplierInvoice(em, number, edit, buyer.context()));

describe('a supplier invoice that is put on an order', () => {
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
