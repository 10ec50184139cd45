import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { canonicalJson, eventHash, genesisHash, storableText } from './event-hash.ts';
import type { EventData, EventValue } from './event-hash.ts';

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

/**
 * Appends an event to the agreement's chain in the caller's transaction: two statements. The end of the chain is locked
 * until the transaction ends; it is the last of the locks (connection, document, number series, item, end of the chain),
 * so append when everything else is done. Returns the event's sequence.
 */
export async function appendEvent(em: EntityManager, event: NewEvent): Promise<number> {
  const agreementNumber = agreementOf(em);
  const end = await lockEndOfChain(em, agreementNumber);
  const hashed = {
    agreementNumber,
    sequence: end.sequence + 1,
    documentKind: event.documentKind,
    documentId: event.documentId,
    documentNumber: event.documentNumber,
    at: event.at ?? new Date(),
    actor: storableText(event.actor),
    action: event.action,
    before: event.before ?? null,
    after: event.after ?? null,
    commandId: event.commandId ?? null,
    previousHash: end.hash,
  };
  const hash = eventHash(hashed);
  await em.execute(
    `with appended as (
       insert into document_event (id, agreement_number, sequence, document_kind, document_id, document_number, at, actor,
         action, before, after, command_id, previous_hash, hash)
       values (?, ?, ?, ?, ?, ?, ?::timestamptz, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)
     )
     update event_chain set sequence = ?, hash = ? where agreement_number = ?`,
    [
      newId(),
      agreementNumber,
      hashed.sequence,
      hashed.documentKind,
      hashed.documentId,
      hashed.documentNumber,
      hashed.at.toISOString(),
      hashed.actor,
      hashed.action,
      jsonOrNull(hashed.before),
      jsonOrNull(hashed.after),
      hashed.commandId,
      hashed.previousHash,
      hash,
      hashed.sequence,
      hash,
      agreementNumber,
    ],
  );
  return hashed.sequence;
}

const jsonOrNull = (value: EventValue): string | null => (value === null ? null : canonicalJson(value));

interface EndOfChain {
  readonly sequence: number;
  readonly hash: string;
}

/** Makes the end of the chain where there is none, and locks it: whoever appends waits here for his turn. */
async function lockEndOfChain(em: EntityManager, agreementNumber: number): Promise<EndOfChain> {
  const [end] = await em.execute<{ sequence: string; hash: string }[]>(
    `insert into event_chain (agreement_number, sequence, hash) values (?, 0, ?)
     on conflict (agreement_number) do update set sequence = event_chain.sequence
     returning sequence::text, hash`,
    [agreementNumber, genesisHash],
  );
  if (end === undefined) throw new Error('The end of the event chain was neither made nor found.');
  return { sequence: Number(end.sequence), hash: end.hash };
}
