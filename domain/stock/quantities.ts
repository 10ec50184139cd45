import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';

/** Quantities of an item (§4.1), in its standard unit. */
export interface ItemQuantities {
  /** In stock, over all locations; negative where more left than came. */
  readonly stock: Decimal;
  readonly inOrder: Decimal;
  readonly purchased: Decimal;
  readonly usedInProduction: Decimal;
  /** Stock less what orders and productions speak for. */
  readonly available: Decimal;
}

/** Of an item that never moved, and for which no document speaks. */
export const noQuantities: ItemQuantities = {
  ...{ stock: '0', inOrder: '0', purchased: '0', usedInProduction: '0', available: '0' },
};

/** SQL: `ItemQuantities` as JSON of the row of `stock_item` that the alias names. */
const quantitiesOfRow = (row: string): string =>
  `jsonb_build_object('stock', trim_scale(${row}.quantity)::text, 'inOrder', trim_scale(${row}.in_order)::text,
     'purchased', trim_scale(${row}.purchased)::text, 'usedInProduction', trim_scale(${row}.in_production)::text,
     'available', trim_scale(${row}.quantity - ${row}.in_order - ${row}.in_production)::text)`;

/** SQL: the quantities of the item whose id the expression gives, one row; null where it never moved. */
export const quantitiesOfId = (id: string): string =>
  `(select ${quantitiesOfRow('in_stock')} from stock_item in_stock where in_stock.product_id = ${id})`;

/** Quantities by product id, one row each; an item that never moved has none and is not there. */
export async function quantitiesOfItems(
  em: EntityManager,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, ItemQuantities>> {
  const rows = await em.execute<{ readonly id: string; readonly quantities: ItemQuantities }[]>(
    `select s.product_id as id, ${quantitiesOfRow('s')} as quantities
       from stock_item s where s.product_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as p (id))`,
    [JSON.stringify(productIds)],
  );
  return new Map(rows.map(({ id, quantities }) => [id, quantities]));
}

/** How many of an item are at a location; locations hold quantity, never value (V2). */
export interface QuantityAtLocation {
  readonly location: { readonly number: number; readonly name: string };
  readonly quantity: Decimal;
}

/** Where an item is, by the numbers of the locations; where there is none of it is left out. */
export async function quantitiesAtLocations(
  em: EntityManager,
  productId: string,
  page: {
    readonly limit: number;
    readonly offset: number;
    readonly direction: 'asc' | 'desc';
    /** Open locations alone that hold more than none. */
    readonly isAvailable?: boolean;
  },
): Promise<{ readonly rows: readonly QuantityAtLocation[]; readonly total: number }> {
  const [found] = await em.execute<{ rows: QuantityAtLocation[]; total: number }[]>(
    `with held as materialized (
       select l.number, l.name, trim_scale(q.quantity)::text as quantity
         from stock_location_quantity q join location l on l.id = q.location_id
        where q.product_id = ? and q.quantity ${page.isAvailable === true ? '> 0 and not l.is_blocked' : '<> 0'}
     ), page as (select * from held order by number ${page.direction} limit ? offset ?)
     select (select count(*)::int from held) as total,
            (select coalesce(jsonb_agg(jsonb_build_object('location', jsonb_build_object('number', number, 'name', name),
                      'quantity', quantity) order by number ${page.direction}), '[]') from page) as rows`,
    [productId, page.limit, page.offset],
  );
  return found ?? { rows: [], total: 0 };
}
