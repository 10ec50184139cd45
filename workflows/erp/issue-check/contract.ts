import { issueCheckWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

export interface IssueRef {
  readonly agreementNumber: number;
  readonly issueId: string;
  readonly connectionId: string;
  readonly provider: string;
}

/**
 * `issueCheckWorkflow(ref)`: holds the cause of an open issue against the ERP, once: one read through the lane, whatever the
 * number of documents under it. The keeper starts it when the issue's time has come, the API when something changed that may
 * have ended the cause. `nothing`: the issue is closed by now, or nothing waits for a check.
 */
export interface IssueCheckResult {
  readonly did: 'nothing' | 'waited' | 'released' | 'probed';
  /** Blocked documents that are in line again. */
  readonly released?: number;
}

export const issueCheckWorkflowType = 'issueCheckWorkflow';

export const issueCheckStart = (ref: IssueRef, taskQueue = workflowTaskQueue) => ({
  workflowId: issueCheckWorkflowId(ref.issueId),
  taskQueue,
  args: [ref] as [IssueRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
