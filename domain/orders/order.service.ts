import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  storeNewDocument,
  touchDocument,
  recordCreation,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import type { EventData } from '../events/event-hash.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import type { Offer } from '../offers/offer.entity.ts';
import { addCollection } from '../sales/add-collection.ts';
import type { CollectionToAdd } from '../sales/add-collection.ts';
import { newSalesDraft, salesState } from '../sales/sales-draft.ts';
import type { SalesDraft } from '../sales/sales-draft.ts';
import { editSales, storeEditedLines } from '../sales/sales-edit.ts';
import type { CountedLines } from '../sales/sales-edit.ts';
import { linesDigest, totalsOf } from '../sales/sales-lines.ts';
import { agreementOf } from '../tenant.ts';
import type { LineContent } from '../sales/sales-line-rows.ts';
import { withLocations } from './line-locations.ts';
import type { OrderLineOwn } from './line-locations.ts';
import { checkDraftOrder, checkOrderEdit } from './order-input.ts';
import type { DraftOrderInput, OrderEdit } from './order-input.ts';
import { releaseOrder } from './order-stock.ts';
import { Order } from './order.entity.ts';
import { orderLife } from './order.lifecycle.ts';
import { orderLines, orderTable } from './order.table.ts';

/**
 * Makes a draft order of that id in the caller's transaction. It has its number at once, and takes from its customer what the
 * input leaves out. Throws `InvalidInput`, `ReferenceNotFound`, `Barred`, `CurrencyRateMissing`, each with its fields, and
 * `AlreadyExists` where the id is taken.
 */
export async function createDraftOrder(
  em: EntityManager,
  id: string,
  input: DraftOrderInput,
  context: ActionContext,
): Promise<Order> {
  checkDraftOrder(input);
  const draft = await newSalesDraft(em, input);
  const lines = await withLocations(em, draft.lines, input.lines ?? []);
  return storeOrder(em, { id, draft: { ...draft, lines }, date: input.orderDate }, context);
}

/** A new draft order as it is stored. */
interface NewOrder {
  readonly id: string;
  readonly draft: SalesDraft;
  /** Default: today. */
  readonly date?: string | undefined;
  /** The offer from which it is made. */
  readonly offer?: Offer | undefined;
}

/** Stores a draft order with its lines, and appends its first event. Throws `AlreadyExists`. */
export async function storeOrder(
  em: EntityManager,
  { id, draft: { head, lines, totals }, date, offer }: NewOrder,
  context: ActionContext,
): Promise<Order> {
  const order = em.create(Order, {
    id,
    agreementNumber: agreementOf(em),
    state: orderLife.initial,
    number: await takeNumber(em, 'order'),
    ...head,
    date: date ?? dayOf(context.now),
    offer: offer ?? null,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewDocument(em, orderTable, order);
  // Lines that come from another order keep their locations; those of offers have none.
  const located = lines.map((line) => ({ locationId: null, ...line }));
  await orderLines.insert(em, order.id, located, totals.lines);
  await recordCreation(em, orderTable, order, context, stateOf(order, { lines, totals }));
  return order;
}

/** What events keep of an order. */
const stateOf = (order: Order, { lines, totals }: CountedLines): EventData => ({
  state: order.state,
  order_date: order.date,
  offer_number: order.offer?.number ?? null,
  ...salesState(order, linesDigest(lines, totals)),
});

/**
 * Changes a draft: the fields that are given, and all lines where `lines` is given. Throws `NotFound`, `InvalidTransition`,
 * `EditConflict` and what `createDraftOrder` throws.
 */
export async function editDraftOrder(
  em: EntityManager,
  key: DocumentKey,
  edit: OrderEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkOrderEdit(edit);
  const order = await lockDocument(em, orderTable, key, 'edit');
  requireDocumentVersion(orderTable, order, options.version);
  const old = await orderLines.find(em, order.id);
  const before = stateOf(order, { lines: old, totals: totalsOf(old, order) });
  const edited = await editSales(em, order, edit, old);
  const lines = edit.lines
    ? await withLocations(em, edited.lines, edit.lines)
    : (edited.lines as readonly (LineContent & OrderLineOwn)[]);
  const now = { ...edited, lines };
  if (edit.orderDate !== undefined) order.date = edit.orderDate;
  touchDocument(order, context);
  await em.flush();
  await storeEditedLines(em, orderLines, order.id, { isReplaced: edit.lines !== undefined, old, now });
  const change = changedFields(before, stateOf(order, now));
  await recordDocumentEvent(em, orderTable, order, context, { action: 'edit', ...change });
}

/** Adds a collection to a draft. Throws what `addCollection` throws. */
export const addOrderCollection = (
  em: EntityManager,
  key: DocumentKey,
  input: CollectionToAdd,
  context: ActionContext,
): Promise<Order> =>
  addCollection(em, { table: orderTable, lines: orderLines, stateOf }, key, input, context);

/**
 * Deletes an order that has no shipment and no invoice, booked or not: what it had reserved is released, its number is not
 * given again. Throws `NotFound` and `InvalidTransition`.
 */
export async function deleteOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<number> {
  const order = await lockDocument(em, orderTable, key, 'delete');
  const { id, number, grossAmount, currency, state } = order;
  const [invoice] = await em.execute<{ number: number }[]>(
    'select number from customer_invoice where order_id = ? limit 1',
    [id],
  );
  if (invoice)
    throw new DomainError('InUse', { what: `Order ${number}`, usedBy: `invoice ${invoice.number}` });
  if (state === 'sent') {
    await releaseOrder(em, id);
    // What is booked stands; a draft can go.
    Object.assign(order, { state: 'draft', party: null, terms: null, bookedAt: null, bookedBy: null });
    await em.flush();
  }
  await em.nativeDelete(Order, { id });
  const before = { state, gross_amount: grossAmount, currency };
  await recordDocumentEvent(em, orderTable, order, context, { action: 'delete', before, after: null });
  em.getUnitOfWork().unsetIdentity(order);
  return number;
}
