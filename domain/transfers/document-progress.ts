import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentStanding } from '../invoices/invoice-store.ts';
import { later } from '../statement-queue.ts';
import { agreementOf } from '../tenant.ts';
import { transferJson, type TransferRow } from './transfer-row.ts';

/** Where a document stands, and its transfers, oldest first. */
export interface DocumentProgress extends DocumentStanding {
  readonly transfers: readonly TransferRow[];
}

/** One statement. Null where this agreement has no such document. */
export async function readProgress(em: EntityManager, documentId: string): Promise<DocumentProgress | null> {
  const [row] = await em.execute<DocumentProgress[]>(
    `select i.id, i.number, i.kind, i.state, i.archived_at is not null as "isArchived",
       (select coalesce(jsonb_agg(${transferJson} order by t.created_at, t.id), '[]')
         from transfer t join connection c on c.id = t.connection_id where t.document_id = i.id) as transfers
     from customer_invoice i where i.agreement_number = ? and i.id = ?`,
    [agreementOf(em), documentId],
  );
  return row ?? null;
}

/** As `readProgress`, with the document locked until the transaction ends. */
export async function lockProgress(em: EntityManager, documentId: string): Promise<DocumentProgress | null> {
  await later(em, 'select 1 from customer_invoice where agreement_number = ? and id = ? for update', [
    agreementOf(em),
    documentId,
  ]);
  return readProgress(em, documentId);
}
