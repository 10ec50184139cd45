import type { RawRequest } from './endpoint.ts';
import { invalidField } from './validation.ts';

/** The field with which clients of the dialect ask that no webhook tells of what they do. */
export const suppressionField = 'suppress_webhooks';

const readings = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

/**
 * Takes `suppress_webhooks` out of the query and the body of a request that changes something, whatever else it takes; either
 * of them is enough. Throws `InvalidInput` for what is neither true nor false.
 */
export function takeSuppression(raw: RawRequest): {
  readonly rest: RawRequest;
  readonly suppresses: boolean;
} {
  const query = taken(raw.query);
  const body = taken(raw.body);
  return {
    rest: { params: raw.params, query: query.rest, body: body.rest },
    suppresses: query.value || body.value,
  };
}

function taken(given: unknown): { readonly rest: unknown; readonly value: boolean } {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, suppressionField))
    return { rest: given, value: false };
  const { [suppressionField]: said, ...rest } = given as Readonly<Record<string, unknown>>;
  const value = readings.get(said);
  if (value === undefined) throw invalidField(suppressionField, 'must be true or false');
  return { rest, value };
}
