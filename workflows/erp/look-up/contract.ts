import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import type { TransferRef } from '../transfer/contract.ts';
import { erpLookUpWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

export interface ErpLookUpRef extends TransferRef {
  /** The ERP's number of a booked invoice that may be this document; left out: whatever carries our key. */
  readonly erpNumber?: string;
}

/**
 * `erpLookUpWorkflow(ref)`: asks the ERP, through the lane, whether a transfer's document stands there. Changes nothing; the
 * exchanges are kept for support.
 */
export type ErpLookUpResult =
  | { readonly found: 'absent' }
  | {
      /** `other`: it differs from ours, and `difference` says in what. */
      readonly found: 'same' | 'other';
      readonly identity: Readonly<Record<string, string>>;
      readonly difference?: string;
      /** The key of another document on the invoice of that number. */
      readonly carriedKey?: string;
    }
  /** There is no answer: a code of the catalogue with its params. */
  | { readonly found: 'unanswered'; readonly code: ErrorCode; readonly params: ErrorParams };

export const erpLookUpWorkflowType = 'erpLookUpWorkflow';

export const erpLookUpStart = (ref: ErpLookUpRef, taskQueue = workflowTaskQueue) => ({
  workflowId: erpLookUpWorkflowId(ref.transferId, ref.erpNumber),
  taskQueue,
  args: [ref] as [ErpLookUpRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    documentType: ref.documentKind,
    documentNumber: ref.documentNumber,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
