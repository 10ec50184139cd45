import type { ErrorParams } from '../../../domain/errors.ts';
import { invoicePdfWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

export interface InvoicePdfRef {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly provider: string;
  readonly documentId: string;
}

/**
 * `invoicePdfWorkflow(ref)`: fetches the ERP's PDF of a transferred invoice through the lane and stores it as a
 * document file; the result says which, never the bytes. While the ERP has not made the PDF yet it asks again, half a
 * minute at most.
 */
export interface InvoicePdfResult {
  /** `document_file` id; absent where there is no PDF, then `code` and `params` say why. */
  readonly fileId?: string;
  readonly code?: string;
  readonly params?: ErrorParams;
}

export const invoicePdfWorkflowType = 'invoicePdfWorkflow';

export const invoicePdfStart = (ref: InvoicePdfRef, taskQueue = workflowTaskQueue) => ({
  workflowId: invoicePdfWorkflowId(ref.connectionId, ref.documentId),
  taskQueue,
  args: [ref] as [InvoicePdfRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    documentType: 'customer-invoice',
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
