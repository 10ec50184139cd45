import {
  ActivityFailure,
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ConnectionActivities, GateActivities } from '../../../activities/connection.ts';
import { databaseSteps } from '../../shared/activity-options.ts';
import { erpTaskQueue } from '../../shared/ids.ts';
import {
  gateChangedSignal,
  gateQuery,
  type ConnectionRef,
  type ConnectionTestResult,
  type GateReading,
} from './contract.ts';

const { readGate, readGateState, endExhaustion, wakeLine } =
  proxyLocalActivities<GateActivities>(databaseSteps);

/** Between two looks at a gate whose time should be over, at least; in milliseconds. */
const restMs = 1_000;

const asking = (ref: ConnectionRef) =>
  proxyActivities<ConnectionActivities>({
    taskQueue: erpTaskQueue(workflowInfo().taskQueue, ref.provider),
    startToCloseTimeout: '30 s',
    scheduleToCloseTimeout: '2 min',
    retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '20 s' },
    priority: { fairnessKey: String(ref.agreementNumber) },
  });

/**
 * A closed gate: waits until a person resumes, new credentials come, the quota's time is over or a probe succeeds; then wakes
 * the line. Ends only when a last look finds the gate open and nobody said since that it changed.
 */
export async function connectionWorkflow(ref: ConnectionRef): Promise<void> {
  let gate = 'unknown';
  let isChanged = false;
  setHandler(gateQuery, () => gate);
  setHandler(gateChangedSignal, () => {
    isChanged = true;
  });
  for (;;) {
    isChanged = false;
    const reading = await read(ref);
    gate = reading.gate;
    if (gate === 'open') {
      await wakeLine(ref);
      // The signal may have come while the line was woken; rows changed after the read need another look.
      if (!isChanged as boolean) return;
    } else if (gate === 'paused' || gate === 'severed') {
      await condition(() => isChanged);
    } else if (!(await condition(() => isChanged, Math.max(restMs, reading.waitMs)))) {
      await (gate === 'exhausted' && hasTimes() ? endExhaustion(ref) : probe(ref));
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof connectionWorkflow>(ref);
    }
  }
}

/** Runs from before a gate had a time of its own read it alone, and test the whole connection each minute. */
const hasTimes = (): boolean => patched('gate-until');

async function read(ref: ConnectionRef): Promise<GateReading> {
  return hasTimes() ? readGateState(ref) : { gate: await readGate(ref), waitMs: 60_000 };
}

/** A probe that is answered opens the gate by itself; one that is not leaves it closed until a later one. */
async function probe(ref: ConnectionRef): Promise<void> {
  try {
    await (hasTimes() ? asking(ref).probeGate(ref) : asking(ref).testConnection(ref));
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
}

/** Tests the stored credentials now. An ERP that stays away for two minutes is a result, too. */
export async function connectionTestWorkflow(ref: ConnectionRef): Promise<ConnectionTestResult> {
  try {
    return await asking(ref).testConnection(ref);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return { ok: false, code: 'ErpUnavailable', reason: error.cause?.message ?? error.message };
  }
}
