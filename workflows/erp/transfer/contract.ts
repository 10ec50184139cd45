import { defineQuery, defineSignal } from '@temporalio/workflow';
import { transferWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';
import type { TransferState } from '../../../domain/transfers/transfer.lifecycle.ts';

/** Which promise to carry; everything else is read from its rows. */
export interface TransferRef {
  readonly agreementNumber: number;
  readonly provider: string;
  readonly connectionId: string;
  readonly transferId: string;
  readonly documentKind: string;
  readonly documentId: string;
  readonly documentNumber: number;
}

/** Look at your rows: there is a place, a retry, an outcome you waited for. Doubled and late ones do nothing. */
export const lookSignal = defineSignal('look');

/** Where the transfer stands, as the workflow saw it last. */
export const transferStateQuery = defineQuery<string>('state');

/** A transfer's end. */
export interface TransferResult {
  readonly state: TransferState;
}

export const transferWorkflowType = 'transferWorkflow';

export const transferStart = (ref: TransferRef, taskQueue = workflowTaskQueue) => ({
  workflowId: transferWorkflowId(ref.connectionId, ref.documentKind, ref.documentId),
  taskQueue,
  args: [ref] as [TransferRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    documentType: ref.documentKind,
    documentNumber: ref.documentNumber,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
