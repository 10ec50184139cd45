import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { later } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { type NewEvent, unchained } from './document-event.service.ts';
import { canonicalJson, eventHash, genesisHash } from './event-hash.ts';

/**
 * Appends events of many documents, in their order, each chained to the one before as `appendEvent` does it: one statement
 * that answers, and two that travel with the next one, however many there are. The same lock, the last of all, is held
 * until the transaction ends.
 */
export async function appendEvents(em: EntityManager, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const agreementNumber = agreementOf(em);
  const [end] = await em.execute<{ sequence: string; hash: string }[]>(
    `insert into event_chain (agreement_number, sequence, hash) values (?, 0, ?)
     on conflict (agreement_number) do update set sequence = event_chain.sequence returning sequence, hash`,
    [agreementNumber, genesisHash],
  );
  let sequence = Number(end?.sequence ?? 0);
  let hash = end?.hash ?? genesisHash;
  const rows = events.map((event) => {
    sequence += 1;
    const chained = { ...unchained(agreementNumber, event), sequence, previousHash: hash };
    hash = eventHash(chained);
    return { id: newId(), ...chained, at: chained.at.toISOString(), hash };
  });
  await later(em, insertEvents, [agreementNumber, canonicalJson(rows)]);
  await later(em, 'update event_chain set sequence = ?, hash = ? where agreement_number = ?', [
    sequence,
    hash,
    agreementNumber,
  ]);
}

const insertEvents = `
  insert into document_event (id, agreement_number, sequence, document_kind, document_id, document_number, at, actor, action,
    before, after, command_id, previous_hash, hash)
  select e.id, ?, e.sequence, e."documentKind", e."documentId", e."documentNumber", e.at, e.actor, e.action,
    nullif(e.before, 'null'), nullif(e.after, 'null'), e."commandId", e."previousHash", e.hash
  from jsonb_to_recordset(?) as e (id uuid, sequence bigint, "documentKind" text, "documentId" uuid,
    "documentNumber" int, at timestamptz, actor text, action text, before jsonb, after jsonb, "commandId" uuid,
    "previousHash" text, hash text)
  order by e.sequence`;
