import type { EntityManager } from '@mikro-orm/postgresql';
import { type LinkRow, linksOf } from '../../../domain/connections/erp-link.service.ts';
import { retryNotBefore } from '../../../domain/connections/lane-meter.service.ts';
import type { RegisterForErp } from '../../../domain/erp/documents.ts';
import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import { invoiceForErp } from '../../../domain/invoices/customer-invoice.service.ts';
import { lanePriorities } from '../../../domain/lane/lane.decisions.ts';
import {
  enterLane,
  type Heir,
  leaveLane,
  type LaneConnection,
  type LaneFlow,
} from '../../../domain/lane/lane.service.ts';
import { isRepetition, windowEndsAt } from '../../../domain/transfers/erp-write.decisions.ts';
import type { WriteAttempt } from '../../../domain/transfers/erp-write.service.ts';
import type { Situation } from '../../../domain/transfers/situation.ts';
import { isFinalTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { moveTransfer, type TransferRow } from '../../../domain/transfers/transfer-row.ts';
import type { ErpFlow, RegisterKey } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { ErpAdapter } from '../adapter.ts';
import { adapterOf } from '../sessions.ts';
import type { Advance } from './advance.ts';
import { scaledWindow } from './window.ts';

/** The subject under which a register's writes are attempts of one another; its party key, too. */
export const registerSubject = (register: RegisterKey): string => `${register.kind}:${register.ourKey}`;

/**
 * In a round that a person asked for, a link counts once it was read again in that round: somebody may have removed the
 * record there.
 */
export const isFresh = (link: LinkRow, transfer: TransferRow): boolean =>
  transfer.retriedAt === null || link.updatedAt > transfer.retriedAt;

/** A register's own place in the lane: nobody else makes it meanwhile. */
export const registerLane = (flow: ErpFlow, register: RegisterKey): LaneFlow => ({
  flowId: `${flow.workflowId}#${registerSubject(register)}`,
  workflowId: flow.workflowId,
  priority: lanePriorities.document,
  partyKey: registerSubject(register),
});

/**
 * The register as its document needs it now, with all registers of that document (some need others). Undefined where
 * the document does not need it any more.
 */
export async function loadRegister(
  em: EntityManager,
  adapter: ErpAdapter,
  transfer: TransferRow,
  key: RegisterKey,
): Promise<{ readonly register: RegisterForErp | undefined; readonly all: readonly RegisterForErp[] }> {
  const all = adapter.registersOf(await invoiceForErp(em, transfer.documentId));
  return { register: all.find(({ kind, ourKey }) => kind === key.kind && ourKey === key.ourKey), all };
}

/** Decides and writes down what a register's turn does next. The caller holds the connection's lock. */
export async function advanceRegister(
  em: EntityManager,
  deps: ActivityDeps,
  flow: ErpFlow,
  key: RegisterKey,
  situation: Situation,
): Promise<Advance> {
  // The document's own turn is another thing: it may be under way already, where this one comes late.
  const otherTurns = situation.otherTurns.filter((flowId) => flowId !== flow.workflowId);
  const wake = await leaveOtherTurns(em, { ...situation, otherTurns });
  const advance = await takeTurn(em, deps, flow, key, situation);
  return { ...advance, wake: [...wake, ...advance.wake] };
}

/** Gives back what the flow's workflow holds for other turns; names who comes next there. Nothing where it has none. */
export async function leaveOtherTurns(
  em: EntityManager,
  { connection, otherTurns }: Pick<Situation, 'connection' | 'otherTurns'>,
): Promise<readonly Heir[]> {
  const heirs: Heir[] = [];
  for (const flowId of otherTurns)
    heirs.push(...(await leaveLane(em, connection, flowId, { keepsParty: false })));
  return heirs;
}

async function takeTurn(
  em: EntityManager,
  deps: ActivityDeps,
  flow: ErpFlow,
  key: RegisterKey,
  { connection, now, transfer, writes }: Situation,
): Promise<Advance> {
  const adapter = adapterOf(deps, connection.provider);
  const lane = registerLane(flow, key);
  const { register } = await loadRegister(em, adapter, transfer, key);
  const [link] = await linksOf(em, connection.id, [key]);
  // What a person has settled meanwhile needs nothing any more.
  const isSettled = isFinalTransferState(transfer.state);
  const isCurrent =
    link !== undefined &&
    register !== undefined &&
    isFresh(link, transfer) &&
    link.contentHash === adapter.registerHash(register);
  if (register === undefined || isCurrent || isSettled) {
    const wake = await leaveLane(em, connection, lane.flowId, { keepsParty: false });
    return { step: { do: 'done', state: 'checking' }, wake };
  }
  const open = writes.find((write) => write.state !== 'settled');
  if (open !== undefined) return advanceOpen(em, deps, { connection, now }, adapter, lane, open);
  const last = writes.at(-1);
  if (last?.transferId === transfer.id && last.round === transfer.round) {
    if (last.outcome === 'refused' || last.outcome === 'conflict')
      return parkRegister(em, connection, transfer, lane, last.outcome, {
        cause: last.cause ?? 'ErpRefusedUnknown',
        params: last.params ?? {},
      });
    const isAgain = isRepetition(last, transfer.round);
    const retryAt = Math.max(
      last.retryAt ?? 0,
      isAgain ? retryNotBefore(connection, deps.timeScale, now) : 0,
    );
    if (retryAt > now) return restUntil(em, { connection, now }, lane, retryAt);
  }
  return inPlace(em, connection, lane, { do: 'resolve' });
}

type Locked = Pick<Situation, 'connection' | 'now'>;

async function advanceOpen(
  em: EntityManager,
  deps: ActivityDeps,
  { connection, now }: Locked,
  adapter: ErpAdapter,
  lane: LaneFlow,
  open: WriteAttempt,
): Promise<Advance> {
  if (open.state === 'intended')
    return inPlace(em, connection, lane, { do: open.lookUpFirst ? 'look-up' : 'send', writeId: open.id });
  const end = windowEndsAt(open, scaledWindow(deps, adapter));
  if (end <= now) return inPlace(em, connection, lane, { do: 'look-up', writeId: open.id });
  // Another document's turn may be sending it right now: then its outcome is waited for in line, not the window.
  const { holds, wake } = await enterLane(em, connection, lane);
  return holds ? restUntil(em, { connection, now }, lane, end) : { step: { do: 'place' }, wake };
}

async function inPlace(
  em: EntityManager,
  connection: LaneConnection,
  lane: LaneFlow,
  step: Advance['step'],
): Promise<Advance> {
  const { holds, wake } = await enterLane(em, connection, lane);
  return { step: holds ? step : { do: 'place' }, wake };
}

async function restUntil(
  em: EntityManager,
  { connection, now }: Locked,
  lane: LaneFlow,
  until: number,
): Promise<Advance> {
  const wake = await leaveLane(em, connection, lane.flowId, { keepsParty: true });
  return { step: { do: 'wait', ms: Math.max(0, until - now) }, wake };
}

/** A register that cannot be carried parks the document that needs it, with the register's cause. */
export async function parkRegister(
  em: EntityManager,
  connection: LaneConnection,
  transfer: TransferRow,
  lane: LaneFlow,
  state: 'blocked' | 'refused' | 'conflict',
  why: { readonly cause: ErrorCode; readonly params: ErrorParams },
): Promise<Advance> {
  const wake = await leaveLane(em, connection, lane.flowId, { keepsParty: false });
  await moveTransfer(em, transfer, { state, ...why, action: `transfer-${state}` });
  return { step: { do: 'parked', state, ...why }, wake };
}
