import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErpProviderName } from '../connections/connection.entity.ts';
import { DomainError, type ErrorCode, type ErrorParams } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import { jsonOrNull } from '../events/event-hash.ts';
import { idOfInvoice } from '../invoices/invoice-store.ts';
import type { InvoiceKey } from '../invoices/invoice-store.ts';
import { epochMs } from '../sql/fragments.ts';
import { prepare } from '../statements.ts';
import type { Call } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
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
  state: TransferState;
  cause: string | null;
  identity: Readonly<Record<string, string>> | null;
}

/** The row of the transfer `t` on its connection `c`, as JSON. */
export const transferJson = `jsonb_build_object('id', t.id, 'connectionId', t.connection_id, 'provider', c.provider,
  'documentKind', t.document_kind, 'documentId', t.document_id, 'documentNumber', t.document_number,
  'partyKey', t.party_key, 'key', t.key, 'round', t.round,
  'createdAt', ${epochMs('t.created_at')}, 'retriedAt', ${epochMs('t.retried_at')}, 'state', t.state, 'cause', t.cause,
  'identity', t.identity)`;

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
  /** Who decided that it ends here, where it was not the ERP. */
  readonly decidedBy?: string;
  readonly actor?: string;
  readonly action: string;
}

const move = prepare(
  'move_transfer',
  ['uuid', 'text', 'text', 'jsonb', 'jsonb', 'text', 'boolean'],
  `update transfer set state = $2, cause = $3, cause_params = $4, identity = coalesce($5, identity),
     decided_by = coalesce($6, decided_by), settled_at = case when $7 then clock_timestamp() else settled_at end,
     updated_at = clock_timestamp()
   where id = $1`,
);

/**
 * Moves a transfer and, where it comes to a stand or an end, appends the document's event in the same transaction: with the
 * next statement. The caller holds the connection's lock, so nobody moves it meanwhile; a final state is never left.
 */
export async function moveTransfer(
  em: EntityManager,
  transfer: TransferRow,
  change: TransferChange,
): Promise<void> {
  if (isFinalTransferState(transfer.state)) return;
  const from = transfer.state;
  const cause = change.cause ?? null;
  if (from === change.state && transfer.cause === cause) return;
  transfer.state = change.state;
  transfer.cause = cause;
  if (change.identity !== undefined) transfer.identity = { ...change.identity };
  await move.later(em, [
    transfer.id,
    change.state,
    cause,
    jsonOrNull(change.params),
    jsonOrNull(change.identity),
    change.decidedBy ?? null,
    isFinalTransferState(change.state),
  ]);
  const isShown = isFinalTransferState(change.state) || isParkedTransferState(change.state);
  if (isShown || change.actor !== undefined) await appendMove(em, transfer, from, change);
}

async function appendMove(
  em: EntityManager,
  transfer: TransferRow,
  from: TransferState,
  { params, identity, actor, action }: TransferChange,
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
    },
  });
}
