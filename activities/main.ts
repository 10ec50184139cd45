/** The worker process: `npm run worker`. Runs until SIGTERM or SIGINT, then lets what is under way end. */
import { hostname } from 'node:os';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { ConfigError, readConfig } from '../domain/config.ts';
import { CredentialVault } from '../domain/connections/credentials.ts';
import { close, createOrm } from '../domain/database.ts';
import { startCourier } from '../domain/deliveries/courier.ts';
import { createEconomicAdapter } from './erp/e-conomic/adapter.ts';
import { createMailer } from './deliveries/mailer.ts';
import { createWebhookSender } from './deliveries/webhook-sender.ts';
import { startProbes } from './probes.ts';
import { ensureSchedules } from './schedules.ts';
import { startDelivery } from './signals.ts';
import { createWorkers, runWorkers } from './worker.ts';

const sections = ['database', 'temporal', 'worker', 'economic', 'credentials', 'delivery', 'log'] as const;

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
  const { delivery } = config;
  const senders = {
    webhooks: createWebhookSender({ allowsPrivate: delivery.privateAddresses === 'allow' }),
    mailer: createMailer({ smtpUrl: delivery.smtpUrl, from: delivery.mailFrom, dir: delivery.mailDir }),
    publicUrl: delivery.publicUrl,
    accountUrl: delivery.accountUrl ?? `${delivery.publicUrl}/api`,
  };
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
    senders,
    identity,
    activitiesMax: config.worker.activitiesMax,
    timeScale: 1,
  });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  await ensureSchedules(client, config.temporal.taskQueue);
  const courier = startCourier(
    orm,
    async (due) => {
      await startDelivery(client, config.temporal.taskQueue, due);
    },
    (error) => {
      log.warn({ err: error }, 'The keeper will start these deliveries.');
    },
  );
  const probes = await startProbes(config.worker, orm, workers);
  log.info({ identity, taskQueue: config.temporal.taskQueue, probes: probes.url }, 'worker runs');
  try {
    await runWorkers(workers);
  } finally {
    await probes.close();
    await courier.stop();
    senders.mailer.close();
    await senders.webhooks.close();
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
