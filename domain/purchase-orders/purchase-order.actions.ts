import type { Act, DocumentDefinition } from '../documents/document.ts';
import {
  goneDocument,
  idOfDocument,
  madeDocumentId,
  progressOfDocument,
} from '../documents/document-store.ts';
import { createReceipt } from '../receipts/receipt.service.ts';
import { invoicePurchaseOrder } from '../supplier-invoices/make-supplier-invoice.service.ts';
import { supplierInvoiceTable } from '../supplier-invoices/supplier-invoice.table.ts';
import { receiptTable } from '../receipts/receipt.table.ts';
import {
  cancelPurchaseOrder,
  reopenPurchaseOrder,
  sendPurchaseOrder,
} from './purchase-order-steps.service.ts';
import type { PurchaseOrderAction } from './purchase-order.lifecycle.ts';
import {
  copyPurchaseOrder,
  createDraftPurchaseOrder,
  deleteDraftPurchaseOrder,
} from './purchase-order.service.ts';
import type { DraftPurchaseOrderInput } from './purchase-order.service.ts';
import { purchaseOrderTable } from './purchase-order.table.ts';

/** The body of the command that makes a purchase order. */
export type CreatePurchaseOrderBody =
  | { readonly create: 'draft'; readonly draft: DraftPurchaseOrderInput }
  | { readonly create: 'copy'; readonly of: number };

/** What goes through the workflow; edits and layouts do not. */
type PurchaseOrderCommand = Exclude<PurchaseOrderAction, 'edit' | 'setLayout'> | 'create';

const acts: Readonly<Record<PurchaseOrderCommand, Act>> = {
  create: async (em, id, body, context) => {
    const wanted = body as CreatePurchaseOrderBody;
    const order =
      wanted.create === 'copy'
        ? await copyPurchaseOrder(em, id, wanted.of, context)
        : await createDraftPurchaseOrder(em, id, wanted.draft, context);
    return { progress: progressOfDocument(purchaseOrderTable, order) };
  },
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteDraftPurchaseOrder(em, id, context)),
  }),
  send: async (em, id, _body, context) => ({
    progress: progressOfDocument(purchaseOrderTable, await sendPurchaseOrder(em, id, context)),
  }),
  reopen: async (em, id, _body, context) => ({
    progress: progressOfDocument(purchaseOrderTable, await reopenPurchaseOrder(em, id, context)),
  }),
  createReceipt: async (em, id, _body, context) => {
    const { order, receipt } = await createReceipt(em, id, madeDocumentId(context), context);
    const made = [idOfDocument(receiptTable, receipt)];
    return { progress: progressOfDocument(purchaseOrderTable, order), made };
  },
  convertToInvoice: async (em, id, body, context) => {
    const wanted = body as { readonly book?: boolean };
    const { order, invoice } = await invoicePurchaseOrder(em, id, madeDocumentId(context), wanted, context);
    const made = [idOfDocument(supplierInvoiceTable, invoice)];
    return { progress: progressOfDocument(purchaseOrderTable, order), made };
  },
  cancel: async (em, id, _body, context) => ({
    progress: progressOfDocument(purchaseOrderTable, await cancelPurchaseOrder(em, id, context)),
  }),
};

/** Purchase orders with all that can be done to them. */
export const purchaseOrderDefinition: DocumentDefinition = { table: purchaseOrderTable, acts };
