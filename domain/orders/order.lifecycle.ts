/** The life of an order, as data, and the axes that other documents move. Pure: usable in workflow code. */
import type { Guard, Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const orderStates = ['draft', 'sent', 'cancelled'] as const;
export type OrderState = (typeof orderStates)[number];

/** How much of an order left the house; `ready`: a shipment waits. */
export const deliveryAxis = ['not-sent', 'ready', 'partly', 'sent'] as const;
export type DeliveryAxis = (typeof deliveryAxis)[number];

/** How much of an order is on booked invoices; `ready`: a draft waits. */
export const invoicingAxis = ['not-invoiced', 'ready', 'partly', 'invoiced'] as const;
export type InvoicingAxis = (typeof invoicingAxis)[number];

/** How much of an order is on sent purchase orders that were made for it; `ready`: a draft waits. */
export const purchasingAxis = ['not-purchased', 'ready', 'partly', 'purchased'] as const;
export type PurchasingAxis = (typeof purchasingAxis)[number];

export type OrderAction =
  | 'edit'
  | 'addCollection'
  | 'delete'
  | 'book'
  | 'reopen'
  | 'createShipment'
  | 'convertToInvoice'
  | 'createPurchaseOrder'
  | 'createBackorder'
  | 'cancel'
  | 'addNote'
  | 'setLayout';

export interface OrderStanding extends Standing<OrderState> {
  readonly delivery: DeliveryAxis;
  readonly invoicing: InvoicingAxis;
  readonly purchasing: PurchasingAxis;
}

const onlyUntouched: Guard<OrderStanding> = ({ delivery, invoicing, purchasing }) => {
  if (delivery !== 'not-sent') return 'It has a shipment.';
  if (invoicing !== 'not-invoiced') return 'It has an invoice.';
  return purchasing === 'not-purchased' ? undefined : 'It has a purchase order.';
};

const onlyUnsent: Guard<OrderStanding> = ({ delivery }) =>
  delivery === 'sent' ? 'All of it is shipped.' : undefined;

const onlyUninvoiced: Guard<OrderStanding> = ({ invoicing }) =>
  invoicing === 'invoiced' ? 'All of it is invoiced.' : undefined;

const onlyUnpurchased: Guard<OrderStanding> = ({ purchasing }) =>
  purchasing === 'purchased' ? 'All of it is purchased.' : undefined;

const onlyPartlySent: Guard<OrderStanding> = ({ delivery }) =>
  delivery === 'partly' ? undefined : 'A backorder is of what is left of a partly shipped order.';

const transitions: Readonly<Record<OrderAction, Transition<OrderStanding>>> = {
  edit: {
    from: ['draft'],
    to: 'same',
    effect: 'Header, references and lines change; totals are computed anew.',
  },
  addCollection: {
    from: ['draft'],
    to: 'same',
    effect: 'The lines of a collection come after those that are there; totals are computed anew.',
  },
  delete: {
    from: ['draft', 'sent'],
    to: 'gone',
    guards: [onlyUntouched],
    effect: 'The order is gone and its reservation released; its number is not used again.',
  },
  book: {
    from: ['draft'],
    to: 'sent',
    effect: 'Party and terms are kept as they are now; the stocked lines are reserved.',
  },
  reopen: {
    from: ['sent'],
    to: 'draft',
    guards: [onlyUntouched],
    effect: 'It can be edited again; the reservation is released.',
  },
  createShipment: {
    from: ['sent'],
    to: 'same',
    guards: [onlyUnsent],
    effect: 'A new shipment with the quantities that are on none yet.',
  },
  convertToInvoice: {
    from: ['sent'],
    to: 'same',
    guards: [onlyUninvoiced],
    effect: 'A new invoice with the quantities that are on none yet, as a draft or booked.',
  },
  createPurchaseOrder: {
    from: ['sent'],
    to: 'same',
    guards: [onlyUnpurchased],
    effect: 'Draft purchase orders, one for each supplier, of what is on none yet.',
  },
  createBackorder: {
    from: ['sent'],
    to: 'cancelled',
    archives: true,
    guards: [onlyPartlySent],
    effect: 'A new, sent order with what was not delivered; this one is cancelled.',
  },
  cancel: {
    from: ['draft', 'sent'],
    to: 'cancelled',
    archives: true,
    effect: 'The reservation is released. Shipped goods do not come back, and nothing is credited.',
  },
  addNote: {
    from: orderStates,
    to: 'same',
    whenArchived: true,
    effect: 'A note is added for those who work on it.',
  },
  setLayout: {
    from: orderStates,
    to: 'same',
    whenArchived: true,
    effect: 'The PDF looks different; nothing is sent again.',
  },
};

/** The life of orders. One is archived by what ships or invoices the last of it. */
export const orderLife: Lifecycle<OrderStanding, OrderAction> = {
  nameOf: () => 'Order',
  states: orderStates,
  initial: 'draft',
  transitions,
};
