/** What a production order takes, as the BOM says it, and what of it each part of the order uses up. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventData } from '../events/event-hash.ts';
import { invalidField } from '../field-rules.ts';
import { isPositive, plain, round, share, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { explode } from '../products/bom.ts';
import { loadBoms } from '../products/load-boms.ts';
import { Product } from '../products/product.entity.ts';
import { clearReservations, setReservation } from '../stock/reservations.ts';
import { ProductionOrderLine } from './production-order.entity.ts';
import type { ProductionOrder } from './production-order.entity.ts';

/**
 * Makes the lines of what the order takes now, BOMs within the BOM down to what is no BOM; stored with the next flush.
 * Quantities have 4 decimals, half up; what comes to nothing is left out. Throws `InvalidInput` where the BOM has no lines.
 */
export async function makeComponents(
  em: EntityManager,
  order: ProductionOrder,
): Promise<ProductionOrderLine[]> {
  const { boms } = await loadBoms(em, [order.product.id]);
  const parts = explode(boms, order.product.id, order.quantity)
    .map(({ itemId, quantity }) => ({ itemId, quantity: round(quantity, 4) }))
    .filter(({ quantity }) => isPositive(quantity));
  if (parts.length === 0)
    throw invalidField('itemId', `has no components; give BOM ${order.product.number} lines`);
  const products = await em.find(
    Product,
    { id: { $in: parts.map(({ itemId }) => itemId) } },
    { populate: ['group'] },
  );
  const byId = new Map(products.map((product) => [product.id, product]));
  return parts.flatMap(({ itemId, quantity }, at) => {
    const product = byId.get(itemId);
    if (product === undefined) return [];
    return [em.create(ProductionOrderLine, { productionOrder: order, position: at + 1, product, quantity })];
  });
}

/** The components of an order in their order. */
export const findComponents = (em: EntityManager, orderId: string): Promise<ProductionOrderLine[]> =>
  em.find(
    ProductionOrderLine,
    { productionOrder: orderId },
    { orderBy: { position: 'asc' }, populate: ['product', 'product.group'] },
  );

/** What events keep of a component. */
export const componentState = (line: ProductionOrderLine): EventData => ({
  item: line.product.number,
  quantity: plain(line.quantity),
});

/**
 * What making up to `finished` of the order uses of a component beyond what was used: its share of the whole by what is made
 * so far, so that it comes out even when all is made.
 */
export function usedBy(
  line: Pick<ProductionOrderLine, 'quantity' | 'usedQuantity'>,
  finished: Decimal,
  ordered: Decimal,
): Decimal {
  return subtract(share(line.quantity, finished, ordered, 4), line.usedQuantity);
}

/** Reserves what is still to be used; components without inventory are never short. */
export async function reserveComponents(
  em: EntityManager,
  order: ProductionOrder,
  lines: readonly ProductionOrderLine[],
): Promise<void> {
  // In the order of the items' ids, in which stock is locked everywhere.
  const sorted = [...lines].sort((a, b) => (a.product.id < b.product.id ? -1 : 1));
  for (const line of sorted)
    if (line.product.group.hasInventory)
      await setReservation(em, {
        kind: 'in-production',
        productId: line.product.id,
        documentKind: 'production-order',
        documentId: order.id,
        lineId: line.id,
        quantity: subtract(line.quantity, line.usedQuantity),
      });
}

export const releaseComponents = (em: EntityManager, order: ProductionOrder): Promise<void> =>
  clearReservations(em, order.id);

/** The quantity that is still to be made. */
export const remainingOf = (order: ProductionOrder): Decimal =>
  subtract(order.quantity, order.finishedQuantity);

/** What was made, with `more` of it. */
export const finishedWith = (order: ProductionOrder, more: Decimal): Decimal =>
  sum([order.finishedQuantity, more]);
