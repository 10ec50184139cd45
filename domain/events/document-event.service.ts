import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { chainedText, genesisHash, jsonOrNull, storableText } from './event-hash.ts';
import type { EventData, UnchainedEvent } from './event-hash.ts';

/** Something that happened to a document. */
export interface NewEvent {
  readonly documentKind: string;
  readonly documentId: string;
  readonly documentNumber: number;
  /** When it happened; default: now. Kept to the millisecond. */
  readonly at?: Date;
  /** Who did it: `api-key:<name>`, `user:<name>`, `system`. */
  readonly actor: string;
  readonly action: string;
  /** The changed fields alone, as they were and as they are; amounts as decimal strings. Small: never whole documents. */
  readonly before?: EventData | null;
  readonly after?: EventData | null;
  readonly commandId?: string | null;
}

/** An event as it is hashed and stored, before its place in the chain is known. */
export const unchained = (agreementNumber: number, event: NewEvent): UnchainedEvent => ({
  agreementNumber,
  documentKind: event.documentKind,
  documentId: event.documentId,
  documentNumber: event.documentNumber,
  at: event.at ?? new Date(),
  actor: storableText(event.actor),
  action: event.action,
  before: event.before ?? null,
  after: event.after ?? null,
  commandId: event.commandId ?? null,
});

/**
 * Appends an event to the agreement's chain in the caller's transaction: two statements that travel with the next one. The
 * end of the chain is locked until the transaction ends; it is the last of the locks (connection, document, number series,
 * item, end of the chain), so append when everything else is done.
 */
export async function appendEvent(em: EntityManager, event: NewEvent): Promise<void> {
  const agreementNumber = agreementOf(em);
  const appended = unchained(agreementNumber, event);
  // A statement of its own: what follows it sees the end as it is once the lock is held.
  await lockEndOfChain.later(em, [agreementNumber, genesisHash]);
  await appendToChain.later(em, [
    agreementNumber,
    ...chainedText(appended),
    newId(),
    appended.documentKind,
    appended.documentId,
    appended.documentNumber,
    appended.at.toISOString(),
    appended.actor,
    appended.action,
    jsonOrNull(appended.before),
    jsonOrNull(appended.after),
    appended.commandId,
  ]);
}

/** Makes the end of the chain where there is none, and locks it: whoever appends waits here for his turn. */
const lockEndOfChain = prepare(
  'lock_end_of_chain',
  ['int', 'text'],
  `insert into event_chain (agreement_number, sequence, hash) values ($1, 0, $2)
   on conflict (agreement_number) do update set sequence = event_chain.sequence`,
);

/** Hashes the event behind the end, as `eventHash` does, stores it and moves the end. */
const appendToChain = prepare(
  'append_to_chain',
  [
    ...['int', 'text', 'text', 'text', 'uuid', 'text', 'uuid', 'int', 'timestamptz', 'text', 'text'],
    ...['jsonb', 'jsonb', 'uuid'],
  ],
  `with link as materialized (
     select sequence + 1 as sequence, hash as previous_hash,
       encode(sha256(convert_to($2 || hash || $3 || (sequence + 1)::text || $4, 'UTF8')), 'hex') as hash
     from event_chain where agreement_number = $1
   ), appended as (
     insert into document_event (id, agreement_number, sequence, document_kind, document_id, document_number, at, actor,
       action, before, after, command_id, previous_hash, hash)
     select $5, $1, link.sequence, $6, $7, $8, $9, $10, $11, $12, $13, $14, link.previous_hash, link.hash
     from link
   )
   update event_chain set sequence = link.sequence, hash = link.hash from link
   where event_chain.agreement_number = $1`,
);
