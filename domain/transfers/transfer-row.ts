import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErpProviderName } from '../connections/connection.entity.ts';
import { DomainError, type ErrorCode, type ErrorParams } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import { jsonOrNull, type EventData } from '../events/event-hash.ts';
import { causeKey } from '../issues/cause-key.ts';
import { gatherTransfer } from '../issues/gather.ts';
import { idOfInvoice } from '../invoices/invoice-store.ts';
import type { InvoiceKey } from '../invoices/invoice-store.ts';
import { epochMs } from '../sql/fragments.ts';
import { prepare } from '../statements.ts';
import type { Call } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { isFinalTransferState, isParkedTransferState, type TransferState } from './transfer.lifecycle.ts';

/** A transfer as flows read it in each of their steps. `moveTransfer` keeps it up with its row. */
export interface TransferRow {
  readonly id: string;
  readonly connectionId: string;
  readonly provider: ErpProviderName;
  readonly documentKind: string;
  readonly documentId: string;
  readonly documentNumber: number;
  /** Never two writes of one party in flight: `customer:<number>`. */
  readonly partyKey: string;
  readonly key: string;
  readonly round: number;
  /** When it was promised, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** When a person asked for the last round, in milliseconds since the epoch. */
  readonly retriedAt: number | null;
  /** What it sends first after this moment is looked up first; in milliseconds since the epoch. */
  readonly looksFirstSince: number | null;
  state: TransferState;
  cause: string | null;
  params: ErrorParams | null;
  identity: Readonly<Record<string, string>> | null;
  /** The issue under which it stands, or last stood. */
  issueId: string | null;
  /** As what its history last told that it stands still. */
  toldStand: string | null;
}

/** The row of the transfer `t` on its connection `c`, as JSON. */
export const transferJson = `jsonb_build_object('id', t.id, 'connectionId', t.connection_id, 'provider', c.provider,
  'documentKind', t.document_kind, 'documentId', t.document_id, 'documentNumber', t.document_number,
  'partyKey', t.party_key, 'key', t.key, 'round', t.round,
  'createdAt', ${epochMs('t.created_at')}, 'retriedAt', ${epochMs('t.retried_at')},
  'looksFirstSince', ${epochMs('t.looks_first_since')}, 'state', t.state, 'cause', t.cause,
  'params', t.cause_params, 'identity', t.identity, 'issueId', t.issue_id, 'toldStand', t.told_stand)`;

export const transferNotFound = (id: string): DomainError =>
  new DomainError('NotFound', { what: `The transfer ${id}` });

/** A transfer by its id: one statement. Throws `NotFound`. */
export async function readTransfer(em: EntityManager, id: string): Promise<TransferRow> {
  const [row] = await em.execute<{ transfer: TransferRow }[]>(
    `select ${transferJson} as transfer from transfer t join connection c on c.id = t.connection_id where t.id = ?`,
    [id],
  );
  if (row === undefined) throw transferNotFound(id);
  return row.transfer;
}

const ofDocument = (column: 'id' | 'number'): string =>
  `select ${transferJson} as transfer from transfer t join connection c on c.id = t.connection_id
   where t.agreement_number = $1 and t.document_id = ${idOfInvoice(column)} order by t.created_at, t.id`;

const ofId = prepare<{ transfer: TransferRow }>('transfers_of', ['int', 'uuid'], ofDocument('id'));
const ofNumber = prepare<{ transfer: TransferRow }>(
  'transfers_of_number',
  ['int', 'int'],
  ofDocument('number'),
);

/** A document's transfers, oldest first, for `together`. */
export const transfersCall = (em: EntityManager, key: InvoiceKey): Call<{ transfer: TransferRow }> =>
  (typeof key === 'string' ? ofId : ofNumber).with([agreementOf(em), key]);

/** A document's transfers, oldest first: one statement. */
export async function transfersOf(em: EntityManager, documentId: string): Promise<TransferRow[]> {
  const rows = await ofId.run(em, [agreementOf(em), documentId]);
  return rows.map(({ transfer }) => transfer);
}

