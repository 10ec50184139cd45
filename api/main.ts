/** The API process: `npm run api`. Runs until SIGTERM or SIGINT, then lets requests under way end. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Client } from '@temporalio/client';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { ConfigError, readConfig } from '../domain/config.ts';
import { CredentialVault } from '../domain/connections/credentials.ts';
import { close, createOrm } from '../domain/database.ts';
import { startCourier } from '../domain/deliveries/courier.ts';
import { createApp } from './app.ts';
import { Aside } from './aside.ts';
import { TemporalEngine } from './commands.ts';
import { engineConnection } from './engine-connection.ts';
import { createMetrics } from './metrics.ts';
import { apiVersion } from './openapi.ts';
import { databaseCheck, engineCheck, keeperCheck } from './readiness.ts';

const sections = ['database', 'temporal', 'api', 'credentials', 'support', 'log'] as const;

/** Updates that one document takes at once from this process; the engine takes ten, from all processes together. */
const updatesPerDocumentMax = 8;
/** Longer than a load balancer keeps an idle connection, so that it is never the one to be surprised. */
const keepAliveTimeoutMs = 65_000;
/** How long a client may take to send its request, in milliseconds. */
const requestTimeoutMs = 60_000;
/** How long requests under way may take to end at a stop, in milliseconds. */
const stopTimeoutMs = 20_000;

async function main(): Promise<void> {
  const config = readConfig(sections);
  const logger = pino({ level: config.log.level, base: { process: 'api' } });
  const orm = await createOrm(config.database.url, {
    poolMax: config.database.poolMax,
    statementTimeoutMs: config.database.statementTimeoutMs,
    applicationName: 'bilag api',
  });
  const connection = engineConnection(config.temporal.address);
  const metrics = createMetrics({ process: true });
  const engine = new TemporalEngine(new Client({ connection, namespace: config.temporal.namespace }), {
    deadlineMs: config.api.updateTimeoutMs,
    updatesPerDocumentMax,
    metrics,
    taskQueue: config.temporal.taskQueue,
  });
  const aside = new Aside();
  const app = createApp(
    {
      orm,
      engine,
      vault: new CredentialVault(config.credentials.keys),
      logger,
      metrics,
      limits: {
        requestsPerMinute: config.api.requestsPerMinute,
        bodyBytesMax: config.api.bodyLimitBytes,
      },
      readiness: [databaseCheck(orm), engineCheck(engine), keeperCheck(orm)],
      support: config.support,
      version: apiVersion,
      aside,
    },
    { trustProxyHops: config.api.trustProxyHops },
  );
  const server = createServer(
    { keepAliveTimeout: keepAliveTimeoutMs, requestTimeout: requestTimeoutMs },
    app,
  );
  const courier = startCourier(
    orm,
    (due) => engine.deliver(due),
    (error) => {
      logger.warn({ err: error }, 'The keeper will start these deliveries.');
    },
  );
  stopOnSignals(server, logger, async () => {
    await courier.stop();
    await aside.idle();
    await engine.idle();
    await connection.close();
    await closeDatabase(orm);
  });
  await listen(server, config.api.port, config.api.host);
  const { port } = server.address() as AddressInfo;
  logger.info({ url: `http://${config.api.host}:${port}` }, 'API listens');
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The database may be away when the process stops; there is nothing left to lose then. */
async function closeDatabase(orm: MikroORM): Promise<void> {
  await close(orm).catch(() => undefined);
}

function stopOnSignals(server: Server, logger: Logger, closeRest: () => Promise<void>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'API stops');
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, stopTimeoutMs);
    server.close(() => {
      clearTimeout(cut);
      void closeRest().then(() => {
        logger.info('API has stopped');
      });
    });
    server.closeIdleConnections();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  const text =
    error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`The API stops: ${text}\n`);
  process.exitCode = 1;
}
