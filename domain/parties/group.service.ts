import type { EntityManager, RequiredEntityData } from '@mikro-orm/postgresql';
import { checkFields, given, line, omittable, registerNumber } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';

/** What a group of customers or suppliers has. */
export interface PartyGroup {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  changedBy: string;
}

/** Fields of a group that people type. */
export interface GroupFields {
  /** 1 to 255 characters. */
  readonly name: string;
}

export interface NewGroup extends GroupFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export interface GroupPatch {
  readonly name?: string | undefined;
}

const rules = { number: omittable(registerNumber), name: line(255) };

/** The register of groups of one kind of party. */
export const groupsOf = <G extends PartyGroup>(of: Register<G>) => ({
  /** Makes a group. Throws `InvalidInput` and `AlreadyExists`. */
  create: async (em: EntityManager, input: NewGroup, actor: Actor): Promise<G> => {
    checkFields(input, rules);
    const number = input.number ?? (await nextNumber(em, of, 1));
    const row = { number, name: input.name, changedBy: actor };
    const group = em.create(of.entity, row as unknown as RequiredEntityData<G>);
    await storeNew(em, of, group);
    return group;
  },

  /** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
  update: async (
    em: EntityManager,
    number: number,
    patch: GroupPatch,
    options: ChangeOptions,
    actor: Actor,
  ): Promise<G> => {
    const group = await findRow(em, of, number);
    checkFields(patch, rules, { isPatch: true });
    await storeChange(em, of, group, given(patch), actor, { ...options, key: number });
    return group;
  },

  /** Deletes a group that nobody is in. Throws `NotFound`, `InUse` and `EditConflict`. */
  remove: (em: EntityManager, number: number, options: ChangeOptions = {}): Promise<void> =>
    deleteRow(em, of, number, options),

  /** Throws `NotFound`. */
  find: (em: EntityManager, number: number): Promise<G> => findRow(em, of, number),

  /** Filters: `number`, `name`. */
  list: (em: EntityManager, query?: ListQuery): Promise<ListResult<G>> =>
    listRows<G>(
      em,
      {
        entity: of.entity,
        order: ['number', 'name', 'createdAt', 'updatedAt'],
        filters: { number: 'property', name: 'property' },
      },
      query,
    ),
});
