import type { EntityManager } from '@mikro-orm/postgresql';
import { bool, checkFields, given, line, omittable, optional, registerNumber } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { Unit } from './unit.entity.ts';

/** Fields of a unit that people type. */
export interface UnitFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** Up to 20 characters. */
  readonly abbreviation?: string | null | undefined;
  /** Whether layouts print the abbreviation instead of the name. Default false. */
  readonly useOnLayouts?: boolean | undefined;
  /** Up to 20 characters. */
  readonly packagingCode?: string | null | undefined;
  /** Up to 255 characters, as it is printed. */
  readonly barcode?: string | null | undefined;
}

export interface NewUnit extends UnitFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export type UnitPatch = { readonly [K in keyof UnitFields]?: UnitFields[K] | undefined };

export const unitRegister = register(Unit, 'Unit');

/** Rules of a unit's fields. */
export const unitRules = {
  number: omittable(registerNumber),
  name: line(255),
  abbreviation: optional(line(20)),
  useOnLayouts: omittable(bool),
  packagingCode: optional(line(20)),
  barcode: optional(line(255)),
};

/** What a new unit holds beside its number: the input, and the defaults of what is left out. */
export const newUnitRow = (input: UnitFields) => ({
  name: input.name,
  abbreviation: input.abbreviation ?? null,
  useOnLayouts: input.useOnLayouts ?? false,
  packagingCode: input.packagingCode ?? null,
  barcode: input.barcode ?? null,
});

/** Makes a unit. Throws `InvalidInput` and `AlreadyExists`. */
export async function createUnit(em: EntityManager, input: NewUnit, actor: Actor): Promise<Unit> {
  checkFields(input, unitRules);
  const number = input.number ?? (await nextNumber(em, unitRegister, 1));
  const unit = em.create(Unit, {
    number,
    ...newUnitRow(input),
    changedBy: actor,
  });
  await storeNew(em, unitRegister, unit);
  return unit;
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateUnit(
  em: EntityManager,
  number: number,
  patch: UnitPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Unit> {
  const unit = await findRow(em, unitRegister, number);
  checkFields(patch, unitRules, { isPatch: true });
  await storeChange(em, unitRegister, unit, given(patch), actor, { ...options, key: number });
  return unit;
}

/** Deletes a unit that no product has. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteUnit = (em: EntityManager, number: number, options: ChangeOptions = {}): Promise<void> =>
  deleteRow(em, unitRegister, number, options);

/** Throws `NotFound`. */
export const findUnit = (em: EntityManager, number: number): Promise<Unit> =>
  findRow(em, unitRegister, number);

/** Filters: `number`, `name`, `abbreviation`, `barcode`. */
export const listUnits = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Unit>> =>
  listDeep(
    em,
    {
      entity: Unit,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', abbreviation: 'property', barcode: 'property' },
    },
    query,
  );
