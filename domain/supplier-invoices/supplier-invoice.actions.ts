import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, idOfDocument, progressOfDocument } from '../documents/document-store.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { bookSupplierInvoice } from './book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from './book-supplier-invoice.service.ts';
import { creditSupplierInvoice } from './make-supplier-invoice.service.ts';
import type { SupplierCreditInput } from './make-supplier-invoice.service.ts';
import type { DraftSupplierInvoiceInput } from './supplier-invoice-input.ts';
import { createDraftSupplierInvoice, deleteDraftSupplierInvoice } from './supplier-invoice.service.ts';
import { supplierInvoiceTable } from './supplier-invoice.table.ts';

/** The body of the command that makes a supplier invoice or a credit note. */
export type CreateSupplierInvoiceBody =
  | { readonly create: 'draft'; readonly draft: DraftSupplierInvoiceInput }
  | { readonly create: 'credit-note'; readonly of: number; readonly credit: SupplierCreditInput };

const movedOn = (order: PurchaseOrder | null) => ({
  moved: order ? [idOfDocument(purchaseOrderTable, order)] : [],
});

const acts: Readonly<Record<'create' | 'delete' | 'book', Act>> = {
  create: async (em, id, body, context) => {
    const wanted = body as CreateSupplierInvoiceBody;
    const invoice =
      wanted.create === 'draft'
        ? await createDraftSupplierInvoice(em, id, wanted.draft, context)
        : await creditSupplierInvoice(em, id, wanted.of, wanted.credit, context);
    const order = invoice.purchaseOrder ?? null;
    return { progress: progressOfDocument(supplierInvoiceTable, invoice), ...movedOn(order) };
  },
  delete: async (em, id, _body, context) => {
    const { number, order } = await deleteDraftSupplierInvoice(em, id, context);
    return { progress: goneDocument(number), ...movedOn(order) };
  },
  book: async (em, id, body, context) => {
    const { invoice, order } = await bookSupplierInvoice(em, id, body as BookSupplierInvoice, context);
    return { progress: progressOfDocument(supplierInvoiceTable, invoice), ...movedOn(order) };
  },
};

/** Supplier invoices and credit notes with all that can be done to them. */
export const supplierInvoiceDefinition: DocumentDefinition = { table: supplierInvoiceTable, acts };
