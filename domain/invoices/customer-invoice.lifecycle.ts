/**
 * The life of a customer invoice or credit note, as data. The API, the workflow's validator, the services, the page
 * `docs/reference/lifecycles.md` and the tests all read this table. Pure: usable in workflow code.
 *
 * Two axes that move on their own: its *state* (draft, then booked for good) and whether it is *archived* (finished, and
 * out of the way).
 */
import { DomainError } from '../errors.ts';

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
export interface CustomerInvoiceStanding {
  readonly kind: CustomerInvoiceKind;
  readonly state: CustomerInvoiceState;
  readonly isArchived: boolean;
}

/** Says why an action is not possible for this document though its state would allow it; undefined where it is. */
export type Guard = (standing: CustomerInvoiceStanding) => string | undefined;

export interface Transition {
  readonly from: readonly CustomerInvoiceState[];
  /** The state after it; `gone` where the document is deleted. */
  readonly to: 'same' | 'booked' | 'gone';
  /** Whether an archived document allows it too. */
  readonly whenArchived: boolean;
  readonly archives: boolean;
  readonly guards: readonly Guard[];
  /** What it does, for the documentation. */
  readonly effect: string;
}

const onlyInvoices: Guard = ({ kind }) =>
  kind === 'credit-note' ? 'A credit note cannot itself be credited.' : undefined;

/** A new document is a draft and has its number at once. */
export const initialState: CustomerInvoiceState = 'draft';

export const customerInvoiceTransitions: Readonly<Record<CustomerInvoiceAction, Transition>> = {
  edit: {
    from: ['draft'],
    to: 'same',
    whenArchived: false,
    archives: false,
    guards: [],
    effect: 'Header, references and lines change; totals are computed anew.',
  },
  delete: {
    from: ['draft'],
    to: 'gone',
    whenArchived: false,
    archives: false,
    guards: [],
    effect: 'The draft is gone; its number is not used again.',
  },
  book: {
    from: ['draft'],
    to: 'booked',
    whenArchived: false,
    archives: false,
    guards: [],
    effect: 'Party and terms are kept as they are now; nothing but layout and archiving changes any more.',
  },
  createCreditNote: {
    from: ['booked'],
    to: 'same',
    whenArchived: true,
    archives: false,
    guards: [onlyInvoices],
    effect: 'A new draft credit note over all or some of what is left to credit.',
  },
  setLayout: {
    from: ['draft', 'booked'],
    to: 'same',
    whenArchived: true,
    archives: false,
    guards: [],
    effect: 'The PDF looks different; nothing is sent again.',
  },
  archive: {
    from: ['booked'],
    to: 'same',
    whenArchived: false,
    archives: true,
    guards: [],
    effect: 'Complete: every transfer has its outcome.',
  },
};

/** Why the action is not possible now, or undefined where it is. */
export function refusal(
  standing: CustomerInvoiceStanding,
  action: CustomerInvoiceAction,
): string | undefined {
  const transition = customerInvoiceTransitions[action];
  if (!transition.from.includes(standing.state)) return `It is ${standing.state}.`;
  if (standing.isArchived && !transition.whenArchived) return 'It is archived.';
  for (const guard of transition.guards) {
    const reason = guard(standing);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What can be done with the document now, in the order of the table. */
export function allowedActions(standing: CustomerInvoiceStanding): readonly CustomerInvoiceAction[] {
  return customerInvoiceActions.filter((action) => refusal(standing, action) === undefined);
}

/** Where the document stands after the action; `undefined` where it is gone. Throws where the action is not allowed. */
export function standingAfter(
  standing: CustomerInvoiceStanding,
  action: CustomerInvoiceAction,
  number: number,
): CustomerInvoiceStanding | undefined {
  assertAllowed(standing, action, number);
  const { to, archives } = customerInvoiceTransitions[action];
  if (to === 'gone') return undefined;
  return {
    kind: standing.kind,
    state: to === 'same' ? standing.state : to,
    isArchived: standing.isArchived || archives,
  };
}

/** The word for where a document stands, as it is shown: `draft`, `booked`, `archived`. */
export function standingWord(standing: CustomerInvoiceStanding): string {
  return standing.isArchived ? 'archived' : standing.state;
}

/** `Invoice 1001` or `Credit note 1002`, as messages name a document. */
export function documentName(kind: CustomerInvoiceKind, number: number): string {
  return `${kind === 'invoice' ? 'Invoice' : 'Credit note'} ${number}`;
}

/** Throws `InvalidTransition` (409) with the state, what is allowed now and why the action is not. */
export function assertAllowed(
  standing: CustomerInvoiceStanding,
  action: CustomerInvoiceAction,
  number: number,
): void {
  const reason = refusal(standing, action);
  if (reason === undefined) return;
  const allowed = allowedActions(standing);
  throw new DomainError(
    'InvalidTransition',
    {
      what: documentName(standing.kind, number),
      state: standingWord(standing),
      action,
      allowed: allowed.length === 0 ? 'nothing' : allowed.join(', '),
    },
    { errors: { action: [reason] } },
  );
}
