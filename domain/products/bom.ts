import { invariant, multiply, round, sum } from '../money.ts';
import type { Decimal } from '../money.ts';

/**
 * Recipes: what a BOM (the API's `lot`) is made of. Quantities are in the standard units of the items, for one standard unit
 * of the BOM. Pure.
 */

/** Levels of BOMs within BOMs at most; a BOM of products alone has one. */
export const bomLevelsMax = 10;

/** What goes into one of a BOM. */
export interface BomPart {
  readonly itemId: string;
  readonly quantity: Decimal;
}

/** The lines of BOMs, by the BOM's id, those of BOMs within them included. */
export type Boms = ReadonlyMap<string, readonly BomPart[]>;

/**
 * What `quantity` of an item takes of items that are no BOMs themselves: each once, in the order of the lines, exactly (the
 * quantities may have more than 4 decimals). An item that is no BOM takes itself; a BOM without lines takes nothing.
 */
export function explode(boms: Boms, itemId: string, quantity: Decimal): readonly BomPart[] {
  const totals = new Map<string, Decimal>();
  const add = (id: string, needed: Decimal, level: number): void => {
    invariant(level <= bomLevelsMax, `BOMs are nested at most ${bomLevelsMax} deep`);
    const parts = boms.get(id);
    if (parts === undefined) totals.set(id, sum([totals.get(id) ?? '0', needed]));
    else for (const part of parts) add(part.itemId, multiply(needed, part.quantity), level + 1);
  };
  add(itemId, quantity, 0);
  return [...totals].map(([id, total]) => ({ itemId: id, quantity: total }));
}

/** Whence the expected cost of a BOM comes (H-00036): typed, or from what its lines cost or are expected to cost. */
export const expectedCostMethods = [
  'typed',
  'cost-price-from-lines',
  'expected-cost-price-from-lines',
] as const;
export type ExpectedCostMethod = (typeof expectedCostMethods)[number];

/** An item's costs, in base currency for one standard unit; null = not known. */
export interface ItemCost {
  readonly expectedCostMethod: ExpectedCostMethod;
  readonly costPrice: Decimal | null;
  /** The expected cost price as typed. */
  readonly recommendedCostPrice: Decimal | null;
}

/**
 * What one of an item is expected to cost: as typed, or the sum of a BOM's lines, 4 decimals, half up. A line that counts by
 * cost price counts by expected cost while it has none. Null where any part of it is not known: a sum without it would look
 * like the whole cost. It never touches stock value (V16).
 */
export function expectedCost(
  boms: Boms,
  costs: ReadonlyMap<string, ItemCost>,
  itemId: string,
): Decimal | null {
  const costOf = (id: string, level: number): Decimal | null => {
    invariant(level <= bomLevelsMax, `BOMs are nested at most ${bomLevelsMax} deep`);
    const item = costs.get(id);
    const parts = boms.get(id);
    if (item === undefined || parts === undefined || item.expectedCostMethod === 'typed')
      return item?.recommendedCostPrice ?? null;
    const byCostPrice = item.expectedCostMethod === 'cost-price-from-lines';
    const amounts = parts.map(({ itemId: part, quantity }) => {
      const cost = (byCostPrice ? costs.get(part)?.costPrice : null) ?? costOf(part, level + 1);
      return cost === null ? null : multiply(cost, quantity);
    });
    return amounts.includes(null) ? null : round(sum(amounts as Decimal[]), 4);
  };
  return costOf(itemId, 0);
}
