import { ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { DryRunActivities } from '../../../activities/dry-run.ts';
import { erpRead } from '../../shared/activity-options.ts';
import { watchLane, withErpLane } from '../../shared/erp-lane.ts';
import type { DryRunRef, DryRunResult } from './contract.ts';

/** What would become of a transfer now: reads what it would read, in a place of the lane, and sends nothing. */
export async function dryRunWorkflow(ref: DryRunRef): Promise<DryRunResult> {
  const { dryRunTransfer } = proxyActivities<DryRunActivities>(erpRead(ref.provider, ref.agreementNumber));
  const visit = { ...ref, priority: 'asked', partyKey: `dry-run:${ref.transferId}` } as const;
  try {
    return await withErpLane(watchLane(), visit, () => dryRunTransfer(ref));
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return { code: 'ErpUnavailable', params: { reason: error.cause?.message ?? error.message } };
  }
}
