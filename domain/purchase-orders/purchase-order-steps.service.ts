import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import {
  lockDocument,
  recordDocumentEvent,
  touchDocument,
  withoutLines,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { holdPurchasingOrder, refreshPurchasing, tellMovedPurchasing } from '../orders/order-purchasing.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { refuseBarredSupplier } from '../purchasing/purchase-draft.ts';
import type { PurchaseLine } from '../purchasing/purchase-lines.ts';
import { registerParty, termsOf } from '../sales/sales-draft.ts';
import { refuseBarred } from '../sales/sales-references.ts';
import { expectGoods } from './incoming.ts';
import type { Incoming } from './incoming.ts';
import type { PurchaseOrder } from './purchase-order.entity.ts';
import { purchaseOrderLines, purchaseOrderTable } from './purchase-order.table.ts';

/**
 * Sends a draft to its supplier: party and terms are kept as they are now, and its stocked lines count as purchased. Throws
 * `NotFound`, `InvalidTransition`, `NoLines` and `Barred`.
 */
export async function sendPurchaseOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<PurchaseOrder> {
  const sale = await holdPurchasingOrder(em, key);
  const order = await lockDocument(em, purchaseOrderTable, key, 'send');
  const lines = await purchaseOrderLines.find(em, order.id);
  refuseUnsendable(order, lines);
  keepParty(order);
  order.state = 'sent';
  order.sentAt = context.now;
  order.sentBy = context.actor;
  touchDocument(order, context);
  await em.flush();
  await expectGoods(em, order.id, stockedItems(lines), lines.flatMap(wholeLine));
  const moved = await refreshPurchasing(em, sale, context);
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'send',
    before: { state: 'draft' },
    after: { state: 'sent', gross_amount: order.grossAmount, currency: order.currency },
  });
  await tellMovedPurchasing(em, moved, order.number, context);
  return order;
}

function refuseUnsendable(order: PurchaseOrder, lines: readonly PurchaseLine[]): void {
  if (!lines.some((line) => line.product)) throw withoutLines(`Purchase order ${order.number}`);
  refuseBarredSupplier(order.supplier);
  const reasons = lines.flatMap((line, index): [string, string][] =>
    line.product?.isBarred === true
      ? [[`lines.${index}.item_id`, `Product ${line.product.number} is barred.`]]
      : [],
  );
  refuseBarred(new Map(reasons));
}

const stockedItems = (lines: readonly PurchaseLine[]): string[] =>
  lines.flatMap(({ product }) => (product?.group.hasInventory === true ? [product.id] : []));

/** What a line brings while nothing of it has come. */
const wholeLine = ({ id, product, quantity, unitQuantity }: PurchaseLine): Incoming[] =>
  product?.group.hasInventory === true
    ? [{ lineId: id, productId: product.id, quantity: toStandardQuantity(quantity, unitQuantity) }]
    : [];

function keepParty(order: PurchaseOrder): void {
  order.party ??= registerParty(order.supplier);
  order.terms ??= termsOf(order.paymentTerms);
}

/**
 * Makes a draft of a sent order again, of which nothing was received or invoiced; its lines count as purchased no more.
 * Throws `NotFound` and `InvalidTransition`.
 */
export async function reopenPurchaseOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<PurchaseOrder> {
  const sale = await holdPurchasingOrder(em, key);
  const order = await lockDocument(em, purchaseOrderTable, key, 'reopen');
  await expectNothing(em, order);
  Object.assign(order, { state: 'draft', party: null, terms: null, sentAt: null, sentBy: null });
  touchDocument(order, context);
  await em.flush();
  const moved = await refreshPurchasing(em, sale, context);
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'reopen',
    before: { state: 'sent' },
    after: { state: 'draft' },
  });
  await tellMovedPurchasing(em, moved, order.number, context);
  return order;
}

const expectNothing = async (em: EntityManager, order: PurchaseOrder): Promise<void> =>
  expectGoods(em, order.id, stockedItems(await purchaseOrderLines.find(em, order.id)), []);

/**
 * Cancels and archives an order: nothing more is expected of it. What was received stays, and what was invoiced is not
 * credited; a receipt that is open can only be deleted now. Throws `NotFound` and `InvalidTransition`.
 */
export async function cancelPurchaseOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<PurchaseOrder> {
  const sale = await holdPurchasingOrder(em, key);
  const order = await lockDocument(em, purchaseOrderTable, key, 'cancel');
  const before = { state: order.state };
  await expectNothing(em, order);
  keepParty(order);
  order.state = 'cancelled';
  order.archivedAt = context.now;
  touchDocument(order, context);
  await em.flush();
  const moved = await refreshPurchasing(em, sale, context);
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'cancel',
    before,
    after: { state: order.state, is_archived: true },
  });
  await tellMovedPurchasing(em, moved, order.number, context);
  return order;
}
