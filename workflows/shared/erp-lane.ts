import {
  CancellationScope,
  condition,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { FlowActivities } from '../../activities/erp/transfer.ts';
import { lanePriorities } from '../../domain/lane/lane.decisions.ts';
import { lookSignal } from '../erp/transfer/contract.ts';
import { databaseSteps } from './activity-options.ts';

/** How a flow waits at the lane: it sleeps until somebody says *look*. Lost, doubled and late calls do nothing. */
export interface LaneWatch {
  /** From here on, a call counts as new. */
  looks(): void;
  /** Until the next call. */
  called(): Promise<void>;
  /** Until the next call, or for so long. */
  calledOrAfter(ms: number): Promise<void>;
}

/** Sets the workflow's handler for *look* and answers the watch over it. Once per workflow. */
export function watchLane(): LaneWatch {
  let isCalled = false;
  setHandler(lookSignal, () => {
    isCalled = true;
  });
  return {
    looks() {
      isCalled = false;
    },
    async called() {
      await condition(() => isCalled);
    },
    async calledOrAfter(ms) {
      await condition(() => isCalled, Math.max(1, ms));
    },
  };
}

/** What a reading flow brings to the lane. */
export interface LaneVisit {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly priority: keyof typeof lanePriorities;
  /** Never two of one party at once. */
  readonly partyKey: string;
}

const { enterErpLane, leaveErpLane } = proxyLocalActivities<FlowActivities>(databaseSteps);

/**
 * Runs `work` in a place of the connection's lane and gives the place back whatever happens: for flows that only read.
 * (What writes is carried by `erpWrite`, whose one transaction per step enters and leaves the same lane.)
 */
export async function withErpLane<T>(lane: LaneWatch, visit: LaneVisit, work: () => Promise<T>): Promise<T> {
  const { workflowId } = workflowInfo();
  const flow = {
    flowId: workflowId,
    workflowId,
    priority: lanePriorities[visit.priority],
    partyKey: visit.partyKey,
  };
  for (;;) {
    lane.looks();
    if (await enterErpLane(visit.agreementNumber, visit.connectionId, flow)) break;
    await lane.called();
  }
  try {
    return await work();
  } finally {
    await CancellationScope.nonCancellable(() =>
      leaveErpLane(visit.agreementNumber, visit.connectionId, workflowId),
    );
  }
}
