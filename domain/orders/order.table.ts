import type { DocumentTable } from '../documents/document.ts';
import { lineTable } from '../sales/sales-line-rows.ts';
import { orderLineOwn } from './line-locations.ts';
import type { OrderLineOwn } from './line-locations.ts';
import { Order } from './order.entity.ts';
import { orderLife } from './order.lifecycle.ts';
import type { OrderAction, OrderStanding } from './order.lifecycle.ts';

/** Orders, as what all documents do alike sees them. */
export const orderTable: DocumentTable<Order, OrderStanding, OrderAction> = {
  kind: 'order',
  entity: Order,
  table: 'sales_order',
  what: 'Order',
  life: orderLife,
  populate: ['customer', 'paymentTerms', 'layout', 'employee', 'offer'],
  standingOf: ({ state, archivedAt, delivery, invoicing, purchasing }) => ({
    state,
    isArchived: archivedAt instanceof Date,
    delivery,
    invoicing,
    purchasing,
  }),
  published: {
    create: 'order.created',
    edit: 'order.updated',
    addCollection: 'order.updated',
    setLayout: 'order.updated',
    moved: 'order.updated',
    book: 'order.booked',
    reopen: 'order.updated',
    cancel: 'order.cancelled',
    createBackorder: 'order.cancelled',
    delete: 'order.deleted',
  },
};

/** The lines of orders. */
export const orderLines = lineTable<OrderLineOwn>({
  document: 'sales_order',
  parent: 'order_id',
  links: ['offerLineId'],
  own: orderLineOwn,
});
