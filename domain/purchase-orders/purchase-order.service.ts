import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  findDocument,
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  storeNewDocument,
  touchDocument,
  recordCreation,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { EventData } from '../events/event-hash.ts';
import { withLinksOf } from '../invoices/order-link.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { holdPurchasingOrder, refreshPurchasing, tellMovedPurchasing } from '../orders/order-purchasing.ts';
import {
  editPurchase,
  newPurchaseDraft,
  purchaseCopyOf,
  purchaseState,
  refuseBarredSupplier,
} from '../purchasing/purchase-draft.ts';
import type { PurchaseDraft } from '../purchasing/purchase-draft.ts';
import { checkPurchaseInput, supplierNumber } from '../purchasing/purchase-input.ts';
import type { PurchaseEdit, PurchaseHeadInput, PurchaseLineInput } from '../purchasing/purchase-input.ts';
import { resolvePurchaseLines } from '../purchasing/purchase-lines.ts';
import type { CountedLines } from '../sales/sales-edit.ts';
import { storeEditedLines } from '../sales/sales-edit.ts';
import { day } from '../sales/sales-input.ts';
import { linesDigest, totalsOf } from '../sales/sales-lines.ts';
import { agreementOf } from '../tenant.ts';
import { PurchaseOrder } from './purchase-order.entity.ts';
import { purchaseOrderLife } from './purchase-order.lifecycle.ts';
import { purchaseOrderLines, purchaseOrderTable } from './purchase-order.table.ts';

interface OwnFields {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly orderDate?: string | undefined;
}

/** A new draft purchase order. */
export interface DraftPurchaseOrderInput extends PurchaseHeadInput, OwnFields {
  /** Supplier number. */
  readonly supplierId: string;
  readonly lines?: readonly PurchaseLineInput[] | undefined;
}

/** Changes to a draft purchase order. */
export type PurchaseOrderEdit = PurchaseEdit & OwnFields;

const ownRules = { orderDate: day };

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding. */
export function checkDraftPurchaseOrder(input: DraftPurchaseOrderInput): void {
  checkPurchaseInput(input, { required: { supplierId: supplierNumber }, also: ownRules });
}

/**
 * Makes a draft purchase order of that id in the caller's transaction. It has its number at once, and takes from its supplier
 * what the input leaves out. Throws `InvalidInput`, `ReferenceNotFound`, `Barred`, `CurrencyRateMissing`, each with its
 * fields, and `AlreadyExists` where the id is taken.
 */
export async function createDraftPurchaseOrder(
  em: EntityManager,
  id: string,
  input: DraftPurchaseOrderInput,
  context: ActionContext,
): Promise<PurchaseOrder> {
  checkDraftPurchaseOrder(input);
  const draft = await newPurchaseDraft(em, input);
  return storePurchaseOrder(em, { id, draft, date: input.orderDate }, context);
}

/** The lines of a sales order that are to be bought. */
export interface BoughtForOrder {
  /** The sales order. */
  readonly orderId: string;
  /** Each with the line of the order for which it is bought. */
  readonly lines: readonly (PurchaseLineInput & { readonly orderLineId: string })[];
}

/**
 * Makes a draft purchase order for lines of a sales order, linked to it: prices are those at which the supplier's goods are
 * expected, never the sales prices. Throws what `createDraftPurchaseOrder` throws.
 */
export async function purchaseOrderFromLines(
  em: EntityManager,
  id: string,
  input: Omit<DraftPurchaseOrderInput, 'lines'> & BoughtForOrder,
  context: ActionContext,
): Promise<PurchaseOrder> {
  const { orderId, lines: wanted, ...head } = input;
  const asked = wanted.map(({ orderLineId: _, ...line }) => line);
  checkDraftPurchaseOrder({ ...head, lines: asked });
  const draft = await newPurchaseDraft(em, { ...head, lines: asked });
  const lines = draft.lines.map((line, at) => ({ ...line, orderLineId: wanted[at]?.orderLineId ?? null }));
  return storePurchaseOrder(em, { id, draft: { ...draft, lines }, date: head.orderDate, orderId }, context);
}

