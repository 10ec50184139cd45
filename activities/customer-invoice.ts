import type { EntityManager } from '@mikro-orm/postgresql';
import { runCommand } from '../domain/commands/command.service.ts';
import type { Command } from '../domain/commands/command.entity.ts';
import { withAgreement } from '../domain/database.ts';
import { archiveInvoice, bookInvoice } from '../domain/invoices/book-invoice.service.ts';
import { createCreditNote } from '../domain/invoices/credit-note.service.ts';
import type { CustomerInvoice } from '../domain/invoices/customer-invoice.entity.ts';
import { createDraftInvoice, deleteDraftInvoice } from '../domain/invoices/draft-invoice.service.ts';
import {
  findStanding,
  readStanding,
  standingOf,
  type DocumentStanding,
} from '../domain/invoices/invoice-store.ts';
import { isFinalTransferState } from '../domain/transfers/transfer.lifecycle.ts';
import { promiseTransfers, transfersOf } from '../domain/transfers/transfer.service.ts';
import {
  customerInvoiceKind,
  type ActionAnswer,
  type CommandInput,
  type CreateInvoiceBody,
  type DeleteInvoiceBody,
  type CustomerInvoiceRef,
  type InvoiceProgress,
} from '../workflows/documents/customer-invoice/contract.ts';
import type { ActivityDeps } from './deps.ts';

const progressOf = async (em: EntityManager, invoice: DocumentStanding): Promise<InvoiceProgress> => {
  const transfers = invoice.state === 'draft' ? [] : await transfersOf(em, invoice.id);
  return {
    number: invoice.number,
    kind: invoice.kind,
    state: invoice.state,
    isArchived: invoice.isArchived,
    transfers: transfers.map((transfer) => ({
      transferId: transfer.id,
      connectionId: transfer.connection.id,
      provider: transfer.connection.provider,
      isFinal: isFinalTransferState(transfer.state),
    })),
  };
};

const standingFor = (invoice: CustomerInvoice): DocumentStanding => ({
  ...standingOf(invoice),
  id: invoice.id,
  number: invoice.number,
});

/**
 * The actions of a customer invoice: each is one transaction that changes the document, its event, its numbers and its
 * transfer rows together, and stores its answer under the command's id, so that running twice gives the first answer.
 */
export function createCustomerInvoiceActivities(deps: ActivityDeps) {
  const act = async (
    ref: CustomerInvoiceRef,
    input: CommandInput,
    action: (em: EntityManager, command: Command) => Promise<InvoiceProgress>,
  ): Promise<ActionAnswer> =>
    withAgreement(deps.orm, ref.agreementNumber, async (em) => {
      let isRepeated = true;
      const progress = await runCommand(em, input.commandId, (command) => {
        isRepeated = false;
        return action(em, command);
      });
      return { progress, isRepeated };
    });

  const context = (command: Command) => ({ actor: command.actor, commandId: command.id, now: new Date() });

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
        return progressOf(em, standingFor(invoice));
      });
    },

    /** Books it and promises it to every connection. */
    async bookCustomerInvoice(ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> {
      return act(ref, input, async (em, command) => {
        const invoice = await bookInvoice(em, ref.documentId, context(command));
        await promiseTransfers(em, {
          kind: customerInvoiceKind,
          id: invoice.id,
          number: invoice.number,
          customerNumber: invoice.party?.number ?? '',
        });
        return progressOf(em, standingFor(invoice));
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
        const standing = await readStanding(em, ref.documentId);
        return standing === null ? null : progressOf(em, standing);
      });
    },

    /**
     * Archives a booked invoice whose transfers all have their outcome; a second run finds it archived. Answers where it
     * stands either way.
     */
    async archiveCustomerInvoice(ref: CustomerInvoiceRef): Promise<InvoiceProgress> {
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        // Locked before it is read: of two that archive at once the second finds it archived.
        await em.execute('select 1 from customer_invoice where id = ? for update', [ref.documentId]);
        const progress = await progressOf(em, await findStanding(em, ref.documentId));
        if (progress.isArchived || progress.transfers.some((transfer) => !transfer.isFinal)) return progress;
        await archiveInvoice(em, ref.documentId, { actor: 'system', commandId: null, now: new Date() });
        return { ...progress, isArchived: true };
      });
    },
  };
}

export type CustomerInvoiceActivities = ReturnType<typeof createCustomerInvoiceActivities>;
