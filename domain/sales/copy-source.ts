import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentTable } from '../documents/document.ts';
import type { Standing } from '../documents/lifecycle.ts';
import { invalidInput } from '../field-rules.ts';
import { invoiceLines } from '../invoices/invoice-line-table.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import { offerLines, offerTable } from '../offers/offer.table.ts';
import { orderLines, orderTable } from '../orders/order.table.ts';
import { copyOf } from './sales-copy.ts';
import type { SalesDraft, SalesRow } from './sales-draft.ts';
import type { LineTable } from './sales-line-rows.ts';

/** Kinds that can be copied, to one another too. */
export const copiedKinds = ['offer', 'order', 'customer-invoice'] as const;
export type CopiedKind = (typeof copiedKinds)[number];

/** The body of a command that makes a document as a copy. */
export interface CopyBody {
  readonly create: 'copy';
  readonly of: CopySource;
}

/** Which document is copied. */
export interface CopySource {
  readonly kind: CopiedKind;
  readonly number: number;
}

/**
 * What a copy of the document says: its head and lines as they are, prices and exchange rate too, linked to nothing; the
 * document itself stays as it is. Throws `NotFound`, `Barred`, and `InvalidInput` for a credit note, which is of its invoice.
 */
export async function copySource(em: EntityManager, { kind, number }: CopySource): Promise<SalesDraft> {
  if (kind === 'offer') return draftFrom(em, offerTable, offerLines, number);
  if (kind === 'order') return draftFrom(em, orderTable, orderLines, number);
  const invoice = await findInvoice(em, number);
  if (invoice.kind === 'credit-note')
    throw invalidInput({ number: ['A credit note cannot be copied; credit its invoice again.'] });
  return { ...copyOf(invoice, await invoiceLines.find(em, invoice.id)), ean: invoice.ean ?? null };
}

async function draftFrom<Row extends SalesRow, S extends Standing, A extends string>(
  em: EntityManager,
  table: DocumentTable<Row, S, A>,
  lines: LineTable,
  number: number,
): Promise<SalesDraft> {
  const row = await findDocument(em, table, number);
  return copyOf(row, await lines.find(em, row.id));
}
