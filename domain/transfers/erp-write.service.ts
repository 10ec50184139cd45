import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConnectionRow, connectionJson } from '../connections/connection-row.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import { canonicalJson, jsonOrNull } from '../events/event-hash.ts';
import { newId } from '../ids.ts';
import { epochMs } from '../sql/fragments.ts';
import { later, prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { WriteOutcome, WriteRow } from './erp-write.decisions.ts';

/** A write as bytes, before it is an intent. */
export interface WriteBytes {
  readonly kind: string;
  readonly subject: string;
  readonly method: 'POST' | 'PUT';
  readonly host: string;
  readonly path: string;
  readonly body: string;
  readonly reference: string;
  readonly contentHash: string;
  readonly expected: Readonly<Record<string, string>>;
}

/** An attempt as flows read it: all but its bytes. Times are milliseconds since the epoch. */
export interface WriteAttempt
  extends WriteRow, Pick<WriteBytes, 'subject' | 'reference' | 'contentHash' | 'expected'> {
  readonly transferId: string | null;
  readonly method: WriteBytes['method'];
  readonly idempotencyKey: string;
  readonly keySince: number | null;
  readonly intendedAt: number;
}

/** An attempt with the bytes that are sent, or looked up. */
export type StoredWrite = WriteBytes & { readonly id: string; readonly idempotencyKey: string };

/** The row of the attempt `w`, as JSON. */
export const attemptJson = `jsonb_build_object('id', w.id, 'kind', w.kind, 'number', w.number, 'round', w.round,
  'state', w.state, 'outcome', w.outcome, 'lookUpFirst', w.look_up_first, 'claimedAt', ${epochMs('w.claimed_at')},
  'deadlineAt', ${epochMs('w.deadline_at')}, 'settledAt', ${epochMs('w.settled_at')}, 'retryAt', ${epochMs('w.retry_at')},
  'cause', w.cause, 'params', w.cause_params, 'identity', w.identity, 'subject', w.subject, 'reference', w.reference,
  'contentHash', w.content_hash, 'expected', w.expected, 'transferId', w.transfer_id, 'method', w.method,
  'idempotencyKey', w.idempotency_key, 'keySince', ${epochMs('w.key_since')}, 'intendedAt', ${epochMs('w.intended_at')})`;

const storedColumns = `w.id, w.kind, w.subject, w.method, w.host, w.path, w.body, w.reference,
  w.content_hash as "contentHash", w.expected, w.idempotency_key as "idempotencyKey"`;

/** All attempts of a subject, oldest first: one statement. */
export async function writesOf(
  em: EntityManager,
  connectionId: string,
  subject: string,
): Promise<WriteAttempt[]> {
  const rows = await em.execute<{ attempt: WriteAttempt }[]>(
    `select ${attemptJson} as attempt from erp_write w where w.connection_id = ? and w.subject = ?
     order by w.intended_at`,
    [connectionId, subject],
  );
  return rows.map(({ attempt }) => attempt);
}

/** An attempt and its bytes, or undefined: one statement. */
export async function findWrite(
  em: EntityManager,
  writeId: string,
): Promise<{ readonly attempt: WriteAttempt; readonly write: StoredWrite } | undefined> {
  const [row] = await em.execute<(StoredWrite & { attempt: WriteAttempt })[]>(
    `select ${storedColumns}, ${attemptJson} as attempt from erp_write w where w.id = ?`,
    [writeId],
  );
  if (row === undefined) return undefined;
  const { attempt, ...write } = row;
  return { attempt, write };
}

/** Who sends, and within which time; the deadline is kept by the claimer's own clock from before the claim. */
export interface Claimer {
  readonly identity: string;
  readonly deadlineMs: number;
}

/** For which flow, connection and round an intent is made. */
export interface IntentContext {
  readonly connectionId: string;
  readonly transferId: string | null;
  readonly round: number;
  readonly lookUpFirst: boolean;
  /** How long the ERP may remember a key, in milliseconds: `idempotencyKeyLifeMs`, under the worker's scale. */
  readonly keyLifeMs: number;
  /** Set where whoever intends it sends it right after this transaction: then it is claimed with its making. */
  readonly claimer?: Claimer | undefined;
}

/** How long e-conomic remembers an idempotency key. */
export const idempotencyKeyLifeMs = 60 * 60_000;

/**
 * Makes the next intent of a kind, with the next statement. A create whose absence was proven within the life of its
 * idempotency key goes again with the stored bytes and that key, so that the ERP itself may still know it. Whatever surely did
 * nothing (refused, not sent, rate limited) is intended anew, with today's settings; and a replacing PUT always, for it was
 * made from what was read. A second open intent of the subject is refused by the database (`erp_write_open_uq`). Answers the
 * intent, and its bytes where it is claimed.
 */
export async function intendWrite(
  em: EntityManager,
  bytes: WriteBytes,
  earlier: readonly WriteAttempt[],
  context: IntentContext,
): Promise<{ readonly id: string; readonly claimed?: StoredWrite }> {
  const last = latestOf(earlier.filter((write) => write.kind === bytes.kind));
  const again =
    last !== undefined && last.round === context.round && repeats(last, context.keyLifeMs) ? last : undefined;
  // Bytes that were stored before are not at hand here: whoever sends them claims them, and reads them then.
  const claimer = again === undefined && !context.lookUpFirst ? context.claimer : undefined;
  const id = newId();
  const idempotencyKey = again?.idempotencyKey ?? id;
  // Attempts are told apart by this moment's order, whichever process makes the next one and however its clock goes.
  const newest = Math.max(0, ...earlier.map(({ intendedAt }) => intendedAt));
  await insertIntent.later(em, [
    ...[id, agreementOf(em), context.connectionId, context.transferId, bytes.subject, bytes.kind],
    ...[(last?.number ?? 0) + 1, context.round, context.lookUpFirst],
    ...[bytes.method, bytes.host, bytes.path, bytes.body, bytes.reference, bytes.contentHash],
    ...[
      canonicalJson(bytes.expected),
      idempotencyKey,
      new Date(Math.max(Date.now(), newest + 1)).toISOString(),
    ],
    ...[claimer !== undefined, claimer?.identity ?? null, claimer?.deadlineMs ?? 0],
  ]);
  if (again !== undefined) await later(em, repeatBytes, [id, again.id]);
  return claimer === undefined ? { id } : { id, claimed: { ...bytes, id, idempotencyKey } };
}

/** A claimed one counts its deadline from the statement's own moment. */
const insertIntent = prepare(
  'insert_intent',
  [
    ...['uuid', 'int', 'uuid', 'uuid', 'text', 'text', 'int', 'int', 'boolean'],
    ...['text', 'text', 'text', 'text', 'text', 'text', 'jsonb', 'text', 'timestamptz'],
    ...['boolean', 'text', 'float8'],
  ],
  `insert into erp_write (id, agreement_number, connection_id, transfer_id, subject, kind, number, round, look_up_first,
     method, host, path, body, reference, content_hash, expected, idempotency_key, intended_at,
     state, claimed_by, claimed_at, deadline_at, key_since)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
     case when $19 then 'claimed' else 'intended' end, $20, case when $19 then now end,
     case when $19 then now + $21 * interval '1 millisecond' end, case when $19 then now end
   from clock_timestamp() now`,
);

const repeatBytes = `
  update erp_write w set method = o.method, host = o.host, path = o.path, body = o.body, reference = o.reference,
    content_hash = o.content_hash, expected = o.expected, key_since = o.key_since
  from erp_write o where w.id = ? and o.id = ?`;

const latestOf = (writes: readonly WriteAttempt[]): WriteAttempt | undefined =>
  writes.reduce<WriteAttempt | undefined>(
    (best, write) => (best === undefined || write.number > best.number ? write : best),
    undefined,
  );

const repeats = (last: WriteAttempt, keyLifeMs: number): boolean =>
  last.outcome === 'absent' && last.method === 'POST' && Date.now() - (last.keySince ?? 0) < keyLifeMs;

const claim = prepare<StoredWrite & { readonly connection: ConnectionRow }>(
  'claim_write',
  ['uuid', 'text', 'float8'],
  `update erp_write w set state = 'claimed', claimed_at = clock_timestamp(), claimed_by = $2,
     deadline_at = clock_timestamp() + $3 * interval '1 millisecond', key_since = coalesce(key_since, clock_timestamp())
   from connection c
   where w.id = $1 and w.state = 'intended' and not w.look_up_first and c.id = w.connection_id and c.is_proven
   returning ${storedColumns}, ${connectionJson} as connection`,
);

/**
 * Claims an intent for sending, once: undefined where somebody else has claimed it or a look-up has closed it, and while
 * the connection's credentials are not proven: they may have been replaced since it was decided to send. The row's deadline is never earlier than the claimer's own. Answers the connection with it.
 */
export async function claimWrite(
  em: EntityManager,
  writeId: string,
  claimer: Claimer,
): Promise<{ readonly write: StoredWrite; readonly connection: ConnectionRow } | undefined> {
  const [row] = await claim.run(em, [writeId, claimer.identity, claimer.deadlineMs]);
  if (row === undefined) return undefined;
  const { connection, ...write } = row;
  return { write, connection };
}

/** A definite or unknown answer of the sender, as it goes into the row. */
export type WriteAnswer =
  | { readonly state: 'unknown'; readonly reason: string }
  | {
      readonly state: 'settled';
      readonly outcome: WriteOutcome;
      readonly cause?: ErrorCode;
      readonly params?: ErrorParams;
      readonly identity?: Readonly<Record<string, string>>;
      readonly amounts?: { readonly net: string; readonly gross: string };
      /** Milliseconds until a new intent may follow. */
      readonly retryInMs?: number;
    };

type OpenState = 'intended' | 'claimed' | 'unknown';

/** Answers the row's id where it was still in one of the states. */
const answerIn = prepare<{ id: string }>(
  'answer_write',
  ['uuid', 'text[]', 'text', 'text', 'text', 'jsonb', 'jsonb', 'jsonb', 'text', 'float8'],
  `update erp_write set state = $3, outcome = $4, cause = $5, cause_params = $6, identity = $7, amounts = $8,
     unknown_reason = coalesce($9, unknown_reason),
     settled_at = case when $3 = 'settled' then clock_timestamp() end,
     retry_at = clock_timestamp() + $10 * interval '1 millisecond'
   where id = $1 and state = any($2)
   returning id`,
);

function answerParams(writeId: string, from: readonly OpenState[], answer: WriteAnswer): unknown[] {
  const settled = answer.state === 'settled' ? answer : undefined;
  return [
    writeId,
    `{${from.join(',')}}`,
    answer.state,
    settled?.outcome ?? null,
    settled?.cause ?? null,
    jsonOrNull(settled?.params),
    jsonOrNull(settled?.identity),
    jsonOrNull(settled?.amounts),
    answer.state === 'unknown' ? answer.reason : null,
    settled?.retryInMs ?? null,
  ];
}

/**
 * Writes down an answer if the row is still in one of the given states. False where it is not: a look-up has closed the
 * claim meanwhile, or the same answer was recorded before.
 */
export async function answerWrite(
  em: EntityManager,
  writeId: string,
  from: readonly OpenState[],
  answer: WriteAnswer,
): Promise<boolean> {
  return (await answerIn.run(em, answerParams(writeId, from, answer))).length === 1;
}

/** As `answerWrite`, with the next statement, for whom the rows tell afterwards what became of it. */
export async function noteAnswer(
  em: EntityManager,
  writeId: string,
  from: readonly OpenState[],
  answer: WriteAnswer,
): Promise<void> {
  await answerIn.later(em, answerParams(writeId, from, answer));
}

/**
 * Closes an intent before a look-up: who has not claimed it can never send, and a claimer past his deadline can no longer
 * record an answer. True where it is closed now, by this call or an earlier one.
 */
export async function closeClaim(em: EntityManager, writeId: string): Promise<boolean> {
  const rows = await em.execute<{ id: string }[]>(
    `update erp_write set state = 'unknown',
       unknown_reason = coalesce(unknown_reason, case when claimed_at is null then 'looked up before sending'
         else 'no answer was recorded before the deadline' end)
     where id = ? and state <> 'settled' returning id`,
    [writeId],
  );
  return rows.length === 1;
}
