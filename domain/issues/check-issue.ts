import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConnectionRow, holdConnection, lockConnection } from '../connections/connection-row.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Heir } from '../lane/lane.service.ts';
import { transferFlow } from '../sql/fragments.ts';
import { later } from '../statements.ts';
import { retryMany } from '../transfers/retry-many.ts';
import { checkInterval } from './gather.ts';

/** What a fresh read said of a cause; `untold`: it names nothing that could be read, only another try can tell. */
export type CauseSays = 'stands' | 'gone' | 'untold';

/** What a check did. */
export type CheckDone =
  /** The issue is closed by now, or has nothing that the check could move. */
  | { readonly did: 'nothing' }
  /** The cause still stands. */
  | { readonly did: 'waited' }
  /** The cause is gone: its blocked documents are in line again. `released` counts them; refused ones wait for a person. */
  | { readonly did: 'released'; readonly released: number }
  /** One blocked document looks again whether it would be blocked still. */
  | { readonly did: 'probed' };

/** What a check left behind: whom to wake once it is committed. */
export interface Checked {
  readonly done: CheckDone;
  readonly wake: readonly Heir[];
}

/** An open issue's cause and its connection, for reading it in the ERP; undefined where it is closed by now. */
export async function openCause(
  em: EntityManager,
  issueId: string,
): Promise<
  { readonly cause: ErrorCode; readonly params: ErrorParams; readonly connectionId: string } | undefined
> {
  const [row] = await em.execute<{ cause: ErrorCode; params: ErrorParams; connectionId: string }[]>(
    `select cause, params, connection_id as "connectionId" from issue where id = ? and state = 'open'`,
    [issueId],
  );
  return row;
}

interface Standing {
  readonly blocked: number;
  /** Of its documents, those that are in line or under way again. */
  readonly moving: number;
  /** Whether one has reached the ERP since the last check: then the cause does not hold for the others either. */
  readonly hasCarried: boolean;
  /** The flow of the blocked one that has waited longest. */
  readonly probe: string | null;
}

const standingOf = `
  select count(*) filter (where t.state = 'blocked')::int as blocked,
    count(*) filter (where t.state in ('waiting', 'checking', 'sending'))::int as moving,
    coalesce(bool_or(t.state = 'transferred' and t.settled_at >= coalesce(i.last_checked_at, i.opened_at)), false)
      as "hasCarried",
    (array_agg(${transferFlow} order by t.created_at, t.id) filter (where t.state = 'blocked'))[1] as probe
  from issue i join transfer t on t.issue_id = i.id where i.id = ? and i.state = 'open'`;

/**
 * Writes down what a read said of an open issue's cause and does what follows from it, in the caller's transaction. Where
 * the cause is gone all its blocked documents go back in line; where only a try can tell, one of them looks again, and the
 * rest follow once it has got through. Takes the connection's lock. Run twice it does no more than once.
 */
export async function recordCheck(
  em: EntityManager,
  issue: { readonly issueId: string; readonly connectionId: string },
  says: CauseSays,
): Promise<Checked> {
  const { issueId } = issue;
  const connection = await lockConnection(em, issue.connectionId);
  const [standing] = await em.execute<Standing[]>(standingOf, [issueId]);
  if (standing === undefined || standing.blocked + standing.moving === 0)
    return remember(em, issueId, says, false, { did: says === 'stands' ? 'waited' : 'nothing' });
  if (says === 'stands') return remember(em, issueId, says, true, { did: 'waited' });
  if (standing.blocked > 0 && (says === 'gone' || standing.hasCarried))
    return release(em, connection, issueId, says);
  if (says === 'gone' || standing.blocked === 0)
    return remember(em, issueId, says, false, { did: 'nothing' });
  const isProbed = standing.moving === 0 && standing.probe !== null;
  const checked = await remember(em, issueId, says, true, { did: isProbed ? 'probed' : 'waited' });
  const flowId = standing.probe ?? '';
  return isProbed ? { ...checked, wake: [{ flowId, workflowId: flowId }] } : checked;
}

async function release(
  em: EntityManager,
  connection: ConnectionRow,
  issueId: string,
  says: CauseSays,
): Promise<Checked> {
  const { transferIds, heirs } = await retryMany(em, {
    connectionId: connection.id,
    of: { issueId },
    states: ['blocked'],
    action: 'transfer-released',
  });
  const done = { did: 'released', released: transferIds.length } as const;
  return { ...(await remember(em, issueId, says, false, done)), wake: heirs };
}

/** `isWaiting`: it is looked at again by itself. A refused document's cause that stands is, too: people see when it is gone. */
async function remember(
  em: EntityManager,
  issueId: string,
  says: CauseSays,
  isWaiting: boolean,
  done: CheckDone,
): Promise<Checked> {
  await later(
    em,
    `update issue set last_checked_at = clock_timestamp(),
       cause_gone_at = case when ? then coalesce(cause_gone_at, clock_timestamp()) end,
       check_at = case when ? then clock_timestamp() + ${checkInterval} end
     where id = ? and state = 'open'`,
    [says === 'gone', isWaiting || says === 'stands', issueId],
  );
  return { done, wake: [] };
}

/** Open issues of a connection are looked at soon: something changed that may have ended their causes. Answers which. */
export async function lookAtIssues(em: EntityManager, connectionId: string): Promise<string[]> {
  await holdConnection(em, connectionId);
  const rows = await em.execute<{ id: string }[]>(
    `update issue set check_at = clock_timestamp() where connection_id = ? and state = 'open' returning id`,
    [connectionId],
  );
  return rows.map(({ id }) => id);
}
