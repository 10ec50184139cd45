import { ApplicationFailure } from '@temporalio/common';
import { DomainError, type ErrorParams } from '../domain/errors.ts';
import { invalidInput } from '../domain/field-rules.ts';

/** What a business refusal carries to the caller, as the failure's first detail. */
export interface RefusalDetails {
  readonly params: ErrorParams;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

/**
 * The activity edge: a refusal of the catalogue becomes a failure that is not retried, with the code as its type; a
 * catalogue error that heals by itself (database away) and everything unexpected stays retryable, so that only a business
 * refusal ever ends an update. A number too large for its column is one, too.
 */
export function asFailure(thrown: unknown): unknown {
  const error = isTooLarge(thrown) ? tooLarge() : thrown;
  if (!(error instanceof DomainError)) return thrown;
  const details: RefusalDetails = { params: error.params, errors: error.errors };
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: !error.row.healable,
    details: [details],
    cause: error,
  });
}

/** Whether PostgreSQL refused a number that its column cannot hold (SQLSTATE 22003): it would at every try. */
const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '22003';

const tooLarge = (): DomainError =>
  invalidInput({ lines: ['Quantities times prices come to more than can be kept; use smaller ones.'] });

/** Wraps every function of an activity object with the edge. */
export function withFailures<
  // eslint asks for a concrete type; any activity signature has to fit.
  T extends Record<string, (...args: never[]) => Promise<unknown>>,
>(activities: T): T {
  const wrapped = Object.entries(activities).map(([name, run]) => [
    name,
    async (...args: never[]): Promise<unknown> => {
      try {
        return await run(...args);
      } catch (error) {
        throw asFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
