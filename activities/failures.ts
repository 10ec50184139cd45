import { ApplicationFailure } from '@temporalio/common';
import { DomainError, type ErrorParams } from '../domain/errors.ts';

/** What a business refusal carries to the caller, as the failure's first detail. */
export interface RefusalDetails {
  readonly params: ErrorParams;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

/**
 * The activity edge: a refusal of the catalogue becomes a failure that is not retried, with the code as its type; a
 * catalogue error that heals by itself (database away) and everything unexpected stays retryable, so that only a business
 * refusal ever ends an update.
 */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const details: RefusalDetails = { params: error.params, errors: error.errors };
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: !error.row.healable,
    details: [details],
    cause: error,
  });
}

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
