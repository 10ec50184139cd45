import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  ParentClosePolicy,
  proxyLocalActivities,
  setHandler,
  startChild,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { CustomerInvoiceActivities } from '../../../activities/customer-invoice.ts';
import { DomainError } from '../../../domain/errors.ts';
import { assertAllowed } from '../../../domain/invoices/customer-invoice.lifecycle.ts';
import { transferStart, type TransferRef, type TransferResult } from '../../erp/transfer/contract.ts';
import { databaseSteps } from '../../shared/activity-options.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';
import { Serial } from '../../shared/serial.ts';
import {
  bookUpdate,
  createUpdate,
  customerInvoiceKind,
  deleteUpdate,
  progressQuery,
  transferSettledSignal,
  type ActionAnswer,
  type CommandInput,
  type CustomerInvoiceRef,
  type InvoiceProgress,
  type TransferProgress,
} from './contract.ts';

const activities = proxyLocalActivities<CustomerInvoiceActivities>(databaseSteps);

/**
 * The life of a customer invoice or credit note: draft → booked → its transfers have their outcomes → archived. Actions
 * arrive as updates, each is one transaction; the database is the truth, this run keeps only where the document stands.
 */
export async function invoiceWorkflow(ref: CustomerInvoiceRef): Promise<void> {
  const invoice = new InvoiceRun(ref);
  await invoice.known();
  await invoice.leftDraft();
  if (invoice.progress?.state === 'booked') await invoice.carry(invoice.progress);
  await condition(allHandlersFinished);
  // A draft with a long history of refused actions goes on in a fresh run.
  if (invoice.progress?.state === 'draft') await continueAsNew<typeof invoiceWorkflow>(ref);
}

/** What one run knows and does; the workflow above reads as the business does. */
class InvoiceRun {
  /** Undefined until the first read or action; null where the document does not exist. */
  progress: InvoiceProgress | null | undefined;
  readonly #ref: CustomerInvoiceRef;
  readonly #serial = new Serial();
  readonly #settled = new Set<string>();
  #isNudged = false;

  constructor(ref: CustomerInvoiceRef) {
    this.#ref = ref;
    setHandler(progressQuery, () => this.progress ?? undefined);
    setHandler(transferSettledSignal, ({ transferId }) => {
      this.#settled.add(transferId);
      this.#isNudged = true;
    });
    this.#action(createUpdate, 'create', activities.createCustomerInvoice);
    this.#action(bookUpdate, 'book', activities.bookCustomerInvoice);
    this.#action(deleteUpdate, 'delete', activities.deleteCustomerInvoice);
  }

  /** The document's state: from the action that started this run, else from the database. */
  async known(): Promise<void> {
    // An update that came with the start is running already; its answer is fresher than any read before it.
    await Promise.resolve();
    await condition(allHandlersFinished);
    if (this.progress === undefined)
      await this.#serial.run(async () => {
        this.progress ??= await activities.readCustomerInvoice(this.#ref);
      });
  }

  /**
   * Until the document is no draft any more. Word of a transfer that came while this run believes in a draft means that
   * the booking was committed and its answer lost: the database tells.
   */
  async leftDraft(): Promise<void> {
    while (this.progress?.state === 'draft' && !workflowInfo().continueAsNewSuggested) {
      await condition(
        () => this.progress?.state !== 'draft' || this.#isNudged || workflowInfo().continueAsNewSuggested,
      );
      if (!this.#isNudged) continue;
      this.#isNudged = false;
      await this.#serial.run(async () => {
        if (this.progress?.state === 'draft') this.progress = await activities.readCustomerInvoice(this.#ref);
      });
    }
  }

  /**
   * Starts the promised transfers, waits for their outcomes, archives. Word that comes meanwhile makes it look at the rows:
   * a transfer may have its outcome though neither its result nor its own word can reach this run.
   */
  async carry(booked: InvoiceProgress): Promise<void> {
    if (booked.isArchived) return;
    const live = booked.transfers.filter((transfer) => !transfer.isFinal);
    const waiting = new Set(live);
    const outcomes = Promise.all(
      live.map(async (transfer) => {
        await this.#carried(booked.number, transfer);
        waiting.delete(transfer);
      }),
    );
    const word = (): Promise<void> => condition(() => this.#isNudged);
    await Promise.race([outcomes, word()]);
    for (;;) {
      this.#isNudged = false;
      const someWait = waiting.size > 0;
      this.progress = await activities.archiveCustomerInvoice(this.#ref);
      if (this.progress.isArchived) return;
      await (someWait ? Promise.race([outcomes, word()]) : word());
    }
  }

  #action(
    definition: typeof createUpdate,
    action: 'create' | 'book' | 'delete',
    act: (ref: CustomerInvoiceRef, input: CommandInput) => Promise<ActionAnswer>,
  ): void {
    setHandler(
      definition,
      (input) =>
        this.#serial.run(async () => {
          const { progress, isRepeated } = await refusable(act(this.#ref, input));
          // The first answer is the caller's; where the document stands by now, only the database tells.
          this.progress = isRepeated ? await activities.readCustomerInvoice(this.#ref) : progress;
          if (action === 'create') this.#showNumber(progress.number);
          return progress;
        }),
      {
        validator: (_input: CommandInput) => {
          this.#refuse(action);
        },
      },
    );
  }

  /** The quick refusal, from the same table as the API's; the activity's transaction decides. */
  #refuse(action: 'create' | 'book' | 'delete'): void {
    // Until the first read everything may pass; so may a repeat of the creation, which the command's row answers.
    if (!this.progress || this.progress.state === 'deleted' || action === 'create') return;
    const { kind, state, isArchived, number } = this.progress;
    try {
      assertAllowed({ kind, state, isArchived }, action, number);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw ApplicationFailure.nonRetryable(error.message, error.code, {
        params: error.params,
        errors: error.errors,
      });
    }
  }

  #showNumber(documentNumber: number): void {
    upsertSearchAttributes(searchAttributes({ agreementNumber: this.#ref.agreementNumber, documentNumber }));
  }

  /** Until one transfer has its outcome: its own result, or word from one that the keeper started. */
  async #carried(documentNumber: number, transfer: TransferProgress): Promise<void> {
    const ref: TransferRef = {
      ...this.#ref,
      documentNumber,
      documentKind: customerInvoiceKind,
      transferId: transfer.transferId,
      connectionId: transfer.connectionId,
      provider: transfer.provider,
    };
    const settled = condition(() => this.#settled.has(transfer.transferId));
    await Promise.race([settled, this.#child(ref)]);
    this.#settled.add(transfer.transferId);
  }

  /** Resolves with the child's end; where it runs already, or was ended by force, only the signal can tell. */
  async #child(ref: TransferRef): Promise<TransferResult> {
    try {
      const child = await startChild<(ref: TransferRef) => Promise<TransferResult>>('transferWorkflow', {
        ...transferStart(ref, workflowInfo().taskQueue),
        parentClosePolicy: ParentClosePolicy.ABANDON,
      });
      return await child.result();
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError) && !isChildEnd(error)) throw error;
      return new Promise(() => undefined);
    }
  }
}

const isChildEnd = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ChildWorkflowFailure';

/** Gives the caller the refusal itself, not "activity failed". Only business refusals get here: the rest is retried. */
async function refusable<T>(act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}
