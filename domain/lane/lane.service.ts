import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRow } from '../connections/connection-row.ts';
import { callsPerDay } from '../connections/erp-limits.ts';
import { newId } from '../ids.ts';
import { epochMs, nowMs } from '../sql/fragments.ts';
import { later, prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { admit, lanePriorities, type TicketRow } from './lane.decisions.ts';
import { isKeptForDocuments, newMeter, placesOf } from './meter.decisions.ts';

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

/** What of a connection decides about its places. The caller of everything here holds its lock. */
export type LaneConnection = Pick<ConnectionRow, 'id' | 'provider' | 'gate' | 'capacity' | 'meter'>;

/** The database's clock, in milliseconds since the epoch, not later than now. */
export async function databaseNow(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ now: number }[]>(`select ${nowMs} as now`);
  return row?.now ?? 0;
}

const enter = prepare(
  'enter_lane',
  ['uuid', 'int', 'uuid', 'text', 'text', 'int', 'text', 'boolean'],
  `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key, keeps_party,
     state, sequence, entered_at)
   values ($1, $2, $3, $4, $5, $6, $7, false, 'waiting',
     coalesce((select max(w.sequence) from lane_ticket w where w.connection_id = $3 and w.workflow_id = $5),
       nextval(pg_get_serial_sequence('lane_ticket', 'sequence'))), now())
   on conflict (connection_id, flow_id) do update set sequence = excluded.sequence,
     state = case when lane_ticket.state = 'holding' and $8 then 'holding' else 'waiting' end,
     workflow_id = excluded.workflow_id, left_at = null,
     seen_at = case when lane_ticket.state = 'holding' and $8 then coalesce(lane_ticket.seen_at, now()) end`,
);

/** Whether a flow holds a place, and who else was given one meanwhile and has to be told. */
export interface Entered {
  readonly holds: boolean;
  readonly wake: readonly Heir[];
}

/**
 * Enters the lane, or takes over the flow's own ticket and its place in the order: one statement, and two that travel with
 * others. All turns of one workflow, its document's and those of the registers that the document waits for, have one place in
 * the order: else none of two thousand documents would be sent before all had asked for their registers. Behind a closed
 * gate nobody holds a place, and who held one goes back to its place in the line (keeping its party).
 */
export async function enterLane(
  em: EntityManager,
  connection: LaneConnection,
  flow: LaneFlow,
): Promise<Entered> {
  const isOpen = connection.gate === 'open';
  await enter.later(em, [
    ...[newId(), agreementOf(em), connection.id, flow.flowId, flow.workflowId],
    ...[flow.priority, flow.partyKey, isOpen],
  ]);
  if (!isOpen) return { holds: false, wake: [] };
  const tickets = await contenders(em, connection);
  const own = tickets.find((ticket) => ticket.flowId === flow.flowId);
  if (own?.state === 'holding') return { holds: true, wake: [] };
  const admitted = await admitWho(em, connection, tickets, own?.id);
  const others = admitted.filter((ticket) => ticket !== own);
  return { holds: others.length < admitted.length, wake: others.map(heirOf) };
}

const leave = prepare(
  'leave_lane',
  ['uuid', 'text', 'boolean'],
  `update lane_ticket set state = case when $3 then 'resting' else 'left' end, keeps_party = keeps_party and $3,
     placed_at = null, seen_at = null, left_at = case when $3 then null else now() end
   where connection_id = $1 and flow_id = $2 and state <> 'left'`,
);

/**
 * Gives back the flow's place; its party too, unless `keepsParty` (the outcome of a write is not known, or the same
 * write goes on later). Fills every free place and names all who have one and have not seen it: the same heirs when it
 * is run again.
 */
export async function leaveLane(
  em: EntityManager,
  connection: LaneConnection,
  flowId: string,
  options: { readonly keepsParty: boolean },
): Promise<readonly Heir[]> {
  await leave.later(em, [connection.id, flowId, options.keepsParty]);
  return fillLane(em, connection);
}

const end = prepare(
  'end_flow',
  ['uuid', 'text'],
  'delete from lane_ticket where connection_id = $1 and workflow_id = $2',
);

/**
 * The flow is final: all its tickets go, those of its registers' turns too, so that no party stays kept for somebody who will
 * not come back. Fills the free places as `leaveLane` does.
 */
export async function endFlow(
  em: EntityManager,
  connection: LaneConnection,
  workflowId: string,
): Promise<readonly Heir[]> {
  await end.later(em, [connection.id, workflowId]);
  return fillLane(em, connection);
}

/**
 * Takes the flow, and the document whose register's turn it may be, to the end of the line, as if they had entered last. The
 * caller holds the connection's lock.
 */
