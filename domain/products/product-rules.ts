import type { EntityManager } from '@mikro-orm/postgresql';
import { invalidField } from '../field-rules.ts';
import type { ProductGroup } from './product-group.entity.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { agreementOf } from '../tenant.ts';
import { hasStockTransactions, isCounted, movedProductOf } from './product-use.ts';
import { ProductUnit } from './product-unit.entity.ts';
import { Product } from './product.entity.ts';
import type { Unit } from './unit.entity.ts';

/** What of an item its ledger is built on. */
interface Tracking {
  readonly group: Pick<ProductGroup, 'hasInventory' | 'number'>;
  readonly hasBatchControl: boolean;
  readonly hasSerialNumbers: boolean;
}

const trackings = ['hasBatchControl', 'hasSerialNumbers'] as const;

/** Throws `InvalidInput` where an item would have both kinds of numbers, or any without inventory (N-556249). */
export function requireTracking(item: Tracking): void {
  if (item.hasBatchControl && item.hasSerialNumbers)
    throw invalidField('hasSerialNumbers', 'cannot be true together with has_batch_control; choose one');
  for (const field of trackings)
    if (item[field] && !item.group.hasInventory)
      throw invalidField(field, `needs a group with inventory; group ${item.group.number} has none`);
}

/**
 * Throws `InvalidInput` where a change breaks with the item's ledger: from its first transaction it stays in groups with
 * the same inventory setting (H-00064), and batches and serial numbers stay on or off (H-00197-0). Locks the item as posting
 * does, so that its first transaction comes before the change or after it.
 */
export async function requireLedgerFits(
  em: EntityManager,
  product: Product,
  change: Partial<Tracking>,
): Promise<void> {
  const { group, hasBatchControl, hasSerialNumbers } = product;
  const before: Tracking = { group, hasBatchControl, hasSerialNumbers };
  const after: Tracking = { ...before, ...change };
  requireTracking(after);
  const isMoved = before.group.hasInventory !== after.group.hasInventory;
  const changed = trackings.find((field) => before[field] !== after[field]);
  if (!isMoved && changed === undefined) return;
  // The group before the item, as a group's own change locks them; and as it is by then.
  if (change.group)
    await em.execute('select 1 from product_group where agreement_number = ? and number = ? for key share', [
      agreementOf(em),
      after.group.number,
    ]);
  const locked = (await lockStockItems(em, [product.id])).get(product.id);
  if (!change.group && locked)
    requireTracking({ ...after, group: { number: group.number, hasInventory: locked.hasInventory } });
  if (!(await hasStockTransactions(em, product.id))) return;
  const why = `product ${product.number} has transactions already`;
  if (changed !== undefined) throw invalidField(changed, `cannot be changed: ${why}`);
  const setting = before.group.hasInventory ? 'with' : 'without';
  throw invalidField('groupNumber', `must be a group ${setting} inventory: ${why}`);
}

/**
 * Throws `InvalidInput` where an item would change its standard unit while other units, its stock or lines are counted in it:
 * their quantities would mean something else. An item without one may be given one, for that only names what was counted.
 */
export async function requireUnitFits(
  em: EntityManager,
  product: Product,
  unit: Unit | null | undefined,
): Promise<void> {
  const standard = product.unit ?? null;
  if (unit === undefined || standard === null || unit?.id === standard.id) return;
  const other = await em.findOne(ProductUnit, { product: product.id }, { populate: ['unit'] });
  if (other !== null)
    throw invalidField(
      'unitNumber',
      `cannot be changed: unit ${other.unit.number} of product ${product.number} is counted in it; take it away first`,
    );
  if (await isCounted(em, product.id))
    throw invalidField(
      'unitNumber',
      `cannot be changed: quantities of product ${product.number} in stock or on lines are counted in unit ${standard.number}; make another product for the other unit`,
    );
}

/**
 * Throws `InvalidInput` where a group's inventory setting would change after a product of it moved in stock (H-00064), or
 * would leave products with batches or serial numbers without inventory. Locks its products as posting does.
 */
export async function requireInventoryFits(
  em: EntityManager,
  group: ProductGroup,
  hasInventory: boolean | undefined,
): Promise<void> {
  if (hasInventory === undefined || hasInventory === group.hasInventory) return;
  await lockItemsOfGroup(em, group.id);
  const moved = await movedProductOf(em, group.id);
  if (moved !== undefined)
    throw invalidField(
      'hasInventory',
      `cannot be changed: product ${moved} of this group has transactions already`,
    );
  const tracked = await em.findOne(Product, {
    group,
    $or: [{ hasBatchControl: true }, { hasSerialNumbers: true }],
  });
  if (tracked !== null)
    throw invalidField(
      'hasInventory',
      `must stay true: product ${tracked.number} of this group has batches or serial numbers`,
    );
}

/** First the group itself: nothing new comes into it meanwhile, for a product that refers to it asks for this lock, too. */
async function lockItemsOfGroup(em: EntityManager, groupId: string): Promise<void> {
  await em.execute('select 1 from product_group where id = ? for update', [groupId]);
  const rows = await em.execute<{ id: string }[]>('select id from product where group_id = ?', [groupId]);
  await lockStockItems(
    em,
    rows.map(({ id }) => id),
  );
}
