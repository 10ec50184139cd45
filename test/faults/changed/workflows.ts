import { patched, sleep } from '@temporalio/workflow';
import type { TransferRef, TransferResult } from '../../../workflows/erp/transfer/contract.ts';
import { transferWorkflow as unchanged } from '../../../workflows/erp/transfer/workflow.ts';

/** The bundle of a later release: all workflows, the transfer with a step more for whoever starts under it. */
export { invoiceWorkflow } from '../../../workflows/documents/customer-invoice/workflow.ts';
export { connectionTestWorkflow, connectionWorkflow } from '../../../workflows/erp/connection/workflow.ts';
export { invoicePdfWorkflow } from '../../../workflows/erp/invoice-pdf/workflow.ts';
export { laneKeeperWorkflow } from '../../../workflows/erp/lane-keeper/workflow.ts';

export async function transferWorkflow(ref: TransferRef): Promise<TransferResult> {
  if (patched('faults-a-step-more')) await sleep(50);
  return unchanged(ref);
}
