/**
 * The rows of the domain rules' transition tables (§3), written out once more for the tests, in their own words and without a
 * look at `domain/`: what is not here is forbidden.
 */

/** Values of axes; an axis that is not named may have any. */
export type Where = Readonly<Record<string, readonly (string | boolean)[]>>;

export interface Rule {
  /** States, parted by commas; those of an archived document have a `+`: `sent, sent+`. */
  readonly from: string;
  readonly action: string;
  /** A state, `same` or `gone`; with `+` the document is archived by it. */
  readonly to: string;
  readonly where?: Where;
  /** Where the document's own service archives it, not its table. */
  readonly archivedByService?: boolean;
}

export interface Rules {
  readonly initial: string;
  readonly states: readonly string[];
  readonly axes: Where;
  readonly rules: readonly Rule[];
}

const rule = (from: string, action: string, to: string, where: Where = {}): Rule => ({
  from,
  action,
  to,
  where,
});

const partOf = (none: string, all: string): readonly string[] => [none, 'ready', 'partly', all];
const untouched: Where = {
  delivery: ['not-sent'],
  invoicing: ['not-invoiced'],
  purchasing: ['not-purchased'],
};

/** By the titles of the page of lifecycles. */
export const rulesOf: Readonly<Record<string, Rules>> = {
  // §3.1. Deciding an offer archives it; converting a draft is a choice.
  Offers: {
    initial: 'draft',
    states: ['draft', 'sent', 'accepted', 'rejected'],
    axes: {},
    rules: [
      rule('draft', 'edit', 'same'),
      rule('draft', 'addCollection', 'same'),
      rule('draft', 'delete', 'gone'),
      rule('draft', 'send', 'sent'),
      rule('draft, sent', 'convertToOrder', 'accepted+'),
      rule('draft, sent', 'convertToInvoice', 'accepted+'),
      rule('sent', 'reject', 'rejected+'),
      rule('draft, draft+, sent, sent+, accepted, accepted+, rejected, rejected+', 'setLayout', 'same'),
    ],
  },
  // §3.2.
  Orders: {
    initial: 'draft',
    states: ['draft', 'sent', 'cancelled'],
    axes: {
      delivery: partOf('not-sent', 'sent'),
      invoicing: partOf('not-invoiced', 'invoiced'),
      purchasing: partOf('not-purchased', 'purchased'),
    },
    rules: [
      rule('draft', 'edit', 'same'),
      rule('draft', 'addCollection', 'same'),
      rule('draft', 'book', 'sent'),
      rule('sent', 'reopen', 'draft', untouched),
      rule('draft, sent', 'delete', 'gone', untouched),
      rule('sent', 'createShipment', 'same', { delivery: ['not-sent', 'ready', 'partly'] }),
      rule('sent', 'convertToInvoice', 'same', { invoicing: ['not-invoiced', 'ready', 'partly'] }),
      rule('sent', 'createPurchaseOrder', 'same', { purchasing: ['not-purchased', 'ready', 'partly'] }),
      rule('sent', 'createBackorder', 'cancelled+', { delivery: ['partly'] }),
      rule('draft, sent', 'cancel', 'cancelled+'),
      rule('draft, draft+, sent, sent+, cancelled, cancelled+', 'addNote', 'same'),
      rule('draft, draft+, sent, sent+, cancelled, cancelled+', 'setLayout', 'same'),
    ],
  },
  // §3.3. There is no undo of a sent one.
  Shipments: {
    initial: 'open',
    states: ['open', 'sent'],
    axes: { picked: ['not-picked', 'partly', 'picked'], isOfOrder: [true, false] },
    rules: [
      rule('open', 'edit', 'same'),
      rule('open', 'pick', 'same'),
      rule('open', 'markShipped', 'sent+'),
      rule('open', 'delete', 'gone'),
      rule('sent, sent+', 'convertToInvoice', 'same', { isOfOrder: [true] }),
      rule('open, open+, sent, sent+', 'setReadyForTransport', 'same'),
      rule('open, open+, sent, sent+', 'setLayout', 'same'),
    ],
  },
  // §3.4. What is archived is complete; it can be credited all the same.
  'Customer invoices and credit notes': {
    initial: 'draft',
    states: ['draft', 'booked'],
    axes: { kind: ['invoice', 'credit-note'] },
    rules: [
      rule('draft', 'edit', 'same'),
      rule('draft', 'delete', 'gone'),
      rule('draft', 'book', 'booked'),
      rule('booked, booked+', 'createCreditNote', 'same', { kind: ['invoice'] }),
      rule('booked', 'archive', 'same+'),
      rule('draft, draft+, booked, booked+', 'setLayout', 'same'),
    ],
  },
  // §3.5. What was credited of an archived one is invoiced anew.
  'Purchase orders': {
    initial: 'draft',
    states: ['draft', 'sent', 'cancelled'],
    axes: {
      receiving: partOf('not-received', 'received'),
      invoicing: partOf('not-invoiced', 'invoiced'),
    },
    rules: [
      rule('draft', 'edit', 'same'),
      rule('draft', 'delete', 'gone'),
      rule('draft', 'send', 'sent'),
      rule('sent', 'reopen', 'draft', { receiving: ['not-received'], invoicing: ['not-invoiced'] }),
      rule('sent', 'createReceipt', 'same', { receiving: ['not-received', 'ready', 'partly'] }),
      rule('sent, sent+', 'convertToInvoice', 'same', { invoicing: ['not-invoiced', 'ready', 'partly'] }),
      rule('draft, sent', 'cancel', 'cancelled+'),
      rule('draft, draft+, sent, sent+, cancelled, cancelled+', 'setLayout', 'same'),
    ],
  },
  // §3.6.
  Receipts: {
    initial: 'open',
    states: ['open', 'received'],
    axes: {},
    rules: [
      rule('open', 'edit', 'same'),
      rule('open', 'delete', 'gone'),
      rule('open', 'receive', 'received+'),
    ],
  },
  // §3.7. A booked one is complete.
  'Supplier invoices': {
    initial: 'draft',
    states: ['draft', 'booked'],
    axes: { kind: ['invoice', 'credit-note'] },
    rules: [
      rule('draft', 'edit', 'same'),
      rule('draft', 'delete', 'gone'),
      rule('draft', 'book', 'booked+'),
      rule('draft, draft+, booked, booked+', 'setLayout', 'same'),
    ],
  },
  // §3.8.
  Adjustments: {
    initial: 'draft',
    states: ['draft', 'booked'],
    axes: {},
    rules: [rule('draft', 'edit', 'same'), rule('draft', 'delete', 'gone'), rule('draft', 'book', 'booked+')],
  },
  Movements: {
    initial: 'draft',
    states: ['draft', 'booked', 'receiving', 'received'],
    axes: { isTransport: [true, false] },
    rules: [
      rule('draft', 'edit', 'same'),
      rule('draft', 'delete', 'gone'),
      rule('draft', 'book', 'booked', { isTransport: [true] }),
      { ...rule('draft', 'book', 'booked+', { isTransport: [false] }), archivedByService: true },
      rule('booked', 'createReceipt', 'receiving', { isTransport: [true] }),
      rule('receiving', 'receive', 'received+', { isTransport: [true] }),
    ],
  },
  Counts: {
    initial: 'open',
    states: ['open', 'booked'],
    axes: {},
    rules: [rule('open', 'edit', 'same'), rule('open', 'delete', 'gone'), rule('open', 'book', 'booked+')],
  },
  'Production orders': {
    initial: 'not-started',
    states: ['not-started', 'started', 'finished', 'cancelled'],
    axes: {},
    rules: [
      rule('not-started', 'edit', 'same'),
      rule('not-started', 'delete', 'gone'),
      rule('not-started', 'start', 'started'),
      rule('started', 'finish', 'finished+'),
      rule('not-started, started', 'cancel', 'cancelled+'),
    ],
  },
};

