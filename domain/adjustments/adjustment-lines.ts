/** Lines of adjustments: what a client gives, held against the rules, and what becomes of it in the ledger. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventData } from '../events/event-hash.ts';
import { optional, price, registerNumber } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import {
  lineErrors,
  lineField,
  refuseErrors,
  signedQuantity,
  tracking,
} from '../internal-documents/line-rules.ts';
import type { TrackingInput } from '../internal-documents/line-rules.ts';
import { isTracked, OpenLocations, stockedItems } from '../internal-documents/references.ts';
import { plainOrNull } from '../internal-documents/views.ts';
import { stockAt } from '../internal-documents/stock-at.ts';
import { isNegative, plain, subtract, sum, equal } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { Product } from '../products/product.entity.ts';
import { itemNumber } from '../products/product-fields.ts';
import type { InventoryPrinciple } from '../stock/engine/state.ts';
import type { StockPosting } from '../stock/posting.ts';
import { findStockSettings } from '../stock/stock-load.ts';
import type { Adjustment, AdjustmentLine } from './adjustment.entity.ts';
import { AdjustmentLine as Line } from './adjustment.entity.ts';

/** A line as a client gives it: a difference or a new total, or a cost price, or (FIFO) both. */
export interface AdjustmentLineInput {
  /** Number of an item with inventory. */
  readonly itemId: string;
  /** Number of an open location, of quantities alone; default: the item's own, else the agreement's default. */
  readonly locationId?: number | null | undefined;
  /** The difference: signed, not 0, up to 4 decimals. */
  readonly adjustQuantity?: Decimal | null | undefined;
  /** What there shall be at the location; not of items with batches or serial numbers. */
  readonly newQuantity?: Decimal | null | undefined;
  /** Of one standard unit in base currency, up to 4 decimals. */
  readonly costPrice?: Decimal | null | undefined;
  /** Of items with batches or serial numbers; needed by the time it is booked. */
  readonly tracking?: TrackingInput | null | undefined;
}

const rules = {
  itemId: itemNumber,
  locationId: optional(registerNumber),
  adjustQuantity: optional(signedQuantity),
  newQuantity: optional(price),
  costPrice: optional(price),
  tracking: optional(tracking),
};

/** Holds lines against what needs no look at the database. Throws one `InvalidInput` with every finding. */
export function checkAdjustmentLines(lines: readonly AdjustmentLineInput[], also: FieldErrors = {}): void {
  const errors = { ...also, ...lineErrors(lines, rules) };
  for (const [at, line] of lines.entries()) {
    const say = (property: string, fault: string): void => {
      const field = lineField(at, property);
      errors[field] ??= [`${field} ${fault}.`];
    };
    const { adjustQuantity = null, newQuantity = null, costPrice = null } = line;
    if (adjustQuantity !== null && newQuantity !== null)
      say('newQuantity', 'cannot be given together with adjust_quantity');
    if (adjustQuantity === null && newQuantity === null) {
      if (costPrice === null) say('adjustQuantity', 'is required, or new_quantity, or cost_price');
      if (line.locationId) say('locationId', 'is for quantities alone; leave it out where the value changes');
      if (line.tracking && line.tracking.length > 0)
        say('tracking', 'is for quantities alone; leave it out where the value changes');
    }
  }
  refuseErrors(errors);
}

/** What the inventory principle and the items ask for (§3.8). */
function requireFitting(
  principle: InventoryPrinciple,
  lines: readonly AdjustmentLineInput[],
  items: readonly Product[],
): void {
  const errors: FieldErrors = {};
  for (const [at, { adjustQuantity = null, newQuantity = null, costPrice = null }] of lines.entries()) {
    const hasQuantity = adjustQuantity !== null || newQuantity !== null;
    const mayComeIn = adjustQuantity === null || !isNegative(adjustQuantity);
    const say = (property: string, fault: string): void => {
      const field = lineField(at, property);
      errors[field] = [`${field} ${fault}.`];
    };
    if (principle === 'average' && hasQuantity && costPrice !== null)
      say('costPrice', 'cannot change in one line with the quantity under average cost; use two lines');
    if (principle === 'fifo' && hasQuantity && mayComeIn && costPrice === null)
      say('costPrice', 'is required under FIFO with a quantity that comes in');
    const item = items[at];
    if (newQuantity !== null && item !== undefined && isTracked(item))
      say('newQuantity', 'is not for items with batches or serial numbers; give adjust_quantity');
  }
  refuseErrors(errors);
}

