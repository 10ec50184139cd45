import type { EntityManager } from '@mikro-orm/postgresql';
import { checkFields, given, line, omittable, registerNumber } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { Layout } from './layout.entity.ts';

/** Fields of a layout that people type. */
export interface LayoutFields {
  /** 1 to 255 characters. */
  readonly name: string;
}

export interface NewLayout extends LayoutFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export interface LayoutPatch {
  readonly name?: string | undefined;
}

export const layoutRegister = register(Layout, 'Layout');

/** Rules of a layout's fields. */
export const layoutRules = { number: omittable(registerNumber), name: line(255) };

/** Makes a layout. Throws `InvalidInput` and `AlreadyExists`. */
export async function createLayout(em: EntityManager, input: NewLayout, actor: Actor): Promise<Layout> {
  checkFields(input, layoutRules);
  const number = input.number ?? (await nextNumber(em, layoutRegister, 1));
  const layout = em.create(Layout, { number, name: input.name, changedBy: actor });
  await storeNew(em, layoutRegister, layout);
  return layout;
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateLayout(
  em: EntityManager,
  number: number,
  patch: LayoutPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Layout> {
  const layout = await findRow(em, layoutRegister, number);
  checkFields(patch, layoutRules, { isPatch: true });
  await storeChange(em, layoutRegister, layout, given(patch), actor, { ...options, key: number });
  return layout;
}

/** Deletes a layout that no customer and no document has. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteLayout = (em: EntityManager, number: number, options: ChangeOptions = {}): Promise<void> =>
  deleteRow(em, layoutRegister, number, options);

/** Throws `NotFound`. */
export const findLayout = (em: EntityManager, number: number): Promise<Layout> =>
  findRow(em, layoutRegister, number);

/** Filters: `number`, `name`. */
export const listLayouts = (em: EntityManager, query?: ListQuery): Promise<ListResult<Layout>> =>
  listRows(
    em,
    {
      entity: Layout,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property' },
    },
    query,
  );
