import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { type Heir, lockConnection } from '../../../domain/lane/lane.service.ts';
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
    const connection = await lockConnection(em, flow.connectionId);
    const recorded = await record?.(em);
    if (recorded?.gateClosed === true) await em.refresh(connection);
    const advance = await (flow.register === undefined
      ? advanceTransfer(em, deps, flow, connection)
      : advanceRegister(em, deps, flow, flow.register, connection));
    return { recorded, ...advance };
  });
  if (recorded?.gateClosed === true) await deps.signals.gateChanged(flow);
  await wakeHeirs(deps, wake);
  return step;
}

/** Who cannot be woken keeps its place until the lane keeper passes it on. */
export async function wakeHeirs(deps: ActivityDeps, heirs: readonly Heir[]): Promise<void> {
  if (heirs.length > 0) await deps.signals.wake(heirs);
}
