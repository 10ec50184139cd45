import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConnectionRow, holdConnection, lockConnection } from '../connections/connection-row.ts';
import { errorMessage } from '../errors.ts';
import { appendEvents } from '../events/append-many.ts';
import { lookSoonAt } from '../issues/gather.ts';
import type { Heir } from '../lane/lane.service.ts';
import { putInLine } from '../lane/put-in-line.ts';
import { parkedTransferStates, type TransferState, verbsIn } from './transfer.lifecycle.ts';

/** Who is tried again, by whom. */
export interface RetryMany {
  readonly connectionId: string;
  /** These transfers of the connection, or all that stand under an issue. */
  readonly of: { readonly transferIds: readonly string[] } | { readonly issueId: string };
  /** Only those in these states; all that stand still where nothing is said. */
  readonly states?: readonly TransferState[];
  /** A person asks: what the ERP refused before no longer counts, and what had succeeded is looked up first. */
  readonly person?: string;
  readonly reason?: string | null | undefined;
  /** As the documents' histories call it. */
  readonly action: 'transfer-retried' | 'transfer-released';
}

/** What became of it: who is in line again, and who has a place in the lane now and is to be woken. */
export interface Retried {
  readonly connection: ConnectionRow;
  readonly transferIds: readonly string[];
  readonly heirs: readonly Heir[];
}

interface MovedRow {
  readonly id: string;
  readonly documentKind: string;
  readonly documentId: string;
  readonly documentNumber: number;
  readonly state: TransferState;
  readonly cause: string | null;
}

/**
 * Puts transfers that stand still back in line, in the caller's transaction: a handful of statements, whether it is one or
 * ten thousand, with an event in each document's history. Nobody is woken; a workflow looks when it has its place. What does
 * not stand still is left as it is. Takes the connection's lock. Throws `NotFound`.
 */
export async function retryMany(em: EntityManager, retry: RetryMany): Promise<Retried> {
  const connection = await lockConnection(em, retry.connectionId);
  const { of, person } = retry;
  const [column, value] =
    'issueId' in of ? ['t.issue_id = ?', of.issueId] : ['t.id = any(?)', `{${of.transferIds.join(',')}}`];
  const moved = await em.execute<MovedRow[]>(
    `with before as (
       select t.id, t.state, t.cause from transfer t
        where t.connection_id = ? and ${column} and t.state = any(?) order by t.created_at, t.id)
     update transfer t set state = 'waiting', cause = null, cause_params = null, told_stand = null,
       round = t.round + ?, retried_at = case when ? then date_trunc('milliseconds', clock_timestamp()) else t.retried_at end,
       updated_at = clock_timestamp()
     from before where t.id = before.id
     returning t.id, t.document_kind as "documentKind", t.document_id as "documentId",
       t.document_number as "documentNumber", before.state, before.cause`,
    [
      connection.id,
      value,
      `{${(retry.states ?? parkedTransferStates).join(',')}}`,
      person === undefined ? 0 : 1,
      person !== undefined,
    ],
  );
  const transferIds = moved.map(({ id }) => id);
  if (person !== undefined) await lookSoonAt(em, transferIds);
  const heirs = await putInLine(em, connection, transferIds);
  const at = new Date();
  await appendEvents(
    em,
    moved.map(({ documentKind, documentId, documentNumber, state, cause }) => ({
      documentKind,
      documentId,
      documentNumber,
      at,
      actor: person ?? 'system',
      action: retry.action,
      before: { transfer: state, ...(cause !== null && { cause }) },
      after: {
        transfer: 'waiting',
        connection: connection.id,
        provider: connection.provider,
        ...(retry.reason && { reason: retry.reason }),
      },
    })),
  );
  return { connection, transferIds, heirs };
}

/** A transfer that was named for a retry and does not stand still, and why it is left as it is. */
export interface LeftOut {
  readonly id: string;
  /** Null where the agreement has no such transfer. */
  readonly state: TransferState | null;
  readonly reason: string;
}

interface ChosenRow {
  readonly id: string;
  readonly connectionId: string;
  readonly state: TransferState;
  readonly documentNumber: number;
}

/** As `retryMany`, for transfers that a person has selected, whatever their connections. */
export async function retrySelected(
  em: EntityManager,
  ids: readonly string[],
  asked: { readonly person: string; readonly reason: string | null | undefined },
): Promise<{ readonly lanes: readonly Retried[]; readonly left: readonly LeftOut[] }> {
  const rows = await em.execute<ChosenRow[]>(
    `select id, connection_id as "connectionId", state, document_number as "documentNumber" from transfer
     where id = any(?)`,
    [`{${ids.join(',')}}`],
  );
  const connectionIds = [...new Set(rows.map(({ connectionId }) => connectionId))].sort();
  // All of these locks before the first event: the end of the chain is the last of the locks.
  for (const id of connectionIds) await holdConnection(em, id);
  const lanes: Retried[] = [];
  for (const connectionId of connectionIds) {
    const transferIds = rows.filter((row) => row.connectionId === connectionId).map(({ id }) => id);
    lanes.push(
      await retryMany(em, { connectionId, of: { transferIds }, ...asked, action: 'transfer-retried' }),
    );
  }
  const retried = new Set(lanes.flatMap(({ transferIds }) => transferIds));
  const known = new Map(rows.map((row) => [row.id, row]));
  const left = [...new Set(ids)].filter((id) => !retried.has(id)).map((id) => leftOut(id, known.get(id)));
  return { lanes, left };
}

function leftOut(id: string, row: ChosenRow | undefined): LeftOut {
  if (row === undefined)
    return { id, state: null, reason: errorMessage('NotFound', { what: `The transfer ${id}` }) };
  const { state, documentNumber } = row;
  const params = { what: `The transfer of ${documentNumber}`, state, action: 'retry' };
  const reason = errorMessage('InvalidTransition', { ...params, allowed: verbsIn[state].join(', ') });
  return { id, state, reason };
}
