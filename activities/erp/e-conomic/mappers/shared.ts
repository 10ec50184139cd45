import { createHash } from 'node:crypto';
import type { ErrorCode, ErrorParams } from '../../../../domain/errors.ts';
import type { Address } from '../../../../domain/erp/documents.ts';
import type { Blocked } from '../../adapter.ts';
import { canonicalJson, jsonNumber, parseExactJson } from '../../exact-json.ts';

/** A body in the making; numbers are `jsonNumber`s, and what is `undefined` is not sent. */
export type Body = Record<string, unknown>;

class Refusal extends Error {
  readonly blocked: Blocked;

  constructor(blocked: Blocked) {
    super(blocked.blocked);
    this.blocked = blocked;
  }
}

/** Where reasons gather while `refusalsOf` runs. A mapping never pauses, so that no other can come in between. */
let gathered: Blocked[] | undefined;

/** Ends the mapping: the ERP would refuse this for a reason that we know already. */
export function refuse(code: ErrorCode, params: ErrorParams): never {
  throw new Refusal({ blocked: code, params });
}

/** Like `refuse`; where every reason is wanted (`refusalsOf`) the mapping goes on with `instead`. */
export function refuseOr<T>(code: ErrorCode, params: ErrorParams, instead: T): T {
  if (gathered === undefined) return refuse(code, params);
  gathered.push({ blocked: code, params });
  return instead;
}

/** Runs a mapping; a `refuse` inside becomes its answer. */
export function orBlocked<T>(map: () => T): T | Blocked {
  const outer = gathered;
  gathered = undefined;
  try {
    return map();
  } catch (error) {
    if (error instanceof Refusal) return error.blocked;
    throw error;
  } finally {
    gathered = outer;
  }
}

/** Every reason for which a mapping would be refused, not the first alone; what it maps is of no use. */
export function refusalsOf(map: () => unknown): readonly Blocked[] {
  const outer = gathered;
  const own: Blocked[] = [];
  gathered = own;
  try {
    map();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    own.push(error.blocked);
  } finally {
    gathered = outer;
  }
  return own;
}

/** Tells a refusal from what was mapped. */
export function isBlocked(value: object): value is Blocked {
  return 'blocked' in value;
}

/** The text, or undefined where there is none. Refuses with `TooLong` beyond `limit` UTF-16 units, naming the field. */
export function fitting(value: string | null, limit: number, field: string): string | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  return text.length > limit
    ? refuseOr('TooLong', { field, length: text.length, limit }, text.slice(0, limit))
    : text;
}

/** Like `fitting`, for what has to be there. */
export function fittingRequired(value: string, limit: number, field: string): string {
  return fitting(value, limit, field) ?? refuseOr('InvalidInput', { fields: field }, '?');
}

/** Both streets with a line break between. */
export function streets(
  address: Pick<Address, 'street' | 'street2'>,
  limit: number,
  field: string,
): string | undefined {
  const lines = [address.street, address.street2].map((line) => line?.trim() ?? '');
  return fitting(lines.filter((line) => line !== '').join('\n'), limit, field);
}

/** A customer's number as the ERP takes it: whole, 1 to 999999999, without leading zeros. Refuses with `NumberNotWhole`. */
export function customerNumber(number: string): string {
  return /^[1-9]\d{0,8}$/.test(number)
    ? number
    : refuseOr('NumberNotWhole', { what: 'customer', number }, '1');
}

/** `{ [key]: number }`, the way the older surface refers to another record. */
export function referTo(key: string, number: string | number): Body {
  return { [key]: jsonNumber(String(number)) };
}

/** The body without properties that are undefined and without objects that are empty. */
export function compact(body: Body): Body {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]): [string, unknown][] => {
      if (value === undefined) return [];
      if (!isPlainObject(value)) return [[key, value]];
      const inner = compact(value);
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }),
  );
}

/** SHA-256 (hex) over the values, whatever the order of their properties. */
export function hashOf(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/**
 * Whether two bodies say the same. Line ends and spaces around a text do not count, since the ERP keeps neither.
 */
export function sameContent(a: unknown, b: unknown): boolean {
  return normal(a) === normal(b);
}

function normal(value: unknown): string {
  return canonicalJson(plain(parseExactJson(JSON.stringify(value))));
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n').trim();
  if (Array.isArray(value)) return value.map(plain);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** True for objects of properties; not for arrays, nor for numbers made by `jsonNumber`. */
export function isPlainObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('rawJSON' in value);
}
