/** The life of a receipt, as data (domain rules: goods come in when it is received). Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const receiptStates = ['open', 'received'] as const;
export type ReceiptState = (typeof receiptStates)[number];
export type ReceiptAction = 'edit' | 'delete' | 'receive';
export type ReceiptStanding = Standing<ReceiptState>;

const transitions: Readonly<Record<ReceiptAction, Transition<ReceiptStanding>>> = {
  edit: {
    from: ['open'],
    to: 'same',
    effect: 'Quantities, locations, batches and lines become what really came; more than was ordered, too.',
  },
  delete: {
    from: ['open'],
    to: 'gone',
    effect: 'It is gone, and what it held is left on its order again; its number is not used again.',
  },
  receive: {
    from: ['open'],
    to: 'received',
    archives: true,
    effect: 'The goods come into stock at what they cost, where invoices do not move it; the order moves on.',
  },
};

/** The life of receipts. */
export const receiptLife: Lifecycle<ReceiptStanding, ReceiptAction> = {
  nameOf: () => 'Receipt',
  states: receiptStates,
  initial: 'open',
  transitions,
};
