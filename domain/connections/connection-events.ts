import type { EntityManager } from '@mikro-orm/postgresql';
import { appendEvent } from '../events/document-event.service.ts';
import type { EventData } from '../events/event-hash.ts';

/** As whose events those of a connection stand in the agreement's chain. */
export const connectionEventKind = 'connection';

/** What a person did to a connection, in the agreement's chain of events beside those of documents; it has no number. */
export async function tellConnectionEvent(
  em: EntityManager,
  connectionId: string,
  actor: string,
  action: 'paused' | 'resumed' | 'credentials-replaced' | 'settings-changed',
  after: EventData | null = null,
): Promise<void> {
  await appendEvent(em, {
    documentKind: connectionEventKind,
    documentId: connectionId,
    documentNumber: 0,
    actor,
    action,
    after,
  });
}
