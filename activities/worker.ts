import { Client } from '@temporalio/client';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CredentialVault } from '../domain/connections/credentials.ts';
import { deliveryTaskQueue, erpTaskQueue } from '../workflows/shared/ids.ts';
import { createConnectionActivities, createGateActivities } from './connection.ts';
import { createCustomerInvoiceActivities } from './customer-invoice.ts';
import { createCsvImportActivities } from './csv-import.ts';
import { createDeliveryActivities, type Senders } from './deliveries/deliver.ts';
import type { ActivityDeps } from './deps.ts';
import { createDocumentActivities } from './documents.ts';
import { createDryRunActivities } from './dry-run.ts';
import type { ErpAdapter } from './erp/adapter.ts';
import { createErpLookUpActivities } from './erp-look-up.ts';
import { SnapshotCache } from './erp/preflight/snapshot-cache.ts';
import { createErpActivities, createFlowActivities } from './erp/transfer.ts';
import { withFailures } from './failures.ts';
import { createInvoicePdfActivities } from './invoice-pdf.ts';
import { createIssueCheckActivities } from './issue-check.ts';
import { createKeeperActivities } from './keeper.ts';
import { createPreflightActivities, createSnapshotActivities } from './preflight.ts';
import { createSignals } from './signals.ts';

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Made once by whoever starts workers: a bundle, or its path. */
  readonly workflowBundle: WorkflowBundleOption;
  readonly orm: MikroORM;
  readonly vault: CredentialVault;
  readonly adapters: readonly ErpAdapter[];
  readonly senders: Senders;
  readonly identity: string;
  /** Activities at once, per task queue; no more than there are database connections for. */
  readonly activitiesMax: number;
  readonly timeScale: number;
}

/** Puts activity groups together; two activities of one name would silently be one. */
function joined<T extends object>(...groups: readonly T[]): T {
  const names = groups.flatMap((group) => Object.keys(group));
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) throw new Error(`Two activities are called ${doubled}.`);
  return Object.assign({}, ...groups) as T;
}

/**
 * The workers of one process: one for workflows with their short database steps, one for each ERP's calls and one for
 * deliveries, so that whoever is slow holds up neither bookings nor others. All share one connection; the caller runs them and closes it.
 */
export async function createWorkers(parts: WorkerParts): Promise<Worker[]> {
  const client = new Client({ connection: parts.connection, namespace: parts.namespace });
  const deps: ActivityDeps = {
    orm: parts.orm,
    vault: parts.vault,
    adapters: new Map(parts.adapters.map((adapter) => [adapter.provider, adapter])),
    signals: createSignals(client, parts.taskQueue),
    snapshots: new SnapshotCache(),
    hasMailServer: parts.senders.mailer.hasServer,
    identity: parts.identity,
    timeScale: parts.timeScale,
  };
  const common = {
    connection: parts.connection,
    namespace: parts.namespace,
    identity: parts.identity,
    shutdownGraceTime: '10s',
    shutdownForceTime: '40s',
    maxConcurrentActivityTaskExecutions: parts.activitiesMax,
  };
  const steps = joined<object>(
    withFailures(createCustomerInvoiceActivities(deps)),
    withFailures(createDocumentActivities(deps)),
    withFailures(createFlowActivities(deps)),
    withFailures(createGateActivities(deps)),
    withFailures(createKeeperActivities(deps, client, parts.taskQueue)),
    withFailures(createPreflightActivities(deps)),
    withFailures(createCsvImportActivities(deps)),
  );
  const calls = joined<object>(
    withFailures(createErpActivities(deps)),
    withFailures(createConnectionActivities(deps)),
    withFailures(createInvoicePdfActivities(deps)),
    withFailures(createIssueCheckActivities(deps)),
    withFailures(createErpLookUpActivities(deps)),
    withFailures(createSnapshotActivities(deps)),
    withFailures(createDryRunActivities(deps)),
  );
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: parts.taskQueue,
      workflowBundle: parts.workflowBundle,
      activities: steps,
      maxConcurrentLocalActivityExecutions: parts.activitiesMax,
    }),
    ...parts.adapters.map((adapter) =>
      Worker.create({
        ...common,
        taskQueue: erpTaskQueue(parts.taskQueue, adapter.provider),
        activities: calls,
      }),
    ),
    Worker.create({
      ...common,
      taskQueue: deliveryTaskQueue(parts.taskQueue),
      activities: withFailures(
        createDeliveryActivities({ ...parts.senders, orm: parts.orm, vault: parts.vault }),
      ),
    }),
  ]);
}

/** Runs workers until they are told to stop; if one fails, the others stop too, and the failure is thrown. */
export async function runWorkers(workers: readonly Worker[]): Promise<void> {
  const stopAll = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const results = await Promise.allSettled(
    workers.map(async (worker) => {
      try {
        await worker.run();
      } finally {
        stopAll();
      }
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
