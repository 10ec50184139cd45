import {
  ActivityFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ErpActivities, FlowActivities } from '../../activities/erp/transfer.ts';
import { databaseSteps, erpRead, erpSend } from './activity-options.ts';
import type { ErpFlow, FlowStep, RegisterKey } from './erp-flow.ts';
import type { LaneWatch } from './erp-lane.ts';

/** Where a flow comes to rest: it has its outcome, or stands still with a reason. */
export type FlowStand = Extract<FlowStep, { do: 'done' | 'parked' }>;

/** What `erpWrite` answers: where the flow rests, or that its history is long and a fresh run should go on. */
export type FlowEnd = FlowStand | { readonly do: 'renew' };

const silenceMs = 1_000;

const { advanceErpFlow } = proxyLocalActivities<FlowActivities>(databaseSteps);

/**
 * Does every ERP write of the system exactly once:
 *
 *   intend → send (one attempt) ┬─ accepted ─────────► record
 *                               ├─ refused ──────────► park with its cause
 *                               ├─ surely not sent ──► wait as told, send again
 *                               └─ unknown ──────────► wait out the window ► look up ► adopt | conflict | send again
 *
 * The rows decide, not this history: each step asks `advanceErpFlow` (or gets the next step with an answer) and does what
 * it says. So a reset run, a second run and a run after any crash go on where the rows stand.
 */
export async function erpWrite(flow: ErpFlow, lane: LaneWatch): Promise<FlowEnd> {
  let step = await look(flow, lane);
  for (;;) {
    switch (step.do) {
      case 'done':
      case 'parked':
        return step;
      case 'place':
        await lane.called();
        if (workflowInfo().continueAsNewSuggested) return { do: 'renew' };
        step = await look(flow, lane);
        break;
      case 'wait':
        await lane.calledOrAfter(step.ms);
        // The rows hold everything, so that a write that waits for days on an ERP can go on in a fresh run.
        if (workflowInfo().continueAsNewSuggested) return { do: 'renew' };
        step = await look(flow, lane);
        break;
      case 'registers': {
        const stopped = await carryRegisters(flow, step.registers, lane);
        if (stopped !== undefined) return stopped;
        step = await look(flow, lane);
        break;
      }
      case 'send':
      case 'look-up':
      case 'resolve':
      case 'confirm':
        step = (await atErp(flow, step)) ?? (await lookAfterSilence(flow, lane));
        break;
    }
  }
}

function look(flow: ErpFlow, lane: LaneWatch): Promise<FlowStep> {
  lane.looks();
  return advanceErpFlow(flow);
}

/** An activity that gave no answer is no reason to hurry: whatever swallowed it may swallow the next one too. */
async function lookAfterSilence(flow: ErpFlow, lane: LaneWatch): Promise<FlowStep> {
  await lane.calledOrAfter(silenceMs);
  return look(flow, lane);
}

/** Each register takes its own turn in the lane, one after another; the first that does not get there stops its document. */
async function carryRegisters(
  flow: ErpFlow,
  registers: readonly RegisterKey[],
  lane: LaneWatch,
): Promise<FlowEnd | undefined> {
  for (const register of registers) {
    const end = await erpWrite({ ...flow, register }, lane);
    if (end.do !== 'done') return end;
  }
  return undefined;
}

/** Undefined where the activity gave no answer (a worker died, the ERP stayed away): then the rows are asked. */
async function atErp(
  flow: ErpFlow,
  step: Extract<FlowStep, { do: 'send' | 'look-up' | 'resolve' | 'confirm' }>,
): Promise<FlowStep | undefined> {
  const { provider, agreementNumber } = flow;
  try {
    if (step.do === 'send')
      return await proxyActivities<ErpActivities>(erpSend(provider, agreementNumber)).sendErpWrite(
        flow,
        step.writeId,
      );
    const reads = proxyActivities<ErpActivities>(erpRead(provider, agreementNumber));
    if (step.do === 'confirm') return await reads.confirmErpBlock(flow);
    if (step.do === 'look-up') return await reads.lookUpErpWrite(flow, step.writeId);
    return flow.register && (await reads.resolveErpRegister(flow, flow.register));
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  }
}
