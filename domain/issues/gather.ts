import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import { canonicalJson } from '../events/event-hash.ts';
import { newId } from '../ids.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { notify } from '../notifications/notification.service.ts';
import { later, prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import {
  isFinalTransferState,
  liveTransferStates,
  type TransferState,
} from '../transfers/transfer.lifecycle.ts';
import { causeKey, issueCause } from './cause-key.ts';
import type { IssueEnd } from './issue.entity.ts';

/** A cause is held against the ERP this often while documents stand still for it. */
export const checkInterval = `interval '15 minutes'`;

/** States in which a transfer counts as standing under its issue. */
export const liveStates = liveTransferStates.map((state) => `'${state}'`).join(', ');

/** A transfer that was just moved, as far as issues look at it. */
export interface Gathered {
  readonly id: string;
  readonly connectionId: string;
  /** The issue under which it stands, or last stood. */
  issueId: string | null;
}

/** What it was moved to. */
export interface Stand {
  readonly state: TransferState;
  readonly cause: ErrorCode | null;
  readonly params: ErrorParams;
  /** Who ended it, where a person did. */
  readonly decidedBy: string | undefined;
}

/** A cause that stops one more document is not gone, and is looked at again. */
const stopsAgain = prepare(
  'issue_stops_again',
  ['uuid', 'text'],
  `update issue set cause_gone_at = null, check_at = coalesce(check_at, clock_timestamp() + ${checkInterval})
   where connection_id = $1 and cause_key = $2 and state = 'open' and (cause_gone_at is not null or check_at is null)`,
);

const gatherUnder = prepare<{ issueId: string; isOpened: boolean }>(
  'gather_under_issue',
  ['uuid', 'int', 'uuid', 'text', 'text', 'jsonb', 'uuid'],
  `with opened as (
     insert into issue (id, agreement_number, connection_id, cause, cause_key, params, state, opened_at, check_at)
     values ($1, $2, $3, $4, $5, $6, 'open', clock_timestamp(), clock_timestamp() + ${checkInterval})
     on conflict (connection_id, cause_key) where state = 'open' do nothing returning id
   ), under as (
     select id, true as is_opened from opened
     union all select id, false from issue where connection_id = $3 and cause_key = $5 and state = 'open'
   )
   update transfer t set issue_id = under.id from under where t.id = $7
   returning under.id as "issueId", under.is_opened as "isOpened"`,
);

const leave = prepare('leave_issue', ['uuid'], 'update transfer set issue_id = null where id = $1');

/** What waits there may go as well: its cause is looked at with the keeper's next look. */
const lookSoon = prepare(
  'issue_look_soon',
  ['uuid'],
  `update issue set check_at = clock_timestamp() where id = $1 and state = 'open' and check_at > clock_timestamp()
     and exists (select 1 from transfer t where t.issue_id = $1 and t.state = 'blocked')`,
);

/** A person tries these again, so whatever stopped them may be gone: their issues are looked at soon; with the next statement. */
export async function lookSoonAt(em: EntityManager, transferIds: readonly string[]): Promise<void> {
  await later(
    em,
    `update issue i set check_at = clock_timestamp()
     where i.id in (select t.issue_id from transfer t where t.id = any(?)) and i.state = 'open'
       and exists (select 1 from transfer t where t.issue_id = i.id and t.state = 'blocked')`,
    [`{${transferIds.join(',')}}`],
  );
}

interface ClosedIssue {
  readonly connectionId: string;
  readonly cause: ErrorCode;
  readonly params: ErrorParams;
  readonly documents: number;
}

const closeEmpty = prepare<ClosedIssue>(
  'close_empty_issue',
  ['uuid', 'text', 'text'],
  `with ended as (
     update issue set state = 'closed', closed_at = clock_timestamp(), closed_by = $2, closed_why = $3, check_at = null
     where id = $1 and state = 'open'
       and not exists (select 1 from transfer t where t.issue_id = $1 and t.state in (${liveStates}))
     returning connection_id, cause, params)
   select e.connection_id as "connectionId", e.cause, e.params,
     (select count(*)::int from transfer t where t.issue_id = $1) as documents from ended e`,
);

/**
 * Puts a transfer that stands still under the issue of its cause, which opens with its first document; ends its stay where
 * it has its outcome or another cause. One that is merely in line again stays under its issue until that, so that a try that
 * fails for the same cause neither closes an issue nor opens another. The caller holds the connection's lock and has moved
 * the transfer. Costs nothing for a transfer that never stood still, one statement otherwise.
 */
export async function gatherTransfer(em: EntityManager, transfer: Gathered, stand: Stand): Promise<void> {
  const before = transfer.issueId;
  const { state, cause, params } = stand;
  const stopping = issueCause(state, cause);
  if (stopping !== undefined) {
    await under(em, transfer, stopping, params);
    if (before !== null && before !== transfer.issueId)
      await closeIfEmpty(em, before, 'other-cause', 'system');
  } else if (before === null) {
    return;
  } else if (isFinalTransferState(state)) {
    if (state === 'transferred') await lookSoon.later(em, [before]);
    const why = state === 'transferred' ? 'carried' : 'settled-by-hand';
    await closeIfEmpty(em, before, why, stand.decidedBy ?? 'system');
  } else if (cause !== null && state === 'blocked') {
    // It waits for something that comes by itself now.
    await leave.later(em, [transfer.id]);
    transfer.issueId = null;
    await closeIfEmpty(em, before, 'other-cause', 'system');
  }
}

async function under(
  em: EntityManager,
  transfer: Gathered,
  cause: ErrorCode,
  params: ErrorParams,
): Promise<void> {
  const { id, connectionId } = transfer;
  const key = causeKey(cause, params);
  await stopsAgain.later(em, [connectionId, key]);
  const opening = [newId(), agreementOf(em), connectionId, cause, key, canonicalJson(params), id];
  const [row] = await gatherUnder.run(em, opening);
  transfer.issueId = row?.issueId ?? null;
  if (row?.isOpened !== true) return;
  const { issueId } = row;
  await notify(em, { kind: 'issue-opened', connectionId, issueId, cause, params, documents: 1 });
  await tellWebhooks(em, 'issue.opened', { issueId, connectionId, cause, params });
}

/** Ends an issue under which no document is left. People are told, but not where its documents stand still for another cause. */
async function closeIfEmpty(
  em: EntityManager,
  issueId: string,
  closedWhy: IssueEnd,
  by: string,
): Promise<void> {
  const [closed] = await closeEmpty.run(em, [issueId, by, closedWhy]);
  if (closed === undefined) return;
  if (closedWhy !== 'other-cause') await notify(em, { kind: 'issue-closed', issueId, closedWhy, ...closed });
  await tellWebhooks(em, 'issue.closed', { issueId, ...closed });
}

async function tellWebhooks(
  em: EntityManager,
  event: 'issue.opened' | 'issue.closed',
  { issueId, connectionId, cause, params }: Omit<ClosedIssue, 'documents'> & { readonly issueId: string },
): Promise<void> {
  const data = { id: issueId, integration_id: connectionId, cause, params };
  await emitEvent(em, { event, key: issueId, keyName: 'id', data });
}
