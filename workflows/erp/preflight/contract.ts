import { defineQuery } from '@temporalio/workflow';
import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import { preflightWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

/** Which documents are held against what the ERP holds. */
export interface PreflightRef {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly provider: string;
  /**
   * Customer invoices and credit notes, drafts too; left out: every open one (drafts, and booked ones without their
   * outcome). None: the registers alone are brought up to date.
   */
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
  /** When the ERP's registers were read, in ISO 8601; null where they never were, and only our own rules could look. */
  readonly snapshotAt: string | null;
  /** Of the named documents, every one; of all open ones the blocked, as many as an answer holds (about half a million characters). */
  readonly verdicts: readonly PreflightVerdict[];
  /** Why the registers could not be read now; what was known of them before was looked at. */
  readonly failure?: { readonly code: ErrorCode; readonly params: ErrorParams };
}

/** A run as it stands. */
export interface PreflightProgress extends PreflightReport {
  readonly isDone: boolean;
  /** How many documents it is about; null until they are counted. */
  readonly total: number | null;
}

/** How far the run is, and at its end its report. */
export const preflightProgressQuery = defineQuery<PreflightProgress>('preflightProgress');

/** Whether the stored snapshot will do, by the database's clock in milliseconds since the epoch. */
export interface SnapshotState {
  readonly now: number;
  readonly isYoung: boolean;
  /** Parts of a young one that these documents need and that were not read. */
  readonly missing: readonly string[];
}

/** What one activity has checked. */
export interface CheckedBatch extends Omit<PreflightReport, 'failure'> {
  /** Behind which number the next one begins; absent where there is none. */
  readonly next?: number;
  /** How much of the answer is left, in characters. */
  readonly room: number;
  /** The parts of the snapshot that speak against documents, and when each was read. */
  readonly parts: readonly { readonly name: string; readonly readAt: number }[];
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

/** The run that brings a connection's snapshot up to date beside its transfers. */
export const refreshRunId = 'refresh';
