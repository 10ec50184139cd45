import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { closeGate } from '../../../domain/connections/connection.service.ts';
import { saveLink } from '../../../domain/connections/erp-link.service.ts';
import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import type { CallReport } from '../../../domain/lane/meter.decisions.ts';
import { retryDelayMs } from '../../../domain/transfers/erp-write.decisions.ts';
import { ErpWrite } from '../../../domain/transfers/erp-write.entity.ts';
import { recordExchanges } from '../../../domain/transfers/erp-exchange.service.ts';
import {
  answerWrite,
  type Claimer,
  claimWrite,
  noteAnswer,
  type WriteAnswer,
} from '../../../domain/transfers/erp-write.service.ts';
import type { ErpFlow, FlowStep } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { PreparedWrite, SendResult } from '../adapter.ts';
import { adapterOf, sessionOf } from '../sessions.ts';
import { advanceFlow, type ClaimedWrite, nextStep, type Recorded, subjectOf } from './advance.ts';
import { usageOf } from './read-erp.ts';
import { sendable } from './stored-write.ts';
import { scaledMs, scaledWindow } from './window.ts';

/** What the activity's surroundings give: the worker's cancellation and its heartbeat. */
export interface SendContext {
  readonly cancelled: AbortSignal;
}

/** A claim, with the moment at which this process stops sending, by its monotonic clock in milliseconds. */
export interface Claimed extends ClaimedWrite {
  readonly deadlineAt: number;
}

/** What comes next, and the claim on it where the recording of the answer has made one. */
export interface Sent {
  readonly step: FlowStep;
  readonly claimed?: Claimed | undefined;
}

/**
 * Sends one intended write, once: claims its row (unless its making has claimed it), sends the stored bytes within the claim's
 * deadline, writes down the answer and, in the same transaction, what the flow does next; a write that follows is claimed
 * there. Whoever comes second finds the claim taken and only advances. It never throws for what the ERP did; a thrown error
 * means that the database was away, and the row tells whoever looks next.
 */
export async function sendWrite(
  deps: ActivityDeps,
  flow: ErpFlow,
  writeId: string,
  context: SendContext,
  made?: Claimed,
): Promise<Sent> {
  const adapter = adapterOf(deps, flow.provider);
  const claimer = { identity: deps.identity, deadlineMs: scaledWindow(deps, adapter).deadlineMs };
  const claimed = made ?? (await claim(deps, flow, writeId, claimer));
  if (claimed === undefined) return { step: await nextStep(deps, flow) };
  const { write, session, deadlineAt } = claimed;
  const leftMs = Math.floor(deadlineAt - performance.now());
  const signal = AbortSignal.any([AbortSignal.timeout(Math.max(0, leftMs)), context.cancelled]);
  // A process that was held up learns of its time-out only after what it was waiting for: it looks at the clock itself.
  const result: SendResult =
    leftMs > 0
      ? await adapter.send(session, write, { signal, idempotencyKey: write.idempotencyKey })
      : { outcome: 'not-sent', reason: 'the deadline passed before it was sent', exchanges: [] };
  // From before the transaction in which the next write may be claimed: this process' deadline ends no later than the row's.
  const nextDeadlineAt = performance.now() + claimer.deadlineMs;
  const { step, claimed: next } = await advanceFlow(deps, flow, {
    claimer,
    record: async (em) => {
      await recordExchanges(em, flow.connectionId, writeId, 'send', result.exchanges);
      const told = inOurTime(deps, result);
      const recorded = await recordAnswer(em, flow, writeId, claimed, told);
      return { ...recorded, calls: callsOf(deps, flow, told, context.cancelled.aborted) };
    },
  });
  return { step, claimed: next && { ...next, deadlineAt: nextDeadlineAt } };
}

/** A rate limit's wait under this worker's scale. */
const inOurTime = (deps: ActivityDeps, result: SendResult): SendResult =>
  result.outcome === 'rate-limited'
    ? { ...result, retryAfterMs: scaledMs(deps, result.retryAfterMs) }
    : result;

/** The claim and what it is for, in one transaction: undefined where the claim is taken. */
async function claim(
  deps: ActivityDeps,
  flow: ErpFlow,
  writeId: string,
  claimer: Claimer,
): Promise<Claimed | undefined> {
  // By this process's own monotonic clock, and from before the claim.
  const deadlineAt = performance.now() + claimer.deadlineMs;
  const row = await withAgreement(deps.orm, flow.agreementNumber, (em) => claimWrite(em, writeId, claimer));
  return row && { write: sendable(row.write), session: sessionOf(deps, row.connection), deadlineAt };
}

/**
 * The answer of a send, as rows. A record accepted with other amounts than ours parks before anything builds on it. Refused
 * credentials close the gate while they are the stored ones; where others are by now, the write goes again with those.
 */
