import { ApplicationFailure } from '@temporalio/common';

/** What a list says next, in order; then its last for ever. An error in it is thrown. */
export function next<T>(list: T[]): Exclude<T, Error> {
  const value = list.length > 1 ? list.shift() : list[0];
  if (value === undefined) throw ApplicationFailure.nonRetryable('The script has nothing to say.');
  if (value instanceof Error) throw value;
  return value as Exclude<T, Error>;
}
