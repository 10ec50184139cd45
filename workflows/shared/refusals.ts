import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Gives the caller the refusal itself, not "activity failed". Only business refusals get here: the rest is retried. */
export function throwRefusal(error: unknown): never {
  if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) throw error.cause;
  throw error;
}
