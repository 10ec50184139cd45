import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import type { ConnectionRow } from '../../../domain/connections/connection-row.ts';
import { findConnection } from '../../../domain/connections/connection.service.ts';
import { spendRetry } from '../../../domain/connections/lane-meter.service.ts';
import { databaseNow } from '../../../domain/lane/lane.service.ts';
import { linksOf, saveLink } from '../../../domain/connections/erp-link.service.ts';
import { recordExchanges } from '../../../domain/transfers/erp-exchange.service.ts';
import { idempotencyKeyLifeMs, intendWrite, writesOf } from '../../../domain/transfers/erp-write.service.ts';
import { isRepetition } from '../../../domain/transfers/erp-write.decisions.ts';
import { isFinalTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { readTransfer } from '../../../domain/transfers/transfer-row.ts';
import type { ErpFlow, FlowStep, RegisterKey } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { RegisterResolution } from '../adapter.ts';
import { adapterOf, sessionOf } from '../sessions.ts';
import { advanceUnderLock, nextStep, subjectOf, turnOf, wakeHeirs, type Advance } from './advance.ts';
import { loadRegister, parkRegister, registerLane, registerSubject } from './advance-register.ts';
import { restFlow } from './look-up-write.ts';
import { countRead, readErp } from './read-erp.ts';
import { asRegisterLink } from './register-link.ts';
import { registerHashKey, type SendContext } from './send-write.ts';
import { scaledMs } from './window.ts';

/**
 * Reads a register in the ERP while its flow holds the lane's place: matched, it is linked; absent or changed here, its
 * write becomes an intent; impossible, its document is parked. Throws retryable failures of the read.
 */
export async function resolveRegister(
  deps: ActivityDeps,
  flow: ErpFlow,
  key: RegisterKey,
  context: SendContext,
): Promise<FlowStep> {
  const adapter = adapterOf(deps, flow.provider);
  const loaded = await withAgreement(deps.orm, flow.agreementNumber, async (em) => {
    const transfer = await readTransfer(em, flow.transferId);
    const { register, all } = await loadRegister(em, adapter, transfer, key);
    const links = await linksOf(em, flow.connectionId, all);
    const session = sessionOf(deps, await findConnection(em, flow.connectionId));
    return { register, links: links.map(asRegisterLink), session };
  });
  const { register } = loaded;
  if (register === undefined) return nextStep(deps, flow);
  const answer = await readErp(
    deps,
    flow,
    { session: loaded.session, purpose: 'resolve', turn: turnOf(flow) },
    (session) => adapter.resolveRegister(session, register, loaded.links, context.cancelled),
  );
  if (answer.read === 'gate-closed') return nextStep(deps, flow);
  if (answer.read === 'rate-limited') return restFlow(deps, flow, answer.retryAfterMs);
  const resolution: RegisterResolution =
    answer.read === 'answered'
      ? answer.value
      : { status: 'blocked', blocked: answer.cause, params: answer.params, exchanges: [] };
  const { step, wake, gateClosed } = await withAgreement(deps.orm, flow.agreementNumber, async (em) => {
    const noted = await countRead(em, deps, flow, resolution.exchanges, subjectOf(flow));
    await recordExchanges(em, flow.connectionId, null, 'resolve', resolution.exchanges);
    const advance = await record(
      em,
      deps,
      flow,
      noted.connection,
      key,
      resolution,
      adapter.registerHash(register),
    );
    return { ...advance, gateClosed: noted.gateClosed };
  });
  if (gateClosed) await deps.signals.gateChanged(flow);
  await wakeHeirs(deps, flow, wake);
  return step;
}

async function record(
  em: EntityManager,
  deps: ActivityDeps,
  flow: ErpFlow,
  connection: ConnectionRow,
  key: RegisterKey,
  resolution: RegisterResolution,
  contentHash: string,
): Promise<Advance> {
  const transfer = await readTransfer(em, flow.transferId);
  if (isFinalTransferState(transfer.state)) return advanceUnderLock(em, deps, flow);
  if (resolution.status === 'linked') {
    const taken = await saveLink(em, connection.id, key, resolution.theirId, contentHash);
    if (taken === undefined) return advanceUnderLock(em, deps, flow);
    const params = { kind: key.kind, theirs: resolution.theirId, ours: key.ourKey, other: taken };
    return parkRegister(em, connection, transfer, registerLane(flow, key), 'blocked', {
      cause: 'ErpRecordLinked',
      params,
    });
  }
  if (resolution.status === 'blocked')
    return parkRegister(em, connection, transfer, registerLane(flow, key), 'blocked', {
      cause: resolution.blocked,
      params: resolution.params,
    });
  const subject = registerSubject(key);
  const earlier = await writesOf(em, connection.id, subject);
  // A second run of this activity finds the first one's intent and goes on with it.
  if (!earlier.some((write) => write.state !== 'settled')) {
    const last = earlier.at(-1);
    if (last?.transferId === transfer.id && isRepetition(last, transfer.round))
      await spendRetry(em, connection, deps.timeScale, await databaseNow(em));
    const expected = { ...resolution.write.expected, [registerHashKey]: contentHash };
    await intendWrite(em, { ...resolution.write, subject, expected }, earlier, {
      connectionId: connection.id,
      transferId: transfer.id,
      round: transfer.round,
      lookUpFirst: false,
      keyLifeMs: scaledMs(deps, idempotencyKeyLifeMs),
    });
  }
  return advanceUnderLock(em, deps, flow);
}
