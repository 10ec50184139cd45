import { withAgreement } from '../../../domain/database.ts';
import { lockConnection } from '../../../domain/connections/connection-row.ts';
import { findConnection } from '../../../domain/connections/connection.service.ts';
import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import { databaseNow, leaveLane } from '../../../domain/lane/lane.service.ts';
import { mayLookUp } from '../../../domain/transfers/erp-write.decisions.ts';
import { recordExchanges } from '../../../domain/transfers/erp-exchange.service.ts';
import {
  answerWrite,
  closeClaim,
  findWrite,
  type WriteAnswer,
} from '../../../domain/transfers/erp-write.service.ts';
import { moveTransfer, readTransfer } from '../../../domain/transfers/transfer-row.ts';
import type { ErpFlow, FlowStep } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { LookUpResult } from '../adapter.ts';
import { adapterOf, sessionOf } from '../sessions.ts';
import { nextStep, subjectOf, turnOf, wakeHeirs } from './advance.ts';
import { registerLane } from './advance-register.ts';
import { readErp, usageOf } from './read-erp.ts';
import { amountsDiffer, conflictCause, linkRegister, type SendContext } from './send-write.ts';
import { sendable } from './stored-write.ts';
import { scaledWindow } from './window.ts';

/** How long a look-up whose answer cannot be read waits before it is tried again. */
const unreadableRestMs = 5 * 60_000;

/**
 * Asks the ERP whether a write of unknown outcome is there, by our reference. First the claim is closed, so that nobody
 * can send these bytes any more; then, and only after the in-flight window, the answer counts. Writes it down and, in
 * the same transaction, what the flow does next. Throws retryable failures of the read.
 */
export async function lookUpWrite(
  deps: ActivityDeps,
  flow: ErpFlow,
  writeId: string,
  context: SendContext,
): Promise<FlowStep> {
  const adapter = adapterOf(deps, flow.provider);
  const closed = await withAgreement(deps.orm, flow.agreementNumber, async (em) => {
    const found = await findWrite(em, writeId);
    if (found === undefined) return undefined;
    // Never before its window: a claimer may still be sending, or the ERP may not show yet what it has committed.
    if (!mayLookUp(found.attempt, scaledWindow(deps, adapter), await databaseNow(em))) return undefined;
    if (!(await closeClaim(em, writeId))) return undefined;
    return {
      write: sendable(found.write),
      session: sessionOf(deps, await findConnection(em, flow.connectionId)),
    };
  });
  if (closed === undefined) return nextStep(deps, flow);
  const read = await readErp(
    deps,
    flow,
    { session: closed.session, purpose: 'look-up', writeId, turn: turnOf(flow) },
    (session) => adapter.lookUp(session, closed.write, context.cancelled),
  );
  if (read.read === 'gate-closed') return nextStep(deps, flow);
  if (read.read === 'rate-limited') return restFlow(deps, flow, read.retryAfterMs);
  if (read.read === 'impossible') return restFlow(deps, flow, unreadableRestMs, read);
  const found = read.value;
  return nextStep(deps, flow, async (em) => {
    await recordExchanges(em, flow.connectionId, writeId, 'look-up', found.exchanges);
    const answer = answerOf(closed.write, found);
    const fresh = await answerWrite(em, writeId, ['unknown'], answer);
    if (fresh && found.found === 'same') await linkRegister(em, flow, closed.write, found.identity);
    const calls = { ...usageOf(deps, flow.provider, found.exchanges), subject: subjectOf(flow) };
    return { gateClosed: false, calls };
  });
}

/**
 * A read that cannot be answered now: its flow gives its place back, keeps its party and asks again later. With a cause the
 * write it was to look up stays `unknown`, visible with it.
 */
export async function restFlow(
  deps: ActivityDeps,
  flow: ErpFlow,
  ms: number,
  why?: { readonly cause: ErrorCode; readonly params: ErrorParams },
): Promise<FlowStep> {
  const wake = await withAgreement(deps.orm, flow.agreementNumber, async (em) => {
    const connection = await lockConnection(em, flow.connectionId);
    if (why !== undefined) {
      const transfer = await readTransfer(em, flow.transferId);
      await moveTransfer(em, transfer, { state: 'unknown', ...why, action: 'transfer-unknown' });
    }
    const flowId = flow.register === undefined ? flow.workflowId : registerLane(flow, flow.register).flowId;
    return leaveLane(em, connection, flowId, { keepsParty: true });
  });
  await wakeHeirs(deps, flow, wake);
  return { do: 'wait', ms };
}

function answerOf(write: Parameters<typeof amountsDiffer>[0], read: LookUpResult): WriteAnswer {
  if (read.found === 'absent') return { state: 'settled', outcome: 'absent' };
  const difference = read.found === 'other' ? read.difference : amountsDiffer(write, read.amounts);
  if (difference !== undefined)
    return {
      state: 'settled',
      outcome: 'conflict',
      identity: read.identity,
      ...conflictCause(difference),
    };
  return {
    state: 'settled',
    outcome: 'adopted',
    identity: read.identity,
    ...(read.found === 'same' && read.amounts && { amounts: read.amounts }),
  };
}
