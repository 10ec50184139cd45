import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import { lockDocument, madeDocumentId, recordDocumentEvent } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { checkFields, invalidInput, omittable, registerNumber } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { derivedId } from '../ids.ts';
import { compare, isPositive, plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { purchaseOrderFromLines } from '../purchase-orders/purchase-order.service.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { supplierNumber } from '../purchasing/purchase-input.ts';
import { checkSalesInput, positive } from '../sales/sales-input.ts';
import { leftToPurchase, orderPurchases, refreshPurchasing } from './order-purchasing.ts';
import type { LinePurchases } from './order-purchasing.ts';
import type { Order } from './order.entity.ts';
import { orderTable } from './order.table.ts';

/** How an order is bought. */
export interface OrderToPurchase {
  /** Number of the supplier of all of it; default: of each item, its own. */
  readonly supplierId?: string | undefined;
  /** By their positions from 1; default: the stocked lines of which anything is on no purchase order yet. */
  readonly lines?: readonly LineToPurchase[] | undefined;
}

interface LineToPurchase {
  readonly position: number;
  /** In the line's unit; default: what is on no purchase order yet. */
  readonly quantity?: Decimal | undefined;
}

/** Throws one `InvalidInput` with every finding. */
export function checkOrderToPurchase(input: OrderToPurchase): void {
  checkFields(input, { supplierId: omittable(supplierNumber) });
  const lineRules = { position: registerNumber, quantity: omittable(positive(4)) };
  checkSalesInput({ lines: input.lines }, { lineRules });
}

/** What buying an order came to. */
export interface PurchasedOrder {
  readonly order: Order;
  /** One draft for each supplier, by their numbers. */
  readonly made: readonly PurchaseOrder[];
  /** What was left out, in words for whoever asked for it. */
  readonly warnings: readonly string[];
}

/** So much of a line, in standard units. */
interface Wanted {
  readonly line: LinePurchases;
  readonly quantity: Decimal;
  readonly supplier: string;
}

/**
 * Makes draft purchase orders of what a sent order asks for and what is on none yet, one for each supplier, linked line by
 * line; they count in the items' standard units. Throws `NotFound`, `InvalidTransition`, `InvalidInput` (a line that is not
 * there or of which less is left, one without a supplier), `NothingLeft`, and what making a purchase order throws.
 */
export async function purchaseForOrder(
  em: EntityManager,
  key: DocumentKey,
  input: OrderToPurchase,
  context: ActionContext,
): Promise<PurchasedOrder> {
  checkOrderToPurchase(input);
  const order = await lockDocument(em, orderTable, key, 'createPurchaseOrder');
  const lines = await orderPurchases(em, order.id);
  const warnings: string[] = [];
  const wanted = input.lines ? askedFor(lines, input.lines, input) : whatIsLeft(lines, input, warnings);
  if (wanted.length === 0) refuseNothing(order, warnings);
  const made: PurchaseOrder[] = [];
  for (const supplier of [...new Set(wanted.map((one) => one.supplier))].sort()) {
    const own = wanted.filter((one) => one.supplier === supplier);
    made.push(await buy(em, order, supplier, own, idOfPurchase(context, made.length), context));
  }
  const before = { purchasing: order.purchasing };
  await refreshPurchasing(em, order, context);
  await recordDocumentEvent(em, orderTable, order, context, {
    action: 'createPurchaseOrder',
    before,
    after: { purchasing: order.purchasing, purchase_order_numbers: made.map(({ number }) => number) },
  });
  return { order, made, warnings };
}

/** The first is the document that the command makes; the others are known by its id, too. */
const idOfPurchase = (context: ActionContext, at: number): string =>
  at === 0 ? madeDocumentId(context) : derivedId('document', madeDocumentId(context), at);

const buy = (
  em: EntityManager,
  order: Order,
  supplierId: string,
  wanted: readonly Wanted[],
  id: string,
  context: ActionContext,
): Promise<PurchaseOrder> => {
  const lines = wanted.map(({ line, quantity }) => ({
    itemId: line.item,
    quantity,
    unitId: line.unitNumber,
    orderLineId: line.id,
  }));
  return purchaseOrderFromLines(em, id, { supplierId, orderId: order.id, lines }, context);
};

function whatIsLeft(
  lines: readonly LinePurchases[],
  { supplierId }: OrderToPurchase,
  warnings: string[],
): Wanted[] {
  return lines.flatMap((line): Wanted[] => {
    const quantity = leftToPurchase(line);
    if (!line.hasInventory || !isPositive(quantity)) return [];
    const supplier = supplierId ?? line.supplierNumber;
    if (supplier !== null) return [{ line, quantity, supplier }];
    warnings.push(`Line ${line.position}: item ${line.item} has no default supplier, so it was left out.`);
    return [];
  });
}

function askedFor(
  lines: readonly LinePurchases[],
  asked: readonly LineToPurchase[],
  { supplierId }: OrderToPurchase,
): Wanted[] {
  const errors: FieldErrors = {};
  const seen = new Set<number>();
  const wanted = asked.flatMap(({ position, quantity }, at): Wanted[] => {
    const say = (name: string, fault: string): [] => {
      errors[`lines.${at}.${name}`] = [fault];
      return [];
    };
    const line = lines.find((one) => one.position === position);
    if (line === undefined) return say('position', `The order has no line ${position} with an item.`);
    if (seen.has(position)) return say('position', `Line ${position} is named twice.`);
    seen.add(position);
    const left = leftToPurchase(line);
    const standard =
      quantity === undefined ? left : toStandardQuantity(quantity, line.unitQuantity, `lines.${at}.quantity`);
    if (compare(standard, left) > 0 || !isPositive(left))
      return say('quantity', `Of line ${position} ${plain(left)} are on no purchase order yet.`);
    const supplier = supplierId ?? line.supplierNumber;
    return supplier === null
      ? say('position', `Item ${line.item} has no default supplier; name a supplier_id.`)
      : [{ line, quantity: standard, supplier }];
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return wanted;
}

function refuseNothing(order: Order, warnings: readonly string[]): never {
  if (warnings.length > 0) throw invalidInput({ supplier_id: [`${warnings.join(' ')} Name a supplier_id.`] });
  throw new DomainError('NothingLeft', { what: `Order ${order.number}`, action: 'purchase' });
}
