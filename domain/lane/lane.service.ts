import type { EntityDictionary } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Connection } from '../connections/connection.entity.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { admit, agingMs, type TicketRow, type TicketState } from './lane.decisions.ts';

/** Who enters a connection's lane. */
export interface LaneFlow {
  /** One ticket per flow: a workflow id, or that and the register whose turn it is. */
  readonly flowId: string;
  /** Whom to wake when there is a place. */
  readonly workflowId: string;
  readonly priority: number;
  /** Never two writes of one party in flight: `customer:<number>`, `unit:<number>`. */
  readonly partyKey: string;
}

/** A flow that has been given a place and has not seen it yet. */
export interface Heir {
  readonly flowId: string;
  readonly workflowId: string;
}

/** A connection under its lock. */
export interface LockedConnection {
  readonly connection: Connection;
  /**
   * The database's clock, in milliseconds since the epoch, not later than now: deadlines of attempts are written by that
   * clock, and a process whose own runs ahead must not take a window for over.
   */
  readonly now: number;
}

/**
 * Takes the connection's lock until the transaction ends: the first of the locks (connection, document, number series,
 * item, end of the event chain). A booking, whose transfer rows only reference the connection, passes meanwhile.
 * Throws `NotFound`.
 */
export async function lockConnectionAt(em: EntityManager, connectionId: string): Promise<LockedConnection> {
  const [row] = await em.execute<(EntityDictionary<Connection> & { now_ms: number })[]>(
    `select *, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
     from connection where id = ? for no key update`,
    [connectionId],
  );
  if (row === undefined) throw new DomainError('NotFound', { what: `The connection ${connectionId}` });
  const { now_ms: now, ...columns } = row;
  return { connection: em.map(Connection, columns as EntityDictionary<Connection>), now: Math.floor(now) };
}

/** The database's clock, in milliseconds since the epoch. */
export async function databaseNow(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ now_ms: number }[]>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms',
  );
  return Math.floor(row?.now_ms ?? 0);
}

/** As `lockConnectionAt`, for what needs no clock. */
export async function lockConnection(em: EntityManager, connectionId: string): Promise<Connection> {
  return (await lockConnectionAt(em, connectionId)).connection;
}

/**
 * Enters the lane, or takes over the flow's own ticket and its place in the order. True where the flow holds a place
 * now: behind a closed gate nobody does, and who held one goes back to its place in the line (keeping its party). The
 * caller holds the connection's lock.
 */
export async function enterLane(em: EntityManager, connection: Connection, flow: LaneFlow): Promise<boolean> {
  const isOpen = connection.gate === 'open';
  const [ticket] = await em.execute<{ id: string; state: TicketState }[]>(
    `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key,
       keeps_party, state, entered_at)
     values (?, ?, ?, ?, ?, ?, ?, false, 'waiting', now())
     on conflict (connection_id, flow_id) do update set
       state = case when lane_ticket.state = 'holding' and ? then 'holding' else 'waiting' end,
       workflow_id = excluded.workflow_id, left_at = null,
       seen_at = case when lane_ticket.state = 'holding' and ? then coalesce(lane_ticket.seen_at, now()) end
     returning id, state`,
    [
      newId(),
      agreementOf(em),
      connection.id,
      flow.flowId,
      flow.workflowId,
      flow.priority,
      flow.partyKey,
      isOpen,
      isOpen,
    ],
  );
  if (ticket === undefined) throw new Error('A lane ticket was neither made nor found.');
  if (ticket.state === 'holding') return true;
  const admitted = await fillPlaces(em, connection, ticket.id);
  return admitted.includes(ticket.id);
}

/**
 * Gives back the flow's place; its party too, unless `keepsParty` (the outcome of a write is not known, or the same
 * write goes on later). Fills every free place and names all who have one and have not seen it: the same heirs when it
 * is run again. The caller holds the connection's lock.
 */
