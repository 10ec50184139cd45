import { randomBytes, randomUUID } from 'node:crypto';
import { Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { UpdateDefinition } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { createEconomicAdapter } from '../../activities/erp/e-conomic/adapter.ts';
import type { ErpAdapter, InFlightWindow } from '../../activities/erp/adapter.ts';
import type { Senders } from '../../activities/deliveries/deliver.ts';
import { createWorkers, runWorkers } from '../../activities/worker.ts';
import { claimCommand, commandDocumentId, commandId } from '../../domain/commands/command.service.ts';
import { createConnection } from '../../domain/connections/connection.service.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import { withAgreement } from '../../domain/database.ts';
import { CustomerInvoice } from '../../domain/invoices/customer-invoice.entity.ts';
import type { SalesHeadInput, SalesLineInput } from '../../domain/sales/sales-input.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { startEconomicSandbox, type EconomicSandbox } from '../../sandbox/e-conomic/server.ts';
import {
  documentStart,
  documentWorkflowTypes,
  type CommandInput,
} from '../../workflows/documents/contract.ts';
import {
  bookUpdate,
  createUpdate,
  type CreateInvoiceBody,
  type InvoiceProgress,
} from '../../workflows/documents/customer-invoice/contract.ts';
import {
  connectionTestStart,
  connectionTestWorkflowType,
  type ConnectionTestResult,
} from '../../workflows/erp/connection/contract.ts';
import { eventually } from './eventually.ts';
import { createTestAgreement, testDatabase, type TestDatabase } from './database.ts';
import { makeRegisters } from './registers.ts';
import { testCourier, testSenders } from './senders.ts';
import { realTimeEnvironment, uniqueTaskQueue, workflowBundle } from './temporal.ts';

export { eventually } from './eventually.ts';

/** The whole product on real servers, with the e-conomic stand-in at the far end of the wire. */
export interface System {
  readonly database: TestDatabase;
  readonly sandbox: EconomicSandbox;
  readonly client: Client;
  readonly vault: CredentialVault;
  /** The vault's key as a worker process takes it. */
  readonly credentialsKeys: string;
  readonly taskQueue: string;
  readonly environment: TestWorkflowEnvironment;
  /** Starts another worker; the first one runs from the start. */
  startWorker(options?: WorkerChanges): Promise<RunningWorker>;
  readonly worker: RunningWorker;
  stop(): Promise<void>;
}

/** What a worker has otherwise than the product's. */
export interface WorkerChanges {
  readonly adapter?: ErpAdapter;
  readonly orm?: MikroORM;
  readonly senders?: Senders;
}

export interface RunningWorker {
  readonly workers: readonly Worker[];
  stop(): Promise<void>;
}

/** Times short enough for a test, in the proportions of the real ones. */
export const shortWindow: InFlightWindow = { deadlineMs: 1_500, processingMs: 200, visibilityMs: 300 };

const stretched = (
  { deadlineMs, processingMs, visibilityMs }: InFlightWindow,
  by: number,
): InFlightWindow => ({
  deadlineMs: deadlineMs * by,
  processingMs: processingMs * by,
  visibilityMs: visibilityMs * by,
});

export async function startSystem(
  options: {
    readonly window?: InFlightWindow;
    /** Factor on the lane's waits (breaker, retry budget); the window is what it is all the same. Default 1. */
    readonly timeScale?: number;
    readonly sandbox?: Parameters<typeof startEconomicSandbox>[0];
    /** On another Temporal server than the run's shared one. */
    readonly environment?: TestWorkflowEnvironment;
    /** What the first worker has otherwise. */
    readonly worker?: (database: TestDatabase) => WorkerChanges;
  } = {},
): Promise<System> {
  const environment = options.environment ?? (await realTimeEnvironment());
  const database = await testDatabase({ poolMax: 20 });
  const sandbox = await startEconomicSandbox(options.sandbox);
  const taskQueue = uniqueTaskQueue('system');
  const timeScale = options.timeScale ?? 1;
  const key = randomBytes(32);
  const vault = new CredentialVault([{ id: 'test', key }]);
  const client = new Client({ connection: environment.connection, namespace: 'default' });
  const startWorker = async (how: WorkerChanges = {}): Promise<RunningWorker> => {
    const adapter =
      how.adapter ??
      createEconomicAdapter({
        baseUrls: { rest: sandbox.restUrl, openApi: sandbox.openApiUrl },
        window: stretched(options.window ?? shortWindow, 1 / timeScale),
      });
    const workers = await createWorkers({
      connection: environment.nativeConnection,
      namespace: 'default',
      taskQueue,
      workflowBundle: await workflowBundle(),
      orm: how.orm ?? database.orm,
      vault,
      adapters: [adapter],
      senders: how.senders ?? testSenders(),
      identity: `test-${randomUUID()}`,
      activitiesMax: 10,
      timeScale,
    });
    const running = runWorkers(workers);
    return {
      workers,
      stop: async () => {
        for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
        await running;
      },
    };
  };
  const worker = await startWorker(options.worker?.(database));
  const courier = testCourier(database.orm, client, taskQueue);
  const started: RunningWorker[] = [worker];
  return {
    database,
    sandbox,
    client,
    vault,
    credentialsKeys: `test:${key.toString('base64')}`,
    taskQueue,
    environment,
    worker,
    startWorker: async (how) => {
      const next = await startWorker(how);
      started.push(next);
      return next;
    },
    stop: async () => {
      await courier.stop();
      await Promise.all(started.map((each) => each.stop()));
      await environment.teardown();
      await sandbox.close();
      await database.drop();
    },
  };
}

/** An agreement with registers that the stand-in's seed knows how to number, and a tested connection. */
export interface Company {
  readonly agreementNumber: number;
  readonly apiKey: string;
  readonly connectionId: string;
}

/** What a company is made in: enough for activities that are called without a worker. */
export type SystemParts = Pick<System, 'database' | 'vault' | 'sandbox'>;

/** The company with its connection, which nobody has tested yet. */
export async function companyWithUntestedConnection(
  system: SystemParts,
  settings: Record<string, unknown> = {},
  account: { readonly credentials?: Readonly<Record<string, string>>; readonly capacity?: number } = {},
): Promise<Company> {
  const { orm } = system.database;
  const agreement = await createTestAgreement(orm);
  const connection = await withAgreement(orm, agreement.number, async (em) => {
    await makeRegisters(em);
    return createConnection(em, system.vault, {
      provider: 'e-conomic',
      name: 'e-conomic',
      credentials: account.credentials ?? system.sandbox.credentials,
      // Tests count calls: their transfers are held against a snapshot only where a test says so.
      settings: { snapshotMinutes: 0, ...settings },
      capacity: account.capacity ?? 8,
    });
  });
  return { agreementNumber: agreement.number, apiKey: agreement.apiKey, connectionId: connection.id };
}

export async function companyWithConnection(
  system: System,
  settings: Record<string, unknown> = {},
  account: Parameters<typeof companyWithUntestedConnection>[2] = {},
): Promise<Company> {
  const company = await companyWithUntestedConnection(system, settings, account);
  const { agreementNumber, connectionId } = company;
  const ref = { agreementNumber, provider: 'e-conomic', connectionId };
  const result = (await system.client.workflow.execute(
    connectionTestWorkflowType,
    connectionTestStart(ref, randomUUID(), system.taskQueue),
  )) as ConnectionTestResult;
  if (!result.ok) throw new Error(`The connection does not work: ${result.reason ?? ''}`);
  return company;
}

/** Sends a stored command to an invoice's workflow, as the API does. */
export async function sendCommand(
  system: System,
  agreementNumber: number,
  documentId: string | undefined,
  definition: UpdateDefinition<InvoiceProgress, [CommandInput]>,
  body: unknown,
  key: string = randomUUID(),
): Promise<{ readonly documentId: string; readonly commandId: string; readonly progress: InvoiceProgress }> {
  const path = `/test/${definition.name}/${documentId ?? 'new'}`;
  const id = commandId(agreementNumber, 'POST', path, key);
  const document = documentId ?? commandDocumentId(id);
  await withAgreement(system.database.orm, agreementNumber, (em) =>
    claimCommand(em, {
      method: 'POST',
      path,
      key,
      body,
      actor: 'test',
      documentKind: 'customer-invoice',
      documentId: document,
    }),
  );
  const start = documentStart(
    'customer-invoice',
    { agreementNumber, documentId: document },
    system.taskQueue,
  );
  const progress = await system.client.workflow.executeUpdateWithStart(definition, {
    args: [{ commandId: id }],
    updateId: id,
    startWorkflowOperation: new WithStartWorkflowOperation(documentWorkflowTypes['customer-invoice'], {
      ...start,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });
  return { documentId: document, commandId: id, progress };
}

export async function draftInvoice(
  system: System,
  company: Company,
  draft: SalesHeadInput & {
    readonly customerId?: string;
    readonly lines?: readonly SalesLineInput[];
  } = {},
): Promise<string> {
  const body: CreateInvoiceBody = {
    create: 'draft',
    draft: { customerId: '101', lines: [{ itemId: 'A-1', quantity: '3' }], ...draft },
  };
  const { documentId } = await sendCommand(system, company.agreementNumber, undefined, createUpdate, body);
  return documentId;
}

export async function bookedInvoice(
  system: System,
  company: Company,
  draft: Parameters<typeof draftInvoice>[2] = {},
): Promise<string> {
  const documentId = await draftInvoice(system, company, draft);
  await sendCommand(system, company.agreementNumber, documentId, bookUpdate, {});
  return documentId;
}

/** The document's one transfer, once it is in one of the states. */
export async function transferIn(
  system: System,
  company: Company,
  documentId: string,
  states: readonly Transfer['state'][],
  withinMs?: number,
): Promise<Transfer> {
  let last = 'none';
  return eventually(
    async () =>
      withAgreement(system.database.orm, company.agreementNumber, async (em) => {
        const transfer = await em.findOne(Transfer, { documentId });
        last = transfer?.state ?? 'none';
        return transfer && states.includes(transfer.state) ? transfer : undefined;
      }),
    `transfer of ${documentId} in ${states.join(' or ')}`,
    withinMs,
  ).catch((error: unknown) => {
    throw new Error(`It is ${last}.`, { cause: error });
  });
}

export async function invoiceRow(
  system: System,
  company: Company,
  documentId: string,
): Promise<CustomerInvoice> {
  return withAgreement(system.database.orm, company.agreementNumber, (em) =>
    em.findOneOrFail(CustomerInvoice, { id: documentId }),
  );
}
