/**
 * The page `docs/reference/lifecycles.md`, made from the transition tables: what stands there is what the code does.
 * `npm run docs` writes it; the drift check compares.
 */
import {
  allowedActions,
  customerInvoiceActions,
  customerInvoiceKinds,
  customerInvoiceTransitions,
  initialState,
  standingAfter,
  standingWord,
} from '../../domain/invoices/customer-invoice.lifecycle.ts';
import type {
  CustomerInvoiceKind,
  CustomerInvoiceStanding,
} from '../../domain/invoices/customer-invoice.lifecycle.ts';
import { table } from './markdown.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly action: string;
}

/** Every arrow that can be reached from a new document of this kind, in the order in which they are found. */
export function customerInvoiceArrows(kind: CustomerInvoiceKind): readonly Arrow[] {
  const first: CustomerInvoiceStanding = { kind, state: initialState, isArchived: false };
  const arrows: Arrow[] = [{ from: '[*]', to: standingWord(first), action: 'create' }];
  const seen = new Set([standingWord(first)]);
  const queue = [first];
  for (let standing = queue.shift(); standing; standing = queue.shift()) {
    for (const action of allowedActions(standing)) {
      const after = standingAfter(standing, action, 0);
      arrows.push({ from: standingWord(standing), to: after ? standingWord(after) : '[*]', action });
      if (!after || seen.has(standingWord(after))) continue;
      seen.add(standingWord(after));
      queue.push(after);
    }
  }
  return arrows;
}

/** The whole page. */
export function lifecyclesPage(): string {
  return [
    '# Lifecycles',
    '',
    'Made from the transition tables in `domain/`; do not edit by hand, run `npm run docs`.',
    '',
    '## Customer invoices and credit notes',
    '',
    'The API, the workflows and the tests read the same table (`domain/invoices/customer-invoice.lifecycle.ts`). An action',
    'that is not allowed is answered with 409 `InvalidTransition`, which names the state and what is allowed now.',
    '',
    ...customerInvoiceKinds.flatMap((kind) => [
      `### ${kind === 'invoice' ? 'Invoice' : 'Credit note'}`,
      '',
      '```mermaid',
      'stateDiagram-v2',
      ...diagram(customerInvoiceArrows(kind)),
      '```',
      '',
    ]),
    '### Actions',
    '',
    ...table(
      ['Action', 'From', 'Also when archived', 'Effect'],
      customerInvoiceActions.map((action) => {
        const { from, whenArchived, effect } = customerInvoiceTransitions[action];
        return [`\`${action}\``, from.join(', '), whenArchived ? 'yes' : 'no', effect];
      }),
    ),
    '',
  ].join('\n');
}

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
