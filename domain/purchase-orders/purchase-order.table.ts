import type { DocumentTable } from '../documents/document.ts';
import { purchaseRelations } from '../purchasing/purchase-draft.ts';
import { purchaseLineOwn } from '../purchasing/purchase-lines.ts';
import type { PurchaseLineOwn } from '../purchasing/purchase-lines.ts';
import { lineTable } from '../sales/sales-line-rows.ts';
import { PurchaseOrder } from './purchase-order.entity.ts';
import { purchaseOrderLife } from './purchase-order.lifecycle.ts';
import type { PurchaseOrderAction, PurchaseOrderStanding } from './purchase-order.lifecycle.ts';

/** Purchase orders, as what all documents do alike sees them. */
export const purchaseOrderTable: DocumentTable<PurchaseOrder, PurchaseOrderStanding, PurchaseOrderAction> = {
  kind: 'purchase-order',
  entity: PurchaseOrder,
  table: 'purchase_order',
  what: 'Purchase order',
  life: purchaseOrderLife,
  populate: purchaseRelations,
  standingOf: ({ state, archivedAt, receiving, invoicing }) => ({
    state,
    isArchived: archivedAt instanceof Date,
    receiving,
    invoicing,
  }),
  published: {
    create: 'purchase_order.created',
    edit: 'purchase_order.updated',
    setLayout: 'purchase_order.updated',
    reopen: 'purchase_order.updated',
    moved: 'purchase_order.updated',
    send: 'purchase_order.sent',
    cancel: 'purchase_order.cancelled',
    delete: 'purchase_order.deleted',
  },
};

/** The lines of purchase orders. */
export const purchaseOrderLines = lineTable<PurchaseLineOwn>({
  document: 'purchase_order',
  parent: 'purchase_order_id',
  links: ['orderLineId'],
  own: purchaseLineOwn,
});
