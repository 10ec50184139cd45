import type { EntityManager, FilterQuery, RequiredEntityData } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { checkFields, given } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult, ListSpec } from '../lists.ts';
import { removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { findItem } from './product.service.ts';

/**
 * What belongs to an item and is named by something else: a language, a currency, a location. An item has one of each at
 * most; they go with it.
 */

interface PartRow {
  readonly id: string;
  readonly version: number;
  changedBy: string;
}

/** A kind of part: `K` names one among an item's, `F` are the fields that people type. */
export interface ItemPart<E extends PartRow, K extends string | number, F extends object> {
  readonly register: Register<E>;
  readonly rules: Readonly<Record<string, Rule>>;
  /** Its columns where nobody gave any. */
  readonly empty: Readonly<Record<string, unknown>>;
  readonly list: Omit<ListSpec<E>, 'entity' | 'where'>;
  /** What the columns are compared with to find it. */
  where(key: K): object;
  /** The column that the key becomes. Throws `InvalidInput` and `ReferenceNotFound`. */
  columnOf(em: EntityManager, key: K): Promise<object>;
  /** Throws `InvalidInput` where the fields do not fit each other. */
  check?(fields: Partial<F>): void;
}

/** Gives an item a part. Throws `NotFound` (item), `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createPart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: ItemPart<E, K, F>,
  name: { readonly item: string; readonly key: K },
  input: F,
  actor: Actor,
): Promise<E> {
  const product = await findItem(em, name.item);
  checkFields(input, of.rules);
  of.check?.(input);
  const columns = { ...of.empty, ...given(input), ...(await of.columnOf(em, name.key)) };
  const data = { ...columns, product, changedBy: actor } as unknown as RequiredEntityData<E>;
  const row = em.create(of.register.entity, data);
  await storeNew(em, of.register, row);
  return row;
}

/** With what it refers to. Throws `NotFound`. */
export async function findPart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: ItemPart<E, K, F>,
  name: { readonly item: string; readonly key: K },
): Promise<E> {
  const where = { product: { number: name.item }, ...of.where(name.key) } as unknown as FilterQuery<E>;
  const row = await em.findOne(of.register.entity, where, { populate: of.list.populate ?? [] } as never);
  if (row !== null) return row;
  throw new DomainError('NotFound', { what: `${of.register.what} ${name.key} of product ${name.item}` });
}

/** Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`, `EditConflict`. */
export async function updatePart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: ItemPart<E, K, F>,
  name: { readonly item: string; readonly key: K },
  patch: { readonly [P in keyof F]?: F[P] | undefined },
  options: ChangeOptions,
  actor: Actor,
): Promise<E> {
  const row = await findPart(em, of, name);
  checkFields(patch, of.rules, { isPatch: true });
  of.check?.({ ...(row as unknown as Partial<F>), ...given(patch) });
  await storeChange(em, of.register, row, given(patch), actor, { ...options, key: name.key });
  return row;
}

/** Takes a part from an item; documents keep what they have. Throws `NotFound` and `EditConflict`. */
export async function deletePart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: ItemPart<E, K, F>,
  name: { readonly item: string; readonly key: K },
  options: ChangeOptions = {},
): Promise<void> {
  await removeRow(em, of.register, await findPart(em, of, name), { ...options, key: name.key });
}

/** The parts of an item. Throws `NotFound` (item). */
export async function listParts<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: ItemPart<E, K, F>,
  item: string,
  query?: ListQuery,
): Promise<ListResult<E>> {
  const product = await findItem(em, item);
  return listRows(em, { ...of.list, entity: of.register.entity, where: { product: product.id } }, query);
}
