/** Where batches and serial numbers lie: a document that goes by numbers takes them from there (§5.4). */
import type { EntityManager } from '@mikro-orm/postgresql';
import { isPositive, subtract } from '../money.ts';
import type { Decimal } from '../money.ts';
import { allNumbers, firstNumbers, trackedQuantity } from './tracking-parts.ts';
import { lockStockItems } from './stock-load.ts';
import type { StockTracking } from './posting.ts';

/** Numbers of an item that a document names. */
export interface NamedNumbers {
  readonly productId: string;
  readonly tracking: readonly StockTracking[];
}

/** Numbers that leave one place. */
export interface TrackedPart {
  readonly locationId: string;
  readonly quantity: Decimal;
  readonly tracking: readonly StockTracking[];
}

interface PlaceRow {
  readonly productId: string;
  readonly number: string;
  readonly locationId: string;
  quantity: Decimal;
}

/** The numbers that a document names, and where they lie; what one line takes is not there for the next. */
export class TrackedPlaces {
  readonly #rows: readonly PlaceRow[];

  private constructor(rows: readonly PlaceRow[]) {
    this.#rows = rows;
  }

  /** Locks the items, as posting does, and reads where the numbers lie: by the numbers of the places. */
  static async read(em: EntityManager, named: readonly NamedNumbers[]): Promise<TrackedPlaces> {
    const wanted = named.flatMap(({ productId, tracking }) =>
      tracking.map(({ number }) => ({ product_id: productId, number })),
    );
    if (wanted.length === 0) return new TrackedPlaces([]);
    await lockStockItems(
      em,
      named.map(({ productId }) => productId),
    );
    const rows = await em.execute<PlaceRow[]>(
      `select t.product_id as "productId", t.number, t.location_id as "locationId", t.quantity::text
         from (select distinct product_id, number from jsonb_to_recordset(?::jsonb) as w (product_id uuid, number text)) w
         join stock_tracked_quantity t on t.product_id = w.product_id and t.number = w.number and t.quantity > 0
         join location l on l.id = t.location_id order by l.number`,
      [JSON.stringify(wanted)],
    );
    return new TrackedPlaces(rows);
  }

  /**
   * Takes numbers from where they lie: from the first of the preferred places that has them, then from any other. What lies
   * nowhere is taken from the first, where posting refuses it.
   */
  take({ productId, tracking }: NamedNumbers, preferred: readonly string[]): readonly TrackedPart[] {
    const parts = new Map<string, StockTracking[]>();
    const add = (locationId: string, part: StockTracking): void => {
      parts.set(locationId, [...(parts.get(locationId) ?? []), part]);
    };
    for (const { number, quantity } of tracking) {
      let open = quantity;
      for (const row of this.#rowsOf(productId, number, preferred)) {
        const [part] = firstNumbers(open, [{ number, quantity: row.quantity }]);
        if (part === undefined) continue;
        add(row.locationId, part);
        row.quantity = subtract(row.quantity, part.quantity);
        open = subtract(open, part.quantity);
      }
      if (isPositive(open)) add(preferred[0] ?? '', { number, quantity: open });
    }
    return [...parts].map(([locationId, all]) => ({
      locationId,
      tracking: allNumbers(all),
      quantity: trackedQuantity(all),
    }));
  }

  #rowsOf(productId: string, number: string, preferred: readonly string[]): readonly PlaceRow[] {
    const rows = this.#rows.filter((row) => row.productId === productId && row.number === number);
    const first = preferred.flatMap((id) => rows.filter(({ locationId }) => locationId === id));
    return [...new Set([...first, ...rows])];
  }
}
