import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { liveTransferStates, type TransferState } from '../transfers/transfer.lifecycle.ts';
import { Issue } from './issue.entity.ts';

/** Throws `NotFound`. */
export async function findIssue(em: EntityManager, id: string): Promise<Issue> {
  const issue = await em.findOne(Issue, { id }, { populate: ['connection'] });
  if (issue === null) throw new DomainError('NotFound', { what: `The issue ${id}` });
  return issue;
}

/** Throws `NotFound`, and `InvalidTransition` where it is closed: nothing stands under it any more. */
export async function findOpenIssue(em: EntityManager, id: string, action: string): Promise<Issue> {
  const issue = await findIssue(em, id);
  if (issue.state !== 'open')
    throw new DomainError('InvalidTransition', {
      what: `The issue ${id}`,
      state: issue.state,
      action,
      allowed: 'nothing',
    });
  return issue;
}

/** How many transfers of an issue stand in each state. */
export type IssueCounts = Readonly<Partial<Record<TransferState, number>>>;

/** The counts of issues, one statement; who has none is absent. */
export async function issueCounts(
  em: EntityManager,
  issueIds: readonly string[],
): Promise<ReadonlyMap<string, IssueCounts>> {
  const rows = await em.execute<{ id: string; counts: IssueCounts }[]>(
    `select issue_id as id, jsonb_object_agg(state, count) as counts
     from (select issue_id, state, count(*)::int as count from transfer where issue_id = any(?) group by 1, 2) n
     group by issue_id`,
    [`{${issueIds.join(',')}}`],
  );
  return new Map(rows.map(({ id, counts }) => [id, counts]));
}

/** Of an issue's transfers, those that are not settled. */
export const standingUnder = (counts: IssueCounts): number =>
  liveTransferStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
