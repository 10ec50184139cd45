/**
 * Customer invoices and credit notes: every action in its caller's transaction, with an entity manager that
 * `withAgreement` has bound. What another agreement has is simply not found.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CustomerInvoice } from './customer-invoice.entity.ts';
import { readInvoice } from './invoice-store.ts';

export { archiveInvoice, bookInvoice, setLayout } from './book-invoice.service.ts';
export { createCreditNote } from './credit-note.service.ts';
export { createDraftInvoice, deleteDraftInvoice } from './draft-invoice.service.ts';
export { addInvoiceCollection, editDraftInvoice } from './edit-invoice.service.ts';
export { invoiceForErp, invoicesForErp } from './invoice-for-erp.ts';
export { linesOfListed, listInvoices } from './invoice-list.ts';
export type { InvoiceListQuery } from './invoice-list.ts';
export { invoiceView, invoiceWithTransfers } from './invoice-view.ts';
export type { InvoiceSummary, InvoiceView } from './invoice-view.ts';
export type { CreditLineInput, CreditNoteInput, DraftInvoiceInput, InvoiceEdit } from './invoice-input.ts';
export { customerInvoiceDocumentKind } from './invoice-store.ts';
export type { DeliveryAddressInput, SalesLineInput } from '../sales/sales-input.ts';
export type { InvoiceContext, InvoiceKey } from './invoice-store.ts';

/** The document of that id with its customer, terms, layout, employee and credited invoice, or null. */
export const findInvoiceById = (em: EntityManager, id: string): Promise<CustomerInvoice | null> =>
  readInvoice(em, id);
