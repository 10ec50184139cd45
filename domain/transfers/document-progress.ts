import type { EntityManager } from '@mikro-orm/postgresql';
import { holdInvoice } from '../invoices/invoice-head.ts';
import type { DocumentStanding } from '../invoices/invoice-store.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { transferJson, type TransferRow } from './transfer-row.ts';

/** Where a document stands, and its transfers, oldest first. */
export interface DocumentProgress extends DocumentStanding {
  readonly transfers: readonly TransferRow[];
  /** Whether a shipment was asked for of which not all is sent: it is not complete before. */
  readonly isAwaitingDelivery: boolean;
}

const progressOf = prepare<DocumentProgress>(
  'document_progress',
  ['int', 'uuid'],
  `select i.id, i.number, i.kind, i.state, i.archived_at is not null as "isArchived",
     i.delivery in ('ready', 'partly') as "isAwaitingDelivery",
     (select coalesce(jsonb_agg(${transferJson} order by t.created_at, t.id), '[]')
       from transfer t join connection c on c.id = t.connection_id where t.document_id = i.id) as transfers
   from customer_invoice i where i.agreement_number = $1 and i.id = $2`,
);

/** One statement. Null where this agreement has no such document. */
export async function readProgress(em: EntityManager, documentId: string): Promise<DocumentProgress | null> {
  const [row] = await progressOf.run(em, [agreementOf(em), documentId]);
  return row ?? null;
}

/** As `readProgress`, with the document locked until the transaction ends. */
export async function lockProgress(em: EntityManager, documentId: string): Promise<DocumentProgress | null> {
  await holdInvoice(em, documentId);
  return readProgress(em, documentId);
}
