import type { EntityManager } from '@mikro-orm/postgresql';
import { withoutNulls } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  findDocument,
  holdDocument,
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  storeNewDocument,
  touchDocument,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { combineDiscounts, isPositive, plain } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import {
  leftOf,
  purchaseProgress,
  refreshPurchaseOrder,
  refuseOfCancelled,
  tellMovedPurchaseOrder,
} from '../purchase-orders/purchase-order-progress.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseOrderLines, purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { locationsOf, resolvePurchaseLines } from '../purchasing/purchase-lines.ts';
import type { PurchaseLineContent } from '../purchasing/purchase-lines.ts';
import { agreementOf } from '../tenant.ts';
import { checkReceiptEdit } from './receipt-input.ts';
import type { ReceiptEdit, ReceiptLineInput } from './receipt-input.ts';
import { Receipt, ReceiptLine } from './receipt.entity.ts';
import { receiptLife } from './receipt.lifecycle.ts';
import type { ReceiptAction } from './receipt.lifecycle.ts';
import { receiptLinesOf, receiptTable } from './receipt.table.ts';

/**
 * Makes a receipt of what is on none yet, open ones counted: goods, and freight whose cost is spread over them. Throws
 * `NotFound`, `InvalidTransition` and `NothingLeft`.
 */
export async function createReceipt(
  em: EntityManager,
  orderKey: DocumentKey,
  receiptId: string,
  context: ActionContext,
): Promise<{ readonly order: PurchaseOrder; readonly receipt: Receipt }> {
  const order = await lockDocument(em, purchaseOrderTable, orderKey, 'createReceipt');
  const progress = await purchaseProgress(em, order.id);
  const left = new Map(
    progress
      .filter(({ hasInventory, spreadsCost }) => hasInventory || spreadsCost)
      .map((line) => [line.id, leftOf(line.ordered, line.received, line.onOpenReceipts)]),
  );
  const lines = (await purchaseOrderLines.find(em, order.id)).flatMap((line) => {
    const quantity = left.get(line.id) ?? '0';
    return isPositive(quantity) ? [{ ...line, quantity }] : [];
  });
  if (!lines.some(({ product }) => product?.group.hasInventory === true))
    throw new DomainError('NothingLeft', { what: `Purchase order ${order.number}`, action: 'receive' });
  const receipt = em.create(Receipt, {
    id: receiptId,
    agreementNumber: agreementOf(em),
    state: receiptLife.initial,
    number: await takeNumber(em, 'receipt'),
    purchaseOrder: order,
    supplierInvoiceId: null,
    supplier: order.supplier,
    currency: order.currency,
    exchangeRate: order.exchangeRate,
    allocation: order.allocation,
    note: null,
    ...madeNow(context),
  });
  await storeNewDocument(em, receiptTable, receipt);
  for (const [at, line] of lines.entries())
    addReceiptLine(em, receipt, at + 1, line, {
      orderLineId: line.id,
      documentDiscount: order.discountPercentage,
    });
  await em.flush();
  const moved = await refreshPurchaseOrder(em, order, context);
  const by = { receipt_number: receipt.number };
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'createReceipt',
    before: null,
    after: { ...by, receiving: order.receiving },
  });
  const after = { state: receipt.state, purchase_order_number: order.number, lines: lines.length };
  await recordDocumentEvent(em, receiptTable, receipt, context, { action: 'create', before: null, after });
  await tellMovedPurchaseOrder(em, moved, context, by);
  return { order, receipt };
}

export const madeNow = ({ actor, now }: ActionContext) => ({
  createdBy: actor,
  changedBy: actor,
  createdAt: now,
  updatedAt: now,
});

/** Adds a line that says what a line of a purchase says. */
export function addReceiptLine(
  em: EntityManager,
  receipt: Receipt,
  position: number,
  line: PurchaseLineContent,
  of: { readonly orderLineId: string | null; readonly documentDiscount: string },
): ReceiptLine {
  return em.create(ReceiptLine, {
    receipt,
    agreementNumber: agreementOf(em),
    position,
    purchaseOrderLine: of.orderLineId as unknown as ReceiptLine['purchaseOrderLine'],
    product: (line.product?.id ?? '') as unknown as ReceiptLine['product'],
    description: line.description,
    unit: (line.unit?.id ?? null) as unknown as ReceiptLine['unit'],
    unitQuantity: line.unitQuantity,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discountPercentage: combineDiscounts(line.discountPercentage, of.documentDiscount),
    location: line.locationId as unknown as ReceiptLine['location'],
    tracking: line.tracking ?? null,
    isQualityChecked: false,
    isGoods: null,
    extraCostPercentage: null,
    stockLineId: null,
    value: null,
  });
}

/** A receipt whose order, where it has one, is locked before it. */
export interface HeldReceipt {
  readonly receipt: Receipt;
  readonly order: PurchaseOrder | null;
}

/**
 * Locks the receipt's order and then the receipt. Throws `NotFound` and `InvalidTransition`; where the order is cancelled, too:
 * its receipt can only be deleted.
 */
