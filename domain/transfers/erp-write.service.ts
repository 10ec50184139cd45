import type { EntityDictionary } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Connection } from '../connections/connection.entity.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import type { WriteOutcome, WriteRow } from './erp-write.decisions.ts';
import { ErpExchange, type ExchangePurpose } from './erp-exchange.entity.ts';
import { ErpWrite } from './erp-write.entity.ts';

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

/** For which flow, connection and round an intent is made. */
export interface IntentContext {
  readonly connectionId: string;
  readonly transferId: string | null;
  readonly round: number;
  readonly lookUpFirst: boolean;
}

const keyLifeMs = 60 * 60_000;

/** All attempts of a subject, oldest first. */
export async function writesOf(
  em: EntityManager,
  connectionId: string,
  subject: string,
): Promise<ErpWrite[]> {
  return em.find(
    ErpWrite,
    { connection: connectionId, subject },
    { orderBy: { intendedAt: 'asc' }, refresh: true },
  );
}

/** The part of an attempt that decisions look at. */
export const decisionRow = (write: ErpWrite): WriteRow => ({
  id: write.id,
  kind: write.kind,
  number: write.number,
  round: write.round,
  state: write.state,
  outcome: write.outcome ?? null,
  lookUpFirst: write.lookUpFirst,
  claimedAt: write.claimedAt?.getTime() ?? null,
  deadlineAt: write.deadlineAt?.getTime() ?? null,
  settledAt: write.settledAt?.getTime() ?? null,
  retryAt: write.retryAt?.getTime() ?? null,
  cause: (write.cause ?? null) as ErrorCode | null,
  params: write.causeParams ?? null,
  identity: write.identity ?? null,
});

/**
 * Makes the next intent of a kind. A create whose absence was proven within the life of its idempotency key goes again with
 * the stored bytes and that key, so that the ERP itself may still know it. Whatever surely did nothing (refused, not sent,
 * rate limited) is intended anew, with today's settings; and a replacing PUT always, for it was made from what was read. A second open intent of the subject is refused by
 * the database (`erp_write_open_uq`).
 */
export async function intendWrite(
  em: EntityManager,
  bytes: WriteBytes,
  earlier: readonly ErpWrite[],
  context: IntentContext,
): Promise<ErpWrite> {
  const last = latestOf(earlier.filter((write) => write.kind === bytes.kind));
  // Attempts are told apart by this moment's order, whichever process makes the next one and however its clock goes.
  const newest = Math.max(0, ...earlier.map(({ intendedAt }) => intendedAt.getTime()));
  const again = last !== undefined && last.round === context.round && repeats(last) ? last : undefined;
  const id = newId();
  const write = em.create(ErpWrite, {
    id,
    connection: em.getReference(Connection, context.connectionId),
    transferId: context.transferId,
    subject: bytes.subject,
    kind: bytes.kind,
    number: (last?.number ?? 0) + 1,
    round: context.round,
    lookUpFirst: context.lookUpFirst,
    method: again?.method ?? bytes.method,
    host: again?.host ?? bytes.host,
    path: again?.path ?? bytes.path,
    body: again?.body ?? bytes.body,
    reference: again?.reference ?? bytes.reference,
    contentHash: again?.contentHash ?? bytes.contentHash,
    expected: again?.expected ?? { ...bytes.expected },
    idempotencyKey: again?.idempotencyKey ?? id,
    keySince: again?.keySince ?? null,
    intendedAt: new Date(Math.max(Date.now(), newest + 1)),
  });
  await em.flush();
  return write;
}

const latestOf = (writes: readonly ErpWrite[]): ErpWrite | undefined =>
  writes.reduce<ErpWrite | undefined>(
    (best, write) => (best === undefined || write.number > best.number ? write : best),
    undefined,
  );

function repeats(last: ErpWrite): boolean {
  return (
    last.outcome === 'absent' &&
    last.method === 'POST' &&
    Date.now() - (last.keySince?.getTime() ?? 0) < keyLifeMs
  );
}

/**
 * Claims an intent for sending, once: undefined where somebody else has claimed it or a look-up has closed it. The deadline is
 * kept by the claimer's own clock from before this call; the row's is never earlier.
 */
export async function claimWrite(
  em: EntityManager,
  writeId: string,
  claimer: string,
  deadlineMs: number,
): Promise<ErpWrite | undefined> {
  const [row] = await em.execute<EntityDictionary<ErpWrite>[]>(
    `update erp_write set state = 'claimed', claimed_at = clock_timestamp(), claimed_by = ?,
       deadline_at = clock_timestamp() + ? * interval '1 millisecond', key_since = coalesce(key_since, clock_timestamp())
     where id = ? and state = 'intended' and not look_up_first returning *`,
    [claimer, deadlineMs, writeId],
  );
  return row && em.map(ErpWrite, row);
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

/**
 * Writes down an answer if the row is still in one of the given states. False where it is not: a look-up has closed the
 * claim meanwhile, or the same answer was recorded before.
 */
export async function answerWrite(
  em: EntityManager,
  writeId: string,
  from: readonly ('intended' | 'claimed' | 'unknown')[],
  answer: WriteAnswer,
): Promise<boolean> {
  const settled = answer.state === 'settled' ? answer : undefined;
  const rows = await em.execute<{ id: string }[]>(
    `update erp_write set state = ?, outcome = ?, cause = ?, cause_params = ?::jsonb, identity = ?::jsonb,
       amounts = ?::jsonb, unknown_reason = coalesce(?, unknown_reason),
       settled_at = case when ? then clock_timestamp() end,
       retry_at = clock_timestamp() + ? * interval '1 millisecond'
     where id = ? and state = any(?) returning id`,
    [
      answer.state,
      settled?.outcome ?? null,
      settled?.cause ?? null,
      settled?.params ? JSON.stringify(settled.params) : null,
      settled?.identity ? JSON.stringify(settled.identity) : null,
      settled?.amounts ? JSON.stringify(settled.amounts) : null,
      answer.state === 'unknown' ? answer.reason : null,
      settled !== undefined,
      settled?.retryInMs ?? null,
      writeId,
      `{${from.join(',')}}`,
    ],
  );
  return rows.length === 1;
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

/** One exchange, masked already. */
export interface ExchangeRecord {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  readonly status: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | null;
  readonly durationMs: number;
}

/** Keeps exchanges for support, in the order in which they happened. */
export async function recordExchanges(
  em: EntityManager,
  connectionId: string,
  writeId: string | null,
  purpose: ExchangePurpose,
  exchanges: readonly ExchangeRecord[],
): Promise<void> {
  if (exchanges.length === 0) return;
  await em.insertMany(
    ErpExchange,
    exchanges.map((exchange) => ({
      id: newId(),
      agreementNumber: agreementOf(em),
      connection: connectionId,
      writeId,
      purpose,
      at: new Date(),
      ...exchange,
      requestHeaders: { ...exchange.requestHeaders },
      responseHeaders: { ...exchange.responseHeaders },
      durationMs: Math.round(exchange.durationMs),
    })),
  );
}