async function recordAnswer(
  em: EntityManager,
  flow: ErpFlow,
  writeId: string,
  { write, session }: ClaimedWrite,
  result: SendResult,
): Promise<Recorded> {
  // Only a back-off asks how often it was tried; every other answer is recorded without counting.
  const attempt = result.outcome === 'not-sent' ? await attempts(em, flow, write) : 1;
  const answer = answerOf(write, result, attempt);
  // What a document's flow does next, the rows tell; a register's link and a closed gate ask whether this answer counts.
  if (flow.register === undefined && result.outcome !== 'unauthorized') {
    await noteAnswer(em, writeId, ['claimed'], answer);
    return { gateClosed: false };
  }
  const fresh = await answerWrite(em, writeId, ['claimed'], answer);
  if (!fresh) return { gateClosed: false };
  if (answer.state === 'settled' && answer.outcome === 'accepted' && answer.identity !== undefined)
    await linkRegister(em, flow, write, answer.identity);
  if (result.outcome !== 'unauthorized') return { gateClosed: false };
  const { reason } = result;
  const { sealed } = session;
  return { gateClosed: await closeGate(em, flow.connectionId, 'severed', reason, 'system', sealed) };
}

/** What a send says of the ERP; one that we stopped ourselves says nothing. */
function callsOf(deps: ActivityDeps, flow: ErpFlow, result: SendResult, isStopped: boolean): CallReport {
  const usage = usageOf(deps, flow.provider, result.exchanges);
  const report = { ...usage, subject: subjectOf(flow), isSend: true };
  if (result.exchanges.length === 0) return report;
  switch (result.outcome) {
    case 'not-sent':
    case 'unknown': {
      // An answer below 500 that settles nothing (the draft is gone) is an answer all the same.
      const last = result.exchanges.at(-1);
      const isAnswered = (last?.status ?? 500) < 500 && typeof last?.responseBody === 'string';
      return isAnswered ? report : { ...report, outcome: isStopped ? 'none' : 'failed' };
    }
    case 'rate-limited':
      return { ...report, outcome: 'limited', retryAfterMs: result.retryAfterMs };
    default:
      return report;
  }
}

async function attempts(em: EntityManager, flow: ErpFlow, write: PreparedWrite): Promise<number> {
  return em.count(ErpWrite, { connection: flow.connectionId, subject: write.subject, kind: write.kind });
}

function answerOf(write: PreparedWrite, result: SendResult, attempt: number): WriteAnswer {
  switch (result.outcome) {
    case 'accepted': {
      const difference = amountsDiffer(write, result.amounts);
      return {
        state: 'settled',
        outcome: difference === undefined ? 'accepted' : 'conflict',
        identity: result.identity,
        ...(result.amounts && { amounts: result.amounts }),
        ...(difference !== undefined && conflictCause(difference)),
      };
    }
    case 'refused':
      return { state: 'settled', outcome: 'refused', cause: result.cause, params: result.params };
    case 'not-sent':
      return { state: 'settled', outcome: 'not-sent', retryInMs: retryDelayMs(attempt) };
    case 'rate-limited':
      return { state: 'settled', outcome: 'rate-limited', retryInMs: result.retryAfterMs };
    case 'unauthorized':
      return { state: 'settled', outcome: 'unauthorized' };
    case 'unknown':
      return { state: 'unknown', reason: result.reason };
  }
}

/** Why a found or accepted record is not ours as it should be. */
export const conflictCause = (difference: string): { cause: ErrorCode; params: ErrorParams } => ({
  cause: 'ErpContentDiffers',
  params: { difference },
});

/** The ERP's amounts against ours, to the cent; undefined where they agree or the write has none. */
export function amountsDiffer(
  write: Pick<PreparedWrite, 'expected'>,
  amounts: { readonly net: string; readonly gross: string } | undefined,
): string | undefined {
  const { net, gross } = write.expected;
  if (amounts === undefined || net === undefined || gross === undefined) return undefined;
  if (amounts.net === net && amounts.gross === gross) return undefined;
  return `net ${amounts.net} and gross ${amounts.gross} there, net ${net} and gross ${gross} here`;
}

/** Where an intent keeps the hash of the register as it was when its bytes were made. */
export const registerHashKey = 'registerHash';

/** A register that stands in the ERP now is linked in the transaction that records it, as it was when it was sent. */
export async function linkRegister(
  em: EntityManager,
  flow: ErpFlow,
  write: Pick<PreparedWrite, 'expected'>,
  identity: Readonly<Record<string, string>>,
): Promise<void> {
  const theirId = identity['number'];
  if (flow.register === undefined || theirId === undefined) return;
  await saveLink(em, flow.connectionId, flow.register, theirId, write.expected[registerHashKey] ?? '');
}
