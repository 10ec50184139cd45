import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { holdConnection } from '../connections/connection-row.ts';
import { newId } from '../ids.ts';
import { epochMs } from '../sql/fragments.ts';
import { later, prepare } from '../statements.ts';
import type { Call } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { lookSoonAt } from '../issues/gather.ts';
import { requireVerb } from './settle-by-hand.ts';
import { moveTransfer, readTransfer, transferNotFound } from './transfer-row.ts';
import { Transfer } from './transfer.entity.ts';

/** The document that is promised to every connection. */
export interface PromisedDocument {
  readonly kind: 'customer-invoice';
  readonly id: string;
  readonly number: number;
  readonly customerNumber: string;
}

/** The setting that says whether documents of a kind go to a connection, and how. */
export const policySetting = { 'customer-invoice': 'transferCustomerInvoices' } as const;

/**
 * Our key of a document on a connection, as the ERP shows it behind `B-`: 16 characters of Crockford's base 32, the
 * same whenever it is asked for.
 */
export function documentKey(connectionId: string, documentKind: string, documentId: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const digest = createHash('sha256').update(`${connectionId}/${documentKind}/${documentId}`).digest();
  return [...digest.subarray(0, 16)].map((byte) => alphabet.charAt(byte % 32)).join('');
}

/** What one connection was promised. */
export interface PromisedTransfer {
  readonly transferId: string;
  readonly connectionId: string;
  readonly provider: string;
  readonly isFinal: boolean;
}

/** A connection that documents of a kind are promised to. */
export interface PromisedConnection {
  readonly id: string;
  readonly provider: string;
  /** Whether its settings say that such documents stay here. */
  readonly isOff: boolean;
  /** When the database was last restored from an older backup, in milliseconds since the epoch. */
  readonly restoredAt: number | null;
}

const connectionsFor = prepare<PromisedConnection>(
  'connections_for_promise',
  ['text'],
  `select id, provider, coalesce(settings ->> $1 = 'off', false) as "isOff", ${epochMs('restored_at')} as "restoredAt"
   from connection
   where account is not null order by created_at, id`,
);

const insertTransfer = prepare(
  'insert_transfer',
  [
    ...['uuid', 'int', 'uuid', 'text', 'uuid', 'int', 'text', 'text'],
    ...['text', 'text', 'text', 'boolean', 'float8'],
  ],
  `insert into transfer (id, agreement_number, connection_id, document_kind, document_id, document_number, party_key, key,
     state, cause, decided_by, settled_at, round, created_at, updated_at, looks_first_since)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $12 then clock_timestamp() end, 1,
     clock_timestamp(), clock_timestamp(), case when $13 is not null then (select clock_timestamp()
       from customer_invoice d where d.id = $5 and ${epochMs('d.created_at')} <= $13) end)`,
);

/** The connections that have worked once (before its first successful test one leads nowhere), oldest first, for `together`. */
export const connectionsCall = (kind: PromisedDocument['kind']): Call<PromisedConnection> =>
  connectionsFor.with([policySetting[kind]]);

/**
 * Writes, in the booking's transaction, one transfer row per connection: `waiting`, or `skipped` with the cause
 * `NotSentByPolicy` where the connection's settings say that such documents stay here; with the next statement. A document
 * that is older than the last restoring of the database may have been booked and sent before it, so its transfer looks first.
 * Answers what was promised, in the order of the connections.
 */
export async function promiseTransfers(
  em: EntityManager,
  document: PromisedDocument,
  connections: readonly PromisedConnection[],
): Promise<PromisedTransfer[]> {
  const promised = connections.map(({ id, provider, isOff }): PromisedTransfer => ({
    transferId: newId(),
    connectionId: id,
    provider,
    isFinal: isOff,
  }));
  for (const [index, { transferId, connectionId, isFinal }] of promised.entries())
    await insertTransfer.later(em, [
      ...[transferId, agreementOf(em), connectionId, document.kind, document.id, document.number],
      ...[`customer:${document.customerNumber}`, documentKey(connectionId, document.kind, document.id)],
      ...(isFinal ? ['skipped', 'NotSentByPolicy', 'settings'] : ['waiting', null, null]),
      ...[isFinal, connections[index]?.restoredAt ?? null],
    ]);
  return promised;
}

/** Throws `NotFound`. */
export async function findTransfer(em: EntityManager, id: string): Promise<Transfer> {
  const transfer = await em.findOne(Transfer, { id }, { populate: ['connection'] });
  if (transfer === null) throw transferNotFound(id);
  return transfer;
}

/**
 * A person asks for another try of a transfer that stands still. What the ERP refused before no longer counts; what had
 * succeeded is looked up first. The cause is held against the ERP for its neighbours, too. Throws `NotFound`, or
 * `InvalidTransition` where it does not stand still.
 */
export async function retryTransfer(
  em: EntityManager,
  id: string,
  actor: string,
  reason?: string | null,
): Promise<Transfer> {
  const { connectionId } = await readTransfer(em, id);
  await holdConnection(em, connectionId);
  const transfer = await requireVerb(em, id, 'retry');
  await later(
    em,
    `update transfer set round = round + 1, retried_at = date_trunc('milliseconds', clock_timestamp()) where id = ?`,
    [id],
  );
  await moveTransfer(em, transfer, {
    state: 'waiting',
    actor,
    action: 'transfer-retried',
    ...(reason && { told: { reason } }),
  });
  await lookSoonAt(em, [id]);
  return findTransfer(em, id);
}
