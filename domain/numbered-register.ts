import type { EntityManager, RequiredEntityData } from '@mikro-orm/postgresql';
import { checkFields, given, line, omittable, registerNumber } from './field-rules.ts';
import type { Rule } from './field-rules.ts';
import { listDeep } from './lists.ts';
import type { DeepListQuery, DeepListResult } from './lists.ts';
import { deleteRow, findRow, nextNumber, storeChange, storeNew } from './registers.ts';
import type { Actor, ChangeOptions, Register } from './registers.ts';

/** What a row with a number and a name has at least. */
export interface NumberedRow {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  changedBy: string;
}

/** Fields that people type of every such row. */
export interface NumberedFields {
  /** 1 to 255 characters. */
  readonly name: string;
}

/** A new row. */
export type NewNumbered<F> = F & {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
};

export type NumberedPatch<F> = { readonly [K in keyof F]?: F[K] | undefined };

/** What a register holds beside number and name. */
export interface NumberedSpec<E extends NumberedRow, F extends NumberedFields> {
  /** Rules of the fields beside number and name. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** Those fields where nobody gives them. */
  readonly empty?: object;
  /** Properties to filter by beside number and name; all of them are equality. */
  readonly filters?: readonly (keyof E & string)[];
  /** Runs before a row is stored, with what it will hold; may look things up and change other rows. */
  before?(em: EntityManager, fields: NumberedPatch<F>, row: E | null): Promise<void>;
}

/** Rules of the fields that all such rows have. */
export const numberedRules = { number: omittable(registerNumber), name: line(255) };

/** The register of rows that have a number and a name: make, change, delete, find and list. */
export function numberedRegister<E extends NumberedRow, F extends NumberedFields = NumberedFields>(
  of: Register<E>,
  spec: NumberedSpec<E, F> = {},
) {
  const rules = { ...numberedRules, ...spec.rules };
  const filters = ['number', 'name', ...(spec.filters ?? [])];
  return {
    /** Makes a row. Throws `InvalidInput` and `AlreadyExists`. */
    create: async (em: EntityManager, input: NewNumbered<F>, actor: Actor): Promise<E> => {
      checkFields(input, rules);
      await spec.before?.(em, input, null);
      const number = input.number ?? (await nextNumber(em, of, 1));
      const data = { ...spec.empty, ...given(input), number, changedBy: actor };
      const row = em.create(of.entity, data as unknown as RequiredEntityData<E>);
      await storeNew(em, of, row);
      return row;
    },

    /** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
    update: async (
      em: EntityManager,
      number: number,
      patch: NumberedPatch<F>,
      options: ChangeOptions,
      actor: Actor,
    ): Promise<E> => {
      const row = await findRow(em, of, number);
      checkFields(patch, rules, { isPatch: true });
      await spec.before?.(em, patch, row);
      await storeChange(em, of, row, given(patch), actor, { ...options, key: number });
      return row;
    },

    /** Deletes a row that nothing uses. Throws `NotFound`, `InUse` and `EditConflict`. */
    remove: (em: EntityManager, number: number, options: ChangeOptions = {}): Promise<void> =>
      deleteRow(em, of, number, options),

    /** Throws `NotFound`. */
    find: (em: EntityManager, number: number): Promise<E> => findRow(em, of, number),

    /** Filters: `number`, `name`, and those of the register. */
    list: (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<E>> =>
      listDeep<E>(
        em,
        {
          entity: of.entity,
          order: ['number', 'name', 'createdAt', 'updatedAt'],
          filters: Object.fromEntries(filters.map((name) => [name, 'property'])),
        },
        query,
      ),
  };
}
