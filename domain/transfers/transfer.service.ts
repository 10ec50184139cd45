import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Connection } from '../connections/connection.entity.ts';
import { DomainError, type ErrorCode, type ErrorParams } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import { newId } from '../ids.ts';
import { databaseNow } from '../lane/lane.service.ts';
import { agreementOf } from '../tenant.ts';
import { Transfer } from './transfer.entity.ts';
import { isFinalTransferState, isParkedTransferState, type TransferState } from './transfer.lifecycle.ts';

/** The document that is promised to every connection. */
export interface PromisedDocument {
  readonly kind: 'customer-invoice';
  readonly id: string;
  readonly number: number;
  readonly customerNumber: string;
}

/** The setting that says whether documents of a kind go to a connection. */
const policySetting = { 'customer-invoice': 'transferCustomerInvoices' } as const;

/**
 * Our key of a document on a connection, as the ERP shows it behind `B-`: 16 characters of Crockford's base 32, the
 * same whenever it is asked for.
 */
export function documentKey(connectionId: string, documentKind: string, documentId: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const digest = createHash('sha256').update(`${connectionId}/${documentKind}/${documentId}`).digest();
  return [...digest.subarray(0, 16)].map((byte) => alphabet.charAt(byte % 32)).join('');
}

/**
 * Writes, in the booking's transaction, one transfer row per connection that has worked once (before its first successful
 * test a connection leads nowhere, and nothing is promised to it): `waiting`, or `skipped` with the cause
 * `NotSentByPolicy` where the connection's settings say that such documents stay here.
 */
export async function promiseTransfers(em: EntityManager, document: PromisedDocument): Promise<void> {
  const connections = await em.find(
    Connection,
    { account: { $ne: null } },
    { orderBy: { createdAt: 'asc' } },
  );
  const now = new Date();
  const rows = connections.map((connection) => {
    const off = connection.settings[policySetting[document.kind]] === 'off';
    return {
      id: newId(),
      agreementNumber: agreementOf(em),
      connection: connection.id,
      documentKind: document.kind,
      documentId: document.id,
      documentNumber: document.number,
      partyKey: `customer:${document.customerNumber}`,
      key: documentKey(connection.id, document.kind, document.id),
      state: off ? ('skipped' as const) : ('waiting' as const),
      cause: off ? 'NotSentByPolicy' : null,
      decidedBy: off ? 'settings' : null,
      settledAt: off ? now : null,
      round: 1,
      createdAt: now,
      updatedAt: now,
    };
  });
  if (rows.length > 0) await em.insertMany(Transfer, rows);
}

/** A document's transfers, as its workflow needs them. */
export async function transfersOf(em: EntityManager, documentId: string): Promise<Transfer[]> {
  return em.find(Transfer, { documentId }, { populate: ['connection'], orderBy: { createdAt: 'asc' } });
}

/** Throws `NotFound`. */
export async function findTransfer(em: EntityManager, id: string): Promise<Transfer> {
  const transfer = await em.findOne(Transfer, { id }, { populate: ['connection'] });
  if (transfer === null) throw new DomainError('NotFound', { what: `The transfer ${id}` });
  return transfer;
}

/** What happened to a transfer, for the document's history. */
export interface TransferChange {
  readonly state: TransferState;
  readonly cause?: ErrorCode | null;
  readonly params?: ErrorParams | null;
  readonly identity?: Readonly<Record<string, string>>;
  readonly actor?: string;
  readonly action: string;
}

/**
 * Moves a transfer and, where it comes to a stand or an end, writes the document's event in the same transaction. The
 * caller holds the connection's lock, so nobody moves it meanwhile; a final state is never left.
 */
export async function moveTransfer(
  em: EntityManager,
  transfer: Transfer,
  change: TransferChange,
): Promise<void> {
  if (isFinalTransferState(transfer.state)) return;
  const from = transfer.state;
  const cause = change.cause ?? null;
  if (from === change.state && transfer.cause === cause) return;
  transfer.state = change.state;
  transfer.cause = cause;
  transfer.causeParams = change.params === undefined || change.params === null ? null : { ...change.params };
  if (change.identity !== undefined) transfer.identity = { ...change.identity };
  if (isFinalTransferState(change.state)) transfer.settledAt = new Date();
  await em.flush();
  if (
    !isFinalTransferState(change.state) &&
    !isParkedTransferState(change.state) &&
    change.actor === undefined
  )
    return;
  await appendEvent(em, {
    documentKind: transfer.documentKind,
    documentId: transfer.documentId,
    documentNumber: transfer.documentNumber,
    actor: change.actor ?? 'system',
    action: change.action,
    before: { transfer: from },
    after: {
      transfer: change.state,
      connection: transfer.connection.id,
      provider: transfer.connection.provider,
      ...(cause !== null && { cause }),
      ...(change.params && { params: { ...change.params } }),
      ...(change.identity && { erp: { ...change.identity } }),
    },
  });
}

/**
 * A person asks for another try of a transfer that stands still. What the ERP refused before no longer counts; what had
 * succeeded is looked up first. Throws `NotFound`, or `InvalidTransition` where it does not stand still.
 */
export async function retryTransfer(em: EntityManager, id: string, actor: string): Promise<Transfer> {
  const transfer = await findTransfer(em, id);
  await em.execute('select 1 from connection where id = ? for no key update', [transfer.connection.id]);
  await em.refresh(transfer);
  if (!isParkedTransferState(transfer.state))
    throw new DomainError('InvalidTransition', {
      what: `The transfer of ${transfer.documentKind} ${transfer.documentNumber}`,
      state: transfer.state,
      action: 'retry',
      allowed: 'nothing',
    });
  transfer.round += 1;
  transfer.retriedAt = new Date(await databaseNow(em));
  await moveTransfer(em, transfer, { state: 'waiting', actor, action: 'transfer-retried' });
  return transfer;
}

/** Credit notes that wait on the same connection for the outcome of the invoice they credit. */
export async function waitingCreditNotes(
  em: EntityManager,
  transfer: Transfer,
): Promise<{ flowId: string; workflowId: string }[]> {
  const rows = await em.execute<{ document_kind: string; document_id: string }[]>(
    `select t.document_kind, t.document_id from transfer t
     join customer_invoice note on note.id = t.document_id and note.credited_invoice_id = ?
     where t.connection_id = ? and t.state = 'blocked' and t.cause = 'CreditedInvoiceNotTransferred'`,
    [transfer.documentId, transfer.connection.id],
  );
  return rows.map((row) => {
    const workflowId = `transfer:${transfer.connection.id}:${row.document_kind}:${row.document_id}`;
    return { flowId: workflowId, workflowId };
  });
}
