/** The life of an offer, as data (domain rules: offers never reserve or move stock). Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const offerStates = ['draft', 'sent', 'accepted', 'rejected'] as const;
export type OfferState = (typeof offerStates)[number];

export type OfferAction =
  | 'edit'
  | 'addCollection'
  | 'delete'
  | 'send'
  | 'convertToOrder'
  | 'convertToInvoice'
  | 'reject'
  | 'setLayout';

export type OfferStanding = Standing<OfferState>;

const transitions: Readonly<Record<OfferAction, Transition<OfferStanding>>> = {
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
  delete: { from: ['draft'], to: 'gone', effect: 'The draft is gone; its number is not used again.' },
  send: {
    from: ['draft'],
    to: 'sent',
    effect: 'Party and terms are kept as they are now. Nothing is reserved, no stock moves.',
  },
  convertToOrder: {
    from: ['draft', 'sent'],
    to: 'accepted',
    archives: true,
    effect: 'A new order with the same lines, as a draft or booked; the two are linked.',
  },
  convertToInvoice: {
    from: ['draft', 'sent'],
    to: 'accepted',
    archives: true,
    effect: 'A new invoice with the same lines, as a draft; the two are linked.',
  },
  reject: { from: ['sent'], to: 'rejected', archives: true, effect: 'The customer said no.' },
  setLayout: {
    from: offerStates,
    to: 'same',
    whenArchived: true,
    effect: 'The PDF looks different; nothing is sent again.',
  },
};

/** The life of offers. Their validity passing changes nothing by itself. */
export const offerLife: Lifecycle<OfferStanding, OfferAction> = {
  nameOf: () => 'Offer',
  states: offerStates,
  initial: 'draft',
  transitions,
};
