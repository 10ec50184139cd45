import type { EntityManager } from '@mikro-orm/postgresql';
import { sum } from '../money.ts';
import type { Decimal } from '../money.ts';

/** Quantities of an item (§4.1), in its standard unit. */
export interface ItemQuantities {
  /** In stock, over all locations. */
  readonly stock: Decimal;
  readonly inOrder: Decimal;
  readonly purchased: Decimal;
  readonly usedInProduction: Decimal;
  /** Stock less what orders and productions speak for. */
  readonly available: Decimal;
}

/** Quantities by product id: one row each; an item that never moved has none and is not there. */
export async function quantitiesOfItems(
  em: EntityManager,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, ItemQuantities>> {
  const rows = await em.execute<(Omit<ItemQuantities, 'available'> & { readonly productId: string })[]>(
    `select s.product_id as "productId", trim_scale(s.quantity)::text as stock,
            trim_scale(s.in_order)::text as "inOrder", trim_scale(s.purchased)::text as purchased,
            trim_scale(s.in_production)::text as "usedInProduction"
       from stock_item s where s.product_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as p (id))`,
    [JSON.stringify(productIds)],
  );
  return new Map(
    rows.map(({ productId, ...row }) => [
      productId,
      { ...row, available: sum([row.stock, `-${row.inOrder}`, `-${row.usedInProduction}`]) },
    ]),
  );
}
