import { getExternalWorkflowHandle, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { DocumentId } from '../../domain/documents/document.ts';
import { documentWorkflowId } from '../shared/ids.ts';
import { documentStart, documentWorkflowTypes, movedSignal } from './contract.ts';

/** Starts the workflows of documents that an action made, and tells those of documents that it moved on. */
export class Teller {
  readonly #agreementNumber: number;
  /** Starts and signals under way: a run that ended before would lose them. */
  #telling = 0;

  constructor(agreementNumber: number) {
    this.#agreementNumber = agreementNumber;
  }

  get hasToldAll(): boolean {
    return this.#telling === 0;
  }

  tell({
    made = [],
    moved = [],
  }: {
    readonly made?: readonly DocumentId[];
    readonly moved?: readonly DocumentId[];
  }): void {
    for (const document of made) this.#track(this.#start(document));
    for (const document of moved) this.#track(this.#signal(document));
  }

  async #start({ kind, id }: DocumentId): Promise<void> {
    const ref = { agreementNumber: this.#agreementNumber, documentId: id };
    await startChild(documentWorkflowTypes[kind], {
      ...documentStart(kind, ref, workflowInfo().taskQueue),
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  }

  async #signal({ kind, id }: DocumentId): Promise<void> {
    const workflowId = documentWorkflowId(kind, this.#agreementNumber, id);
    await getExternalWorkflowHandle(workflowId).signal(movedSignal);
  }

  /** One that runs already, or does not run any more, is as good: it reads the database by itself. */
  #track(told: Promise<void>): void {
    this.#telling += 1;
    const done = (): void => {
      this.#telling -= 1;
    };
    told.then(done, done);
  }
}
