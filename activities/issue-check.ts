import { cancellationSignal } from '@temporalio/activity';
import { findConnection } from '../domain/connections/connection.service.ts';
import { withAgreement } from '../domain/database.ts';
import { openCause, recordCheck } from '../domain/issues/check-issue.ts';
import { recordExchanges } from '../domain/transfers/erp-exchange.service.ts';
import type { IssueCheckResult, IssueRef } from '../workflows/erp/issue-check/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { wakeHeirs } from './erp/flow/advance.ts';
import { countRead, readErp } from './erp/flow/read-erp.ts';
import { adapterOf, sessionOf } from './erp/sessions.ts';
import { beating } from './heartbeat.ts';

/** On the provider's task queue. */
export function createIssueCheckActivities(deps: ActivityDeps) {
  return {
    /**
     * Reads an open issue's cause in the ERP and does what follows (see `recordCheck`); then wakes those who have a place. A
     * closed gate, a rate limit and an unreadable answer say nothing of the cause. Throws retryable failures of the read.
     */
    async checkIssue(ref: IssueRef): Promise<IssueCheckResult> {
      const asked = await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        const issue = await openCause(em, ref.issueId);
        return issue && { issue, session: sessionOf(deps, await findConnection(em, issue.connectionId)) };
      });
      if (asked === undefined) return { did: 'nothing' };
      const { issue, session } = asked;
      const cause = { blocked: issue.cause, params: issue.params };
      const answer = await beating(() =>
        readErp(deps, ref, { session, purpose: 'resolve' }, () =>
          adapterOf(deps, ref.provider).readCause(session, cause, cancellationSignal()),
        ),
      );
      if (answer.read !== 'answered') return { did: 'nothing' };
      const { done, wake } = await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        await countRead(em, deps, ref, answer.value.exchanges);
        await recordExchanges(em, ref.connectionId, null, 'resolve', answer.value.exchanges);
        return recordCheck(em, ref, answer.value.cause);
      });
      // One that looks for all is no heir: its place in the lane is not given to others where its workflow does not run.
      if (done.did === 'probed') await deps.signals.wake(wake);
      else await wakeHeirs(deps, ref, wake);
      return done;
    },
  };
}

export type IssueCheckActivities = ReturnType<typeof createIssueCheckActivities>;
