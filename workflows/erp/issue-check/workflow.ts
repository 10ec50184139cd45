import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { IssueCheckActivities } from '../../../activities/issue-check.ts';
import { erpRead } from '../../shared/activity-options.ts';
import { watchLane, withErpLane } from '../../shared/erp-lane.ts';
import type { IssueCheckResult, IssueRef } from './contract.ts';

/** One look at one cause. While the ERP is away nothing is known of it: the issue's next time will tell. */
export async function issueCheckWorkflow(ref: IssueRef): Promise<IssueCheckResult> {
  const { checkIssue } = proxyActivities<IssueCheckActivities>(erpRead(ref.provider, ref.agreementNumber));
  const visit = { ...ref, priority: 'asked' as const, partyKey: `issue:${ref.issueId}` };
  return withErpLane(watchLane(), visit, async () => {
    try {
      return await checkIssue(ref);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      return { did: 'nothing' };
    }
  });
}
