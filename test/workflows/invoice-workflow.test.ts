import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type WorkflowHandle,
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { withFailures } from '../../activities/failures.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  allowedActions,
  type CustomerInvoiceStanding,
  refusal,
  standingAfter,
  standingWord,
} from '../../domain/invoices/customer-invoice.lifecycle.ts';
import {
  type ActionAnswer,
  bookUpdate,
  type CommandInput,
  createUpdate,
  type CustomerInvoiceRef,
  customerInvoiceStart,
  deleteUpdate,
  type InvoiceProgress,
  invoiceWorkflowType,
  progressQuery,
  transferSettledSignal,
  type TransferProgress,
} from '../../workflows/documents/customer-invoice/contract.ts';
import type { ErpFlow, FlowStep } from '../../workflows/shared/erp-flow.ts';
import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import { eventually } from '../support/system.ts';
import { skippingEnvironment, type StandIns, startStandIns } from '../support/time-skipping.ts';

let environment: TestWorkflowEnvironment;
let workers: StandIns;

beforeAll(async () => {
  environment = await skippingEnvironment();
  workers = await startStandIns(environment, { steps: withFailures(steps) });
});
afterAll(async () => {
  await workers.stop();
  await environment.teardown();
});

/** One document in place of the database, moved by the lifecycle's table; its one transfer waits until it is told. */
class StandInDocument {
  standing: CustomerInvoiceStanding | undefined;
  transfer: TransferProgress | undefined;
  /** How often an activity still fails as if the database was away. */
  outages = 0;
  transferStep: FlowStep = { do: 'done', state: 'transferred' };
  readonly ran: string[] = [];
  readonly #answers = new Map<string, InvoiceProgress>();

  constructor(standing?: CustomerInvoiceStanding) {
    this.standing = standing;
  }

  archive(): InvoiceProgress {
    this.ran.push('archive');
    if (this.standing && this.transfer?.isFinal !== false)
      this.standing = standingAfter(this.standing, 'archive', 1001);
    return this.progress();
  }

  carry(): FlowStep {
    if (this.transferStep.do === 'done' && this.transfer) this.transfer = { ...this.transfer, isFinal: true };
    return this.transferStep;
  }

  book(): void {
    this.standing = { kind: 'invoice', state: 'booked', isArchived: false };
    this.transfer = {
      transferId: 'transfer-1',
      connectionId: randomUUID(),
      provider: 'e-conomic',
      isFinal: false,
    };
  }

  progress(): InvoiceProgress {
    return {
      number: 1001,
      kind: 'invoice',
      state: this.standing?.state ?? 'deleted',
      isArchived: this.standing?.isArchived ?? false,
      transfers: this.transfer ? [this.transfer] : [],
    };
  }

  act(action: 'book' | 'delete' | 'create', { commandId }: CommandInput): ActionAnswer {
    this.ran.push(action);
    if (this.outages > 0) {
      this.outages -= 1;
      throw new DomainError('DatabaseUnavailable', { done: 'Nothing was done.' });
    }
    const earlier = this.#answers.get(commandId);
    if (earlier) return { progress: earlier, isRepeated: true };
    if (action === 'create') this.standing = { kind: 'invoice', state: 'draft', isArchived: false };
    else if (this.standing === undefined)
      throw new DomainError('NotFound', { what: 'Customer invoice 1001' });
    else this.standing = standingAfter(this.standing, action, 1001);
    if (action === 'book') this.book();
    const progress = this.progress();
    this.#answers.set(commandId, progress);
    return { progress, isRepeated: false };
  }
}

/** The documents of this file's tests, by their id. */
const documents = new Map<string, StandInDocument>();

const of = async <T>(id: string, work: (document: StandInDocument) => T): Promise<T> => {
  const document = documents.get(id);
  if (document === undefined) throw new Error(`There is no document ${id}.`);
  return Promise.resolve(work(document));
};
const act =
  (action: 'book' | 'delete' | 'create') =>
  (ref: CustomerInvoiceRef, input: CommandInput): Promise<ActionAnswer> =>
    of(ref.documentId, (document) => document.act(action, input));

