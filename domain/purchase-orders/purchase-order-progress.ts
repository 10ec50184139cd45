import type { EntityManager } from '@mikro-orm/postgresql';
import { recordDocumentEvent, touchDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { wordOfShares } from '../documents/shares.ts';
import { DomainError } from '../errors.ts';
import { isPositive, multiply, round, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { agreementOf } from '../tenant.ts';
import { expectGoods } from './incoming.ts';
import type { PurchaseOrder } from './purchase-order.entity.ts';
import type { PurchaseInvoicingAxis, ReceivingAxis } from './purchase-order.lifecycle.ts';
import { purchaseOrderTable } from './purchase-order.table.ts';

/** A line of a purchase order that has a product, and what became of it; quantities in the line's unit. */
export interface PurchaseLineProgress {
  readonly id: string;
  readonly productId: string;
  /** Standard units in one of the line's unit. */
  readonly unitQuantity: Decimal;
  readonly hasInventory: boolean;
  /** Freight and the like: its cost is spread over goods (V14). */
  readonly spreadsCost: boolean;
  readonly ordered: Decimal;
  /** On received receipts; more than ordered where more came. */
  readonly received: Decimal;
  readonly onOpenReceipts: Decimal;
  /** On booked supplier invoices, less what was credited while its goods stayed. */
  readonly invoiced: Decimal;
  /** What was credited so. */
  readonly credited: Decimal;
  readonly onDraftInvoices: Decimal;
}

const progressOf = prepare<PurchaseLineProgress>(
  'purchase_order_progress',
  ['int', 'uuid'],
  // Line by line through indexes, as `order_progress`.
  `select l.id, l.product_id as "productId", l.unit_quantity::text as "unitQuantity",
       g.has_inventory as "hasInventory", not g.has_inventory and g.should_spread_cost as "spreadsCost",
       l.quantity::text as ordered, coalesce(r.done, 0)::text as received, coalesce(r.open, 0)::text as "onOpenReceipts",
       (coalesce(i.done, 0) - coalesce(i.credited, 0))::text as invoiced, coalesce(i.credited, 0)::text as credited,
       coalesce(i.open, 0)::text as "onDraftInvoices"
     from purchase_order_line l join product p on p.id = l.product_id join product_group g on g.id = p.group_id
     left join lateral (
       select sum(rl.quantity) filter (where r.state = 'received') as done,
           sum(rl.quantity) filter (where r.state = 'open') as open
         from receipt_line rl join receipt r on r.id = rl.receipt_id where rl.purchase_order_line_id = l.id) r on true
     left join lateral (
       select sum(il.quantity) filter (where i.state = 'booked') as done,
           sum(il.quantity) filter (where i.state = 'draft') as open,
           -sum((select sum(c.quantity) from supplier_invoice_line c
                   join supplier_invoice n on n.id = c.supplier_invoice_id and n.state = 'booked' and not n.reverses_inventory
                  where c.credited_line_id = il.id)) as credited
         from supplier_invoice_line il join supplier_invoice i on i.id = il.supplier_invoice_id and i.kind = 'invoice'
        where il.purchase_order_line_id = l.id) i on true
    where l.agreement_number = $1 and l.purchase_order_id = $2 order by l.position`,
);

/** The lines of a purchase order that have a product, and what became of each: one statement. */
export const purchaseProgress = (em: EntityManager, orderId: string): Promise<PurchaseLineProgress[]> =>
  progressOf.run(em, [agreementOf(em), orderId]);

/** Where an order stands by its quantities, and whether nothing more is to happen. Pure. */
export function purchaseAxesOf(lines: readonly PurchaseLineProgress[]): {
  readonly receiving: ReceivingAxis;
  readonly invoicing: PurchaseInvoicingAxis;
  readonly isComplete: boolean;
} {
  const stocked = lines.filter(({ hasInventory }) => hasInventory);
  const came = wordOfShares(
    stocked.map((line) => ({ whole: line.ordered, done: line.received, open: line.onOpenReceipts })),
  );
  const billed = wordOfShares(
    lines.map((line) => ({ whole: line.ordered, done: line.invoiced, open: line.onDraftInvoices })),
  );
  return {
    receiving: ({ none: 'not-received', ready: 'ready', partly: 'partly', all: 'received' } as const)[came],
    invoicing: ({ none: 'not-invoiced', ready: 'ready', partly: 'partly', all: 'invoiced' } as const)[billed],
    // Of an order without goods nothing is to be received.
    isComplete: billed === 'all' && (stocked.length === 0 || came === 'all'),
  };
}

/** What is left of a line for a new receipt, or a new invoice; open ones counted, and never below nothing. */
export function leftOf(whole: Decimal, ...taken: readonly Decimal[]): Decimal {
  const left = subtract(whole, sum(taken));
  return isPositive(left) ? left : '0';
}

/** Throws `InvalidTransition` for an action on what was made of an order that is cancelled by now. */
export function refuseOfCancelled(order: PurchaseOrder | null, action: string): void {
  if (order?.state !== 'cancelled') return;
  const what = `Purchase order ${order.number}`;
  throw new DomainError(
    'InvalidTransition',
    { what, state: order.state, action, allowed: 'delete' },
    { errors: { action: ['Its purchase order is cancelled.'] } },
  );
}

/** An order that another document moved, and what is still to be told of it. */
export interface MovedPurchaseOrder {
  readonly order: PurchaseOrder;
  readonly before: { readonly receiving: ReceivingAxis; readonly invoicing: PurchaseInvoicingAxis };
  readonly isArchived: boolean;
}

/**
 * Derives the axes of an order, and what it still brings, anew from what is on receipts and invoices, and archives it where
 * nothing more is to happen. The order is locked by the caller. Events are appended by `tellMovedPurchaseOrder`, after every
 * lock.
 */
export async function refreshPurchaseOrder(
  em: EntityManager,
  order: PurchaseOrder,
  context: ActionContext,
): Promise<MovedPurchaseOrder | undefined> {
  const before = { receiving: order.receiving, invoicing: order.invoicing };
  const lines = await purchaseProgress(em, order.id);
  if (order.state === 'sent') await expectRest(em, order.id, lines);
  const { receiving, invoicing, isComplete } = purchaseAxesOf(lines);
  const isArchived = isComplete && order.state === 'sent' && !order.archivedAt;
  if (receiving === before.receiving && invoicing === before.invoicing && !isArchived) return undefined;
  Object.assign(order, { receiving, invoicing });
  if (isArchived) order.archivedAt = context.now;
  touchDocument(order, context);
  await em.flush();
  return { order, before, isArchived };
}

/** What is ordered and not received, or not invoiced where invoices move the stock, counts as purchased. */
async function expectRest(
  em: EntityManager,
  orderId: string,
  lines: readonly PurchaseLineProgress[],
): Promise<void> {
  const followsInvoices = await stockFollowsInvoices(em);
  const stocked = lines.filter(({ hasInventory }) => hasInventory);
  const incoming = stocked.flatMap((line) => {
    // What was credited and stayed is here all the same.
    const came = followsInvoices ? sum([line.invoiced, line.credited]) : line.received;
    const left = leftOf(line.ordered, came);
    const quantity = round(multiply(left, line.unitQuantity), 4);
    return isPositive(quantity) ? [{ lineId: line.id, productId: line.productId, quantity }] : [];
  });
  await expectGoods(
    em,
    orderId,
    stocked.map(({ productId }) => productId),
    incoming,
  );
}

/** Appends what moved an order to its events; `by` names the document that did. */
export async function tellMovedPurchaseOrder(
  em: EntityManager,
  moved: MovedPurchaseOrder | undefined,
  context: ActionContext,
  by: Readonly<Record<string, number>>,
): Promise<void> {
  if (moved === undefined) return;
  const { order, before, isArchived } = moved;
  const { receiving, invoicing } = order;
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'moved',
    before,
    after: { receiving, invoicing, ...(isArchived && { is_archived: true }), ...by },
  });
}
