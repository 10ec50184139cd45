import type { EntityManager } from '@mikro-orm/postgresql';
import { runCommand, type StoredCommand } from '../domain/commands/command.service.ts';
import { withAgreement } from '../domain/database.ts';
import { archiveInvoice, bookInvoice } from '../domain/invoices/book-invoice.service.ts';
import { createCreditNote } from '../domain/invoices/credit-note.service.ts';
import { createDraftInvoice, deleteDraftInvoice } from '../domain/invoices/draft-invoice.service.ts';
import {
  documentNotFound,
  findStanding,
  standingOf,
  type DocumentStanding,
} from '../domain/invoices/invoice-store.ts';
import { lockProgress, readProgress, type DocumentProgress } from '../domain/transfers/document-progress.ts';
import { isFinalTransferState } from '../domain/transfers/transfer.lifecycle.ts';
import { promiseTransfers } from '../domain/transfers/transfer.service.ts';
import {
  customerInvoiceKind,
  type ActionAnswer,
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

/** Runs a command once, in one transaction of the document's agreement. */
const actIn =
  (deps: ActivityDeps) =>
  async (
    ref: CustomerInvoiceRef,
    input: CommandInput,
    action: (em: EntityManager, command: StoredCommand) => Promise<InvoiceProgress>,
  ): Promise<ActionAnswer> =>
    withAgreement(deps.orm, ref.agreementNumber, async (em) => {
      let isRepeated = true;
      const progress = await runCommand(em, input.commandId, (command) => {
        isRepeated = false;
        return action(em, command);
      });
      return { progress, isRepeated };
    });

/**
 * The actions of a customer invoice: each is one transaction that changes the document, its event, its numbers and its
 * transfer rows together, and stores its answer under the command's id, so that running twice gives the first answer.
 */
export function createCustomerInvoiceActivities(deps: ActivityDeps) {
  const act = actIn(deps);

  return {
    /** Makes the draft, or the credit note, that the command describes, under the document id of this workflow. */
    async createCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      return act(ref, input, async (em, command) => {
        const body = command.body as CreateInvoiceBody;
        const invoice =
          body.create === 'draft'
            ? await createDraftInvoice(em, { ...body.draft, id: ref.documentId }, context(command))
            : await createCreditNote(
                em,
                body.invoiceNumber,
                { ...body.creditNote, id: ref.documentId },
                context(command),
              );
        return progressOf({ ...standingOf(invoice), id: invoice.id, number: invoice.number });
      });
    },

    /** Books it and promises it to every connection. */
    async bookCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      return act(ref, input, async (em, command) => {
        const booked = await bookInvoice(em, ref.documentId, context(command));
        const transfers = await promiseTransfers(em, {
          kind: customerInvoiceKind,
          id: booked.id,
          number: booked.number,
          customerNumber: booked.party.number,
        });
        return progressOf(booked, transfers);
      });
    },

    /** Deletes a draft; its number stays used. */
    async deleteCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      return act(ref, input, async (em, command) => {
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
     * Archives a booked invoice whose transfers all have their outcome; a second run finds it archived. Answers where it
     * stands either way.
     */
    async archiveCustomerInvoice(ref: CustomerInvoiceRef): Promise<InvoiceProgress> {
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        // Locked before it is read: of two that archive at once the second finds it archived.
        const document = await lockProgress(em, ref.documentId);
        if (document === null) throw documentNotFound(ref.documentId);
        const progress = progressWith(document);
        if (progress.isArchived || progress.transfers.some((transfer) => !transfer.isFinal)) return progress;
        await archiveInvoice(em, document, { actor: 'system', commandId: null, now: new Date() });
        return { ...progress, isArchived: true };
      });
    },
  };
}

export type CustomerInvoiceActivities = ReturnType<typeof createCustomerInvoiceActivities>;
