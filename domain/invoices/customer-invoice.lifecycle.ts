/**
 * The life of a customer invoice or credit note, as data. The API, the workflow's validator, the services, the page
 * `docs/reference/lifecycles.md` and the tests all read this table. Pure: usable in workflow code.
 *
 * Two axes that move on their own: its *state* (draft, then booked for good) and whether it is *archived* (finished, and
 * out of the way).
 */
import {
  allowedActionsOf,
  refusalOf,
  requireAllowed,
  standingAfterAction,
  wordOf,
} from '../documents/lifecycle.ts';
import type { Guard, Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const customerInvoiceKinds = ['invoice', 'credit-note'] as const;
export type CustomerInvoiceKind = (typeof customerInvoiceKinds)[number];

export const customerInvoiceStates = ['draft', 'booked'] as const;
export type CustomerInvoiceState = (typeof customerInvoiceStates)[number];

export const customerInvoiceActions = [
  'edit',
  'delete',
  'book',
  'createCreditNote',
  'setLayout',
  'archive',
] as const;
export type CustomerInvoiceAction = (typeof customerInvoiceActions)[number];

/** Where a document stands: all that the table looks at. */
export interface CustomerInvoiceStanding extends Standing<CustomerInvoiceState> {
  readonly kind: CustomerInvoiceKind;
}

const onlyInvoices: Guard<CustomerInvoiceStanding> = ({ kind }) =>
  kind === 'credit-note' ? 'A credit note cannot itself be credited.' : undefined;

/** A new document is a draft and has its number at once. */
export const initialState: CustomerInvoiceState = 'draft';

export const customerInvoiceTransitions: Readonly<
  Record<CustomerInvoiceAction, Transition<CustomerInvoiceStanding>>
> = {
  edit: {
    from: ['draft'],
    to: 'same',
    effect: 'Header, references and lines change; totals are computed anew.',
  },
  delete: {
    from: ['draft'],
    to: 'gone',
    effect: 'The draft is gone; its number is not used again.',
  },
  book: {
    from: ['draft'],
    to: 'booked',
    effect: 'Party and terms are kept as they are now; nothing but layout and archiving changes any more.',
  },
  createCreditNote: {
    from: ['booked'],
    to: 'same',
    whenArchived: true,
    guards: [onlyInvoices],
    effect: 'A new draft credit note over all or some of what is left to credit.',
  },
  setLayout: {
    from: ['draft', 'booked'],
    to: 'same',
    whenArchived: true,
    effect: 'The PDF looks different; nothing is sent again.',
  },
  archive: {
    from: ['booked'],
    to: 'same',
    archives: true,
    effect: 'Complete: every transfer has its outcome.',
  },
};

/** The life of customer invoices and credit notes. */
export const customerInvoiceLifecycle: Lifecycle<CustomerInvoiceStanding, CustomerInvoiceAction> = {
  nameOf: ({ kind }) => (kind === 'invoice' ? 'Invoice' : 'Credit note'),
  states: customerInvoiceStates,
  initial: initialState,
  transitions: customerInvoiceTransitions,
};

/** Why the action is not possible now, or undefined where it is. */
export const refusal = (
  standing: CustomerInvoiceStanding,
  action: CustomerInvoiceAction,
): string | undefined => refusalOf(customerInvoiceLifecycle, standing, action);

/** What can be done with the document now, in the order of the table. */
export const allowedActions = (standing: CustomerInvoiceStanding): readonly CustomerInvoiceAction[] =>
  allowedActionsOf(customerInvoiceLifecycle, standing);

/** Where the document stands after the action; `undefined` where it is gone. Throws where the action is not allowed. */
export const standingAfter = (
  standing: CustomerInvoiceStanding,
  action: CustomerInvoiceAction,
  number: number,
): CustomerInvoiceStanding | undefined =>
  standingAfterAction(customerInvoiceLifecycle, standing, action, number);

/** The word for where a document stands, as it is shown: `draft`, `booked`, `archived`. */
export const standingWord = (standing: CustomerInvoiceStanding): string => wordOf(standing);

/** `Invoice 1001` or `Credit note 1002`, as messages name a document. */
export function documentName(kind: CustomerInvoiceKind, number: number): string {
  return `${kind === 'invoice' ? 'Invoice' : 'Credit note'} ${number}`;
}

/** Throws `InvalidTransition` (409) with the state, what is allowed now and why the action is not. */
export const assertAllowed = (
  standing: CustomerInvoiceStanding,
  action: CustomerInvoiceAction,
  number: number,
): void => {
  requireAllowed(customerInvoiceLifecycle, standing, action, number);
};
