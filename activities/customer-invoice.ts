import type { EntityManager } from '@mikro-orm/postgresql';
import { runCommand, type StoredCommand } from '../domain/commands/command.service.ts';
import { withAgreement } from '../domain/database.ts';
import { promiseAskedMail } from '../domain/deliveries/document-mail.service.ts';
import { bookAndPromise } from '../domain/invoices/book-draft.ts';
import type { BookingOptions } from '../domain/invoices/booking-effects.ts';
import { archiveInvoice } from '../domain/invoices/book-invoice.service.ts';
import { createCreditNote } from '../domain/invoices/credit-note.service.ts';
import type { CustomerInvoice } from '../domain/invoices/customer-invoice.entity.ts';
import {
  createDraftInvoice,
  deleteDraftInvoice,
  storeDraftInvoice,
} from '../domain/invoices/draft-invoice.service.ts';
import { lockDocumentCalls, lockedDocument, type DocumentRows } from '../domain/invoices/invoice-head.ts';
import {
  documentNotFound,
  findStanding,
  standingOf,
  type DocumentStanding,
} from '../domain/invoices/invoice-store.ts';
import { invoiceOrders } from '../domain/orders/invoice-orders.service.ts';
import { copySource } from '../domain/sales/copy-source.ts';
import type { Calls, RowsOf } from '../domain/statements.ts';
import { lockProgress, readProgress, type DocumentProgress } from '../domain/transfers/document-progress.ts';
import { isFinalTransferState } from '../domain/transfers/transfer.lifecycle.ts';
import { connectionsCall, type PromisedConnection } from '../domain/transfers/transfer.service.ts';
import {
  customerInvoiceKind,
  type ActionAnswer,
  type BookInvoiceBody,
  type CommandInput,
  type CreateInvoiceBody,
  type DeleteInvoiceBody,
  type CustomerInvoiceRef,
  type InvoiceProgress,
  type TransferProgress,
} from '../workflows/documents/customer-invoice/contract.ts';
import type { ActivityDeps } from './deps.ts';

const progressOf = (
  { number, kind, state, isArchived }: DocumentStanding,
  transfers: readonly TransferProgress[] = [],
): InvoiceProgress => ({ number, kind, state, isArchived, transfers });

const progressWith = (document: DocumentProgress): InvoiceProgress =>
  progressOf(
    document,
    document.transfers.map((transfer) => ({
      transferId: transfer.id,
      connectionId: transfer.connectionId,
      provider: transfer.provider,
      isFinal: isFinalTransferState(transfer.state),
    })),
  );

const context = (command: StoredCommand) => ({
  actor: command.actor,
  commandId: command.id,
  now: new Date(),
});

/** Runs a command once, in one transaction of the document's agreement, with what the action reads first. */
const actIn =
  (deps: ActivityDeps) =>
  async <Rows extends readonly unknown[]>(
    ref: CustomerInvoiceRef,
    input: CommandInput,
    calls: (em: EntityManager) => Calls<Rows>,
    action: (em: EntityManager, command: StoredCommand, rows: RowsOf<Rows>) => Promise<InvoiceProgress>,
  ): Promise<ActionAnswer> =>
    withAgreement(deps.orm, ref.agreementNumber, async (em) => {
      let isRepeated = true;
      const progress = await runCommand<Rows, InvoiceProgress>(
        em,
        input.commandId,
        calls(em),
        (command, rows) => {
          isRepeated = false;
          return action(em, command, rows);
        },
      );
      return { progress, isRepeated };
    });

/** Makes the document that the body describes, under that id. */
async function make(
  em: EntityManager,
  id: string,
  body: CreateInvoiceBody,
  by: ReturnType<typeof context>,
): Promise<CustomerInvoice> {
  switch (body.create) {
    case 'draft':
      return createDraftInvoice(em, { ...body.draft, id }, by);
    case 'copy':
      return storeDraftInvoice(em, { id, draft: await copySource(em, body.of) }, by);
    case 'orders':
      return invoiceOrders(em, id, body.orders, by);
    case 'credit-note':
      return createCreditNote(em, body.invoiceNumber, { ...body.creditNote, id }, by);
  }
}

