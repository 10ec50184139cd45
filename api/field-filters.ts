import { z } from 'zod';
import type { FieldCondition } from '../domain/fields/field-filter.ts';
import { fieldValuesOf } from '../domain/fields/field-values.service.ts';
import type { FilledField } from '../domain/fields/field-values.service.ts';
import type { FieldOwner } from '../domain/fields/field-owners.ts';
import type { Em } from './context.ts';
import { isExpanded } from './lists.ts';

/** `field_eq[3]`, and `field[3]`, which clients of the dialect write for the same. */
const parameter = /^field(?:_eq)?\[([1-9]\d{0,8})\]$/;

/** What lists of rows that carry fields of the agreement's own say of filters by them. */
export const fieldFilterWords =
  '`field_eq[id]=value` (or `field[id]=value`) keeps the rows that say exactly that in the field of that id; several keep those that say all of it.';

/** A list's query with `field_eq[id]` and `field[id]` of any id besides its own parameters. */
export const withFieldFilters = <T extends z.ZodObject>(query: T): T =>
  query.catchall(z.string('must be given once').min(1, 'must not be empty').max(2000)).superRefine(
    (given, refinement) => {
      const own = query.shape as Readonly<Record<string, unknown>>;
      const keys = Object.keys(given).filter((name) => own[name] === undefined && !parameter.test(name));
      if (keys.length > 0) refinement.addIssue({ code: 'unrecognized_keys', keys, input: given });
    },
    // Also where something else is wrong: one answer names it all.
    { when: () => true },
  ) as unknown as T;

/** The conditions of a parsed query. */
export const fieldConditions = (given: Readonly<Record<string, unknown>>): readonly FieldCondition[] =>
  Object.entries(given).flatMap(([name, value]) => {
    const id = parameter.exec(name)?.[1];
    return id === undefined || typeof value !== 'string' ? [] : [{ id: Number(id), value, name }];
  });

/** Fields with their values as answers show them. */
export const fieldValueViews = (filled: readonly FilledField[]) =>
  filled.map(({ field, value }) => ({
    id: field.number,
    name: field.name,
    type: field.type,
    use_in_layouts: field.useInLayouts,
    value,
  }));

/**
 * Rows with `field_values` where the query expands them (two statements for all of them), as they are otherwise. `ids` are
 * the rows' own, in their order.
 */
export async function withFieldValues<T extends object>(
  em: Em,
  kind: FieldOwner | undefined,
  query: Readonly<Record<string, unknown>>,
  { rows, ids }: { readonly rows: readonly T[]; readonly ids: readonly string[] },
): Promise<readonly T[]> {
  if (kind === undefined || !isExpanded(query, 'field_values')) return rows;
  const values = await fieldValuesOf(em, kind, ids);
  return rows.map((row, index) => ({
    ...row,
    field_values: fieldValueViews(values.get(ids[index] ?? '') ?? []),
  }));
}
