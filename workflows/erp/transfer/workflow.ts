import {
  continueAsNew,
  getExternalWorkflowHandle,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { transferSettledSignal } from '../../documents/customer-invoice/contract.ts';
import type { ErpFlow } from '../../shared/erp-flow.ts';
import { watchLane } from '../../shared/erp-lane.ts';
import { erpWrite, type FlowStand } from '../../shared/erp-write.ts';
import { customerInvoiceWorkflowId } from '../../shared/ids.ts';
import { errorCauseAttribute, transferStateAttribute } from '../../shared/search-attributes.ts';
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
    documentKind: ref.documentKind,
    documentId: ref.documentId,
    workflowId: workflowInfo().workflowId,
  };
  for (;;) {
    const end = await erpWrite(flow, lane);
    if (end.do === 'renew') return await continueAsNew<typeof transferWorkflow>(ref);
    state = end.state;
    showStand(end);
    if (end.do === 'parked') {
      await lane.called();
      // Told and parked again and again, it grows like any other; the rows hold everything.
      if (workflowInfo().continueAsNewSuggested) return await continueAsNew<typeof transferWorkflow>(ref);
      continue;
    }
    if (workflowInfo().parent === undefined) await tellDocument(ref);
    return { state: end.state };
  }
}

/** State and cause, as ops filter them; a cause that is gone leaves with it. */
function showStand(end: FlowStand): void {
  upsertSearchAttributes([
    { key: transferStateAttribute, value: end.state },
    { key: errorCauseAttribute, value: end.do === 'parked' ? end.cause : null },
  ]);
}

/** A transfer that the keeper started has no parent to see its result; a document that does not run needs no telling. */
async function tellDocument(ref: TransferRef): Promise<void> {
  const document = getExternalWorkflowHandle(customerInvoiceWorkflowId(ref.agreementNumber, ref.documentId));
  await document.signal(transferSettledSignal, { transferId: ref.transferId }).catch(() => undefined);
}
