import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { searchAttributes } from '../../workflows/shared/search-attributes.ts';
import { bareRows } from '../bare/activities.ts';
import { bareBookUpdate, bareCreateUpdate, bareDocumentWorkflowId, type BareRef } from '../bare/contract.ts';
import type { bareDocumentWorkflow } from '../bare/workflows.ts';
import { settleTimeoutMs, type Subject } from './subject.ts';

/** The bare engine, called as our API calls it: an update-with-start for every action. */
export class BareSubject implements Subject<BareRef> {
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #agreements: number;

  /** `agreements`: among how many the documents are spread, for fairness. */
  constructor(client: Client, taskQueue: string, agreements: number) {
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#agreements = agreements;
  }

  async draft(index: number): Promise<BareRef> {
    const agreementNumber = 1_000 + (index % this.#agreements);
    const ref = { agreementNumber, documentId: randomUUID(), row: index % bareRows };
    await this.#update(ref, bareCreateUpdate);
    return ref;
  }

  async book(ref: BareRef): Promise<void> {
    await this.#update(ref, bareBookUpdate);
  }

  async settled(ref: BareRef): Promise<void> {
    await this.#client.withDeadline(Date.now() + settleTimeoutMs, () =>
      this.#client.workflow.getHandle(bareDocumentWorkflowId(ref)).result(),
    );
  }

  /** One run of the plain workflow, from start to end. */
  async plain(): Promise<void> {
    await this.#client.workflow.execute('plainWorkflow', {
      workflowId: `plain:${randomUUID()}`,
      taskQueue: this.#taskQueue,
      args: [],
    });
  }

  async close(): Promise<void> {
    await this.#client.connection.close();
  }

  async #update(ref: BareRef, definition: typeof bareBookUpdate): Promise<void> {
    const commandId = randomUUID();
    await this.#client.workflow.executeUpdateWithStart(definition, {
      args: [{ commandId }],
      updateId: commandId,
      startWorkflowOperation: new WithStartWorkflowOperation<typeof bareDocumentWorkflow>(
        'bareDocumentWorkflow',
        {
          workflowId: bareDocumentWorkflowId(ref),
          taskQueue: this.#taskQueue,
          args: [ref],
          typedSearchAttributes: searchAttributes({
            agreementNumber: ref.agreementNumber,
            documentType: 'bare',
          }),
          priority: { fairnessKey: String(ref.agreementNumber) },
          workflowIdConflictPolicy: 'USE_EXISTING',
        },
      ),
    });
  }
}