/**
 * Makes a draft that says what another purchase order says: prices and exchange rate too, linked to nothing; today's date.
 * Throws `NotFound` and `Barred`.
 */
export async function copyPurchaseOrder(
  em: EntityManager,
  id: string,
  number: number,
  context: ActionContext,
): Promise<PurchaseOrder> {
  const source = await findDocument(em, purchaseOrderTable, number);
  refuseBarredSupplier(source.supplier);
  const lines = (await purchaseOrderLines.find(em, source.id)).map((line) => ({
    ...line,
    orderLineId: null,
  }));
  return storePurchaseOrder(em, { id, draft: purchaseCopyOf(source, lines) }, context);
}

interface NewPurchaseOrder {
  readonly id: string;
  readonly draft: PurchaseDraft;
  /** Default: today. */
  readonly date?: string | undefined;
  readonly orderId?: string | undefined;
}

async function storePurchaseOrder(
  em: EntityManager,
  { id, draft: { head, lines, totals }, date, orderId }: NewPurchaseOrder,
  context: ActionContext,
): Promise<PurchaseOrder> {
  const order = em.create(PurchaseOrder, {
    id,
    agreementNumber: agreementOf(em),
    state: purchaseOrderLife.initial,
    number: await takeNumber(em, 'purchase-order'),
    ...head,
    date: date ?? dayOf(context.now),
    orderId: orderId ?? null,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewDocument(em, purchaseOrderTable, order);
  await purchaseOrderLines.insert(em, order.id, lines, totals.lines);
  await recordCreation(em, purchaseOrderTable, order, context, stateOf(order, { lines, totals }));
  return order;
}

/** What events keep of a purchase order. */
const stateOf = (order: PurchaseOrder, { lines, totals }: CountedLines): EventData => ({
  state: order.state,
  order_date: order.date,
  ...purchaseState(order, linesDigest(lines, totals)),
});

/**
 * Changes a draft: the fields that are given, and all lines where `lines` is given. Throws `NotFound`, `InvalidTransition`,
 * `EditConflict` and what `createDraftPurchaseOrder` throws.
 */
export async function editDraftPurchaseOrder(
  em: EntityManager,
  key: DocumentKey,
  edit: PurchaseOrderEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkPurchaseInput(edit, { also: ownRules });
  const sale = edit.lines && (await holdPurchasingOrder(em, key));
  const order = await lockDocument(em, purchaseOrderTable, key, 'edit');
  requireDocumentVersion(purchaseOrderTable, order, options.version);
  const old = await purchaseOrderLines.find(em, order.id);
  const before = stateOf(order, { lines: old, totals: totalsOf(old, order) });
  const now = await editPurchase(em, order, edit, old, async (inputs) =>
    withLinksOf(old, await resolvePurchaseLines(em, inputs, order)),
  );
  if (edit.orderDate !== undefined) order.date = edit.orderDate;
  touchDocument(order, context);
  await em.flush();
  const isReplaced = edit.lines !== undefined;
  await storeEditedLines(em, purchaseOrderLines, order.id, { isReplaced, old, now });
  const moved = await refreshPurchasing(em, sale, context);
  const change = changedFields(before, stateOf(order, now));
  await recordDocumentEvent(em, purchaseOrderTable, order, context, { action: 'edit', ...change });
  await tellMovedPurchasing(em, moved, order.number, context);
}

/** Deletes a draft with its lines; its number is not given again. Throws `NotFound` and `InvalidTransition`. */
export async function deleteDraftPurchaseOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<number> {
  const sale = await holdPurchasingOrder(em, key);
  const order = await lockDocument(em, purchaseOrderTable, key, 'delete');
  const { id, number, grossAmount, currency } = order;
  await em.nativeDelete(PurchaseOrder, { id });
  const moved = await refreshPurchasing(em, sale, context);
  const before = { state: 'draft', gross_amount: grossAmount, currency };
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'delete',
    before,
    after: null,
  });
  await tellMovedPurchasing(em, moved, number, context);
  em.getUnitOfWork().unsetIdentity(order);
  return number;
}
