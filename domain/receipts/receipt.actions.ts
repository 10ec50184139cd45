import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, idOfDocument, progressOfDocument } from '../documents/document-store.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { receiveReceipt } from './receive.service.ts';
import type { ReceiveInput } from './receive.service.ts';
import { deleteReceipt } from './receipt.service.ts';
import { receiptTable } from './receipt.table.ts';

const movedOn = (order: PurchaseOrder | null) => ({
  moved: order ? [idOfDocument(purchaseOrderTable, order)] : [],
});

const acts: Readonly<Record<'receive' | 'delete', Act>> = {
  receive: async (em, id, body, context) => {
    const { receipt, order } = await receiveReceipt(em, id, body as ReceiveInput, context);
    return { progress: progressOfDocument(receiptTable, receipt), ...movedOn(order) };
  },
  delete: async (em, id, _body, context) => {
    const { number, order } = await deleteReceipt(em, id, context);
    return { progress: goneDocument(number), ...movedOn(order) };
  },
};

/** Receipts with all that can be done to them; they are made by the action of their order. */
export const receiptDefinition: DocumentDefinition = { table: receiptTable, acts };
