import type { EntityManager, RequiredEntityData } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { checkFields, invalidField, line, omittable } from '../field-rules.ts';
import { findRow, nextNumber, storeChange, storeNew } from '../registers.ts';
import type { Actor } from '../registers.ts';
import { emitRegisterEvent } from '../webhooks/register-events.ts';
import { LotLine } from './lot-line.entity.ts';
import { lockLots } from './lot-line.service.ts';
import { deleteLot, lotRegister, updateLot, withCost } from './lot.service.ts';
import type { Lot } from './lot.service.ts';
import { itemNumber } from './product-fields.ts';
import { hasStockTransactions, isUsedInLines } from './product-use.ts';
import { Product } from './product.entity.ts';
import { itemPopulate, itemRegister, productRegister } from './product.service.ts';

/** What else than typing its fields is done with BOMs. */

/** BOMs in one bulk request at most. */
export const bulkLotsMax = 1_000;

/**
 * Makes a product a BOM without lines, under the same number. Throws `NotFound` and `NotConvertable`: it is on a line of
 * anything, or moved in stock.
 */
export async function convertToLot(em: EntityManager, number: string, actor: Actor): Promise<Lot> {
  const product = await findRow(em, productRegister, number);
  // A line that is being written holds the row; it is waited for and seen.
  await em.execute('select id from product where id = ? for update', [product.id]);
  const reason = await whyNotConvertable(em, product);
  if (reason !== undefined) throw new DomainError('NotConvertable', { what: `Product ${number}`, reason });
  await storeChange(em, itemRegister, product, { type: 'lot' }, actor, { key: number });
  await emitRegisterEvent(em, lotRegister, product, { happening: 'created' });
  return withCost(em, await em.refreshOrFail(product, { populate: itemPopulate }));
}

async function whyNotConvertable(em: EntityManager, product: Product): Promise<string | undefined> {
  const [row] = await em.execute<{ used: boolean }[]>(
    `select ${isUsedInLines('p.id')} as used from product p where p.id = ?`,
    [product.id],
  );
  if (row?.used === true) return 'it is used in lines';
  return (await hasStockTransactions(em, product.id)) ? 'it has inventory registered' : undefined;
}

/** What a copy of a BOM is called; what is left out is numbered by itself, or as the original. */
export interface LotCopy {
  readonly number?: string | undefined;
  readonly name?: string | undefined;
}

// What a copy has of its own; the rest of the columns is the original's.
const ownColumns = [
  'id',
  'number',
  'name',
  'barcode',
  'costPrice',
  'version',
  'changedBy',
  'createdAt',
  'updatedAt',
];

/**
 * A new BOM with the fields and lines of another; the barcode stays with the original. Throws `NotFound`, `InvalidInput` and
 * `AlreadyExists`.
 */
export async function copyLot(em: EntityManager, number: string, as: LotCopy, actor: Actor): Promise<Lot> {
  checkFields(as, { number: omittable(itemNumber), name: omittable(line(255)) });
  await lockLots(em);
  const original = await findRow(em, lotRegister, number);
  const values = original as unknown as Readonly<Record<string, unknown>>;
  const columns = em
    .getMetadata()
    .get(Product)
    .props.filter(({ name, formula }) => formula === undefined && !ownColumns.includes(name))
    .map(({ name }) => [name, values[name] ?? null] as const);
  const copy = em.create(Product, {
    ...(Object.fromEntries(columns) as RequiredEntityData<Product>),
    number: as.number ?? String(await nextNumber(em, itemRegister, 1)),
    name: as.name ?? original.name,
    changedBy: actor,
  });
  await storeNew(em, lotRegister, copy);
  for (const { component, number: at, quantity } of await em.find(LotLine, { lot: original }))
    em.create(LotLine, { lot: copy, component, number: at, quantity, changedBy: actor });
  await em.flush();
  return withCost(em, await em.refreshOrFail(copy, { populate: itemPopulate }));
}

/** Bars BOMs, or opens them: all of them, or none where one is refused. Throws what `updateLot` throws. */
export async function barLots(
  em: EntityManager,
  numbers: readonly string[],
  isBarred: boolean,
  actor: Actor,
): Promise<number> {
  const once = distinct(numbers);
  for (const number of once) await updateLot(em, number, { isBarred }, {}, actor);
  return once.length;
}

/** Deletes BOMs: all of them, or none where one is refused. Throws what `deleteLot` throws, naming the BOM. */
export async function deleteLots(em: EntityManager, numbers: readonly string[]): Promise<number> {
  const once = distinct(numbers);
  // BOMs of the list may lie in one another: the outer ones go first.
  const rows = await em.find(Product, { number: { $in: [...once] }, type: 'lot' });
  for (const number of once)
    if (!rows.some((row) => row.number === number))
      throw new DomainError('NotFound', { what: `BOM ${number}` });
  await em.nativeDelete(LotLine, { lot: { $in: rows.map(({ id }) => id) } });
  for (const number of once) await deleteLot(em, number);
  return once.length;
}

function distinct(numbers: readonly string[]): readonly string[] {
  const once = [...new Set(numbers)];
  if (once.length === 0 || once.length > bulkLotsMax)
    throw invalidField('numbers', `must name 1 to ${bulkLotsMax} BOMs`);
  return once;
}