/**
 * Makes the lines of an adjustment; stored with the next flush. Throws `ReferenceNotFound`, `ItemNotStocked`, `Barred` (a
 * blocked location) and `InvalidInput`, each with its fields.
 */
export async function makeAdjustmentLines(
  em: EntityManager,
  adjustment: Adjustment,
  inputs: readonly AdjustmentLineInput[],
): Promise<AdjustmentLine[]> {
  const items = await stockedItems(em, inputs);
  const { principle } = await findStockSettings(em);
  requireFitting(principle, inputs, items);
  const locations = new OpenLocations(em);
  const lines: AdjustmentLine[] = [];
  for (const [at, product] of items.entries()) {
    const {
      locationId,
      adjustQuantity = null,
      newQuantity = null,
      costPrice = null,
      tracking,
    } = inputs[at] ?? {};
    const hasQuantity = adjustQuantity !== null || newQuantity !== null;
    const location = hasQuantity
      ? await locations.findFor(product, locationId, lineField(at, 'locationId'))
      : null;
    lines.push(
      em.create(Line, {
        adjustment,
        position: at + 1,
        product,
        location,
        adjustQuantity,
        newQuantity,
        costPrice,
        tracking: [...(tracking ?? [])],
      }),
    );
  }
  return lines;
}

/** The lines of an adjustment in their order. */
export const findAdjustmentLines = (em: EntityManager, adjustmentId: string): Promise<AdjustmentLine[]> =>
  em.find(
    Line,
    { adjustment: adjustmentId },
    { orderBy: { position: 'asc' }, populate: ['product', 'product.group', 'location'] },
  );

/** What events keep of a line. */
export const adjustmentLineState = (line: AdjustmentLine): EventData => ({
  item: line.product.number,
  location: line.location?.number ?? null,
  adjust_quantity: plainOrNull(line.adjustQuantity),
  new_quantity: plainOrNull(line.newQuantity),
  cost_price: plainOrNull(line.costPrice),
  tracking: line.tracking.map(({ number, quantity }) => ({ number, quantity: plain(quantity) })),
});

/**
 * What each line posts, in their order; null where the stock is what it shall be already. New totals are held against the
 * stock as it is now: the items must be locked.
 */
export async function postingsOf(
  em: EntityManager,
  adjustment: Adjustment,
  lines: readonly AdjustmentLine[],
): Promise<readonly (StockPosting | null)[]> {
  const places = lines.flatMap((line) =>
    line.location ? [{ productId: line.product.id, locationId: line.location.id, number: null }] : [],
  );
  const before = await stockAt(em, places);
  const moved = new Map<string, Decimal>();
  return lines.map((line, at) => {
    const { product, location, costPrice, tracking } = line;
    const common = {
      field: `lines.${at}`,
      productId: product.id,
      ledgerDate: adjustment.date,
      origin: {
        documentKind: 'adjustment' as const,
        documentId: adjustment.id,
        documentNumber: adjustment.number,
        lineId: line.id,
      },
    };
    if (!location) return { ...common, type: 'value-adjustment', unitCost: costPrice ?? '0' };
    const place = { productId: product.id, locationId: location.id, number: null };
    const key = `${product.id} ${location.id}`;
    const stock = sum([before(place), moved.get(key) ?? '0']);
    const quantity = line.adjustQuantity ?? subtract(line.newQuantity ?? '0', stock);
    if (equal(quantity, '0')) return null;
    moved.set(key, sum([moved.get(key) ?? '0', quantity]));
    return {
      ...common,
      type: 'quantity-adjustment',
      locationId: location.id,
      quantity,
      ...(costPrice ? { unitCost: costPrice } : {}),
      tracking,
    };
  });
}
