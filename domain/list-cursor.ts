import { createHash } from 'node:crypto';
import type { EntityProperty } from '@mikro-orm/postgresql';
import { raw } from '@mikro-orm/postgresql';
import { invalidInput } from './field-rules.ts';

/** The place of a row in a list: what it is sorted by, and its id. */
export interface Place {
  readonly value: string | number | boolean | null;
  readonly id: string;
}

/** What a cursor belongs to: the list with its order, direction and filters. */
export type ListIdentity = readonly unknown[];

const fingerprint = (identity: ListIdentity): string =>
  createHash('sha256').update(JSON.stringify(identity)).digest('base64url').slice(0, 16);

/** The cursor that goes on after a row. */
export function writeCursor(identity: ListIdentity, value: unknown, id: string): string {
  const plain = value instanceof Date ? value.toISOString() : (value ?? null);
  return Buffer.from(JSON.stringify([fingerprint(identity), plain, id])).toString('base64url');
}

/**
 * The place that a cursor names. It is not signed: it says nothing that the same caller could not ask for with a filter, and
 * every part of it is checked. Throws `InvalidInput` where it is none of ours, or of another list, order or filter.
 */
export function readCursor(cursor: string, identity: ListIdentity, sortedBy: EntityProperty): Place {
  const [print, value, id] = parts(cursor);
  if (typeof print !== 'string' || !isId(id) || !isValueOf(sortedBy, value))
    throw refused('is none that a list has given; leave it out to start anew');
  if (print !== fingerprint(identity))
    throw refused(
      'belongs to another list, order or filter; send it with those it was given with, or leave it out',
    );
  return { value, id };
}

const refused = (fault: string) => invalidInput({ cursor: [`cursor ${fault}.`] });

function parts(cursor: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

const isId = (id: unknown): id is string =>
  typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

const isMoment = (text: string): boolean => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
};

/** What a column of a type holds, as a cursor writes it; any other column holds text. */
const valuesOf: readonly (readonly [RegExp, (value: unknown) => boolean])[] = [
  [/^(int|smallint|bigint)/, (value) => Number.isSafeInteger(value) && Math.abs(value as number) < 2 ** 31],
  [/^(double|real)/, (value) => typeof value === 'number' && Number.isFinite(value)],
  [/^numeric/, (value) => typeof value === 'string' && /^-?\d{1,19}(\.\d{1,6})?$/.test(value)],
  [/^timestamp/, (value) => typeof value === 'string' && isMoment(value)],
  [/^date/, (value) => typeof value === 'string' && isMoment(`${value}T00:00:00.000Z`)],
  [/^bool/, (value) => typeof value === 'boolean'],
];

function isValueOf(property: EntityProperty, value: unknown): value is Place['value'] {
  if (value === null) return property.nullable === true;
  const type = columnType(property);
  const known = valuesOf.find(([pattern]) => pattern.test(type));
  if (known !== undefined) return known[1](value);
  return typeof value === 'string' && value.length <= 2_000 && !value.includes('\0') && value.isWellFormed();
}

const columnType = (property: EntityProperty): string => property.columnTypes[0] ?? 'text';

/**
 * Conditions for what follows a place, one after another: nulls stand last in ascending order and first in descending one,
 * as PostgreSQL sorts them. Each is a range of an index on the sorted column and the id; with `or` it would be none.
 */
export function rangesAfter(place: Place, sortedBy: EntityProperty, direction: 'ASC' | 'DESC'): object[] {
  const { name, nullable } = sortedBy;
  const sign = direction === 'ASC' ? '>' : '<';
  if (place.value === null) {
    const rest = { [name]: null, id: { [direction === 'ASC' ? '$gt' : '$lt']: place.id } };
    return direction === 'ASC' ? [rest] : [rest, { [name]: { $ne: null } }];
  }
  const column = sortedBy.fieldNames[0] ?? name;
  const after = raw(
    (alias) =>
      `(${alias}."${column}", ${alias}."id") ${sign} (cast(? as ${columnType(sortedBy)}), cast(? as uuid))`,
    [place.value, place.id],
  );
  const following = { [after as unknown as string]: [] };
  return direction === 'ASC' && nullable === true ? [following, { [name]: null }] : [following];
}