export async function lockReceipt(
  em: EntityManager,
  key: DocumentKey,
  action: ReceiptAction,
): Promise<HeldReceipt> {
  const { purchaseOrder } = await findDocument(em, receiptTable, key);
  const order = purchaseOrder ? await holdDocument(em, purchaseOrderTable, purchaseOrder.id) : null;
  const receipt = await lockDocument(em, receiptTable, key, action);
  if (action !== 'delete') refuseOfCancelled(order, action);
  return { order, receipt };
}

/**
 * Changes what came: the fields that are given, and all lines where `lines` is given; those that it does not name are gone. A
 * line that is there stays one of an item that was barred since; only a new one is refused.
 * Throws `NotFound`, `InvalidTransition`, `EditConflict`, `InvalidInput`, `ReferenceNotFound` and `Barred`.
 */
export async function editReceipt(
  em: EntityManager,
  key: DocumentKey,
  edit: ReceiptEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkReceiptEdit(edit);
  const { receipt, order } = await lockReceipt(em, key, 'edit');
  requireDocumentVersion(receiptTable, receipt, options.version);
  const before = await stateOf(em, receipt);
  if (edit.allocation !== undefined) receipt.allocation = edit.allocation;
  if (edit.note !== undefined) receipt.note = edit.note;
  if (edit.lines !== undefined) await editLines(em, receipt, edit.lines);
  touchDocument(receipt, context);
  await em.flush();
  const moved = order ? await refreshPurchaseOrder(em, order, context) : undefined;
  const after = await stateOf(em, receipt);
  await recordDocumentEvent(em, receiptTable, receipt, context, { action: 'edit', before, after });
  await tellMovedPurchaseOrder(em, moved, context, { receipt_number: receipt.number });
}

const stateOf = async (em: EntityManager, receipt: Receipt) => ({
  allocation: receipt.allocation,
  note: receipt.note ?? null,
  lines: (await receiptLinesOf(em, receipt.id)).map((line) => ({
    item: line.product.number,
    quantity: plain(line.quantity),
    location: line.location?.number ?? null,
  })),
});

async function editLines(
  em: EntityManager,
  receipt: Receipt,
  inputs: readonly ReceiptLineInput[],
): Promise<void> {
  const old = new Map((await receiptLinesOf(em, receipt.id)).map((line) => [line.id, line]));
  // New ones are resolved as lines of a purchase are: items, units and places, each fault with its field. Of those that are there
  // only a new place is: what was ordered is received, whatever became of its item and units since.
  const resolved = await resolvePurchaseLines(
    em,
    inputs.map(({ id, itemId, quantity, unitId, linePrice, locationId }) =>
      id === undefined ? { itemId, quantity, unitId, linePrice, locationId } : { name: id, locationId },
    ),
    { vatZone: receipt.supplier.vatZone, exchangeRate: receipt.exchangeRate },
  );
  const places = await locationsOf(em, inputs);
  const kept = new Set<string>();
  for (const [at, input] of inputs.entries()) {
    const line = old.get(input.id ?? '');
    const content = resolved[at];
    if (content === undefined || (input.id !== undefined && (line === undefined || kept.has(input.id))))
      throw invalidInput({ [`lines.${at}.id`]: [`Receipt ${receipt.number} has no such line left.`] });
    if (line === undefined) {
      const added = addReceiptLine(em, receipt, 1_000_000 + at, content, {
        orderLineId: null,
        documentDiscount: '0',
      });
      added.tracking = input.tracking ?? null;
      added.isQualityChecked = input.isQualityChecked ?? false;
      continue;
    }
    kept.add(line.id);
    if (input.quantity !== undefined) line.quantity = input.quantity;
    const { hasInventory } = line.product.group;
    if (hasInventory) toStandardQuantity(line.quantity, line.unitQuantity, `lines.${at}.quantity`);
    if (input.locationId !== undefined) line.location = places.get(input.locationId ?? 0) ?? null;
    if (input.tracking !== undefined) line.tracking = input.tracking;
    if (input.isQualityChecked !== undefined) line.isQualityChecked = input.isQualityChecked;
  }
  for (const line of old.values()) if (!kept.has(line.id)) em.remove(line);
  await em.flush();
}

/** Deletes an open receipt: what it held is left on its order again. Throws `NotFound` and `InvalidTransition`. */
export async function deleteReceipt(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<{ readonly number: number; readonly order: PurchaseOrder | null }> {
  const { receipt, order } = await lockReceipt(em, key, 'delete');
  const { id, number } = receipt;
  await em.nativeDelete(Receipt, { id });
  const moved = order ? await refreshPurchaseOrder(em, order, context) : undefined;
  const before = withoutNulls({ state: 'open', purchase_order_number: order?.number ?? null });
  await recordDocumentEvent(em, receiptTable, receipt, context, { action: 'delete', before, after: null });
  await tellMovedPurchaseOrder(em, moved, context, { receipt_number: number });
  em.getUnitOfWork().unsetIdentity(receipt);
  return { number, order };
}
