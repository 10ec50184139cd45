/** The worker process: `npm run worker`. Runs until SIGTERM or SIGINT, then lets what is under way end. */
import { hostname } from 'node:os';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { ConfigError, readConfig } from '../domain/config.ts';
import { CredentialVault } from '../domain/connections/credentials.ts';
import { close, createOrm } from '../domain/database.ts';
import { createEconomicAdapter } from './erp/e-conomic/adapter.ts';
import { startProbes } from './probes.ts';
import { ensureSchedules } from './schedules.ts';
import { createWorkers, runWorkers } from './worker.ts';

const sections = ['database', 'temporal', 'worker', 'economic', 'credentials', 'log'] as const;

async function main(): Promise<void> {
  const config = readConfig(sections);
  const log = pino({ level: config.log.level, base: { process: 'worker' } });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      log[level === 'ERROR' ? 'error' : 'warn'](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: 'WARN' } },
  });
  const identity = `${hostname()}:${process.pid}`;
  const orm = await createOrm(config.database.url, {
    poolMax: config.database.poolMax,
    statementTimeoutMs: config.database.statementTimeoutMs,
    applicationName: 'bilag worker',
  });
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: `${import.meta.dirname}/../workflows/index.ts`,
    logger: new DefaultLogger('WARN'),
  });
  const workers = await createWorkers({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    workflowBundle,
    orm,
    vault: new CredentialVault(config.credentials.keys),
    adapters: [
      createEconomicAdapter({
        baseUrls: { rest: config.economic.restUrl, openApi: config.economic.openapiUrl },
      }),
    ],
    identity,
    activitiesMax: config.worker.activitiesMax,
    timeScale: 1,
  });
  await ensureSchedules(
    new Client({ connection, namespace: config.temporal.namespace }),
    config.temporal.taskQueue,
  );
  const probes = await startProbes(config.worker, orm, workers);
  log.info({ identity, taskQueue: config.temporal.taskQueue, probes: probes.url }, 'worker runs');
  try {
    await runWorkers(workers);
  } finally {
    await probes.close();
    await connection.close();
    await close(orm);
    log.info('worker has stopped');
  }
}

try {
  await main();
} catch (error) {
  const text =
    error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`The worker stops: ${text}\n`);
  process.exitCode = 1;
}
