import type { Act, DocumentDefinition } from '../documents/document.ts';
import {
  goneDocument,
  idOfDocument,
  madeDocumentId,
  progressOfDocument,
} from '../documents/document-store.ts';
import { createOrderShipment } from '../shipments/create-shipment.ts';
import { purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { shipmentTable } from '../shipments/shipment.table.ts';
import { copySource } from '../sales/copy-source.ts';
import type { CollectionToAdd } from '../sales/add-collection.ts';
import type { CopyBody } from '../sales/copy-source.ts';
import type { DraftOrderInput } from './order-input.ts';
import { invoiceOrder } from './order-invoice.service.ts';
import type { OrderToInvoice } from './order-invoice.service.ts';
import { bookOrder, cancelOrder, createBackorder, reopenOrder } from './order-steps.service.ts';
import type { OrderToPurchase } from './order-purchase.service.ts';
import { purchaseForOrder } from './order-purchase.service.ts';
import type { Order } from './order.entity.ts';
import type { OrderAction } from './order.lifecycle.ts';
import { addOrderCollection, createDraftOrder, deleteOrder, storeOrder } from './order.service.ts';
import { orderTable } from './order.table.ts';

/** The body of the command that makes an order. */
export type CreateOrderBody = CopyBody | { readonly create: 'draft'; readonly draft: DraftOrderInput };

/** What goes through the workflow; edits, layouts and notes do not. */
type OrderCommand = Exclude<OrderAction, 'edit' | 'setLayout' | 'addNote'> | 'create';

const progress = (order: Order) => ({ progress: progressOfDocument(orderTable, order) });

const acts: Readonly<Record<OrderCommand, Act>> = {
  create: async (em, id, body, context) => {
    const creation = body as CreateOrderBody;
    return progress(
      creation.create === 'draft'
        ? await createDraftOrder(em, id, creation.draft, context)
        : await storeOrder(em, { id, draft: await copySource(em, creation.of) }, context),
    );
  },
  addCollection: async (em, id, body, context) =>
    progress(await addOrderCollection(em, id, body as CollectionToAdd, context)),
  delete: async (em, id, _body, context) => ({ progress: goneDocument(await deleteOrder(em, id, context)) }),
  book: async (em, id, _body, context) => progress(await bookOrder(em, id, context)),
  reopen: async (em, id, _body, context) => progress(await reopenOrder(em, id, context)),
  cancel: async (em, id, _body, context) => progress(await cancelOrder(em, id, context)),
  createBackorder: async (em, id, _body, context) => {
    const { order, backorder } = await createBackorder(em, id, madeDocumentId(context), context);
    return { ...progress(order), made: [idOfDocument(orderTable, backorder)] };
  },
  createShipment: async (em, id, _body, context) => {
    const { order, shipment } = await createOrderShipment(em, id, madeDocumentId(context), context);
    return { ...progress(order), made: [idOfDocument(shipmentTable, shipment)] };
  },
  convertToInvoice: async (em, id, body, context) => {
    const input = body as OrderToInvoice;
    const asked = madeDocumentId(context);
    const { order, invoice, warnings } = await invoiceOrder(em, id, asked, input, context);
    return { ...progress(order), made: [invoice], ...(warnings.length > 0 && { warnings }) };
  },
  createPurchaseOrder: async (em, id, body, context) => {
    const { order, made, warnings } = await purchaseForOrder(em, id, body as OrderToPurchase, context);
    const ids = made.map((one) => idOfDocument(purchaseOrderTable, one));
    return { ...progress(order), made: ids, ...(warnings.length > 0 && { warnings }) };
  },
};

/** Orders with all that can be done to them. */
export const orderDefinition: DocumentDefinition = { table: orderTable, acts };