export async function goToTheEnd(
  em: EntityManager,
  connection: LaneConnection,
  flowId: string,
): Promise<void> {
  await later(
    em,
    `update lane_ticket set sequence = (select nextval(pg_get_serial_sequence('lane_ticket', 'sequence'))),
       entered_at = now()
     where connection_id = ? and workflow_id =
       (select f.workflow_id from lane_ticket f where f.connection_id = ? and f.flow_id = ?)`,
    [connection.id, connection.id, flowId],
  );
}

/** Fills free places (a place given back, a reopened gate, a raised capacity, a lost hand-over) and names whom to wake. */
export async function fillLane(em: EntityManager, connection: LaneConnection): Promise<readonly Heir[]> {
  const tickets = await contenders(em, connection);
  const admitted = await admitWho(em, connection, tickets);
  return tickets
    .filter((ticket) => (ticket.state === 'holding' && !ticket.isSeen) || admitted.includes(ticket))
    .sort((a, b) => a.sequence - b.sequence)
    .map(heirOf);
}

const heirOf = ({ flowId, workflowId }: Heir): Heir => ({ flowId, workflowId });

interface Contender extends TicketRow, Heir {
  /** Whether its flow has seen that it holds a place. */
  readonly isSeen: boolean;
}

const ticketColumns =
  'id, flow_id, workflow_id, state, priority, party_key, keeps_party, sequence, entered_at, seen_at';

/** So far down the line of each priority it is looked for parties that may go, before it is looked party by party. */
const nearMost = 200;

/**
 * Who is in a place or keeps a party, and the head of the line: of each party only its first, and only if nobody else keeps
 * the party, so that a thousand invoices of one customer hide nobody behind them. Within a priority the order of entering
 * is the order of ageing; so of a long line only its first part is read, along an index. Where that names too few (many
 * documents of few customers), each party's first is read, along another one.
 */
const contendersOf = prepare<Contender>(
  'contenders',
  ['uuid', 'int'],
  `  with recursive kept as materialized (
    select ${ticketColumns} from lane_ticket where connection_id = $1 and keeps_party
  ), near as materialized (
    select ticket.* from unnest(array[${Object.values(lanePriorities).join(', ')}]) as class (priority),
      lateral (
        select ${ticketColumns} from (
          select * from lane_ticket w where w.connection_id = $1 and w.state = 'waiting' and w.priority = class.priority
          order by w.sequence limit ${nearMost}) t
        where not exists (select 1 from kept k where k.party_key = t.party_key and k.id <> t.id)
          and not exists (select 1 from lane_ticket e where e.connection_id = $1 and e.state = 'waiting'
            and e.priority = t.priority and e.party_key = t.party_key and e.sequence < t.sequence)
        order by t.sequence limit $2) ticket
  ), party (key) as (
    select min(w.party_key) from lane_ticket w where w.connection_id = $1 and w.state = 'waiting'
      and (select count(*) from near) < $2
      and exists (select 1 from lane_ticket m where m.connection_id = $1 and m.state = 'waiting' offset ${nearMost})
    union all
    select (select min(w.party_key) from lane_ticket w where w.connection_id = $1 and w.state = 'waiting'
      and w.party_key > party.key) from party where party.key is not null
  ), far as (
    select ticket.* from party,
      lateral (
        select ${ticketColumns} from lane_ticket t
        where t.connection_id = $1 and t.state = 'waiting' and t.party_key = party.key
          and not exists (select 1 from kept k where k.party_key = t.party_key and k.id <> t.id)
        order by t.priority, t.sequence limit 1) ticket
    where party.key is not null order by ticket.priority, ticket.sequence limit $2
  ), head as (select * from near union select * from far)
  select id, flow_id as "flowId", workflow_id as "workflowId", state, priority, party_key as "partyKey",
    keeps_party as "keepsParty", sequence::float8 as sequence, seen_at is not null as "isSeen",
    ${epochMs('entered_at')} as "enteredAt"
  from (select * from kept union select * from head) ticket`,
);

const contenders = async (em: EntityManager, connection: LaneConnection): Promise<Contender[]> =>
  contendersOf.run(em, [connection.id, connection.capacity]);

const place = prepare(
  'place_tickets',
  ['uuid[]', 'uuid'],
  `update lane_ticket set state = 'holding', keeps_party = true, placed_at = now(),
     seen_at = case when id = $2 then now() end
   where id = any($1)`,
);

/** Admits whom the decision names, and marks them with the next statement. `self` has seen its own place at once. */
async function admitWho(
  em: EntityManager,
  connection: LaneConnection,
  tickets: readonly Contender[],
  self?: string,
): Promise<readonly Contender[]> {
  const now = Date.now();
  const meter = connection.meter ?? newMeter;
  const documentsOnly = isKeptForDocuments(meter, callsPerDay[connection.provider], now);
  const lane = { gate: connection.gate, capacity: placesOf(connection.capacity, meter), documentsOnly };
  const admitted = admit(lane, tickets, now);
  if (admitted.length > 0) await place.later(em, [`{${admitted.join(',')}}`, self ?? null]);
  return tickets.filter((ticket) => admitted.includes(ticket.id));
}
