import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { holdConnection, lockConnection } from '../../../domain/connections/connection-row.ts';
import { releasePlaces } from '../../../domain/lane/keeper.service.ts';
import type { Heir } from '../../../domain/lane/lane.service.ts';
import type { Claimer } from '../../../domain/transfers/erp-write.service.ts';
import { readSituation } from '../../../domain/transfers/situation.ts';
import type { ErpFlow, FlowStep } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { ErpSession } from '../adapter.ts';
import { advanceRegister, registerLane, registerSubject } from './advance-register.ts';
import { advanceTransfer, documentSubject } from './advance-transfer.ts';
import type { SendableWrite } from './stored-write.ts';

/** A decided step, and whom to wake once the transaction that decided it has been committed. */
export interface Advance {
  readonly step: FlowStep;
  readonly wake: readonly Heir[];
  /** The write to send, where its intent was made for the caller, and claimed with its making. */
  readonly claimed?: ClaimedWrite | undefined;
}

/** A write that nobody else can send, with what its call needs. */
export interface ClaimedWrite {
  readonly write: SendableWrite;
  readonly session: ErpSession;
}

/** What `record` tells beside the database: a gate that it closed. */
export interface Recorded {
  readonly gateClosed: boolean;
}

/**
 * The one transaction of a flow: writes down what just happened (`record`), decides from the rows what comes next, and
 * writes that down too (a ticket, an intent, a state, an event). Run again it finds the same. Then wakes the heirs and,
 * where the gate was closed, its workflow. A write that it intends for the `claimer` is claimed at once.
 */
export async function advanceFlow(
  deps: ActivityDeps,
  flow: ErpFlow,
  options: {
    readonly record?: (em: EntityManager) => Promise<Recorded>;
    readonly claimer?: Claimer;
  } = {},
): Promise<Advance> {
  const { recorded, advance } = await withAgreement(deps.orm, flow.agreementNumber, async (em) => {
    // The connection's lock first, then the rows: the order every transaction keeps.
    await holdConnection(em, flow.connectionId);
    const recorded = await options.record?.(em);
    return { recorded, advance: await advanceUnderLock(em, deps, flow, options.claimer) };
  });
  if (recorded?.gateClosed === true) await deps.signals.gateChanged(flow);
  await wakeHeirs(deps, flow, advance.wake);
  return advance;
}

/** As `advanceFlow`, for whom the step alone counts. */
export const nextStep = async (
  deps: ActivityDeps,
  flow: ErpFlow,
  record?: (em: EntityManager) => Promise<Recorded>,
): Promise<FlowStep> => (await advanceFlow(deps, flow, record && { record })).step;

/** Decides from the rows and writes it down. The caller holds the connection's lock. */
export async function advanceUnderLock(
  em: EntityManager,
  deps: ActivityDeps,
  flow: ErpFlow,
  claimer?: Claimer,
): Promise<Advance> {
  const { register, connectionId, transferId, workflowId } = flow;
  if (register !== undefined) {
    const subject = registerSubject(register);
    const { flowId } = registerLane(flow, register);
    const situation = await readSituation(em, { connectionId, transferId, workflowId, flowId, subject });
    return advanceRegister(em, deps, flow, register, situation);
  }
  const subject = documentSubject(flow.documentKind, flow.documentId);
  const situation = await readSituation(em, {
    connectionId,
    transferId,
    workflowId,
    flowId: workflowId,
    subject,
  });
  return advanceTransfer(em, deps, flow, situation, claimer);
}

/** Whose lane it is. */
type Lane = Pick<ErpFlow, 'agreementNumber' | 'connectionId'>;

/**
 * Tells heirs that they have a place. The place of one whose workflow does not run goes to the next in line; what gets
 * lost on the way is found by the lane keeper.
 */
export async function wakeHeirs(deps: ActivityDeps, lane: Lane, heirs: readonly Heir[]): Promise<void> {
  let next = heirs;
  while (next.length > 0) {
    const gone = (await deps.signals.wake(next)).map(({ flowId }) => flowId);
    if (gone.length === 0) return;
    next = await withAgreement(deps.orm, lane.agreementNumber, async (em) =>
      releasePlaces(em, await lockConnection(em, lane.connectionId), gone),
    );
  }
}
