import {
  isGrpcDeadlineError,
  QueryNotRegisteredError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Client, WorkflowStartOptions } from '@temporalio/client';
import type { QueryDefinition, SignalDefinition, UpdateDefinition, Workflow } from '@temporalio/common';
import { DomainError } from '../domain/errors.ts';
import type { DocumentKind } from '../domain/documents/kinds.ts';
import { documentStart, documentWorkflowTypes } from '../workflows/documents/contract.ts';
import type { CommandInput, DocumentRef } from '../workflows/documents/contract.ts';
import {
  connectionStart,
  connectionWorkflowType,
  gateChangedSignal,
} from '../workflows/erp/connection/contract.ts';
import type { ConnectionRef } from '../workflows/erp/connection/contract.ts';
import { deliveryStart, deliveryWorkflowType } from '../workflows/delivery/contract.ts';
import type { DeliveryRef } from '../workflows/delivery/contract.ts';
import { issueCheckStart, issueCheckWorkflowType } from '../workflows/erp/issue-check/contract.ts';
import type { IssueRef } from '../workflows/erp/issue-check/contract.ts';
import { csvImportStart, csvImportWorkflowType } from '../workflows/imports/csv-import/contract.ts';
import type { CsvImportRef } from '../workflows/imports/csv-import/contract.ts';
import { lookSignal, transferStart, transferWorkflowType } from '../workflows/erp/transfer/contract.ts';
import type { TransferRef } from '../workflows/erp/transfer/contract.ts';
import type { ApiMetrics } from './metrics.ts';
import { unavailable } from './problems.ts';
import { isAway, isGivenUp, refusalOf } from './engine-refusals.ts';

/** An action on a document: the stored command, carried to the document's workflow. */
export interface DocumentUpdate<Result> {
  readonly kind: DocumentKind;
  readonly document: DocumentRef;
  readonly definition: UpdateDefinition<Result, [CommandInput]>;
  /** The stored command's id; the update's id as well, so that a repeat joins the first. */
  readonly commandId: string;
  /** True where an earlier request may have sent the same command: then nobody can say that nothing was done. */
  readonly sentBefore: boolean;
}

/** Start options of a short workflow whose result a request waits for. */
export interface ShortWorkflow {
  readonly type: string;
  readonly start: Omit<WorkflowStartOptions, 'args'> & { readonly args: readonly unknown[] };
  /** Whether a finished run of this id is the answer (a repeat), or may be followed by a new one. */
  readonly repeat: 'join-finished' | 'run-again';
}

/** What the API asks of the workflow engine. */
export interface Engine {
  /** Throws the refusal, `TooManyRequests`, or `EngineUnavailable` with what became of it. */
  update<Result>(update: DocumentUpdate<Result>): Promise<Result>;
  /** The workflow's result, or undefined where it is still at work at the deadline. */
  run<R>(workflow: ShortWorkflow): Promise<R | undefined>;
  /** What a workflow, running or finished, answers to a query; undefined where there is none of that id. */
  ask<R>(workflowId: string, query: QueryDefinition<R>): Promise<R | undefined>;
  /** Tells the connection's workflow to look at its gate. */
  gateChanged(connection: ConnectionRef): Promise<void>;
  /** Tells a transfer's workflow to look at its rows; starts it where none runs. */
  look(transfer: TransferRef): Promise<void>;
  /** Starts a delivery's workflow where it does not run. */
  deliver(delivery: DeliveryRef): Promise<void>;
  /** Tells a workflow that has a place in a lane to look; one that does not run any more is left to the keeper. */
  wake(workflowId: string): Promise<void>;
  /** Has an open issue's cause held against the ERP; one that is being looked at already is as good. */
  checkIssue(issue: IssueRef): Promise<void>;
  /** Starts the import of a stored file; one that runs or has ended is as good. */
  importCsv(upload: CsvImportRef): Promise<void>;
  /** Whether the engine answers; throws `EngineUnavailable`. */
  ping(deadlineMs: number): Promise<void>;
}

