import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { releasePlaces } from '../../../domain/lane/keeper.service.ts';
import { type Heir, lockConnection, lockConnectionAt } from '../../../domain/lane/lane.service.ts';
import type { ErpFlow, FlowStep } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import { advanceRegister } from './advance-register.ts';
import { advanceTransfer } from './advance-transfer.ts';

/** A decided step, and whom to wake once the transaction that decided it has been committed. */
export interface Advance {
  readonly step: FlowStep;
  readonly wake: readonly Heir[];
}

/** What `record` tells beside the database: a gate that it closed. */
export interface Recorded {
  readonly gateClosed: boolean;
}

/**
 * The one transaction of a flow: writes down what just happened (`record`), decides from the rows what comes next, and
 * writes that down too (a ticket, an intent, a state, an event). Run again it finds the same. Then wakes the heirs and,
 * where the gate was closed, its workflow.
 */
export async function advanceFlow(
  deps: ActivityDeps,
  flow: ErpFlow,
  record?: (em: EntityManager) => Promise<Recorded>,
): Promise<FlowStep> {
  const { recorded, step, wake } = await withAgreement(deps.orm, flow.agreementNumber, async (em) => {
    // The connection's lock first, then the rows: the order every transaction keeps.
    const locked = await lockConnectionAt(em, flow.connectionId);
    const recorded = await record?.(em);
    if (recorded?.gateClosed === true) await em.refresh(locked.connection);
    const advance = await (flow.register === undefined
      ? advanceTransfer(em, deps, flow, locked)
      : advanceRegister(em, deps, flow, flow.register, locked));
    return { recorded, ...advance };
  });
  if (recorded?.gateClosed === true) await deps.signals.gateChanged(flow);
  await wakeHeirs(deps, flow, wake);
  return step;
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
