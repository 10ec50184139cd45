import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import type { EventData } from '../events/event-hash.ts';
import { line as oneLine, optional, price } from '../field-rules.ts';
import { lineErrors, lineField, refuseErrors } from '../internal-documents/line-rules.ts';
import { isTracked, stockedItems } from '../internal-documents/references.ts';
import { stockAt } from '../internal-documents/stock-at.ts';
import { equal, isNegative, negate, plain, subtract } from '../money.ts';
import type { Decimal } from '../money.ts';
import { itemNumber } from '../products/product-fields.ts';
import type { Product } from '../products/product.entity.ts';
import type { QuantityAdjustmentPosting } from '../stock/posting.ts';
import { StockCountLine } from './count.entity.ts';
import type { StockCount } from './count.entity.ts';

/** A line as a client gives it. */
export interface CountLineInput {
  /** Number of an item with inventory; once in a count, or once for each of its batches or serial numbers. */
  readonly itemId: string;
  /** Of the batch, or the serial number; given for items with them, and for no others. */
  readonly trackingNumber?: string | null | undefined;
  /** In the standard unit, up to 4 decimals; of a serial number 0 or 1. */
  readonly countedQuantity: Decimal;
}

const rules = { itemId: itemNumber, trackingNumber: optional(oneLine(255)), countedQuantity: price };

const keyOf = (itemNumberOf: string, trackingNumber: string | null | undefined): string =>
  JSON.stringify([itemNumberOf, trackingNumber ?? null]);

/** What is wrong with lines, without a look at the database. */
export function countLineErrors(lines: readonly CountLineInput[]): Record<string, string[]> {
  const errors = lineErrors(lines, rules);
  const seen = new Set<string>();
  for (const [at, { itemId, trackingNumber }] of lines.entries()) {
    const key = keyOf(itemId, trackingNumber);
    const field = lineField(at, 'itemId');
    if (seen.has(key)) errors[field] ??= [`${field} was counted by a line before; count it once.`];
    seen.add(key);
  }
  return errors;
}

function requireFitting(lines: readonly CountLineInput[], items: readonly Product[]): void {
  const errors: Record<string, string[]> = {};
  for (const [at, { trackingNumber = null, countedQuantity }] of lines.entries()) {
    const item = items[at];
    if (item === undefined) continue;
    const field = lineField(at, 'trackingNumber');
    if (isTracked(item) && trackingNumber === null)
      errors[field] = [`${field} is required: item ${item.number} is counted by batch or serial number.`];
    if (!isTracked(item) && trackingNumber !== null)
      errors[field] = [
        `${field} must be left out: item ${item.number} has neither batches nor serial numbers.`,
      ];
    const counted = lineField(at, 'countedQuantity');
    if (item.hasSerialNumbers && !equal(countedQuantity, '0') && !equal(countedQuantity, '1'))
      errors[counted] = [`${counted} of a serial number must be 0 or 1.`];
  }
  refuseErrors(errors);
}

/**
 * Makes the lines; stored with the next flush. A line that was there already, with the same quantity, keeps what the stock
 * said when it was counted; every other keeps what it says now. Throws `ReferenceNotFound`, `ItemNotStocked` and
 * `InvalidInput`, each with its fields.
 */
export async function makeCountLines(
  em: EntityManager,
  count: StockCount,
  inputs: readonly CountLineInput[],
  context: ActionContext,
  old: readonly StockCountLine[] = [],
): Promise<StockCountLine[]> {
  const items = await stockedItems(em, inputs);
  requireFitting(inputs, items);
  const placeOf = (at: number) => ({
    productId: items[at]?.id ?? '',
    locationId: count.location.id,
    number: inputs[at]?.trackingNumber ?? null,
  });
  const stock = await stockAt(
    em,
    inputs.map((_input, at) => placeOf(at)),
  );
  const before = new Map(old.map((line) => [keyOf(line.product.number, line.trackingNumber), line]));
  return items.map((product, at) => {
    const { trackingNumber = null, countedQuantity = '0' } = inputs[at] ?? {};
    const same = before.get(keyOf(product.number, trackingNumber));
    const kept = same !== undefined && equal(same.countedQuantity, countedQuantity) ? same : undefined;
    return em.create(StockCountLine, {
      count,
      position: at + 1,
      product,
      trackingNumber,
      countedQuantity,
      expectedQuantity: kept?.expectedQuantity ?? stock(placeOf(at)),
      countedAt: kept?.countedAt ?? context.now,
      countedBy: kept?.countedBy ?? context.actor,
    });
  });
}

/** The lines of a count in their order. */
export const findCountLines = (em: EntityManager, countId: string): Promise<StockCountLine[]> =>
  em.find(StockCountLine, { count: countId }, { orderBy: { position: 'asc' }, populate: ['product'] });

/** What events keep of a line. */
export const countLineState = (line: StockCountLine): EventData => ({
  item: line.product.number,
  tracking_number: line.trackingNumber ?? null,
  counted_quantity: plain(line.countedQuantity),
  expected_quantity: plain(line.expectedQuantity),
});

/** How many more (negative: less) were counted than there were then. */
export const differenceOf = (line: StockCountLine): Decimal =>
  subtract(line.countedQuantity, line.expectedQuantity);

/**
 * What other counts, booked since a line was counted, already put right of the same goods, by the line's id. The items are
 * locked, so that of two counts of one item the second sees the first.
 */
export async function correctedSince(
  em: EntityManager,
  count: StockCount,
): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await em.execute<{ id: string; quantity: Decimal }[]>(
    `select l.id, sum(o.booked_quantity)::text as quantity
       from stock_count_line l join stock_count c on c.location_id = ? and c.booked_at > l.counted_at
       join stock_count_line o on o.count_id = c.id and o.product_id = l.product_id
         and o.tracking_number is not distinct from l.tracking_number
      where l.count_id = ? group by l.id`,
    [count.location.id, count.id],
  );
  return new Map(rows.map(({ id, quantity }) => [id, quantity]));
}

/** What a line posts, less what is corrected already; null where nothing is left. */
export function countPosting(
  count: StockCount,
  line: StockCountLine,
  at: number,
  corrected: Decimal = '0',
): QuantityAdjustmentPosting | null {
  const quantity = subtract(differenceOf(line), corrected);
  if (equal(quantity, '0')) return null;
  const { trackingNumber } = line;
  const tracking = trackingNumber
    ? [{ number: trackingNumber, quantity: isNegative(quantity) ? negate(quantity) : quantity }]
    : [];
  return {
    type: 'quantity-adjustment',
    field: `lines.${at}`,
    productId: line.product.id,
    locationId: count.location.id,
    ledgerDate: count.date,
    origin: { documentKind: 'count', documentId: count.id, documentNumber: count.number, lineId: line.id },
    quantity,
    tracking,
  };
}
