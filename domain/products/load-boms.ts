import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';
import { expectedCost } from './bom.ts';
import type { Boms, ItemCost } from './bom.ts';
import type { Product } from './product.entity.ts';

/** Items with all BOMs below them. */
export interface LoadedBoms {
  readonly boms: Boms;
  readonly costs: ReadonlyMap<string, ItemCost>;
}

interface Row extends ItemCost {
  readonly id: string;
  /** Null of what is no BOM. */
  readonly parts: { readonly itemId: string; readonly quantity: Decimal }[] | null;
}

/** The BOMs among these items, those within them, and the costs of all items of theirs: one statement. */
export async function loadBoms(em: EntityManager, itemIds: readonly string[]): Promise<LoadedBoms> {
  const rows = await em.execute<Row[]>(
    `with recursive needed as (
       select unnest(?::uuid[]) as id
       union
       select l.component_id from lot_line l join needed n on n.id = l.lot_id)
     select p.id, p.expected_cost_method as "expectedCostMethod", p.cost_price::text as "costPrice",
       p.recommended_cost_price::text as "recommendedCostPrice",
       case p.type when 'lot' then coalesce(
         (select jsonb_agg(jsonb_build_object('itemId', l.component_id, 'quantity', l.quantity::text) order by l.number)
            from lot_line l where l.lot_id = p.id), '[]') end as parts
     from needed n join product p on p.id = n.id`,
    [`{${itemIds.join(',')}}`],
  );
  return {
    boms: new Map(rows.flatMap(({ id, parts }) => (parts === null ? [] : [[id, parts]]))),
    costs: new Map(rows.map(({ id, parts: _parts, ...cost }) => [id, cost])),
  };
}

/**
 * What one of each item is expected to cost, by its id: of a BOM that takes it from its lines, their sum as it is now; null
 * where it is not known. Who values or orders an item at its expected cost asks here.
 */
export async function expectedCosts(
  em: EntityManager,
  items: readonly Pick<Product, 'id'>[],
): Promise<ReadonlyMap<string, Decimal | null>> {
  const ids = items.map(({ id }) => id);
  const { boms, costs } = await loadBoms(em, ids);
  return new Map(ids.map((id) => [id, expectedCost(boms, costs, id)]));
}
