import {
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
import { movedSignal } from '../contract.ts';
import { Teller } from '../teller.ts';
import { throwRefusal } from '../../shared/refusals.ts';
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
 *
 * (Every promise of a workflow costs its worker a captured stack: what waits here waits in few of them.)
 */
export async function invoiceWorkflow(ref: CustomerInvoiceRef): Promise<void> {
  const invoice = new InvoiceRun(ref);
  await invoice.leftDraft();
  if (invoice.progress?.state === 'booked') await invoice.carry(invoice.progress);
  const isDone = (): boolean => allHandlersFinished() && invoice.hasToldAll;
  if (!isDone()) await condition(isDone);
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
  readonly #teller: Teller;
  #isNudged = false;
  /** What a transfer's start failed of; it fails the run. */
  #failure: Error | undefined;

  constructor(ref: CustomerInvoiceRef) {
    this.#ref = ref;
    this.#teller = new Teller(ref.agreementNumber);
    setHandler(progressQuery, () => this.progress ?? undefined);
    setHandler(movedSignal, () => {
      this.#isNudged = true;
    });
    setHandler(transferSettledSignal, ({ transferId }) => {
      this.#settled.add(transferId);
      this.#isNudged = true;
    });
    this.#action(createUpdate, 'create', activities.createCustomerInvoice);
    this.#action(bookUpdate, 'book', activities.bookCustomerInvoice);
    this.#action(deleteUpdate, 'delete', activities.deleteCustomerInvoice);
  }

  get hasToldAll(): boolean {
    return this.#teller.hasToldAll;
  }

  /**
   * Until the document is no draft any more. What it is comes from the action that started this run, else from the
   * database. Word of a transfer that came while this run believes in a draft means that the booking was committed and its
   * answer lost: the database tells then, too.
   */
  async leftDraft(): Promise<void> {
    // An update that came with the start is running after this; its answer is fresher than any read before it.
    await Promise.resolve();
    for (;;) {
      await condition(() => this.#hasLeftDraft() || this.#asksDatabase());
      if (this.#hasLeftDraft()) return;
      this.#isNudged = false;
      await this.#serial.run(async () => {
        if (this.progress === undefined || this.progress?.state === 'draft')
          this.progress = await activities.readCustomerInvoice(this.#ref);
      });
    }
  }

  #hasLeftDraft(): boolean {
    const { progress } = this;
    return progress !== undefined && (progress?.state !== 'draft' || workflowInfo().continueAsNewSuggested);
  }

  #asksDatabase(): boolean {
    return this.progress === undefined ? allHandlersFinished() : this.#isNudged;
  }

  /**
   * Starts the promised transfers, waits for their outcomes, archives. Word that comes meanwhile makes it look at the rows:
   * a transfer may have its outcome though neither its result nor its own word can reach this run.
   */
  async carry(booked: InvoiceProgress): Promise<void> {
    if (booked.isArchived) return;
    const live = booked.transfers.filter((transfer) => !transfer.isFinal);
    for (const transfer of live) this.#start(booked.number, transfer);
    const isSettled = (): boolean => live.every(({ transferId }) => this.#settled.has(transferId));
    // Once all are settled, only word that comes later is news.
    let hasLooked = false;
    for (;;) {
      await condition(() => this.#isNudged || this.#failure !== undefined || (!hasLooked && isSettled()));
      if (this.#failure !== undefined) throw this.#failure;
      this.#isNudged = false;
      hasLooked = isSettled();
      this.progress = await activities.archiveCustomerInvoice(this.#ref);
      if (this.progress.isArchived) return;
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
          const { progress, isRepeated } = await act(this.#ref, input).catch(throwRefusal);
          // The first answer is the caller's; where the document stands by now, only the database tells.
          this.progress = isRepeated ? await activities.readCustomerInvoice(this.#ref) : progress;
          if (action === 'create') this.#showNumber(progress.number);
          this.#teller.tell(progress);
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

  /** Starts one transfer; its end is its outcome. Where it runs already, or was ended by force, only its word can tell. */
  #start(documentNumber: number, { transferId, connectionId, provider }: TransferProgress): void {
    const ref = {
      ...this.#ref,
      documentNumber,
      documentKind: customerInvoiceKind,
      transferId,
      connectionId,
      provider,
    };
    startChild<(ref: TransferRef) => Promise<TransferResult>>('transferWorkflow', {
      ...transferStart(ref, workflowInfo().taskQueue),
      parentClosePolicy: ParentClosePolicy.ABANDON,
    })
      .then((child) => child.result())
      .then(
        () => this.#settled.add(transferId),
        (error: unknown) => {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError) && !isChildEnd(error))
            this.#failure = error instanceof Error ? error : new Error(String(error));
        },
      );
  }
}

const isChildEnd = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ChildWorkflowFailure';
