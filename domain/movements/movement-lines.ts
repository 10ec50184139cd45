import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventData } from '../events/event-hash.ts';
import { optional } from '../field-rules.ts';
import { positiveQuantity, tracking } from '../internal-documents/line-rules.ts';
import type { TrackingInput } from '../internal-documents/line-rules.ts';
import { stockedItems } from '../internal-documents/references.ts';
import { stockAt } from '../internal-documents/stock-at.ts';
import { trackingView } from '../internal-documents/views.ts';
import { compare, plain, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { itemNumber } from '../products/product-fields.ts';
import type { Product } from '../products/product.entity.ts';
import { MovementLine } from './movement.entity.ts';
import type { Movement } from './movement.entity.ts';

/** A line as a client gives it. */
export interface MovementLineInput {
  /** Number of an item with inventory. */
  readonly itemId: string;
  /** In the standard unit: more than 0, up to 4 decimals. */
  readonly quantity: Decimal;
  /** Of items with batches or serial numbers; needed by the time it is booked. */
  readonly tracking?: TrackingInput | null | undefined;
}

export const movementLineRules = {
  itemId: itemNumber,
  quantity: positiveQuantity,
  tracking: optional(tracking),
};

/** Makes the lines; stored with the next flush. Throws `ReferenceNotFound` and `ItemNotStocked`, with their fields. */
export async function makeMovementLines(
  em: EntityManager,
  movement: Movement,
  inputs: readonly MovementLineInput[],
): Promise<MovementLine[]> {
  const items = await stockedItems(em, inputs);
  return inputs.flatMap(({ quantity, tracking: parts }, at) => {
    const product = items[at];
    if (product === undefined) return [];
    return [
      em.create(MovementLine, {
        movement,
        position: at + 1,
        product,
        quantity,
        tracking: [...(parts ?? [])],
      }),
    ];
  });
}

/** The lines of a movement in their order. */
export const findMovementLines = (em: EntityManager, movementId: string): Promise<MovementLine[]> =>
  em.find(MovementLine, { movement: movementId }, { orderBy: { position: 'asc' }, populate: ['product'] });

/** What events keep of a line. */
export const movementLineState = (line: MovementLine): EventData => ({
  item: line.product.number,
  quantity: plain(line.quantity),
  tracking: trackingView(line.tracking).map(({ number, quantity }) => ({ number, quantity })),
});

/** An item, or a batch or serial number of it, of which a movement takes more than there is where it comes from. */
export interface Shortage {
  readonly product: Product;
  /** Of the batch, or the serial number; null = of an item without them. */
  readonly number: string | null;
  readonly wanted: Decimal;
  readonly stock: Decimal;
  readonly missing: Decimal;
}

/** What a movement takes more of than is there now: all lines of an item together. */
export async function shortagesOf(
  em: EntityManager,
  lines: readonly MovementLine[],
  fromLocationId: string,
): Promise<readonly Shortage[]> {
  const wanted = new Map<string, { product: Product; number: string | null; quantity: Decimal }>();
  const add = (product: Product, number: string | null, quantity: Decimal): void => {
    const key = JSON.stringify([product.id, number]);
    wanted.set(key, { product, number, quantity: sum([wanted.get(key)?.quantity ?? '0', quantity]) });
  };
  for (const { product, quantity, tracking: parts } of lines)
    if (parts.length === 0) add(product, null, quantity);
    else for (const part of parts) add(product, part.number, part.quantity);
  const all = [...wanted.values()];
  const placeOf = ({ product, number }: { product: Product; number: string | null }) => ({
    productId: product.id,
    locationId: fromLocationId,
    number,
  });
  const stock = await stockAt(em, all.map(placeOf));
  return all.flatMap((one) => {
    const there = stock(placeOf(one));
    if (compare(one.quantity, there) <= 0) return [];
    const { product, number, quantity } = one;
    return [{ product, number, wanted: quantity, stock: there, missing: subtract(quantity, there) }];
  });
}
