import type { z } from 'zod';
import { DomainError } from '../domain/errors.ts';

/** Messages per field, by the path a client would write: `lines.0.quantity`. */
export type FieldErrors = Record<string, string[]>;

/** At most this many fields are named in one answer; a document of 10,000 wrong lines needs no more. */
const fieldsMax = 50;

/** The refusal that names its fields. */
export function invalidInput(errors: FieldErrors): DomainError {
  const named = Object.entries(errors).slice(0, fieldsMax);
  const fields = named.map(([field]) => field).join(', ');
  return new DomainError('InvalidInput', { fields }, { errors: Object.fromEntries(named) });
}

/** One field that is wrong for a reason that no schema can know. */
export const invalidField = (field: string, message: string): DomainError =>
  invalidInput({ [field]: [`${field} ${message}.`] });

/**
 * The issues of a schema as messages per field. An unknown field is named by its own path, a missing one says that it
 * is required; `whole` names the input itself where no field of it is meant.
 */
export function fieldErrors(error: z.ZodError, input: unknown, whole: string): FieldErrors {
  // A map, for a field may have any name, `__proto__` included.
  const errors = new Map<string, string[]>();
  const add = (path: readonly PropertyKey[], fault: string): void => {
    const field = path.length === 0 ? whole : path.map(String).join('.');
    errors.set(field, [...(errors.get(field) ?? []), `${field} ${fault}.`]);
  };
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) add([...issue.path, key], 'is not a known field');
    else if (issue.path.length > 0 && valueAt(input, issue.path) === undefined)
      add(issue.path, 'is required');
    else add(issue.path, faultOf(issue));
  }
  return Object.fromEntries(errors);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a JSON object',
  array: 'a list',
};

/** What is wrong, as the end of a sentence that starts with the field. */
function faultOf(issue: z.core.$ZodIssue): string {
  // A message of ours starts with a verb; the library's own start with a capital.
  if (/^[a-z]/.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') return `must be ${typeNames[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_big')
    return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'too_small')
    return `must be at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
  return `is not valid (${issue.message})`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let current = input;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}
