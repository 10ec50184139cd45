import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import {
  lockDocument,
  recordDocumentEvent,
  touchDocument,
  withoutLines,
  saveChange,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { isPositive, least, subtract } from '../money.ts';
import { draftOf } from '../sales/sales-copy.ts';
import { partyOf, termsOf } from '../sales/sales-draft.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { unsellableReason } from '../sales/sales-lines.ts';
import { refuseBarred, refuseBarredCustomer } from '../sales/sales-references.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { noteOrder } from './order-notes.ts';
import { orderProgress } from './order-progress.ts';
import type { OrderLineProgress } from './order-progress.ts';
import { releaseOrder, reserveOrder } from './order-stock.ts';
import type { Order } from './order.entity.ts';
import type { OrderAction } from './order.lifecycle.ts';
import { storeOrder } from './order.service.ts';
import { orderLines, orderTable } from './order.table.ts';

/**
 * Books a draft: party and terms are kept as they are now, and its stocked lines are reserved. Throws `NotFound`,
 * `InvalidTransition`, `NoLines` and `Barred`.
 */
export async function bookOrder(em: EntityManager, key: DocumentKey, context: ActionContext): Promise<Order> {
  const order = await lockDocument(em, orderTable, key, 'book');
  refuseUnbookable(order, await orderLines.find(em, order.id));
  keepParty(order);
  order.state = 'sent';
  order.bookedAt = context.now;
  order.bookedBy = context.actor;
  touchDocument(order, context);
  await em.flush();
  await reserveOrder(em, order.id, await orderProgress(em, order.id), await stockFollowsInvoices(em));
  await recordDocumentEvent(em, orderTable, order, context, {
    action: 'book',
    before: { state: 'draft' },
    after: { state: 'sent', gross_amount: order.grossAmount, currency: order.currency },
  });
  return order;
}

function refuseUnbookable(order: Order, lines: readonly SalesLine[]): void {
  if (!lines.some((line) => line.product)) throw withoutLines(`Order ${order.number}`);
  refuseBarredCustomer(order.customer);
  const reasons = lines.flatMap((line, index): [string, string][] => {
    const reason = line.product ? unsellableReason(line.product) : undefined;
    return reason === undefined ? [] : [[`lines.${index}.item_id`, reason]];
  });
  refuseBarred(new Map(reasons));
}

function keepParty(order: Order): void {
  order.party ??= partyOf(order);
  order.terms ??= termsOf(order.paymentTerms);
}

/** Makes a draft of a booked order again, and releases what it reserved. Throws `NotFound` and `InvalidTransition`. */
export async function reopenOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<Order> {
  const order = await lockDocument(em, orderTable, key, 'reopen');
  await releaseOrder(em, order.id);
  Object.assign(order, { state: 'draft', party: null, terms: null, bookedAt: null, bookedBy: null });
  await saveChange(em, orderTable, order, context, {
    action: 'reopen',
    before: { state: 'sent' },
    after: { state: 'draft' },
  });
  return order;
}

/**
 * Cancels and archives an order, and releases what it reserved. What was shipped does not come back and what was invoiced is
 * not credited; a shipment that waits can only be deleted now, a draft invoice only deleted or edited. Throws `NotFound` and
 * `InvalidTransition`.
 */
export async function cancelOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<Order> {
  const order = await lockDocument(em, orderTable, key, 'cancel');
  const before = order.state;
  await close(em, order, context);
  await recordDocumentEvent(em, orderTable, order, context, closed(order, 'cancel', before));
  return order;
}

async function close(em: EntityManager, order: Order, context: ActionContext): Promise<void> {
  if (order.state === 'sent') await releaseOrder(em, order.id);
  keepParty(order);
  order.state = 'cancelled';
  order.archivedAt = context.now;
  touchDocument(order, context);
  await em.flush();
}

const closed = (order: Order, action: OrderAction, before: string, besides: Record<string, number> = {}) => ({
  action,
  before: { state: before },
  after: { state: order.state, is_archived: true, ...besides },
});

/**
 * Makes a booked order of what a partly shipped one has not delivered: the stocked lines' rest, and of lines without
 * inventory what is on no invoice. The old order is cancelled and archived, and named in a note of the new one. Throws
 * `NotFound`, `InvalidTransition`, `Barred`, `BackordersOff` where invoices move the stock, and `InvoicedUndelivered` where
 * goods are invoiced that were not shipped.
 */
export async function createBackorder(
  em: EntityManager,
  key: DocumentKey,
  newOrderId: string,
  context: ActionContext,
): Promise<{ readonly order: Order; readonly backorder: Order }> {
  const order = await lockDocument(em, orderTable, key, 'createBackorder');
  if (await stockFollowsInvoices(em)) throw new DomainError('BackordersOff');
  const lines = await orderLines.find(em, order.id);
  const progress = new Map((await orderProgress(em, order.id)).map((line) => [line.id, line]));
  refuseInvoicedUndelivered(lines, progress);
  const draft = draftOf(order, lines, (line) => {
    const of = progress.get(line.id);
    if (of === undefined) return {};
    const done = of.hasInventory ? of.shipped : of.invoiced;
    const quantity = subtract(of.ordered, least(done, of.ordered));
    return isPositive(quantity) ? { quantity, offerLineId: line.offerLineId } : undefined;
  });
  await close(em, order, context);
  await storeOrder(em, { id: newOrderId, draft }, context);
  const backorder = await bookOrder(em, newOrderId, context);
  await noteOrder(em, newOrderId, `Backorder of order ${order.number}.`, context);
  const besides = { backorder_number: backorder.number };
  await recordDocumentEvent(
    em,
    orderTable,
    order,
    context,
    closed(order, 'createBackorder', 'sent', besides),
  );
  return { order, backorder };
}

function refuseInvoicedUndelivered(
  lines: readonly SalesLine[],
  progress: ReadonlyMap<string, OrderLineProgress>,
): void {
  const at = lines.findIndex(({ id }) => {
    const of = progress.get(id);
    return of?.hasInventory === true && isPositive(subtract(of.invoiced, of.shipped));
  });
  if (at >= 0) throw new DomainError('InvoicedUndelivered', { line: at + 1 });
}
