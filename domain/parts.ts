import type { EntityManager, FilterQuery, RequiredEntityData } from '@mikro-orm/postgresql';
import { DomainError } from './errors.ts';
import { checkFields, given } from './field-rules.ts';
import type { Rule } from './field-rules.ts';
import { listDeep } from './lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from './lists.ts';
import { removeRow, storeChange, storeNew } from './registers.ts';
import type { Actor, ChangeOptions, Register } from './registers.ts';

/**
 * What belongs to an item or a customer and is named by something else: a language, a currency, a location, a product
 * group. An owner has one of each at most; they go with it.
 */

interface PartRow {
  readonly id: string;
  readonly version: number;
  changedBy: string;
}

/** What parts belong to. */
export interface Owner {
  /** The parts' property that refers to it. */
  readonly property: string;
  /** Throws `NotFound`. */
  find(em: EntityManager, number: string): Promise<{ readonly id: string }>;
}

/** A kind of part: `K` names one among its owner's, `F` are the fields that people type. */
export interface Part<E extends PartRow, K extends string | number, F extends object> {
  readonly owner: Owner;
  readonly register: Register<E>;
  readonly rules: { readonly [P in keyof F]-?: Rule };
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

/** Gives an owner a part. Throws `NotFound` (owner), `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createPart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: Part<E, K, F>,
  name: { readonly owner: string; readonly key: K },
  input: F,
  actor: Actor,
): Promise<E> {
  const owner = await of.owner.find(em, name.owner);
  checkFields(input, of.rules);
  of.check?.(input);
  const columns = { ...of.empty, ...given(input), ...(await of.columnOf(em, name.key)) };
  const data = {
    ...columns,
    [of.owner.property]: owner,
    changedBy: actor,
  } as unknown as RequiredEntityData<E>;
  const row = em.create(of.register.entity, data);
  await storeNew(em, of.register, row);
  return row;
}

/** With what it refers to. Throws `NotFound`. */
export async function findPart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: Part<E, K, F>,
  name: { readonly owner: string; readonly key: K },
): Promise<E> {
  const where = {
    [of.owner.property]: { number: name.owner },
    ...of.where(name.key),
  } as unknown as FilterQuery<E>;
  const row = await em.findOne(of.register.entity, where, {
    // The owner too, by whose number webhooks are told.
    populate: [...(of.list.populate ?? []), of.owner.property],
  } as never);
  if (row !== null) return row;
  throw new DomainError('NotFound', {
    what: `${of.register.what} ${name.key} of ${of.owner.property} ${name.owner}`,
  });
}

/** Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`, `EditConflict`. */
export async function updatePart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: Part<E, K, F>,
  name: { readonly owner: string; readonly key: K },
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

/** Takes a part from its owner; documents keep what they have. Throws `NotFound` and `EditConflict`. */
export async function deletePart<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: Part<E, K, F>,
  name: { readonly owner: string; readonly key: K },
  options: ChangeOptions = {},
): Promise<void> {
  await removeRow(em, of.register, await findPart(em, of, name), { ...options, key: name.key });
}

/** The parts of an owner. Throws `NotFound` (owner). */
export async function listParts<E extends PartRow, K extends string | number, F extends object>(
  em: EntityManager,
  of: Part<E, K, F>,
  owner: string,
  query?: DeepListQuery,
): Promise<DeepListResult<E>> {
  const { id } = await of.owner.find(em, owner);
  const where = { [of.owner.property]: id };
  return listDeep(em, { ...of.list, entity: of.register.entity, where }, query);
}
