import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkerOptions, WorkflowBundleOption, WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { temporalTestServerPath, testRunFolder, testTemporalAddress } from './servers.ts';

let isRuntimeInstalled = false;

/**
 * Installs Temporal's runtime with a logger that shows warnings alone. Once per test file: each has a module
 * registry of its own, and a second installation in one registry throws. The helpers below call it themselves, as
 * late as they can: a runtime that never had a connection or a worker keeps Jest from ending.
 */
export function quietRuntime(): void {
  if (isRuntimeInstalled) return;
  isRuntimeInstalled = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
    // A test that is interrupted ends at once; Jest decides, not the workers.
    shutdownSignals: [],
  });
}

/** An environment on a server of its own whose clock jumps ahead while workflows wait. One per test file. */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const path = temporalTestServerPath();
  return onQuietRuntime(() =>
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } }),
  );
}

/** An environment on the run's shared dev server, where time passes as it does: search attributes, schedules, lists. */
export async function realTimeEnvironment(): Promise<TestWorkflowEnvironment> {
  const address = testTemporalAddress();
  return onQuietRuntime(() =>
    TestWorkflowEnvironment.createFromExistingServer({ address, namespace: 'default' }),
  );
}

async function onQuietRuntime(
  create: () => Promise<TestWorkflowEnvironment>,
): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  try {
    return await create();
  } catch (error) {
    // The file fails; its runtime must not keep Jest from ending, and so from saying why.
    await Runtime.instance().shutdown();
    throw error;
  }
}

/**
 * The bundle of all our workflows: made by the first test file that asks, read by the others of the same run.
 * For workflows of a test's own there is `bundleOf`.
 */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = join(testRunFolder(), 'workflow-bundle.js');
  if (!existsSync(codePath)) {
    const { code } = await bundleOf(join(import.meta.dirname, '../../workflows/index.ts'));
    const draft = `${codePath}.${randomUUID()}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  }
  return { codePath };
}

/** A bundle of the workflows in one file. Takes about a second: once per test file. */
export async function bundleOf(workflowsPath: string): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}

/** A task queue nobody else uses. */
export function uniqueTaskQueue(prefix = 'test'): string {
  return `${prefix}-${randomUUID()}`;
}

/** What a test runs its workflows on. */
export interface TestWorkerOptions extends Partial<WorkerOptions> {
  /** The activities the workflows may call: the real ones, or stand-ins for what is not under test. */
  readonly activities: object;
}

/**
 * Runs a worker with our workflows for the time of one step, on a task queue of its own unless one is given.
 * The worker is drained before this returns, also when the step throws.
 */
export async function withWorker<T>(
  environment: TestWorkflowEnvironment,
  options: TestWorkerOptions,
  step: (context: { taskQueue: string; worker: Worker }) => Promise<T>,
): Promise<T> {
  const taskQueue = options.taskQueue ?? uniqueTaskQueue();
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    namespace: environment.namespace ?? 'default',
    shutdownGraceTime: '1s',
    ...('workflowsPath' in options || 'workflowBundle' in options
      ? {}
      : { workflowBundle: await workflowBundle() }),
    ...options,
    taskQueue,
  });
  return worker.runUntil(() => step({ taskQueue, worker }));
}
