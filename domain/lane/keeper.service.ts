import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { acrossAgreements } from '../database.ts';
import { transferFlowOf } from '../sql/fragments.ts';
import { type Heir, fillLane, type LaneConnection } from './lane.service.ts';

/** A transfer that somebody has to carry. */
export interface KeptTransfer {
  readonly agreementNumber: number;
  readonly transferId: string;
  readonly connectionId: string;
  readonly provider: string;
  readonly documentKind: string;
  readonly documentId: string;
  readonly documentNumber: number;
  /** It neither stands still nor waits in line: where its workflow runs, it may have missed a call. */
  readonly wantsCall: boolean;
  /** A person has settled it; its workflow and who waits for it are to be told, once. */
  readonly isSettled: boolean;
}

export interface KeptInvoice {
  readonly agreementNumber: number;
  readonly documentId: string;
}

export interface KeptConnection {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly provider: string;
  readonly gate: string;
}

/**
 * Live transfers that nobody has moved for a minute (in line and parked ones: ten), marked as looked after; and those that a
 * person has settled, until `markTold`.
 */
export const transfersToKeep = async (orm: MikroORM, atMost: number): Promise<KeptTransfer[]> =>
  acrossAgreements(
    orm,
    `select agreement_number as "agreementNumber", transfer_id as "transferId", connection_id as "connectionId", provider,
       document_kind as "documentKind", document_id as "documentId", document_number as "documentNumber",
       wants_call as "wantsCall", is_settled as "isSettled"
     from bilag_keeper_transfers(?)`,
    [atMost],
  );

/** That a person has settled it is known to everybody who has to know. */
export const markTold = (em: EntityManager, transferId: string): Promise<unknown> =>
  em.execute('update transfer set kept_at = clock_timestamp() where id = ?', [transferId]);

/** Booked invoices that could have been archived a minute ago. */
export const invoicesToKeep = async (orm: MikroORM, atMost: number): Promise<KeptInvoice[]> =>
  acrossAgreements(
    orm,
    'select agreement_number as "agreementNumber", document_id as "documentId" from bilag_keeper_invoices(?)',
    [atMost],
  );

/** Files that were handed in a minute ago, and whose import has no end. */
export const importsToKeep = async (
  orm: MikroORM,
  atMost: number,
): Promise<{ readonly agreementNumber: number; readonly uploadId: string }[]> =>
  acrossAgreements(
    orm,
    'select agreement_number as "agreementNumber", upload_id as "uploadId" from bilag_keeper_imports(?)',
    [atMost],
  );

/** Connections with a closed gate, or with somebody in line or in a place for half a minute. */
export const connectionsToKeep = async (orm: MikroORM): Promise<KeptConnection[]> =>
  acrossAgreements(
    orm,
    `select agreement_number as "agreementNumber", connection_id as "connectionId", provider, gate
     from bilag_keeper_connections()`,
    [],
  );

/** An open issue whose cause is due to be held against the ERP. */
export interface KeptIssue {
  readonly agreementNumber: number;
  readonly issueId: string;
  readonly connectionId: string;
  readonly provider: string;
}

/** Issues that are due, behind an open gate; their next time is set with it. */
export const issuesToCheck = async (orm: MikroORM, atMost: number): Promise<KeptIssue[]> =>
  acrossAgreements(
    orm,
    `select agreement_number as "agreementNumber", issue_id as "issueId", connection_id as "connectionId", provider
     from bilag_keeper_issues(?)`,
    [atMost],
  );

/** How many transfers stand in each state, over all agreements. */
export const transferCounts = async (orm: MikroORM): Promise<{ state: string; transfers: string }[]> =>
  acrossAgreements(orm, 'select state, transfers from bilag_transfer_counts()', []);

/** How many attempts each connected provider refused for a reason that the catalogue does not know, over all agreements. */
export const unmappedRefusals = async (orm: MikroORM): Promise<{ provider: string; refusals: string }[]> =>
  acrossAgreements(orm, 'select provider, refusals from bilag_unmapped_refusals()', []);

/** A ticket whose flow holds a place, or was given one, for half a minute. */
export interface HeldTicket extends Heir {
  readonly isSeen: boolean;
}

export async function heldTickets(em: EntityManager, connectionId: string): Promise<HeldTicket[]> {
  return em.execute<HeldTicket[]>(
    `select flow_id as "flowId", workflow_id as "workflowId", seen_at is not null as "isSeen" from lane_ticket
     where connection_id = ? and state = 'holding' and placed_at < now() - interval '30 seconds'`,
    [connectionId],
  );
}

/**
 * Takes the places of flows whose workflow is gone and gives them to the line. A party stays kept while a write of that
 * flow has an intent without outcome: whoever carries the flow next looks it up first. The caller holds the lock.
 */
export async function releasePlaces(
  em: EntityManager,
  connection: LaneConnection,
  flowIds: readonly string[],
): Promise<readonly Heir[]> {
  if (flowIds.length > 0)
    await em.execute(
      `update lane_ticket t set placed_at = null, seen_at = null, state = k.state, keeps_party = k.keeps,
         left_at = case when k.keeps then null else now() end
       from (select l.id, o.keeps, case when o.keeps then 'resting' else 'left' end as state from lane_ticket l,
               lateral (select exists (select 1 from erp_write w where w.connection_id = l.connection_id
                 and w.state <> 'settled' and (w.transfer_id in (select tr.id from transfer tr
                   where l.workflow_id = ${transferFlowOf('tr')}
                     and tr.connection_id = l.connection_id))) as keeps) o
             where l.connection_id = ? and l.flow_id = any(?) and l.state = 'holding') k
       where t.id = k.id`,
      [connection.id, `{${flowIds.map((flowId) => JSON.stringify(flowId)).join(',')}}`],
    );
  return fillLane(em, connection);
}

/** Writes down that the keeper has looked, and what it mended. */
export async function recordLook(orm: MikroORM, mended: Readonly<Record<string, number>>): Promise<void> {
  await acrossAgreements(
    orm,
    `insert into keeper_look (id, at, mended) values (1, now(), ?::jsonb)
     on conflict (id) do update set at = excluded.at, mended = excluded.mended`,
    [JSON.stringify(mended)],
  );
}

/** Seconds since the keeper's last look; undefined before its first one. */
export async function secondsSinceLook(orm: MikroORM): Promise<number | undefined> {
  const [row] = await acrossAgreements<{ seconds: string }>(
    orm,
    'select floor(extract(epoch from now() - at)) as seconds from keeper_look where id = 1',
    [],
  );
  return row === undefined ? undefined : Number(row.seconds);
}