/** What the dialect says with a booking, under the domain's names. */
function bookingOptions(body: unknown): BookingOptions {
  const asked = body as BookInvoiceBody;
  return {
    createShipment: asked.create_shipment,
    markShipped: asked.mark_shipped,
    useInvoiceDate: asked.use_invoice_date,
    reverseInventory: asked.reverse_inventory,
    reason: asked.reason,
  };
}

const nothing = (): [] => [];

/** What a booking reads: the document under its lock, and the connections that it is promised to. */
type BookingRows = [...DocumentRows, PromisedConnection];
const bookingCalls =
  (documentId: string) =>
  (em: EntityManager): Calls<BookingRows> => [
    ...lockDocumentCalls(em, documentId),
    connectionsCall(customerInvoiceKind),
  ];

/**
 * The actions of a customer invoice: each is one transaction that changes the document, its event, its numbers and its
 * transfer rows together, and stores its answer under the command's id, so that running twice gives the first answer.
 */
export function createCustomerInvoiceActivities(deps: ActivityDeps) {
  const act = actIn(deps);

  return {
    /** Makes the draft, or the credit note, that the command describes, under the document id of this workflow. */
    async createCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      return act<[]>(ref, input, nothing, async (em, command) => {
        const body = command.body as CreateInvoiceBody;
        const invoice = await make(em, ref.documentId, body, context(command));
        return progressOf({ ...standingOf(invoice), id: invoice.id, number: invoice.number });
      });
    },

    /** Books it and promises it to every connection. */
    async bookCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      const reads = bookingCalls(ref.documentId);
      return act<BookingRows>(ref, input, reads, async (em, command, [lock, head, lines, connections]) => {
        const draft = lockedDocument(ref.documentId, 'book', [lock, head, lines]);
        const options = bookingOptions(command.body);
        const by = context(command);
        const booked = await bookAndPromise(em, draft, connections, options, by);
        const document = { kind: 'customer-invoice', id: booked.id, number: booked.number } as const;
        const asked = { document, action: 'book', body: command.body, hasMailServer: deps.hasMailServer };
        await promiseAskedMail(em, asked, by);
        const { made, moved, warnings } = booked;
        return {
          ...progressOf(booked, booked.transfers),
          ...(made.length > 0 && { made }),
          ...(moved.length > 0 && { moved }),
          ...(warnings.length > 0 && { warnings }),
        };
      });
    },

    /** Deletes a draft; its number stays used. */
    async deleteCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      return act<[]>(ref, input, nothing, async (em, command) => {
        const { kind } = await findStanding(em, ref.documentId);
        const options = command.body as DeleteInvoiceBody;
        const number = await deleteDraftInvoice(em, ref.documentId, context(command), options);
        return { number, kind, state: 'deleted', isArchived: false, transfers: [] };
      });
    },

    /** Where the document stands; null where it does not exist (never created, or deleted). */
    async readCustomerInvoice(ref: CustomerInvoiceRef): Promise<InvoiceProgress | null> {
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        const document = await readProgress(em, ref.documentId);
        return document === null ? null : progressWith(document);
      });
    },

    /**
     * Archives a booked invoice whose transfers all have their outcome and that waits for no shipment; a second run finds it archived. Answers where it
     * stands either way.
     */
    async archiveCustomerInvoice(ref: CustomerInvoiceRef): Promise<InvoiceProgress> {
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        // Locked before it is read: of two that archive at once the second finds it archived.
        const document = await lockProgress(em, ref.documentId);
        if (document === null) throw documentNotFound(ref.documentId);
        const progress = progressWith(document);
        if (progress.isArchived || document.isAwaitingDelivery) return progress;
        if (progress.transfers.some((transfer) => !transfer.isFinal)) return progress;
        await archiveInvoice(em, document, { actor: 'system', commandId: null, now: new Date() });
        return { ...progress, isArchived: true };
      });
    },
  };
}

export type CustomerInvoiceActivities = ReturnType<typeof createCustomerInvoiceActivities>;
