/** The bare engine's worker process, beside ours on the same servers, or on a dev server with stock settings. */
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { runWorkers } from '../../activities/worker.ts';
import { close, createOrm } from '../../domain/database.ts';
import { givenArgument, serve } from '../support/child.ts';
import { createBareWorkers } from './workers.ts';

/** Where the bare engine runs. */
export interface BareWorkerArgument {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly databaseUrl: string;
  readonly poolMax: number;
  readonly activitiesMax: number;
}

const argument = givenArgument() as BareWorkerArgument;
Runtime.install({
  logger: new DefaultLogger('WARN'),
  telemetryOptions: { logging: { forward: {}, filter: 'WARN' } },
});
const orm = await createOrm(argument.databaseUrl, {
  poolMax: argument.poolMax,
  applicationName: 'bilag bench bare',
});
const connection = await NativeConnection.connect({ address: argument.address });
const workers = await createBareWorkers({
  ...argument,
  connection,
  orm,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: `${import.meta.dirname}/workflows.ts`,
    logger: new DefaultLogger('WARN'),
  }),
});
const running = runWorkers(workers);
serve(() => Promise.resolve(undefined));
await running;
await connection.close();
await close(orm);
process.exit(0);
