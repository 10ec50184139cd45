/** Batches and serial numbers: how many of which are where, checked as they move (§5.4). */
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { compare, isNegative, isPositive, negate, plain, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { StockTracking } from './posting.ts';
import { refuseEntry } from './stock-checks.ts';
import type { StockEntry } from './stock-entries.ts';
import type { ItemRow } from './stock-load.ts';

interface TrackedRow {
  readonly productId: string;
  readonly number: string;
  readonly locationId: string;
  readonly quantity: Decimal;
}

const trackedOf = prepare<TrackedRow>(
  'stock_tracked_of',
  ['jsonb'],
  `select t.product_id as "productId", t.number, t.location_id as "locationId", t.quantity::text
     from (select distinct product_id, number from jsonb_to_recordset($1) as w (product_id uuid, number text)) w
     join stock_tracked_quantity t on t.product_id = w.product_id and t.number = w.number`,
);

const storeTracked = prepare(
  'store_stock_tracked',
  ['int', 'jsonb'],
  `insert into stock_tracked_quantity (id, agreement_number, product_id, number, location_id, is_serial, quantity)
   select gen_random_uuid(), $1, n.* from jsonb_to_recordset($2)
       as n (product_id uuid, number text, location_id uuid, is_serial boolean, quantity numeric)
    order by n.quantity, n.product_id, n.number, n.location_id
   on conflict (product_id, number, location_id) do update set quantity = excluded.quantity`,
);

interface Tracked {
  readonly item: ItemRow;
  readonly number: string;
  readonly locationId: string;
  quantity: Decimal;
}

const locationName = async (em: EntityManager, id: string): Promise<string> => {
  const [row] = await em.execute<{ number: number }[]>('select number from location where id = ?', [id]);
  return String(row?.number ?? id);
};

/**
 * Moves the batches and serial numbers of these lines, one after another. Throws `StockTooLow` where there are not as many of
 * one at the place, and `SerialNumberInStock` where one would be there twice.
 */
export async function moveTracked(
  em: EntityManager,
  moves: readonly { readonly item: ItemRow; readonly entry: StockEntry }[],
): Promise<void> {
  const tracked = moves.filter(({ entry }) => entry.tracking.length > 0);
  if (tracked.length === 0) return;
  const wanted = tracked.flatMap(({ entry }) =>
    entry.tracking.map(({ number }) => ({ product_id: entry.productId, number })),
  );
  const keyOf = (productId: string, number: string): string => `${productId} ${number}`;
  const found = new Map<string, TrackedRow[]>();
  for (const row of await trackedOf.run(em, [JSON.stringify(wanted)])) {
    const key = keyOf(row.productId, row.number);
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  const places = new Map<string, Map<string, Tracked>>();
  const placesOf = (item: ItemRow, number: string): Map<string, Tracked> => {
    const key = keyOf(item.productId, number);
    const known = places.get(key);
    if (known !== undefined) return known;
    const rows = found.get(key) ?? [];
    const made = new Map(
      rows.map(({ locationId, quantity }) => [locationId, { item, number, locationId, quantity }]),
    );
    places.set(key, made);
    return made;
  };
  for (const { item, entry } of tracked)
    for (const part of entry.tracking)
      await moveOne(em, placesOf(item, part.number), item, entry, part).catch((error: unknown) =>
        refuseEntry(entry, error),
      );
  const rows = [...places.values()].flatMap((all) =>
    [...all.values()].map(({ item, number, locationId, quantity }) => ({
      product_id: item.productId,
      number,
      location_id: locationId,
      is_serial: item.hasSerialNumbers,
      quantity,
    })),
  );
  await storeTracked.run(em, [agreementOf(em), JSON.stringify(rows)]);
}

async function moveOne(
  em: EntityManager,
  places: Map<string, Tracked>,
  item: ItemRow,
  entry: StockEntry,
  part: StockTracking,
): Promise<void> {
  const { number, quantity } = part;
  const locationId = entry.locationId ?? '';
  const place = places.get(locationId) ?? { item, number, locationId, quantity: '0' };
  places.set(locationId, place);
  if (isNegative(entry.quantity)) {
    if (compare(quantity, place.quantity) > 0)
      throw new DomainError('StockTooLow', {
        item: item.number,
        number,
        location: await locationName(em, locationId),
        stock: plain(place.quantity),
        quantity: plain(quantity),
      });
    place.quantity = subtract(place.quantity, quantity);
    return;
  }
  const inStock = sum([...places.values()].map((one) => one.quantity));
  if (item.hasSerialNumbers && isPositive(inStock))
    throw new DomainError('SerialNumberInStock', { item: item.number, number });
  place.quantity = sum([place.quantity, quantity]);
}

/** The parts of a line as it keeps them, signed. */
export const trackingRows = (entry: StockEntry) =>
  entry.tracking.map(({ number, quantity }) => ({
    line_id: entry.lineId,
    product_id: entry.productId,
    number,
    quantity: isNegative(entry.quantity) ? negate(quantity) : quantity,
  }));
