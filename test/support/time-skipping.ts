import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { searchAttributes } from '../../sandbox/stack/temporal-server.ts';
import { timeSkippingEnvironment, uniqueTaskQueue, withWorker } from './temporal.ts';
import { erpTaskQueue } from '../../workflows/shared/ids.ts';

// temporal.api.enums.v1.IndexedValueType
const indexedValueTypes = { Keyword: 2, Int: 3 } as const;

/** A server whose clock jumps ahead, with the search attributes that our workflows carry. */
export async function skippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const environment = await timeSkippingEnvironment();
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.namespace ?? 'default',
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]),
    ),
  });
  return environment;
}

/** Workers with stand-in activities, running until they are stopped. */
export interface StandIns {
  readonly taskQueue: string;
  stop(): Promise<void>;
}

/** Runs our workflows with stand-in activities: steps beside the workflow, and calls on the queue of e-conomic. */
export async function startStandIns(
  environment: TestWorkflowEnvironment,
  standIns: { readonly steps: object; readonly calls?: object },
): Promise<StandIns> {
  const taskQueue = uniqueTaskQueue();
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const { promise: started, resolve: start } = Promise.withResolvers<undefined>();
  const untilStopped = (): Promise<undefined> => {
    start(undefined);
    return ended;
  };
  const erpQueue = erpTaskQueue(taskQueue, 'e-conomic');
  const running = withWorker(environment, { activities: standIns.steps, taskQueue }, () =>
    standIns.calls === undefined
      ? untilStopped()
      : withWorker(environment, { activities: standIns.calls, taskQueue: erpQueue }, untilStopped),
  );
  await Promise.race([started, running]);
  return {
    taskQueue,
    stop: async () => {
      end(undefined);
      await running;
    },
  };
}
