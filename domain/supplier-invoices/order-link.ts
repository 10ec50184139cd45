/** Supplier invoices that are put on a purchase order by hand: its invoicing follows their lines. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { holdDocument } from '../documents/document-store.ts';
import { requireAllowed } from '../documents/lifecycle.ts';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { equal } from '../money.ts';
import { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseOrderLife } from '../purchase-orders/purchase-order.lifecycle.ts';
import { purchaseOrderLines, purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import type { PurchaseLine, PurchaseLineContent } from '../purchasing/purchase-lines.ts';
import { refuseMissing } from '../sales/sales-references.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import type { SupplierInvoiceLineOwn, SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

/** What a line of a supplier invoice says. */
export type LinkedContent = PurchaseLineContent & SupplierInvoiceLineOwn;

/** What a line says of the order's line that it invoices. */
export interface OrderLineInput {
  /** Its position on the order; null: none; default: the first of its item and unit that no other line has. */
  readonly purchaseOrderLine?: number | null | undefined;
}

/** The id of the purchase order of that number. Throws `ReferenceNotFound` (field `purchase_order_number`). */
export async function purchaseOrderId(em: EntityManager, number: number): Promise<string> {
  const found = await em.findOne(PurchaseOrder, { number });
  if (found === null) refuseMissing(new Map([['purchase_order_number', `Purchase order ${number}`]]));
  return found?.id ?? '';
}

/** Locks a purchase order on which an invoice is put. Throws `InvalidTransition` where nothing of it can be invoiced. */
export async function holdForInvoice(em: EntityManager, id: string): Promise<PurchaseOrder> {
  const order = await holdDocument(em, purchaseOrderTable, id);
  requireAllowed(purchaseOrderLife, purchaseOrderTable.standingOf(order), 'convertToInvoice', order.number);
  return order;
}

/** Locks the items that a purchase order brings. */
export async function lockItemsOf(em: EntityManager, { id }: PurchaseOrder): Promise<void> {
  const stocked = (await purchaseOrderLines.find(em, id)).flatMap(({ product }) =>
    product?.group.hasInventory === true ? [product.id] : [],
  );
  if (stocked.length > 0) await lockStockItems(em, stocked);
}

/** Throws `InvalidInput` for an invoice of another supplier than its order's, and for a credit note. */
export function requireFits(
  order: PurchaseOrder,
  invoice: { readonly kind: string; readonly supplier: { readonly id: string } },
  field: 'purchase_order_number' | 'supplier_id',
): void {
  if (order.supplier.id !== invoice.supplier.id)
    throw invalidInput({
      [field]: [`Purchase order ${order.number} is of supplier ${order.supplier.number}.`],
    });
  if (invoice.kind !== 'invoice')
    throw invalidInput({ [field]: ['A credit note is put on no purchase order; it credits an invoice.'] });
}

/**
 * Lines as they are put on the lines of an order: as the inputs say, else each on the first one of its item and unit that is
 * on none. Throws `InvalidInput` (field `lines.0.purchase_order_line`) for a line that the order does not have, or that is of
 * another item or unit.
 */
export async function linkedToOrder(
  em: EntityManager,
  order: PurchaseOrder,
  inputs: readonly OrderLineInput[],
  lines: readonly LinkedContent[],
): Promise<LinkedContent[]> {
  const ordered = await purchaseOrderLines.find(em, order.id);
  const errors: FieldErrors = {};
  const named = lines.map((line, at) => {
    const position = inputs[at]?.purchaseOrderLine;
    if (position === undefined) return line;
    const of = position === null ? undefined : ordered.find((one) => one.position === position);
    if (position !== null && (of === undefined || !isSameItem(of, line)))
      errors[`lines.${at}.purchase_order_line`] = [
        `Purchase order ${order.number} has no line ${position} of this item and unit.`,
      ];
    return { ...line, purchaseOrderLineId: of?.id ?? null };
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  const taken = new Set(named.map(({ purchaseOrderLineId }) => purchaseOrderLineId));
  return named.map((line, at) => {
    const isSaid = inputs[at]?.purchaseOrderLine !== undefined;
    if (isSaid || line.purchaseOrderLineId !== null || line.product === null) return line;
    const of = ordered.find((one) => !taken.has(one.id) && isSameItem(one, line));
    if (of) taken.add(of.id);
    return { ...line, purchaseOrderLineId: of?.id ?? null };
  });
}

const isSameItem = (ordered: PurchaseLine, line: PurchaseLineContent): boolean =>
  ordered.product !== null &&
  ordered.product.id === line.product?.id &&
  equal(ordered.unitQuantity, line.unitQuantity);

/** The lines as they stand on their order, or on none; `isMoved`: it is another one than before. */
export async function onOrder(
  em: EntityManager,
  order: PurchaseOrder | null,
  isMoved: boolean,
  inputs: readonly OrderLineInput[],
  lines: readonly LinkedContent[],
): Promise<readonly LinkedContent[]> {
  const free = isMoved ? lines.map((line) => ({ ...line, purchaseOrderLineId: null })) : lines;
  return order && (isMoved || inputs.length > 0) ? linkedToOrder(em, order, inputs, free) : free;
}

/**
 * New lines with the links of the old ones that they stand for: of the same item and unit, in their order; with their batch and
 * serial numbers, too, where none are given and the quantity stays.
 */
export function linkedAs(
  old: readonly SupplierInvoiceLineRow[],
  lines: readonly PurchaseLineContent[],
): LinkedContent[] {
  const free = old.filter((line) => line.purchaseOrderLineId !== null || line.creditedLineId !== null);
  return lines.map((line) => {
    const at = free.findIndex(
      ({ product, unitQuantity }) =>
        product?.id === line.product?.id && equal(unitQuantity, line.unitQuantity),
    );
    const [was] = at < 0 ? [] : free.splice(at, 1);
    const { purchaseOrderLineId = null, creditedLineId = null } = was ?? {};
    const isKept = line.tracking === undefined && was !== undefined && equal(was.quantity, line.quantity);
    const numbers = isKept ? { tracking: was.tracking } : {};
    return { ...line, ...numbers, purchaseOrderLineId, creditedLineId };
  });
}