/** Where a document stands: its state, whether it is archived, its axes. */
export interface Standing {
  readonly state: string;
  readonly isArchived: boolean;
}

/** `sent+` and the like. */
const mark = ({ state, isArchived }: Standing): string => (isArchived ? `${state}+` : state);

/** The rule that allows the action there, if any. */
export function ruleFor({ rules }: Rules, standing: Standing, action: string): Rule | undefined {
  const axes = { ...standing } as Readonly<Record<string, unknown>>;
  return rules.find(
    ({ from, action: of, where = {} }) =>
      of === action &&
      from.split(', ').includes(mark(standing)) &&
      Object.entries(where).every(([axis, values]) => values.includes(axes[axis] as string)),
  );
}

/** What the rules say comes of the action: `sent`, `sent+`, `gone`, or `refused`. */
export function outcomeBy(rules: Rules, standing: Standing, action: string): string {
  const found = ruleFor(rules, standing, action);
  if (found === undefined) return 'refused';
  const { to } = found;
  if (to === 'gone') return to;
  const state = to.startsWith('same') ? standing.state : to.replace('+', '');
  return mark({ state, isArchived: standing.isArchived || to.endsWith('+') });
}

/** `sent+`, `gone`: what became of a document. */
export const outcomeOf = (after: Standing | undefined): string => (after ? mark(after) : 'gone');

/** The actions that the rules name. */
export const actionsBy = ({ rules }: Rules): string[] =>
  [...new Set(rules.map(({ action }) => action))].sort();

/** Every state, archived and not, with every value of every axis. */
export function standingsBy({ states, axes }: Rules): readonly Standing[] {
  let all: Standing[] = states.flatMap((state) => [false, true].map((isArchived) => ({ state, isArchived })));
  for (const [axis, values] of Object.entries(axes))
    all = all.flatMap((standing) => values.map((value) => ({ ...standing, [axis]: value })));
  return all;
}
