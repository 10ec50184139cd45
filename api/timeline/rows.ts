import { ApiKey } from '../../domain/agreements/api-key.entity.ts';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { LaneTicket } from '../../domain/lane/lane-ticket.entity.ts';
import { epochMs } from '../../domain/sql/fragments.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import type { Em } from '../context.ts';

/** What a history is about. */
export interface Subject {
  readonly documentId: string;
  /** Only this connection's part, where it is about one transfer. */
  readonly connectionId?: string | undefined;
}

/** The exchanges of one attempt for one purpose: how many, and the one that counts, a write before a read. */
export interface Exchanged {
  readonly writeId: string;
  readonly purpose: 'send' | 'look-up';
  readonly count: number;
  readonly at: Date;
  /** Null where no status arrived. */
  readonly status: number | null;
  /** At most its first 20,000 characters. */
  readonly body: string | null;
}

/** Everything that a history is told from. */
export interface TimelineRows {
  /** In the order of the chain. */
  readonly events: readonly DocumentEvent[];
  /** With their connections. */
  readonly transfers: readonly Transfer[];
  /** In the order in which they were intended. */
  readonly writes: readonly ErpWrite[];
  readonly exchanges: readonly Exchanged[];
  /** Those in line, by workflow. */
  readonly inLine: ReadonlyMap<string, LaneTicket>;
  /** Names of API keys by their first characters. */
  readonly keyNames: ReadonlyMap<string, string>;
}

/** Reads a history's rows: six statements, however long it is. */
export async function timelineRows(em: Em, { documentId, connectionId }: Subject): Promise<TimelineRows> {
  const events = await em.find(DocumentEvent, { documentId }, { orderBy: { sequence: 'asc' } });
  const transfers = await em.find(
    Transfer,
    { documentId, ...(connectionId !== undefined && { connection: connectionId }) },
    { populate: ['connection'], orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const writes = await em.find(
    ErpWrite,
    { transferId: { $in: transfers.map(({ id }) => id) } },
    { orderBy: { intendedAt: 'asc', number: 'asc' } },
  );
  const tickets = await em.find(LaneTicket, {
    state: 'waiting',
    workflowId: {
      $in: transfers.map((transfer) =>
        transferWorkflowId(transfer.connection.id, transfer.documentKind, documentId),
      ),
    },
  });
  const gates = transfers.map(({ connection }) => connection.gateBy ?? '');
  return {
    events,
    transfers,
    writes,
    exchanges: await exchangesOf(em, writes),
    inLine: new Map(tickets.map((ticket) => [ticket.workflowId, ticket])),
    keyNames: await keyNames(em, [...events.map(({ actor }) => actor), ...gates]),
  };
}

async function exchangesOf(em: Em, writes: readonly ErpWrite[]): Promise<Exchanged[]> {
  if (writes.length === 0) return [];
  const rows = await em.execute<(Omit<Exchanged, 'at'> & { readonly at: number })[]>(
    `with counted as (
       select *, count(*) over (partition by write_id, purpose)::int as count, row_number() over (
         partition by write_id, purpose order by method = 'GET', at desc, id desc) as place
       from erp_exchange where write_id = any(?::uuid[]) and purpose in ('send', 'look-up'))
     select write_id as "writeId", purpose, count, ${epochMs('at')} as at, status, left(response_body, 20000) as body
     from counted where place = 1`,
    [`{${writes.map(({ id }) => id).join(',')}}`],
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

async function keyNames(em: Em, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const prefixes = new Set(
    actors.filter((actor) => actor.startsWith('api-key:')).map((actor) => actor.slice('api-key:'.length)),
  );
  if (prefixes.size === 0) return new Map();
  const keys = await em.find(ApiKey, { prefix: { $in: [...prefixes] } });
  return new Map(keys.map(({ prefix, name }) => [prefix, name]));
}
