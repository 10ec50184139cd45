/** The life of a purchase order, as data, and the axes that other documents move. Pure: usable in workflow code. */
import type { Guard, Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const purchaseOrderStates = ['draft', 'sent', 'cancelled'] as const;
export type PurchaseOrderState = (typeof purchaseOrderStates)[number];

/** How much of it came; `ready`: a receipt is open. */
export const receivingAxis = ['not-received', 'ready', 'partly', 'received'] as const;
export type ReceivingAxis = (typeof receivingAxis)[number];

/** How much of it is on booked supplier invoices; `ready`: a draft waits. */
export const purchaseInvoicingAxis = ['not-invoiced', 'ready', 'partly', 'invoiced'] as const;
export type PurchaseInvoicingAxis = (typeof purchaseInvoicingAxis)[number];

export type PurchaseOrderAction =
  'edit' | 'delete' | 'send' | 'reopen' | 'createReceipt' | 'convertToInvoice' | 'cancel' | 'setLayout';

export interface PurchaseOrderStanding extends Standing<PurchaseOrderState> {
  readonly receiving: ReceivingAxis;
  readonly invoicing: PurchaseInvoicingAxis;
}

const onlyUntouched: Guard<PurchaseOrderStanding> = ({ receiving, invoicing }) => {
  if (receiving !== 'not-received') return 'It has a receipt.';
  return invoicing === 'not-invoiced' ? undefined : 'It has a supplier invoice.';
};

const onlyUnreceived: Guard<PurchaseOrderStanding> = ({ receiving }) =>
  receiving === 'received' ? 'All of it is received.' : undefined;

const onlyUninvoiced: Guard<PurchaseOrderStanding> = ({ invoicing }) =>
  invoicing === 'invoiced' ? 'All of it is invoiced.' : undefined;

const transitions: Readonly<Record<PurchaseOrderAction, Transition<PurchaseOrderStanding>>> = {
  edit: {
    from: ['draft'],
    to: 'same',
    effect: 'Header, references and lines change; totals are computed anew.',
  },
  delete: { from: ['draft'], to: 'gone', effect: 'The draft is gone; its number is not used again.' },
  send: {
    from: ['draft'],
    to: 'sent',
    effect: 'Party and terms are kept as they are now; the stocked lines count as purchased.',
  },
  reopen: {
    from: ['sent'],
    to: 'draft',
    guards: [onlyUntouched],
    effect: 'It can be edited again; its lines count as purchased no more.',
  },
  createReceipt: {
    from: ['sent'],
    to: 'same',
    guards: [onlyUnreceived],
    effect: 'A new receipt with the quantities that are on none yet.',
  },
  convertToInvoice: {
    from: ['sent'],
    to: 'same',
    // What was credited of an order that was complete is invoiced anew.
    whenArchived: true,
    guards: [onlyUninvoiced],
    effect: 'A new supplier invoice with the quantities that are on none yet, as a draft or booked.',
  },
  cancel: {
    from: ['draft', 'sent'],
    to: 'cancelled',
    archives: true,
    effect: 'Nothing more is expected of it. Received goods do not go back, and nothing is credited.',
  },
  setLayout: {
    from: purchaseOrderStates,
    to: 'same',
    whenArchived: true,
    effect: 'The PDF looks different; nothing is sent again.',
  },
};

/** The life of purchase orders. One is archived by what receives or invoices the last of it. */
export const purchaseOrderLife: Lifecycle<PurchaseOrderStanding, PurchaseOrderAction> = {
  nameOf: () => 'Purchase order',
  states: purchaseOrderStates,
  initial: 'draft',
  transitions,
};
