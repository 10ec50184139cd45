import type { EntityManager } from '@mikro-orm/postgresql';
import { compare, equal, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { DomainError } from '../errors.ts';
import { leftToInvoice } from '../orders/order-axes.ts';
import { holdOrder, holdOrders, orderProgress } from '../orders/order-progress.ts';
import type { OrderLineProgress } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import type { LineContent } from '../sales/sales-line-rows.ts';

/** The orders from which an invoice was made, locked; always after the invoice itself. None is asked where there is none. */
export async function ordersOf(
  em: EntityManager,
  invoice: {
    readonly order?: { readonly id: string } | null | undefined;
    readonly orderNumbers?: readonly number[] | null | undefined;
  },
): Promise<readonly Order[]> {
  const { order, orderNumbers } = invoice;
  if (!order) return [];
  if (orderNumbers) return holdOrders(em, { numbers: orderNumbers });
  return [await holdOrder(em, order.id)];
}

/**
 * New lines of an invoice that was made from an order, linked to it anew: each takes over the link of the first old line
 * with its item and unit that none has taken yet, counts in that line's standard units, and has its numbers where the quantity
 * stays; what is over is a line of the invoice alone. The orders are locked by the caller.
 * Throws `OrderExceeded` where more is invoiced of a line than was ordered, all invoices and drafts counted.
 */
export async function relinkLines(
  em: EntityManager,
  orders: readonly Order[],
  old: readonly LineContent[],
  lines: readonly LineContent[],
): Promise<LineContent[]> {
  const linked = withLinksOf(old, lines, { inUnits: true });
  for (const { id } of orders)
    refuseOverOrdered(await orderProgress(em, id), quantitiesOf(linked), quantitiesOf(old));
  return linked;
}

/**
 * New lines with the links to the order's lines that the old ones had, item by item; `inUnits`: only in the old line's unit, or
 * one that holds as much, and counted as it was then. Pure.
 */
export function withLinksOf<Line extends LineContent>(
  old: readonly LineContent[],
  lines: readonly Line[],
  { inUnits = false } = {},
): Line[] {
  const free = old.filter(({ orderLineId }) => orderLineId !== null);
  return lines.map((line) => {
    const ofItem = free.filter(({ product }) => line.product !== null && product?.id === line.product.id);
    const taken = inUnits
      ? (ofItem.find(({ unit }) => unit?.id === line.unit?.id) ??
        ofItem.find(({ unitQuantity }) => equal(unitQuantity, line.unitQuantity)))
      : ofItem[0];
    if (taken === undefined) return line;
    free.splice(free.indexOf(taken), 1);
    const { orderLineId, offerLineId, unitQuantity } = taken;
    return {
      ...line,
      ...(inUnits && { ...numbersOf(taken, line), unitQuantity }),
      orderLineId,
      offerLineId,
    };
  });
}

/** The old line's batch and serial numbers, where none are given and so much of it as before is invoiced. */
const numbersOf = (old: LineContent, line: LineContent): Pick<LineContent, 'tracking'> =>
  line.tracking === undefined && equal(old.quantity, line.quantity) ? { tracking: old.tracking } : {};

/** Quantities by the order's line. */
function quantitiesOf(lines: readonly LineContent[]): ReadonlyMap<string, Decimal> {
  const quantities = new Map<string, Decimal>();
  for (const { orderLineId, quantity } of lines)
    if (orderLineId !== null)
      quantities.set(orderLineId, sum([quantities.get(orderLineId) ?? '0', quantity]));
  return quantities;
}

/** `own` is what the invoice holds already. */
function refuseOverOrdered(
  progress: readonly OrderLineProgress[],
  wanted: ReadonlyMap<string, Decimal>,
  own: ReadonlyMap<string, Decimal>,
): void {
  for (const line of progress) {
    const left = sum([leftToInvoice(line, false), own.get(line.id) ?? '0']);
    if (compare(wanted.get(line.id) ?? '0', left) > 0)
      throw new DomainError(
        'OrderExceeded',
        { line: line.position, left },
        { errors: { lines: [`Of line ${line.position} of the order ${left} are left to invoice.`] } },
      );
  }
}