export interface EngineOptions {
  /** How long a request waits, in milliseconds. */
  readonly deadlineMs: number;
  readonly updatesPerDocumentMax: number;
  readonly metrics: ApiMetrics;
  /** The queue that the workers listen on; the contracts' own where nothing is said. */
  readonly taskQueue?: string;
}

/** How long the look before a send may take after a failure, in milliseconds. */
const pingDeadlineMs = 1_000;

/** How often one request sends its update, where the engine gives it up undecided. */
const sendsMax = 4;

/** The engine, reached through Temporal's client. */
export class TemporalEngine implements Engine {
  readonly #client: Client;
  readonly #options: EngineOptions;
  readonly #inFlight = new Map<string, number>();
  readonly #calls = new Set<Promise<unknown>>();
  /**
   * False from a failure to the next success. While it is false a ping goes before each send: only what was refused
   * before anything left may be called "nothing was done", and the client's own retries hide whether anything left.
   */
  #answers = false;

  constructor(client: Client, options: EngineOptions) {
    this.#client = client;
    this.#options = options;
  }

  async update<Result>(update: DocumentUpdate<Result>): Promise<Result> {
    const start = { ...documentStart(update.kind, update.document), ...this.#queue() };
    const leave = this.#enter(start.workflowId, update.definition.name);
    try {
      await this.#lookFirst(update.sentBefore ? 'unknown' : 'nothing');
      const result = await this.#within(() =>
        untilDecided(() =>
          this.#client.workflow.executeUpdateWithStart(update.definition, {
            args: [{ commandId: update.commandId }],
            updateId: update.commandId,
            startWorkflowOperation: new WithStartWorkflowOperation<Workflow>(
              documentWorkflowTypes[update.kind],
              { ...start, workflowIdConflictPolicy: 'USE_EXISTING' },
            ),
          }),
        ),
      );
      this.#count(update.definition.name, 'done');
      return result;
    } catch (thrown) {
      const error = refusalOf(thrown);
      this.#count(update.definition.name, error.code === 'EngineUnavailable' ? 'unavailable' : 'refused');
      throw error;
    } finally {
      leave();
    }
  }

  async run<R>(workflow: ShortWorkflow): Promise<R | undefined> {
    const { workflowId, args } = workflow.start;
    await this.#lookFirst('nothing');
    try {
      return await this.#within(async () => {
        await this.#start(workflow, [...args]);
        return this.#client.workflow.getHandle(workflowId).result() as Promise<R>;
      });
    } catch (error) {
      if (isGrpcDeadlineError(error)) return undefined;
      throw refusalOf(error);
    }
  }

  async ask<R>(workflowId: string, query: QueryDefinition<R>): Promise<R | undefined> {
    await this.#lookFirst('nothing');
    try {
      return await this.#within(() => this.#client.workflow.getHandle(workflowId).query(query));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      if (error instanceof QueryNotRegisteredError) throw unavailable('EngineUnavailable', 'nothing', error);
      throw refusalOf(error);
    }
  }

  async gateChanged(connection: ConnectionRef): Promise<void> {
    await this.#signal(connectionWorkflowType, connectionStart(connection), gateChangedSignal);
  }

  async look(transfer: TransferRef): Promise<void> {
    await this.#signal(transferWorkflowType, transferStart(transfer), lookSignal);
  }

  async deliver(delivery: DeliveryRef): Promise<void> {
    const start = deliveryStart(delivery);
    const workflow: ShortWorkflow = { type: deliveryWorkflowType, start, repeat: 'run-again' };
    await this.#told(() => this.#start(workflow, start.args));
  }

  async wake(workflowId: string): Promise<void> {
    await this.#told(async () => {
      try {
        await this.#client.workflow.getHandle(workflowId).signal(lookSignal);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    });
  }

  async checkIssue(issue: IssueRef): Promise<void> {
    const start = issueCheckStart(issue);
    await this.#told(() =>
      this.#start({ type: issueCheckWorkflowType, start, repeat: 'run-again' }, start.args),
    );
  }

  async importCsv(upload: CsvImportRef): Promise<void> {
    const start = csvImportStart(upload);
    await this.#told(() =>
      this.#start({ type: csvImportWorkflowType, start, repeat: 'join-finished' }, start.args),
    );
  }

  async #signal(
    type: string,
    start: Omit<WorkflowStartOptions, 'args'> & { readonly args: readonly unknown[] },
    signal: SignalDefinition,
  ): Promise<void> {
    await this.#told(() =>
      this.#client.workflow.signalWithStart<Workflow>(type, {
        ...start,
        ...this.#queue(),
        args: [...start.args],
        signal,
      }),
    );
  }

  /** A call whose answer says nothing. */
  async #told(call: () => Promise<unknown>): Promise<void> {
    await this.#lookFirst('nothing');
    try {
      await this.#within(call);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async ping(deadlineMs: number): Promise<void> {
    try {
      await this.#tracked(() =>
        this.#client.withDeadline(Date.now() + deadlineMs, () =>
          this.#client.workflowService.getSystemInfo({}),
        ),
      );
      this.#answers = true;
    } catch (error) {
      this.#answers = false;
      throw unavailable('EngineUnavailable', 'nothing', error);
    }
  }

  /** Resolves when no call is under way: only then may the connection be closed, for a call that is tried again throws. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }

  async #tracked<T>(call: () => Promise<T>): Promise<T> {
    const running = call();
    this.#calls.add(running);
    try {
      return await running;
    } finally {
      this.#calls.delete(running);
    }
  }

  async #start(workflow: ShortWorkflow, args: unknown[]): Promise<void> {
    try {
      await this.#client.workflow.start<Workflow>(workflow.type, {
        ...workflow.start,
        ...this.#queue(),
        args,
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: workflow.repeat === 'run-again' ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  async #lookFirst(done: 'nothing' | 'unknown'): Promise<void> {
    if (this.#answers) return;
    try {
      await this.ping(pingDeadlineMs);
    } catch (error) {
      throw unavailable('EngineUnavailable', done, error);
    }
  }

  async #within<T>(call: () => Promise<T>): Promise<T> {
    try {
      const result = await this.#tracked(() =>
        this.#client.withDeadline(Date.now() + this.#options.deadlineMs, call),
      );
      this.#answers = true;
      return result;
    } catch (error) {
      // A deadline alone does not tell: a worker may be slow while the engine is well. The ping will.
      if (isAway(error)) this.#answers = false;
      throw error;
    }
  }

  /** Takes one of the document's places; the engine takes ten updates at once and answers the rest late and oddly. */
  #enter(workflowId: string, name: string): () => void {
    const here = this.#inFlight.get(workflowId) ?? 0;
    if (here >= this.#options.updatesPerDocumentMax) {
      this.#count(name, 'crowded');
      throw new DomainError('TooManyRequests', { seconds: 1 });
    }
    this.#inFlight.set(workflowId, here + 1);
    this.#options.metrics.updatesInFlight.inc();
    return () => {
      const now = this.#inFlight.get(workflowId) ?? 1;
      if (now <= 1) this.#inFlight.delete(workflowId);
      else this.#inFlight.set(workflowId, now - 1);
      this.#options.metrics.updatesInFlight.dec();
    };
  }

  #queue(): { taskQueue: string } | undefined {
    const { taskQueue } = this.#options;
    return taskQueue === undefined ? undefined : { taskQueue };
  }

  #count(update: string, outcome: 'done' | 'refused' | 'unavailable' | 'crowded'): void {
    this.#options.metrics.updates.inc({ update, outcome });
  }
}

/** Sends an update, and again where the engine gave it up: its id makes them one. */
async function untilDecided<T>(send: () => Promise<T>): Promise<T> {
  for (let sent = 1; ; sent += 1)
    try {
      return await send();
    } catch (error) {
      if (sent >= sendsMax || !isGivenUp(error)) throw error;
    }
}
