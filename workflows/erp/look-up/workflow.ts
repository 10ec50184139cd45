import { ActivityFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ErpLookUpActivities } from '../../../activities/erp-look-up.ts';
import { watchLane, withErpLane } from '../../shared/erp-lane.ts';
import { erpTaskQueue } from '../../shared/ids.ts';
import type { ErpLookUpRef, ErpLookUpResult } from './contract.ts';

/** Asks the ERP for a transfer's document, for a person who waits; an ERP that is away for half a minute is an answer too. */
export async function erpLookUpWorkflow(ref: ErpLookUpRef): Promise<ErpLookUpResult> {
  const { lookUpInErp } = proxyActivities<ErpLookUpActivities>({
    taskQueue: erpTaskQueue(workflowInfo().taskQueue, ref.provider),
    startToCloseTimeout: '20 s',
    scheduleToCloseTimeout: '30 s',
    retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '5 s' },
    priority: { fairnessKey: String(ref.agreementNumber) },
  });
  const visit = { ...ref, priority: 'asked' as const, partyKey: `look-up:${ref.documentId}` };
  return withErpLane(watchLane(), visit, async () => {
    try {
      return await lookUpInErp(ref);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const reason = error.cause?.message ?? error.message;
      return { found: 'unanswered', code: 'ErpUnavailable', params: { reason } };
    }
  });
}
