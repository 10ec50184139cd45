/**
 * The page `docs/reference/lifecycles.md`, made from the transition tables: what stands there is what the code does.
 * `npm run docs` writes it; the drift check compares.
 */
import {
  actionsOf,
  allowedActionsOf,
  standingAfterAction,
  wordOf,
} from '../../domain/documents/lifecycle.ts';
import type { AnyLifecycle, Lifecycle, Standing } from '../../domain/documents/lifecycle.ts';
import { adjustmentLife } from '../../domain/adjustments/adjustment.lifecycle.ts';
import { countLife } from '../../domain/counts/count.lifecycle.ts';
import { customerInvoiceLifecycle } from '../../domain/invoices/customer-invoice.lifecycle.ts';
import type { CustomerInvoiceKind } from '../../domain/invoices/customer-invoice.lifecycle.ts';
import { movementLife } from '../../domain/movements/movement.lifecycle.ts';
import { offerLife } from '../../domain/offers/offer.lifecycle.ts';
import { orderLife } from '../../domain/orders/order.lifecycle.ts';
import { shipmentLife } from '../../domain/shipments/shipment.lifecycle.ts';
import { productionLife } from '../../domain/production-orders/production-order.lifecycle.ts';
import { purchaseOrderLife } from '../../domain/purchase-orders/purchase-order.lifecycle.ts';
import { receiptLife } from '../../domain/receipts/receipt.lifecycle.ts';
import { supplierInvoiceLife } from '../../domain/supplier-invoices/supplier-invoice.lifecycle.ts';
import { table } from './markdown.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly action: string;
}

/**
 * Every arrow that can be reached from a new document, in the order in which they are found. Guards over quantities that
 * other documents move are taken as open.
 */
export function arrowsOf<S extends Standing, A extends string>(
  life: Lifecycle<S, A>,
  first: S,
): readonly Arrow[] {
  const arrows: Arrow[] = [{ from: '[*]', to: wordOf(first), action: 'create' }];
  const seen = new Set([wordOf(first)]);
  const queue = [first];
  for (let standing = queue.shift(); standing; standing = queue.shift()) {
    for (const action of allowedActionsOf(life, standing)) {
      const after = standingAfterAction(life, standing, action, 0);
      arrows.push({ from: wordOf(standing), to: after ? wordOf(after) : '[*]', action });
      if (!after || seen.has(wordOf(after))) continue;
      seen.add(wordOf(after));
      queue.push(after);
    }
  }
  return arrows;
}

/** Every arrow of a customer invoice or credit note. */
const invoice = { kind: 'invoice' };
const fresh = { state: customerInvoiceLifecycle.initial, isArchived: false } as const;

export const customerInvoiceArrows = (kind: CustomerInvoiceKind): readonly Arrow[] =>
  arrowsOf(customerInvoiceLifecycle, { kind, ...fresh });

/** A chapter of the page. */
interface Chapter {
  readonly title: string;
  readonly file: string;
  readonly life: AnyLifecycle;
  /** A new document of its first kind. */
  readonly first: Standing;
  /** A diagram's title, where there are several, and its arrows. */
  readonly diagrams: readonly { readonly title?: string; readonly arrows: readonly Arrow[] }[];
}

/** The chapter of a kind whose actions depend on its own state alone, or on axes that `free` opens. */
function chapter<S extends Standing, A extends string>(
  title: string,
  file: string,
  life: Lifecycle<S, A>,
  free: Omit<S, 'state' | 'isArchived'>,
): Chapter {
  const first = { ...free, state: life.initial, isArchived: false } as unknown as S;
  return { title, file, life, first, diagrams: [{ arrows: arrowsOf(life, first) }] };
}

/** Every lifecycle that there is: what is not here is neither documented nor walked by the tests. */
export const lives: readonly Chapter[] = [
  chapter('Offers', 'domain/offers/offer.lifecycle.ts', offerLife, {}),
  chapter('Adjustments', 'domain/adjustments/adjustment.lifecycle.ts', adjustmentLife, {}),
  chapter('Orders', 'domain/orders/order.lifecycle.ts', orderLife, {
    delivery: 'not-sent',
    invoicing: 'not-invoiced',
    purchasing: 'not-purchased',
  }),
  chapter('Shipments', 'domain/shipments/shipment.lifecycle.ts', shipmentLife, {
    picked: 'not-picked',
    isOfOrder: true,
  }),
  chapter('Movements', 'domain/movements/movement.lifecycle.ts', movementLife, { isTransport: true }),
  chapter('Counts', 'domain/counts/count.lifecycle.ts', countLife, {}),
  chapter('Production orders', 'domain/production-orders/production-order.lifecycle.ts', productionLife, {}),
  chapter('Purchase orders', 'domain/purchase-orders/purchase-order.lifecycle.ts', purchaseOrderLife, {
    receiving: 'not-received',
    invoicing: 'not-invoiced',
  }),
  chapter('Receipts', 'domain/receipts/receipt.lifecycle.ts', receiptLife, {}),
  chapter(
    'Supplier invoices',
    'domain/supplier-invoices/supplier-invoice.lifecycle.ts',
    supplierInvoiceLife,
    {
      kind: 'invoice',
    },
  ),
  {
    title: 'Customer invoices and credit notes',
    file: 'domain/invoices/customer-invoice.lifecycle.ts',
    life: customerInvoiceLifecycle,
    first: { ...invoice, ...fresh },
    diagrams: [
      { title: 'Invoice', arrows: customerInvoiceArrows('invoice') },
      { title: 'Credit note', arrows: customerInvoiceArrows('credit-note') },
    ],
  },
];

/** The whole page. */
export function lifecyclesPage(): string {
  return [
    '# Lifecycles',
    '',
    'Made from the transition tables in `domain/`; do not edit by hand, run `npm run docs`.',
    '',
    'The API, the workflows and the tests read the same tables. An action that is not allowed is answered with 409',
    '`InvalidTransition`, which names the state and what is allowed now.',
    '',
    ...lives.flatMap(chapterLines),
  ].join('\n');
}

const chapterLines = ({ title, file, life, diagrams }: Chapter): string[] => [
  `## ${title}`,
  '',
  `Table: \`${file}\`.`,
  '',
  ...diagrams.flatMap((drawn) => [
    ...(drawn.title === undefined ? [] : [`### ${drawn.title}`, '']),
    '```mermaid',
    'stateDiagram-v2',
    ...diagram(drawn.arrows),
    '```',
    '',
  ]),
  ...table(
    ['Action', 'From', 'Also when archived', 'Effect'],
    actionsOf(life).map((action) => {
      const { from = [], whenArchived, effect = '' } = life.transitions[action] ?? {};
      return [`\`${action}\``, from.join(', '), whenArchived === true ? 'yes' : 'no', effect];
    }),
  ),
  '',
];

/** One line per pair of states, with all its actions. */
function diagram(arrows: readonly Arrow[]): string[] {
  const labels = new Map<string, string[]>();
  for (const { from, to, action } of arrows) {
    const pair = `${from} --> ${to}`;
    const actions = labels.get(pair);
    if (actions) actions.push(action);
    else labels.set(pair, [action]);
  }
  return [...labels].map(([pair, actions]) => `    ${pair} : ${actions.join(', ')}`);
}