/** What happened to a transfer, for the document's history. */
export interface TransferChange {
  readonly state: TransferState;
  readonly cause?: ErrorCode | null;
  readonly params?: ErrorParams | null;
  readonly identity?: Readonly<Record<string, string>>;
  /** Who decided that it ends here, where it was not the ERP, and why. */
  readonly decidedBy?: string;
  readonly decidedWhy?: string;
  readonly actor?: string;
  readonly action: string;
  /** What else the document's history is to tell. */
  readonly told?: EventData;
}

const move = prepare(
  'move_transfer',
  ['uuid', 'text', 'text', 'jsonb', 'jsonb', 'text', 'boolean', 'text', 'text'],
  `update transfer set state = $2, cause = $3, cause_params = $4, identity = coalesce($5, identity),
     decided_by = coalesce($6, decided_by), decided_why = coalesce($8, decided_why),
     told_stand = coalesce($9, told_stand), settled_at = case when $7 then clock_timestamp() else settled_at end,
     updated_at = clock_timestamp()
   where id = $1`,
);

/**
 * Moves a transfer and, where it comes to a stand or an end, appends the document's event in the same transaction: with the
 * next statement. One that stands still is gathered under the issue of its cause (see `gatherTransfer`), which takes a
 * statement more; a stand that the history told already in this round is not told again. The caller holds the connection's
 * lock, so nobody moves it meanwhile; a final state is never left.
 */
export async function moveTransfer(
  em: EntityManager,
  transfer: TransferRow,
  change: TransferChange,
): Promise<void> {
  if (isFinalTransferState(transfer.state)) return;
  const from = transfer.state;
  const { state, cause = null, params = null } = change;
  if (
    from === state &&
    transfer.cause === cause &&
    jsonOrNull(transfer.params ?? null) === jsonOrNull(params)
  )
    return;
  const stand =
    isParkedTransferState(state) && cause !== null
      ? `${transfer.round} ${state} ${causeKey(cause, params ?? {})}`
      : null;
  const isTold = stand !== null && stand === transfer.toldStand;
  Object.assign(transfer, { state, cause, params, toldStand: stand ?? transfer.toldStand });
  if (change.identity !== undefined) transfer.identity = { ...change.identity };
  await move.later(em, [
    ...[transfer.id, state, cause, jsonOrNull(params), jsonOrNull(change.identity)],
    ...[change.decidedBy ?? null, isFinalTransferState(state), change.decidedWhy ?? null, stand],
  ]);
  if (state === 'transferred') await emitTransferred(em, transfer);
  const { decidedBy } = change;
  await gatherTransfer(em, transfer, { state, cause, params: params ?? {}, decidedBy });
  const isShown = (isFinalTransferState(state) || isParkedTransferState(state)) && !isTold;
  if (isShown || change.actor !== undefined) await appendMove(em, transfer, from, change);
}

async function emitTransferred(em: EntityManager, transfer: TransferRow): Promise<void> {
  await emitEvent(em, {
    event: 'customer_invoice.transferred',
    key: transfer.documentNumber,
    keyName: 'number',
    data: {
      id: transfer.documentId,
      number: transfer.documentNumber,
      integration_id: transfer.connectionId,
      provider: transfer.provider,
      erp: transfer.identity,
    },
  });
}

async function appendMove(
  em: EntityManager,
  transfer: TransferRow,
  from: TransferState,
  { params, identity, actor, action, told }: TransferChange,
): Promise<void> {
  await appendEvent(em, {
    documentKind: transfer.documentKind,
    documentId: transfer.documentId,
    documentNumber: transfer.documentNumber,
    actor: actor ?? 'system',
    action,
    before: { transfer: from },
    after: {
      transfer: transfer.state,
      connection: transfer.connectionId,
      provider: transfer.provider,
      ...(transfer.cause !== null && { cause: transfer.cause }),
      ...(params && { params: { ...params } }),
      ...(identity && { erp: { ...identity } }),
      ...told,
    },
  });
}
