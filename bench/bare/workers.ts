import type { MikroORM } from '@mikro-orm/postgresql';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { erpTaskQueue } from '../../workflows/shared/ids.ts';
import { createBareCalls, createBareSteps } from './activities.ts';
import { bareProvider } from './contract.ts';

/** The bare engine's two workers, with the options that our own have (`activities/worker.ts`). */
export async function createBareWorkers(parts: {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly orm: MikroORM;
  readonly activitiesMax: number;
}): Promise<Worker[]> {
  const common = {
    connection: parts.connection,
    namespace: parts.namespace,
    shutdownGraceTime: '10s',
    shutdownForceTime: '40s',
    maxConcurrentActivityTaskExecutions: parts.activitiesMax,
  };
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: parts.taskQueue,
      workflowBundle: parts.workflowBundle,
      activities: createBareSteps(parts.orm),
      maxConcurrentLocalActivityExecutions: parts.activitiesMax,
    }),
    Worker.create({
      ...common,
      taskQueue: erpTaskQueue(parts.taskQueue, bareProvider),
      activities: createBareCalls(parts.orm),
    }),
  ]);
}