export async function leaveLane(
  em: EntityManager,
  connection: Connection,
  flowId: string,
  options: { readonly keepsParty: boolean },
): Promise<readonly Heir[]> {
  await em.execute(
    `update lane_ticket set state = ?, keeps_party = keeps_party and ?, placed_at = null, seen_at = null,
       left_at = case when ? then null else now() end
     where connection_id = ? and flow_id = ? and state <> 'left'`,
    [options.keepsParty ? 'resting' : 'left', options.keepsParty, options.keepsParty, connection.id, flowId],
  );
  await fillPlaces(em, connection);
  return unseenHeirs(em, connection.id);
}

/**
 * The flow is final: all its tickets go, those of its registers' turns too, so that no party stays kept for somebody who will
 * not come back. Fills the free places as `leaveLane` does.
 */
export async function endFlow(
  em: EntityManager,
  connection: Connection,
  workflowId: string,
): Promise<readonly Heir[]> {
  await em.execute('delete from lane_ticket where connection_id = ? and workflow_id = ?', [
    connection.id,
    workflowId,
  ]);
  await fillPlaces(em, connection);
  return unseenHeirs(em, connection.id);
}

/** Fills free places (a reopened gate, a raised capacity, a lost hand-over) and names whom to wake. */
export async function fillLane(em: EntityManager, connection: Connection): Promise<readonly Heir[]> {
  await fillPlaces(em, connection);
  return unseenHeirs(em, connection.id);
}

interface RawTicket {
  readonly id: string;
  readonly state: TicketState;
  readonly priority: number;
  readonly party_key: string;
  readonly keeps_party: boolean;
  readonly sequence: string;
  readonly entered_ms: string;
}

/**
 * Who is in a place or keeps a party, and the head of the line: of each party only its first, and only if nobody else
 * keeps the party, so that a thousand invoices of one customer hide nobody behind them.
 */
const candidatesSql = `
  with kept as (
    select id, state, priority, party_key, keeps_party, sequence, entered_at from lane_ticket
    where connection_id = ? and (state = 'holding' or keeps_party)
  ), line as (
    select distinct on (t.party_key) t.id, t.state, t.priority, t.party_key, t.keeps_party, t.sequence, t.entered_at,
      greatest(1, t.priority - floor(extract(epoch from now() - t.entered_at) * 1000 / ${agingMs})) as rank
    from lane_ticket t
    where t.connection_id = ? and t.state = 'waiting'
      and not exists (select 1 from kept k where k.keeps_party and k.party_key = t.party_key and k.id <> t.id)
    order by t.party_key, rank, t.sequence
  ), head as (select * from line order by rank, sequence limit ?)
  select id, state, priority, party_key, keeps_party, sequence,
    floor(extract(epoch from entered_at) * 1000) as entered_ms
  from kept
  union
  select id, state, priority, party_key, keeps_party, sequence,
    floor(extract(epoch from entered_at) * 1000) as entered_ms
  from head`;

/** Admits whom the decision names and marks them. `self` has seen its own place at once. */
async function fillPlaces(
  em: EntityManager,
  connection: Connection,
  self?: string,
): Promise<readonly string[]> {
  if (connection.gate !== 'open') return [];
  const raw = await em.execute<RawTicket[]>(candidatesSql, [
    connection.id,
    connection.id,
    connection.capacity,
  ]);
  const tickets = raw.map((row): TicketRow => ({
    id: row.id,
    state: row.state,
    priority: row.priority,
    partyKey: row.party_key,
    keepsParty: row.keeps_party,
    sequence: Number(row.sequence),
    enteredAt: Number(row.entered_ms),
  }));
  const admitted = admit(connection, tickets, Date.now());
  if (admitted.length > 0)
    await em.execute(
      `update lane_ticket set state = 'holding', keeps_party = true, placed_at = now(),
         seen_at = case when id = ? then now() end
       where id = any(?)`,
      [self ?? null, `{${admitted.join(',')}}`],
    );
  return admitted;
}

/** Those who hold a place and have not seen it. */
async function unseenHeirs(em: EntityManager, connectionId: string): Promise<readonly Heir[]> {
  const rows = await em.execute<{ flow_id: string; workflow_id: string }[]>(
    `select flow_id, workflow_id from lane_ticket
     where connection_id = ? and state = 'holding' and seen_at is null order by sequence`,
    [connectionId],
  );
  return rows.map((row) => ({ flowId: row.flow_id, workflowId: row.workflow_id }));
}