const steps = {
  createCustomerInvoice: act('create'),
  bookCustomerInvoice: act('book'),
  deleteCustomerInvoice: act('delete'),
  readCustomerInvoice: (ref: CustomerInvoiceRef) =>
    of(ref.documentId, (document) => (document.standing ? document.progress() : null)),
  archiveCustomerInvoice: (ref: CustomerInvoiceRef) => of(ref.documentId, (document) => document.archive()),
  advanceErpFlow: (flow: ErpFlow) =>
    of(flow.workflowId.split(':').at(-1) ?? '', (document) => document.carry()),
};

interface Run {
  readonly documentId: string;
  /** Sends an action as the API does, whether or not a run is there. */
  readonly send: (
    definition: UpdateDefinition<InvoiceProgress, [CommandInput]>,
    id?: string,
  ) => Promise<InvoiceProgress>;
  readonly handle: WorkflowHandle;
}

async function withDocument(
  document: StandInDocument,
  work: (run: Run, document: StandInDocument) => Promise<void>,
): Promise<void> {
  const documentId = randomUUID();
  documents.set(documentId, document);
  const start = customerInvoiceStart({ agreementNumber: 1000, documentId }, workers.taskQueue);
  const handle = environment.client.workflow.getHandle(start.workflowId);
  const send: Run['send'] = (definition, id = randomUUID()) =>
    environment.client.workflow.executeUpdateWithStart(definition, {
      args: [{ commandId: id }],
      updateId: id,
      startWorkflowOperation: new WithStartWorkflowOperation(invoiceWorkflowType, {
        ...start,
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    });
  await work({ documentId, send, handle }, document);
  await handle.terminate('the test is over').catch(() => undefined);
}

/** The refusal that an update ended with: the catalogue's code and what it tells. */
async function refusalOf(
  update: Promise<unknown>,
): Promise<{ code: string; params: Record<string, string> }> {
  const error: unknown = await update.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  const { cause } = error as WorkflowUpdateFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  const failure = cause as ApplicationFailure;
  const details = failure.details?.[0] as { params: Record<string, string> };
  return { code: failure.type ?? '', params: details.params };
}

const standings: readonly (CustomerInvoiceStanding & { readonly word: string })[] = (
  [
    { kind: 'invoice', state: 'draft', isArchived: false },
    { kind: 'invoice', state: 'booked', isArchived: false },
    { kind: 'credit-note', state: 'draft', isArchived: false },
    { kind: 'invoice', state: 'booked', isArchived: true },
  ] as const
).map((standing) => ({ ...standing, word: `${standingWord(standing)} ${standing.kind}` }));
const actions = [
  { action: 'book', definition: bookUpdate },
  { action: 'delete', definition: deleteUpdate },
] as const;
const table = standings.flatMap(({ word, ...standing }) =>
  actions.map(({ action, definition }) => ({
    word,
    standing,
    action,
    definition,
    verdict: refusal(standing, action) === undefined ? 'is done' : 'is refused',
  })),
);

describe('the lifecycle', () => {
  test.each(table)('$action of a $word $verdict', async ({ standing, action, definition, verdict }) => {
    const document = new StandInDocument(standing);
    document.transferStep = { do: 'wait', ms: 3_600_000 };
    if (standing.state === 'booked' && !standing.isArchived) document.book();
    await withDocument(document, async ({ send }) => {
      if (verdict === 'is done') {
        const { state } = await send(definition);
        expect(state).toBe(action === 'book' ? 'booked' : 'deleted');
        return;
      }
      const { code, params } = await refusalOf(send(definition));
      expect(code).toBe('InvalidTransition');
      expect(params).toMatchObject({
        state: standingWord(standing),
        action,
        allowed: allowedActions(standing).join(', '),
      });
    });
  });

  test('runs from the first draft to the archive in one run', async () => {
    await withDocument(new StandInDocument(), async ({ send, handle }, document) => {
      expect(await send(createUpdate)).toMatchObject({ state: 'draft', number: 1001 });
      expect(await handle.query(progressQuery)).toMatchObject({ state: 'draft' });
      expect(await send(bookUpdate)).toMatchObject({ state: 'booked', isArchived: false });
      await handle.result();
      expect(document.standing).toMatchObject({ state: 'booked', isArchived: true });
      expect(document.ran).toEqual(['create', 'book', 'archive']);
    });
  });

  test('ends with a deleted draft, and with one that was never made', async () => {
    await withDocument(new StandInDocument(), async ({ send, handle }) => {
      await send(createUpdate);
      await send(deleteUpdate);
      await handle.result();
      expect(await refusalOf(send(bookUpdate))).toMatchObject({ code: 'NotFound' });
      await handle.result();
    });
  });
});

describe('an action', () => {
  test('repeated with its id gets the first answer and is not done again', async () => {
    await withDocument(new StandInDocument(), async ({ send }, document) => {
      document.transferStep = { do: 'wait', ms: 3_600_000 };
      const id = randomUUID();
      const first = await send(createUpdate, id);
      expect(await send(createUpdate, id)).toEqual(first);
      expect(document.ran).toEqual(['create']);
    });
  });

  test('goes on while the database is away, and only a refusal ends it', async () => {
    await withDocument(new StandInDocument(), async ({ send }, document) => {
      document.outages = 3;
      expect(await send(createUpdate)).toMatchObject({ state: 'draft' });
      expect(document.ran).toEqual(['create', 'create', 'create', 'create']);
    });
  });

  test('waits for the one before it, and is refused by what that one did', async () => {
    await withDocument(new StandInDocument(), async ({ send }, document) => {
      document.transferStep = { do: 'wait', ms: 3_600_000 };
      await send(createUpdate);
      const both = await Promise.allSettled([send(bookUpdate), send(deleteUpdate)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  test('repeated after its run has ended is answered as at first, and the new run reads where it stands', async () => {
    await withDocument(new StandInDocument(), async ({ send, handle }, document) => {
      const [created, booking] = [randomUUID(), randomUUID()];
      const first = await send(createUpdate, created);
      const second = await send(bookUpdate, booking);
      await handle.result();
      expect(await send(createUpdate, created)).toEqual(first);
      await handle.result();
      expect(await send(bookUpdate, booking)).toEqual(second);
      await handle.result();
      expect(document.ran.filter((action) => action === 'archive')).toHaveLength(1);
    });
  });
});

describe('a run that missed something', () => {
  test('looks at the rows when a transfer tells of its outcome, though it believes in a draft', async () => {
    await withDocument(new StandInDocument(), async ({ send, handle }, document) => {
      await send(createUpdate);
      document.book();
      document.transfer = { ...document.transfer!, isFinal: true };
      await handle.signal(transferSettledSignal, { transferId: 'transfer-1' });
      await handle.result();
      expect(document.standing).toMatchObject({ isArchived: true });
    });
  });

  test('waits for word where its transfer is ended by force, and archives when all have their outcome', async () => {
    await withDocument(new StandInDocument(), async ({ documentId, send, handle }, document) => {
      document.transferStep = { do: 'place' };
      await send(createUpdate);
      await send(bookUpdate);
      const { connectionId } = document.transfer!;
      const transfer = environment.client.workflow.getHandle(
        transferWorkflowId(connectionId, 'customer-invoice', documentId),
      );
      await eventually(async () => {
        const { status } = await transfer.describe().catch(() => ({ status: { name: 'none' } }));
        return status.name === 'RUNNING' || undefined;
      }, 'the transfer runs');
      await transfer.terminate('an operator');
      // Word of nobody in particular: it looks, and goes on waiting.
      await handle.signal(transferSettledSignal, { transferId: '' });
      await eventually(() => Promise.resolve(document.ran.includes('archive') || undefined), 'it has looked');
      expect(document.standing).toMatchObject({ isArchived: false });
      document.transfer = { ...document.transfer!, isFinal: true };
      await handle.signal(transferSettledSignal, { transferId: '' });
      await handle.result();
      expect(document.standing).toMatchObject({ isArchived: true });
    });
  });
});
