import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import type { TransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import type { RegisterKey } from '../../shared/erp-flow.ts';
import { dryRunWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

/** Which transfer is asked what would become of it. */
export interface DryRunRef {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly provider: string;
  readonly transferId: string;
  readonly documentKind: string;
  readonly documentId: string;
}

/** A request as it would be sent: secrets masked, a long body cut. */
export interface DryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isCut: boolean;
}

interface Block {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** What would become of a register that the document needs. `unread`: too many to read them all. */
export interface DryRegister extends RegisterKey {
  readonly would: 'stay' | 'create' | 'update' | 'block' | 'unread';
  /** Absent where its parent has to be made first. A number that the ERP has yet to give stands as 0. */
  readonly request?: DryRequest;
}

export interface DryRunReport {
  /**
   * `send`: the request goes; `block`: it would be parked for the blocks; `look-up`: an open attempt is looked up first; `wait`:
   * for a window or a rate limit; `nothing`: it has its outcome, or all there is to write is written.
   */
  readonly would: 'send' | 'block' | 'look-up' | 'wait' | 'nothing';
  readonly state: TransferState;
  /** Whether the ERP is asked first if the document is there already. */
  readonly looksUpFirst: boolean;
  readonly blocks: readonly Block[];
  readonly registers: readonly DryRegister[];
  /** The draft's request, or the booking's. */
  readonly request?: DryRequest;
}

/** The report, or why the ERP could not be read. */
export type DryRunResult =
  { readonly report: DryRunReport } | { readonly code: ErrorCode; readonly params: ErrorParams };

export const dryRunWorkflowType = 'dryRunWorkflow';

/** Start options; `runId` tells two dry runs of one transfer apart. */
export const dryRunStart = (ref: DryRunRef, runId: string, taskQueue = workflowTaskQueue) => ({
  workflowId: dryRunWorkflowId(ref.transferId, runId),
  taskQueue,
  args: [ref] as [DryRunRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    documentType: ref.documentKind,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
