import { proxyLocalActivities } from '@temporalio/workflow';
import { transferWorkflow as unchanged } from '../../../workflows/erp/transfer/workflow.ts';
import type { TransferRef, TransferResult } from '../../../workflows/erp/transfer/contract.ts';
import { databaseSteps } from '../../../workflows/shared/activity-options.ts';

const { oneMoreLook } = proxyLocalActivities<{ oneMoreLook(): Promise<void> }>(databaseSteps);

/** The transfer with one activity more, as somebody might change it without a thought for what runs already. */
export async function transferWorkflow(ref: TransferRef): Promise<TransferResult> {
  await oneMoreLook();
  return unchanged(ref);
}
