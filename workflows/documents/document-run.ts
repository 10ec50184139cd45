import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { DocumentActivities } from '../../activities/documents.ts';
import type { DocumentProgress } from '../../domain/documents/document.ts';
import type { DocumentKind } from '../../domain/documents/kinds.ts';
import { actionsOf, requireState } from '../../domain/documents/lifecycle.ts';
import type { AnyLifecycle } from '../../domain/documents/lifecycle.ts';
import { DomainError } from '../../domain/errors.ts';
import { databaseSteps } from '../shared/activity-options.ts';
import { throwRefusal } from '../shared/refusals.ts';
import { searchAttributes } from '../shared/search-attributes.ts';
import { Serial } from '../shared/serial.ts';
import { documentProgressQuery, documentUpdate, movedSignal } from './contract.ts';
import type { CommandInput, DocumentAnswer, DocumentRef } from './contract.ts';
import { Teller } from './teller.ts';

const activities = proxyLocalActivities<DocumentActivities>(databaseSteps);

/**
 * The life of a document that no ERP is told of: its actions arrive as updates, each is one transaction; the database is the
 * truth, this run keeps only where the document stands. It ends when the document is archived or gone.
 */
export async function documentLife(kind: DocumentKind, life: AnyLifecycle, ref: DocumentRef): Promise<void> {
  const run = new DocumentRun(kind, life, ref);
  await run.ended();
  await condition(() => allHandlersFinished() && run.hasToldAll);
  // One with a long history of refused actions goes on in a fresh run.
  if (!run.isOver) await continueAsNew<(ref: DocumentRef) => Promise<void>>(ref);
}

class DocumentRun {
  /** Undefined until the first read or action; null where the document does not exist. */
  #progress: DocumentProgress | null | undefined;
  readonly #kind: DocumentKind;
  readonly #life: AnyLifecycle;
  readonly #ref: DocumentRef;
  readonly #serial = new Serial();
  #isNudged = false;
  readonly #teller: Teller;

  constructor(kind: DocumentKind, life: AnyLifecycle, ref: DocumentRef) {
    this.#kind = kind;
    this.#life = life;
    this.#ref = ref;
    this.#teller = new Teller(ref.agreementNumber);
    setHandler(documentProgressQuery, () => this.#progress ?? undefined);
    setHandler(movedSignal, () => {
      this.#isNudged = true;
    });
    for (const action of ['create', ...actionsOf(life)])
      setHandler(documentUpdate(action), (input) => this.#serial.run(() => this.#act(action, input)), {
        validator: (_input: CommandInput) => {
          this.#refuse(action);
        },
      });
  }

  /** Whether there is nothing more to wait for: archived, gone or never made. */
  get isOver(): boolean {
    const progress = this.#progress;
    return progress === null || progress?.state === 'deleted' || progress?.isArchived === true;
  }

  get hasToldAll(): boolean {
    return this.#teller.hasToldAll;
  }

  /** Until the document is over. Word from another document's workflow makes this one look at the database. */
  async ended(): Promise<void> {
    // An update that came with the start is running after this; its answer is fresher than any read before it.
    await Promise.resolve();
    const hasEnded = (): boolean => this.isOver || workflowInfo().continueAsNewSuggested;
    for (;;) {
      await condition(() => hasEnded() || this.#asksDatabase());
      if (hasEnded()) return;
      this.#isNudged = false;
      await this.#serial.run(async () => {
        this.#progress = await activities.readDocument(this.#kind, this.#ref);
      });
    }
  }

  #asksDatabase(): boolean {
    return this.#progress === undefined ? allHandlersFinished() : this.#isNudged;
  }

  async #act(action: string, input: CommandInput): Promise<DocumentAnswer> {
    const answer = await activities.actOnDocument(this.#kind, this.#ref, action, input).catch(throwRefusal);
    // The first answer is the caller's; where the document stands by now, only the database tells.
    this.#progress = answer.isRepeated
      ? await activities.readDocument(this.#kind, this.#ref)
      : answer.progress;
    if (action === 'create') this.#showNumber(answer.progress.number);
    this.#teller.tell(answer);
    const { progress, made, warnings } = answer;
    return { progress, made, ...(warnings && { warnings }) };
  }

  /** The quick refusal, by the document's own state alone: its axes may have moved on; the activity's transaction decides. */
  #refuse(action: string): void {
    const progress = this.#progress;
    // Until the first read everything may pass; so may a repeat of the creation, which the command's row answers.
    if (!progress || progress.state === 'deleted' || action === 'create') return;
    try {
      requireState(this.#life, progress, action, progress.number);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { params, errors } = error;
      throw ApplicationFailure.nonRetryable(error.message, error.code, { params, errors });
    }
  }

  #showNumber(documentNumber: number): void {
    upsertSearchAttributes(searchAttributes({ agreementNumber: this.#ref.agreementNumber, documentNumber }));
  }
}
