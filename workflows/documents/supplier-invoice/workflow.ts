import { supplierInvoiceLife } from '../../../domain/supplier-invoices/supplier-invoice.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a supplier invoice or its credit note: draft → booked and archived. */
export async function supplierInvoiceWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('supplier-invoice', supplierInvoiceLife, ref);
}
