import type { EntityManager } from '@mikro-orm/postgresql';
import { checkFields, given, line, omittable, registerNumber } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { AdjustmentCategory } from './adjustment-category.entity.ts';

/** Fields of an adjustment category that people type. */
export interface AdjustmentCategoryFields {
  /** 1 to 255 characters. */
  readonly name: string;
}

export interface NewAdjustmentCategory extends AdjustmentCategoryFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export interface AdjustmentCategoryPatch {
  readonly name?: string | undefined;
}

export const adjustmentCategoryRegister = register(AdjustmentCategory, 'Adjustment category');

const rules = { number: omittable(registerNumber), name: line(255) };

/** Makes a category. Throws `InvalidInput` and `AlreadyExists`. */
export async function createAdjustmentCategory(
  em: EntityManager,
  input: NewAdjustmentCategory,
  actor: Actor,
): Promise<AdjustmentCategory> {
  checkFields(input, rules);
  const number = input.number ?? (await nextNumber(em, adjustmentCategoryRegister, 1));
  const category = em.create(AdjustmentCategory, { number, name: input.name, changedBy: actor });
  await storeNew(em, adjustmentCategoryRegister, category);
  return category;
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateAdjustmentCategory(
  em: EntityManager,
  number: number,
  patch: AdjustmentCategoryPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<AdjustmentCategory> {
  const category = await findRow(em, adjustmentCategoryRegister, number);
  checkFields(patch, rules, { isPatch: true });
  await storeChange(em, adjustmentCategoryRegister, category, given(patch), actor, {
    ...options,
    key: number,
  });
  return category;
}

/** Deletes a category that no adjustment has. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteAdjustmentCategory = (
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, adjustmentCategoryRegister, number, options);

/** Throws `NotFound`. */
export const findAdjustmentCategory = (em: EntityManager, number: number): Promise<AdjustmentCategory> =>
  findRow(em, adjustmentCategoryRegister, number);

/** Filters: `number`, `name`. */
export const listAdjustmentCategories = (
  em: EntityManager,
  query?: DeepListQuery,
): Promise<DeepListResult<AdjustmentCategory>> =>
  listDeep(
    em,
    {
      entity: AdjustmentCategory,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property' },
    },
    query,
  );
