import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../domain/migrate.ts';
import { silentLog } from '../../sandbox/stack/log.ts';
import { freePort, loopback } from '../../sandbox/stack/ports.ts';
import { startPostgres } from '../../sandbox/stack/postgres.ts';
import type { EmbeddedPostgres } from '../../sandbox/stack/postgres.ts';
import { gentleSignals, removeAtEnd, startGuarded } from '../../sandbox/stack/processes.ts';
import type { GuardedProcess } from '../../sandbox/stack/processes.ts';
import { stackSecrets } from '../../sandbox/stack/secrets.ts';
import { projectRoot } from '../../sandbox/stack/settings.ts';
import { startTemporal, temporalNamespace } from '../../sandbox/stack/temporal-server.ts';
import { lookAtPorts, lookAtReadiness, untilReady } from '../../sandbox/stack/waiting.ts';
import { erpLatencyMs } from '../bare/contract.ts';
import type { Cleanup } from './cleanup.ts';
import type { InspectableProcess } from './live-heap.ts';

/** The embedded stack of `npm start`, on free ports and a folder of its own. */
export interface BenchStack {
  readonly folder: string;
  readonly postgres: EmbeddedPostgres;
  readonly postgresLog: string;
  readonly temporalAddress: string;
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly processes: { readonly worker: InspectableProcess; readonly api: InspectableProcess };
  /** Who does the work, for their processor time. */
  readonly pids: Readonly<Record<'worker' | 'api' | 'PostgreSQL' | 'Temporal' | 'sandbox', number>>;
  /** The e-conomic sandbox's control door. */
  readonly controlUrl: string;
}

const readyTimeoutMs = 90_000;

/** Limits of the sandbox and of the API that a bench must not measure. */
const unlimited = 1_000_000;

/** A folder under `.data` that goes with this process. */
export function benchFolder(): string {
  const parent = join(projectRoot, '.data', 'bench');
  mkdirSync(parent, { recursive: true, mode: 0o711 });
  const folder = mkdtempSync(join(parent, 'run-'));
  // PostgreSQL may run as another user, who has to pass through.
  chmodSync(folder, 0o711);
  removeAtEnd(folder);
  return folder;
}

/** Starts PostgreSQL, Temporal, the sandbox (20 ms an answer), the worker and the API. The clean-up ends them. */
export async function startBenchStack(
  folder: string,
  cliPath: string,
  cleanup: Cleanup,
): Promise<BenchStack> {
  const postgres = await startPostgres({ dataDir: folder });
  cleanup.add(async () => {
    await postgres.stop();
    rmSync(postgres.folder, { recursive: true, force: true });
  });
  await migrate({ ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl });
  const temporal = await startTemporal({
    cliPath,
    dataDir: join(folder, 'temporal'),
    logFile: join(folder, 'logs', 'temporal.log'),
  });
  cleanup.add(() => temporal.stop());
  const [rest, openApi, control] = [await freePort(), await freePort(), await freePort()];
  const sandbox = await spawned(folder, cleanup, 'sandbox', 'sandbox/e-conomic/main.ts', {
    ECONOMIC_SANDBOX_REST_PORT: String(rest),
    ECONOMIC_SANDBOX_OPENAPI_PORT: String(openApi),
    ECONOMIC_SANDBOX_CONTROL_PORT: String(control),
    ECONOMIC_SANDBOX_SWITCHES: JSON.stringify({
      latencyMs: erpLatencyMs,
      rateLimitTokens: unlimited * 1_000,
      dailyCallsMax: unlimited * 1_000,
    }),
  });
  await ready(sandbox.process, () => lookAtPorts([rest, openApi, control]));
  const [api, metrics] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: postgres.appUrl,
    DATABASE_OWNER_URL: '',
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporalNamespace,
    ECONOMIC_REST_URL: `http://${loopback}:${rest}`,
    ECONOMIC_OPENAPI_URL: `http://${loopback}:${openApi}`,
    CREDENTIALS_KEYS: stackSecrets(folder).credentialsKeys,
    API_HOST: loopback,
    API_PORT: String(api),
    API_REQUESTS_PER_MINUTE: String(unlimited),
    METRICS_HOST: loopback,
    METRICS_PORT: String(metrics),
  };
  const [workerUrl, apiUrl] = [`http://${loopback}:${metrics}`, `http://${loopback}:${api}`];
  const worker = await spawned(folder, cleanup, 'worker', 'activities/main.ts', env);
  await ready(worker.process, () => lookAtReadiness(`${workerUrl}/readyz`));
  const server = await spawned(folder, cleanup, 'api', 'api/main.ts', env);
  await ready(server.process, () => lookAtReadiness(`${apiUrl}/readyz`));
  return {
    folder,
    postgres,
    postgresLog: join(folder, 'logs', 'postgres.log'),
    temporalAddress: temporal.address,
    apiUrl,
    workerUrl,
    processes: { worker, api: server },
    pids: {
      worker: worker.process.pid,
      api: server.process.pid,
      PostgreSQL: postgres.pid,
      Temporal: temporal.pid,
      sandbox: sandbox.process.pid,
    },
    controlUrl: `http://${loopback}:${control}`,
  };
}

/** A process of the product, with the settings that it has anywhere else. */
async function spawned(
  folder: string,
  cleanup: Cleanup,
  name: string,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<InspectableProcess> {
  const inspectPort = await freePort();
  const child = await startGuarded({
    name,
    command: process.execPath,
    // Where its inspector would listen; it does not until `memory` asks for it.
    args: [`--inspect-port=${loopback}:${inspectPort}`, join(projectRoot, script)],
    cwd: projectRoot,
    env: { ...process.env, ...env },
    logFile: join(folder, 'logs', `${name}.log`),
    signals: gentleSignals,
  });
  cleanup.add(() => child.stop());
  return { process: child, inspectPort };
}

const ready = (child: GuardedProcess, look: () => Promise<string | undefined>): Promise<void> =>
  untilReady(child, {
    log: silentLog,
    timeoutMs: readyTimeoutMs,
    signal: new AbortController().signal,
    look,
  });
