import {
  getExternalWorkflowHandle,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { transferSettledSignal } from '../../documents/customer-invoice/contract.ts';
import type { ErpFlow } from '../../shared/erp-flow.ts';
import { watchLane } from '../../shared/erp-lane.ts';
import { erpWrite, type FlowEnd } from '../../shared/erp-write.ts';
import { customerInvoiceWorkflowId } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';
import { transferStateQuery, type TransferRef, type TransferResult } from './contract.ts';

/**
 * Carries one booked document to one connection: until it is there, or somebody has decided otherwise. Where it stands
 * still it stays, visible with its cause, until somebody says *look*.
 */
export async function transferWorkflow(ref: TransferRef): Promise<TransferResult> {
  let state = 'waiting';
  setHandler(transferStateQuery, () => state);
  const lane = watchLane();
  const flow: ErpFlow = {
    agreementNumber: ref.agreementNumber,
    provider: ref.provider,
    connectionId: ref.connectionId,
    transferId: ref.transferId,
    workflowId: workflowInfo().workflowId,
  };
  let end = await erpWrite(flow, lane);
  for (; end.do === 'parked'; end = await erpWrite(flow, lane)) {
    state = end.state;
    showStand(ref, end);
    await lane.called();
  }
  showStand(ref, end);
  if (workflowInfo().parent === undefined) await tellDocument(ref);
  return { state: end.state };
}

function showStand(ref: TransferRef, end: FlowEnd): void {
  upsertSearchAttributes(
    searchAttributes({
      agreementNumber: ref.agreementNumber,
      transferState: end.state,
      ...(end.do === 'parked' && { errorCause: end.cause }),
    }),
  );
}

/** A transfer that the keeper started has no parent to see its result; a document that does not run needs no telling. */
async function tellDocument(ref: TransferRef): Promise<void> {
  const document = getExternalWorkflowHandle(customerInvoiceWorkflowId(ref.agreementNumber, ref.documentId));
  await document.signal(transferSettledSignal, { transferId: ref.transferId }).catch(() => undefined);
}
