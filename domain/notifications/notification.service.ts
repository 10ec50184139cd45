import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErrorCode, ErrorParams } from '../errors.ts';

/** What people are told of. */
export interface Notice {
  readonly kind: 'issue-opened' | 'issue-closed';
  readonly connectionId: string;
  readonly issueId: string;
  readonly cause: ErrorCode;
  readonly params: ErrorParams;
  /** How many documents stood under it, where that is known. */
  readonly documents?: number;
}

/** Tells people of a notice, in the caller's transaction. Appends nothing yet: notifications have no table so far. */
export async function notify(_em: EntityManager, _notice: Notice): Promise<void> {
  return Promise.resolve();
}
