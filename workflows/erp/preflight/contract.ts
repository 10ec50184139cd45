import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import { preflightWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

/** Which documents are held against what the ERP holds. */
export interface PreflightRef {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly provider: string;
  /** Customer invoices and credit notes, drafts too; left out: every open one (drafts, and booked ones without their outcome). */
  readonly documentIds?: readonly string[];
  /** Read the ERP's registers afresh first, however young the snapshot is. */
  readonly refresh: boolean;
}

/** What the ERP would refuse of one document today; no blocks: nothing known stands in its way. */
export interface PreflightVerdict {
  readonly documentId: string;
  readonly documentNumber: number;
  readonly blocks: readonly { readonly code: ErrorCode; readonly params: ErrorParams }[];
}

export interface PreflightReport {
  readonly checked: number;
  readonly blocked: number;
  /** When the ERP's registers were read, in ISO 8601. */
  readonly snapshotAt: string;
  /** Of the named documents, every one; of all open ones the blocked, a thousand at most. */
  readonly verdicts: readonly PreflightVerdict[];
}

export const preflightWorkflowType = 'preflightWorkflow';

/** Start options; `runId` tells two looks of one connection apart. */
export const preflightStart = (ref: PreflightRef, runId: string, taskQueue = workflowTaskQueue) => ({
  workflowId: preflightWorkflowId(ref.connectionId, runId),
  taskQueue,
  args: [ref] as [PreflightRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
