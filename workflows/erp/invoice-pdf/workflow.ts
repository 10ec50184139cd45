import { ActivityFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { InvoicePdfActivities } from '../../../activities/invoice-pdf.ts';
import { watchLane, withErpLane } from '../../shared/erp-lane.ts';
import { erpTaskQueue } from '../../shared/ids.ts';
import type { InvoicePdfRef, InvoicePdfResult } from './contract.ts';

/** Fetches the ERP's PDF of a transferred invoice; an ERP that has none within half a minute is a result, too. */
export async function invoicePdfWorkflow(ref: InvoicePdfRef): Promise<InvoicePdfResult> {
  const { fetchInvoicePdf } = proxyActivities<InvoicePdfActivities>({
    taskQueue: erpTaskQueue(workflowInfo().taskQueue, ref.provider),
    startToCloseTimeout: '20 s',
    scheduleToCloseTimeout: '30 s',
    // e-conomic answers 404 for one to three seconds after booking.
    retry: { initialInterval: '500 ms', backoffCoefficient: 1.5, maximumInterval: '5 s' },
    priority: { fairnessKey: String(ref.agreementNumber) },
  });
  const visit = { ...ref, priority: 'asked' as const, partyKey: `pdf:${ref.documentId}` };
  return withErpLane(watchLane(), visit, async () => {
    try {
      return await fetchInvoicePdf(ref);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      return { code: 'ErpUnavailable', params: { reason: error.cause?.message ?? error.message } };
    }
  });
}
