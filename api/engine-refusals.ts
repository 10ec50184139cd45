/** What calls of the workflow engine throw, as errors of the catalogue. */
import {
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DomainError, isErrorCode } from '../domain/errors.ts';
import type { ErrorParams } from '../domain/errors.ts';
import { unavailable } from './problems.ts';

/** Whether the engine could not be reached, or did not answer. */
export const isAway = (error: unknown): boolean =>
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
  isGrpcServiceError(error) ||
  (error instanceof Error && isGrpcServiceError(error.cause));

/** FAILED_PRECONDITION of gRPC. */
const failedPrecondition = 9;

/**
 * Whether the engine gave an update up undecided because the run came to its end, or was told something, in the same moment.
 * Sent again under its id it is decided, by that run or the next.
 */
export function isGivenUp(error: unknown): boolean {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) && (cause.code as number) === failedPrecondition;
}

/** What the client threw, as an error of the catalogue. An update that was not decided is "not known", never a refusal. */
export function refusalOf(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof WorkflowUpdateFailedError && thrown.cause instanceof ApplicationFailure) {
    const refusal = catalogued(thrown.cause);
    if (refusal !== undefined) return refusal;
    // The engine gave it up undecided (too many at once, or the run ended); the same id may be sent again.
    if (thrown.cause.type === 'UnprocessedUpdate' || thrown.cause.type === 'AcceptedUpdateCompletedWorkflow')
      return unavailable('EngineUnavailable', 'unknown', thrown);
  }
  if (isAway(thrown)) return unavailable('EngineUnavailable', 'unknown', thrown);
  return new DomainError('Internal', {}, { cause: thrown });
}

interface RefusalDetails {
  readonly params?: ErrorParams;
  readonly errors?: Record<string, string[]>;
}

function catalogued(failure: ApplicationFailure): DomainError | undefined {
  const type = failure.type ?? '';
  if (!isErrorCode(type)) return undefined;
  const details = (failure.details?.[0] ?? {}) as RefusalDetails;
  return new DomainError(type, details.params ?? {}, { errors: details.errors ?? {}, cause: failure });
}
