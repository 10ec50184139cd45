import type { EntityManager } from '@mikro-orm/postgresql';
import { appendEvent } from '../events/document-event.service.ts';
import type { EventData } from '../events/event-hash.ts';

/** As whose events those of a user stand in the agreement's chain. */
export const userEventKind = 'user';

export type UserAction =
  | 'invited'
  | 'invited-again'
  | 'invitation-accepted'
  | 'changed'
  | 'barred'
  | 'unbarred'
  | 'removed'
  | 'password-reset-asked'
  | 'password-reset'
  | 'password-changed';

/** What happened to a user, in the agreement's chain of events beside those of documents; it has no number. */
export async function tellUserEvent(
  em: EntityManager,
  userId: string,
  actor: string,
  action: UserAction,
  change: { readonly before?: EventData; readonly after?: EventData } = {},
): Promise<void> {
  await appendEvent(em, {
    documentKind: userEventKind,
    documentId: userId,
    documentNumber: 0,
    actor,
    action,
    before: change.before ?? null,
    after: change.after ?? null,
  });
}
