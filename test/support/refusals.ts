import { DomainError } from '../../domain/errors.ts';

/** The refusal with which an attempt ends. Throws where it succeeds or fails with anything else. */
export async function refusalOf(attempt: Promise<unknown>): Promise<DomainError> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
