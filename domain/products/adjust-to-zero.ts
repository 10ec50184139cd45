import {
  invariant,
  isNegative,
  isPositive,
  multiply,
  negate,
  plain,
  round,
  subtract,
  sum,
} from '../money.ts';
import type { Decimal } from '../money.ts';
import { bomLevelsMax } from './bom.ts';
import type { BomPart } from './bom.ts';

/**
 * BOMs that are adjusted to zero (H-00068): what is missing of one when it leaves is made of its components, so that it ends at
 * 0. Quantities are in standard units. Pure.
 */

/** What is known of an item that leaves, or that goes into one. */
export interface RecipeItem {
  readonly id: string;
  readonly hasInventory: boolean;
  /** Whether the components leave in its place where there is not enough of it. */
  readonly adjustsToZero: boolean;
  /** Extra cost in % of what its components cost (V16). */
  readonly extraCostPercentage: Decimal;
  /** Its own location. */
  readonly locationId: string | null;
  /** Null of what is no BOM. */
  readonly parts: readonly BomPart[] | null;
}

/** Goods on their way out. */
export interface Issue {
  readonly itemId: string;
  readonly quantity: Decimal;
  readonly locationId: string;
}

/** What is made of a BOM, and what that takes. */
export interface Making extends Issue {
  readonly extraCostPercentage: Decimal;
  readonly components: readonly Issue[];
}

/**
 * What has to be made before these goods leave, BOMs within BOMs first. A component leaves from its own location, else from
 * that of its BOM. `stock` is what there is of each item, and what will be there once all has left.
 */
export function makingsFor(
  items: ReadonlyMap<string, RecipeItem>,
  stock: Map<string, Decimal>,
  issues: readonly Issue[],
): readonly Making[] {
  const makings: Making[] = [];
  const take = ({ itemId, quantity, locationId }: Issue, level: number): void => {
    invariant(level <= bomLevelsMax, `BOMs are nested at most ${bomLevelsMax} deep`);
    const left = subtract(stock.get(itemId) ?? '0', quantity);
    stock.set(itemId, left);
    const item = items.get(itemId);
    if (item?.adjustsToZero !== true || !isNegative(left)) return;
    const missing = negate(left);
    const components = componentsOf(items, item, missing, locationId);
    // A BOM without goods in it cannot be made of anything.
    if (components.length === 0) return;
    for (const component of components) take(component, level + 1);
    const { extraCostPercentage } = item;
    makings.push({ itemId, quantity: missing, locationId, extraCostPercentage, components });
    stock.set(itemId, '0');
  };
  for (const issue of issues) take(issue, 0);
  return makings;
}

/** What `quantity` of a BOM takes of goods: BOMs without inventory are what they are made of, 4 decimals, half up. */
function componentsOf(
  items: ReadonlyMap<string, RecipeItem>,
  bom: RecipeItem,
  quantity: Decimal,
  locationId: string,
): readonly Issue[] {
  const totals = new Map<string, Decimal>();
  const add = ({ parts }: RecipeItem, needed: Decimal, level: number): void => {
    invariant(level <= bomLevelsMax, `BOMs are nested at most ${bomLevelsMax} deep`);
    for (const part of parts ?? []) {
      const item = items.get(part.itemId);
      const share = multiply(needed, part.quantity);
      if (item?.hasInventory === true) totals.set(item.id, sum([totals.get(item.id) ?? '0', share]));
      else if (item) add(item, share, level + 1);
    }
  };
  add(bom, quantity, 0);
  return [...totals]
    .map(([itemId, total]) => ({
      itemId,
      quantity: plain(round(total, 4)),
      locationId: items.get(itemId)?.locationId ?? locationId,
    }))
    .filter((component) => isPositive(component.quantity));
}
