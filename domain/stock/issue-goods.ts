/** Goods that customers get: out of the stock, and of BOMs that are adjusted to zero what is missing out of their components. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { isNegative } from '../money.ts';
import type { Decimal } from '../money.ts';
import { makingsFor } from '../products/adjust-to-zero.ts';
import type { Making, RecipeItem } from '../products/adjust-to-zero.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { PostedStock, ProductionPosting, ShipmentPosting } from './posting.ts';
import { lockStockItems } from './stock-load.ts';
import type { ItemRow } from './stock-load.ts';
import { postStock } from './stock.service.ts';

/** What left. */
export interface IssuedGoods {
  /** One for each posting. */
  readonly posted: readonly PostedStock[];
  /** Components of which there are fewer than none now. */
  readonly short: readonly { readonly item: string; readonly stock: Decimal }[];
}

const recipesOf = prepare<RecipeItem>(
  'recipes_to_zero',
  ['int', 'uuid[]'],
  `with recursive needed as (
     select p.id from product p where p.agreement_number = $1 and p.id = any($2) and p.adjust_to_zero
     union
     select l.component_id from lot_line l join needed n on n.id = l.lot_id)
   select p.id, g.has_inventory as "hasInventory",
       p.adjust_to_zero and g.has_inventory and not p.has_batch_control and not p.has_serial_numbers as "adjustsToZero",
       p.cost_addition_percentage::text as "extraCostPercentage", p.default_location_id as "locationId",
       (select jsonb_agg(jsonb_build_object('itemId', l.component_id, 'quantity', l.quantity::text) order by l.number)
          from lot_line l where l.lot_id = p.id) as parts
     from needed n join product p on p.id = n.id join product_group g on g.id = p.group_id`,
);

const loadRecipes = async (
  em: EntityManager,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, RecipeItem>> => {
  const rows = await recipesOf.run(em, [agreementOf(em), `{${[...new Set(itemIds)].join(',')}}`]);
  return new Map(rows.map((row) => [row.id, row]));
};

/** Locks these items and what BOMs among them may be made of, in the order in which stock is locked everywhere. */
export async function lockGoods(em: EntityManager, itemIds: readonly string[]): Promise<void> {
  await lockWith(em, itemIds, await loadRecipes(em, itemIds));
}

const lockWith = (
  em: EntityManager,
  itemIds: readonly string[],
  recipes: ReadonlyMap<string, RecipeItem>,
): Promise<ReadonlyMap<string, ItemRow>> => {
  const components = [...recipes.values()].filter(({ hasInventory }) => hasInventory).map(({ id }) => id);
  return lockStockItems(em, [...itemIds, ...components]);
};

/**
 * Posts goods that leave. Where there is less of a BOM that is adjusted to zero than leaves, the rest is made of its components
 * first, by automatic transactions of the same document line, and the BOM ends at 0; components may go below zero as all goods
 * may. `boms` are the items among them that are adjusted to zero: without one this is `postStock`. Throws what that throws, and
 * `TrackingMissing` for a component with batch or serial numbers, which only a production order names.
 */
export async function issueGoods(
  em: EntityManager,
  postings: readonly ShipmentPosting[],
  boms: readonly string[],
  context: ActionContext,
): Promise<IssuedGoods> {
  if (boms.length === 0) return { posted: await postStock(em, postings, context), short: [] };
  const recipes = await loadRecipes(em, boms);
  const rows = await lockWith(
    em,
    postings.map(({ productId }) => productId),
    recipes,
  );
  const stock = new Map([...rows].map(([id, { quantity }]) => [id, quantity]));
  const made: ProductionPosting[] = [];
  const components = new Set<string>();
  for (const posting of postings) {
    const issue = { itemId: posting.productId, quantity: posting.quantity, locationId: posting.locationId };
    for (const making of makingsFor(recipes, stock, [issue])) {
      refuseTracked(rows, making, posting);
      for (const { itemId } of making.components) components.add(itemId);
      made.push(productionOf(making, posting));
    }
  }
  const posted = await postStock(em, [...made, ...postings], context);
  const short = [...components].flatMap((id) => {
    const left = stock.get(id) ?? '0';
    return isNegative(left) ? [{ item: rows.get(id)?.number ?? id, stock: left }] : [];
  });
  return { posted: posted.slice(made.length), short };
}

function refuseTracked(
  rows: ReadonlyMap<string, ItemRow>,
  { itemId, components }: Making,
  { field }: ShipmentPosting,
): void {
  for (const component of components) {
    const row = rows.get(component.itemId);
    if (row === undefined || !(row.hasBatchControl || row.hasSerialNumbers)) continue;
    const bom = rows.get(itemId)?.number ?? itemId;
    const reason = `There is not enough of BOM ${bom}, and its component ${row.number} has batch or serial numbers: make the BOM with a production order first.`;
    throw new DomainError(
      'TrackingMissing',
      { item: row.number, quantity: component.quantity, given: '0' },
      { errors: { [field ?? 'lines']: [reason] } },
    );
  }
}

const productionOf = (
  { itemId, quantity, locationId, extraCostPercentage, components }: Making,
  { ledgerDate, origin }: ShipmentPosting,
): ProductionPosting => ({
  type: 'production',
  productId: itemId,
  ledgerDate,
  origin,
  locationId,
  quantity,
  extraCostPercentage,
  components: components.map((component) => ({
    productId: component.itemId,
    locationId: component.locationId,
    quantity: component.quantity,
  })),
});
