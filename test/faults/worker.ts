/**
 * A worker of the campaign, as a process that can be killed: the product's own workers, over an adapter and an ORM that are
 * wrapped (`kill-points.ts`, `bugs.ts`). Started by `installation.ts`.
 */
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createEconomicAdapter } from '../../activities/erp/e-conomic/adapter.ts';
import { createMailer } from '../../activities/deliveries/mailer.ts';
import { createWebhookSender } from '../../activities/deliveries/webhook-sender.ts';
import { createWorkers, runWorkers } from '../../activities/worker.ts';
import { givenArgument, serve } from '../../bench/support/child.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import { close, createOrm } from '../../domain/database.ts';
import { type BugName, bugs } from './bugs.ts';
import { type KillPlan, KillPoints } from './kill-points.ts';

/** What a worker is started with. */
export interface FaultsWorkerArgument {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly taskQueue: string;
  readonly restUrl: string;
  readonly openApiUrl: string;
  /** 32 bytes in base64. */
  readonly credentialsKey: string;
  readonly timeScale: number;
  /** Path of the workflow bundle. */
  readonly bundle: string;
  /** Where deaths are written down. */
  readonly killFile: string;
  readonly bug?: BugName | undefined;
}

const poolMax = 12;

async function main(): Promise<void> {
  const given = givenArgument() as FaultsWorkerArgument;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
  });
  const kills = new KillPoints(given.killFile);
  const orm = await createOrm(given.databaseUrl, { poolMax, applicationName: 'bilag faults' });
  const connection = await NativeConnection.connect({ address: given.temporalAddress });
  const adapter = createEconomicAdapter({ baseUrls: { rest: given.restUrl, openApi: given.openApiUrl } });
  const workers = await createWorkers({
    connection,
    namespace: 'default',
    taskQueue: given.taskQueue,
    workflowBundle: { codePath: given.bundle },
    orm: kills.orm(orm),
    vault: new CredentialVault([{ id: 'faults', key: Buffer.from(given.credentialsKey, 'base64') }]),
    adapters: [kills.adapter(given.bug === undefined ? adapter : bugs[given.bug](adapter))],
    identity: `faults-${process.pid}-${randomUUID()}`,
    activitiesMax: poolMax,
    // Nobody has registered a webhook or a recipient here.
    senders: {
      webhooks: createWebhookSender({ allowsPrivate: false }),
      mailer: createMailer({
        smtpUrl: undefined,
        from: 'Bilag <faults@example.com>',
        dir: join(dirname(given.killFile), 'mail'),
      }),
      publicUrl: 'https://bilag.example.com',
      accountUrl: 'https://bilag.example.com/api',
    },
    timeScale: given.timeScale,
  });
  serve((plan) => {
    kills.add(plan as KillPlan);
    return Promise.resolve();
  });
  await runWorkers(workers);
  await connection.close();
  await close(orm);
  process.exit(0);
}

await main();
