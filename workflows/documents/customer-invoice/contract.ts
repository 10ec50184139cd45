import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DocumentId } from '../../../domain/documents/document.ts';
import type { CreditNoteInput, DraftInvoiceInput } from '../../../domain/invoices/invoice-input.ts';
import type { OrdersToInvoice } from '../../../domain/orders/invoice-orders.service.ts';
import type { CopyBody } from '../../../domain/sales/copy-source.ts';
import { documentStart, documentWorkflowTypes } from '../contract.ts';
import type { CommandInput, DocumentRef } from '../contract.ts';

/** The one document kind of invoices and credit notes, in rows, ids and search attributes alike. */
export const customerInvoiceKind = 'customer-invoice';

export type CustomerInvoiceRef = DocumentRef;
export type { CommandInput };

/**
 * The bodies of the stored commands, as the API writes them and the activities read them. They travel by id: a document of
 * 10,000 lines is never a payload.
 */
export type CreateInvoiceBody =
  | { readonly create: 'draft'; readonly draft: DraftInvoiceInput }
  | CopyBody
  | { readonly create: 'orders'; readonly orders: OrdersToInvoice }
  | { readonly create: 'credit-note'; readonly invoiceNumber: number; readonly creditNote: CreditNoteInput };
/** As the API's client sent it. */
export interface BookInvoiceBody {
  readonly create_shipment?: boolean;
  readonly mark_shipped?: boolean;
  readonly use_invoice_date?: boolean;
  readonly reverse_inventory?: boolean;
  readonly reason?: string | null;
}
export interface DeleteInvoiceBody {
  /** The version the caller read (If-Match); another one is refused with `EditConflict`. */
  readonly version?: number;
}

/** One promised transfer of the document, as its row stands. */
export interface TransferProgress {
  readonly transferId: string;
  readonly connectionId: string;
  readonly provider: string;
  /** True once the transfer has its recorded outcome. */
  readonly isFinal: boolean;
}

/** What the workflow keeps of the document in order to choose the next step. */
export interface InvoiceProgress {
  readonly number: number;
  readonly kind: 'invoice' | 'credit-note';
  readonly state: 'draft' | 'booked' | 'deleted';
  readonly isArchived: boolean;
  readonly transfers: readonly TransferProgress[];
  /** Of an action that did: documents that it made, and others that it moved on. */
  readonly made?: readonly DocumentId[];
  readonly moved?: readonly DocumentId[];
  /** What is below zero in stock now, in words for whoever booked it. */
  readonly warnings?: readonly string[];
}

/** An action's answer: the document's progress after it. */
export interface ActionAnswer {
  readonly progress: InvoiceProgress;
  /** True where an earlier run of the command gave this answer: the document may have moved on since. */
  readonly isRepeated: boolean;
}

/**
 * Actions. Each answers the document's progress after it. A business refusal ends the update with an
 * `ApplicationFailure` whose `type` is a code of `domain/errors.ts` and whose first detail is `{ params, errors }`;
 * nothing else does: while the database is away the handler goes on trying, and a repeat with the same id joins it.
 */
export const createUpdate = defineUpdate<InvoiceProgress, [CommandInput]>('create');
export const bookUpdate = defineUpdate<InvoiceProgress, [CommandInput]>('book');
export const deleteUpdate = defineUpdate<InvoiceProgress, [CommandInput]>('delete');

/** From a transfer that the keeper started: it has its outcome. */
export const transferSettledSignal = defineSignal<[{ transferId: string }]>('transferSettled');

/** The document's live progress; undefined until the first read. */
export const progressQuery = defineQuery<InvoiceProgress | undefined>('progress');

/** The workflow's type name, for callers that must not import its body. */
export const invoiceWorkflowType = documentWorkflowTypes[customerInvoiceKind];

/** How a run is started: by the API with an update, by the keeper without one. */
export const customerInvoiceStart = (ref: CustomerInvoiceRef, taskQueue?: string) =>
  documentStart(customerInvoiceKind, ref, taskQueue);
