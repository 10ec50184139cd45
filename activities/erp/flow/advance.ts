import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { holdConnection, lockConnection } from '../../../domain/connections/connection-row.ts';
import { noteCalls } from '../../../domain/connections/lane-meter.service.ts';
import { releasePlaces } from '../../../domain/lane/keeper.service.ts';
import type { Heir } from '../../../domain/lane/lane.service.ts';
import type { CallReport } from '../../../domain/lane/meter.decisions.ts';
import type { Claimer } from '../../../domain/transfers/erp-write.service.ts';
import { readSituation } from '../../../domain/transfers/situation.ts';
import { suppressWebhooks } from '../../../domain/webhooks/emit-event.ts';
import type { ErpFlow, FlowStep } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { ConnectionSession } from '../sessions.ts';
import { advanceRegister, registerLane, registerSubject } from './advance-register.ts';
import { advanceTransfer, documentSubject } from './advance-transfer.ts';
import type { Turn } from './read-erp.ts';
import type { SendableWrite } from './stored-write.ts';

/** A decided step, and whom to wake once the transaction that decided it has been committed. */
export interface Advance {
  readonly step: FlowStep;
  readonly wake: readonly Heir[];
  /** The write to send, where its intent was made for the caller, and claimed with its making. */
  readonly claimed?: ClaimedWrite | undefined;
  /** What was recorded with it closed the gate. */
  readonly gateClosed?: boolean;
}

/** A write that nobody else can send, with what its call needs. */
export interface ClaimedWrite {
  readonly write: SendableWrite;
  readonly session: ConnectionSession;
}

/** What `record` tells beside the database. */
export interface Recorded {
  /** It closed the gate. */
  readonly gateClosed: boolean;
  /** What its calls came to; they may close the gate, too. */
  readonly calls?: CallReport;
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
    return { recorded, advance: await advanceUnderLock(em, deps, flow, options.claimer, recorded?.calls) };
  });
  if (recorded?.gateClosed === true || advance.gateClosed === true) await deps.signals.gateChanged(flow);
  await wakeHeirs(deps, flow, advance.wake);
  // One that does not get through is asked for again by a transfer of the next minute.
  if (deps.snapshots.takeWanted(flow.connectionId))
    await deps.signals.refreshSnapshot(flow).catch(() => undefined);
  return advance;
}

/** As `advanceFlow`, for whom the step alone counts. */
export const nextStep = async (
  deps: ActivityDeps,
  flow: ErpFlow,
  record?: (em: EntityManager) => Promise<Recorded>,
): Promise<FlowStep> => (await advanceFlow(deps, flow, record && { record })).step;

/** Writes down what the calls came to, decides from the rows and writes that down. The caller holds the connection's lock. */
export async function advanceUnderLock(
  em: EntityManager,
  deps: ActivityDeps,
  flow: ErpFlow,
  claimer?: Claimer,
  calls?: CallReport,
): Promise<Advance> {
  const { register, connectionId, transferId, workflowId } = flow;
  const subject = subjectOf(flow);
  const flowId = register === undefined ? workflowId : registerLane(flow, register).flowId;
  const before = await readSituation(em, { connectionId, transferId, workflowId, flowId, subject });
  if (!before.hasWebhooks) suppressWebhooks(em);
  const noted = calls && (await noteCalls(em, before.connection, calls, deps.timeScale, before.now));
  const situation = noted === undefined ? before : { ...before, connection: noted.connection };
  const advance =
    register === undefined
      ? await advanceTransfer(em, deps, flow, situation, claimer)
      : await advanceRegister(em, deps, flow, register, situation);
  return noted?.gateClosed === true ? { ...advance, gateClosed: true } : advance;
}

/** Whose attempts a flow's writes are. */
export const subjectOf = (flow: ErpFlow): string =>
  flow.register === undefined
    ? documentSubject(flow.documentKind, flow.documentId)
    : registerSubject(flow.register);

/** For whom a flow's reads are made. */
export const turnOf = (flow: ErpFlow): Turn => ({
  subject: subjectOf(flow),
  flowId: flow.register === undefined ? flow.workflowId : registerLane(flow, flow.register).flowId,
});

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
