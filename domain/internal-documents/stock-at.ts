import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';
import { agreementOf } from '../tenant.ts';

/** An item at a location, or a batch or serial number of it there. */
export interface StockPlace {
  readonly productId: string;
  readonly locationId: string;
  /** Of a batch, or a serial number; null = all of the item. */
  readonly number: string | null;
}

const keyOf = ({ productId, locationId, number }: StockPlace): string =>
  JSON.stringify([productId, locationId, number]);

/** How many there are at each place, as a function of the place: one statement; 0 where nothing ever was. */
export async function stockAt(
  em: EntityManager,
  places: readonly StockPlace[],
): Promise<(place: StockPlace) => Decimal> {
  const rows = await em.execute<(StockPlace & { readonly quantity: Decimal })[]>(
    `select w.product_id as "productId", w.location_id as "locationId", w.number, trim_scale(coalesce(
         case when w.number is null
           then (select q.quantity from stock_location_quantity q
                  where q.product_id = w.product_id and q.location_id = w.location_id)
           else (select t.quantity from stock_tracked_quantity t where t.product_id = w.product_id
                    and t.location_id = w.location_id and t.number = w.number) end, 0))::text as quantity
       from jsonb_to_recordset(?::jsonb) as w (product_id uuid, location_id uuid, number text)
       join product p on p.id = w.product_id and p.agreement_number = ?`,
    [
      JSON.stringify(
        places.map(({ productId, locationId, number }) => ({
          product_id: productId,
          location_id: locationId,
          number,
        })),
      ),
      agreementOf(em),
    ],
  );
  const found = new Map(rows.map((row) => [keyOf(row), row.quantity]));
  return (place) => found.get(keyOf(place)) ?? '0';
}
