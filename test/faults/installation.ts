import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { MikroORM } from '@mikro-orm/postgresql';
import { BenchChild } from '../../bench/support/child.ts';
import { Cleanup } from '../../bench/support/cleanup.ts';
import { close, createOrm } from '../../domain/database.ts';
import { silentLog } from '../../sandbox/stack/log.ts';
import { freePort, loopback } from '../../sandbox/stack/ports.ts';
import { gentleSignals, type GuardedProcess, startGuarded } from '../../sandbox/stack/processes.ts';
import { projectRoot } from '../../sandbox/stack/settings.ts';
import { lookAtPorts, lookAtReadiness, untilReady } from '../../sandbox/stack/waiting.ts';
import { laneKeeperSchedule } from '../../workflows/erp/lane-keeper/contract.ts';
import { testRunFolder } from '../support/servers.ts';
import { bundleOf, workflowBundle } from '../support/temporal.ts';
import type { BugName } from './bugs.ts';
import { ControlDoor } from './doors.ts';
import type { Needs } from './faults.ts';
import type { KillPlan } from './kill-points.ts';
import { type FaultsServers, installationFolder, startFaultsServers } from './servers.ts';
import type { FaultsWorkerArgument } from './worker.ts';

/** How an installation is set up. */
export interface InstallationOptions {
  readonly needs: Needs;
  /** Factor on the ERP's times, in worker and sandbox alike. */
  readonly timeScale: number;
  readonly bug?: BugName | undefined;
  /** How long anything may take to come to its end, in milliseconds; default: two minutes and five of the ERP's windows. */
  readonly boundMs?: number | undefined;
}

/** How often the keeper's Schedule fires here; each minute, as in production, would make a campaign last for hours. */
const keeperEvery = '3 seconds';

/** How soon a dead worker is followed by the next one, in milliseconds. */
const restartPauseMs = 100;

/** Places behind the API's and sandbox's limits: those are not what is tried here. */
const unlimited = 1_000_000;

interface InstallationParts {
  readonly options: InstallationOptions;
  readonly servers: FaultsServers;
  readonly control: ControlDoor;
  readonly client: Client;
  readonly orm: MikroORM;
  readonly apiUrl: string;
  readonly worker: FaultsWorkerArgument;
  readonly folder: string;
  readonly cleanup: Cleanup;
}

/** The whole product for a few seeds: API and worker as processes, a sandbox as another, a database of their own. */
export class Installation {
  /** Tells it from others on the same engine. */
  readonly id = randomUUID();
  readonly options: InstallationOptions;
  readonly servers: FaultsServers;
  readonly control: ControlDoor;
  readonly client: Client;
  /** For looking at rows, as the app's login. */
  readonly orm: MikroORM;
  readonly apiUrl: string;
  /** The sandbox's older surface, for what people do there by hand. */
  readonly restUrl: string;
  readonly #worker: FaultsWorkerArgument;
  readonly #folder: string;
  readonly #cleanup: Cleanup;
  readonly #kills = new Map<string, KillPlan>();
  #child: BenchChild | undefined;
  #generation = 0;
  #deployment: Promise<void> | undefined;
  #restarts: Promise<void> = Promise.resolve();
  #isStopping = false;

  private constructor(parts: InstallationParts) {
    this.options = parts.options;
    this.servers = parts.servers;
    this.control = parts.control;
    this.client = parts.client;
    this.orm = parts.orm;
    this.apiUrl = parts.apiUrl;
    this.restUrl = parts.worker.restUrl;
    this.#worker = parts.worker;
    this.#folder = parts.folder;
    this.#cleanup = parts.cleanup;
  }

  /** Starts everything; what was started is ended where something does not start. */
  static async start(options: InstallationOptions): Promise<Installation> {
    const cleanup = new Cleanup();
    try {
      const installation = new Installation(await startParts(options, cleanup));
      cleanup.add(() => installation.#stopWorker());
      await installation.#startWorker();
      await installation.#scheduleKeeper();
      return installation;
    } catch (error) {
      await cleanup.run();
      throw error;
    }
  }

  /** Has the worker die at a point; asked again of the next one where this one dies before of something else. */
  async kill(plan: KillPlan): Promise<void> {
    this.#kills.set(plan.id, plan);
    await this.#child?.ask(plan).catch(() => undefined);
  }

  /** Whether a planned death has come. */
  hasDied(id: string): boolean {
    return this.#deaths().includes(id);
  }

  /** Ends the worker, gently or not, and starts one of changed workflow code. Once, however many seeds ask. */
  async deploy(isGentle: boolean): Promise<void> {
    this.#deployment ??= this.#deploy(isGentle);
    return this.#deployment;
  }

  async restartPostgres(pauseMs: number): Promise<void> {
    return this.#oneByOne(() => this.servers.restartPostgres(pauseMs));
  }

  async restartTemporal(pauseMs: number): Promise<void> {
    return this.#oneByOne(() => this.servers.restartTemporal(pauseMs));
  }

  /** Fires the keeper's Schedule now. */
  async fireKeeper(): Promise<void> {
    await this.client.schedule.getHandle(this.#keeperId).trigger('SKIP');
  }

  /** Ends everything, last started first. */
  async stop(): Promise<void> {
    await this.client.schedule
      .getHandle(this.#keeperId)
      .delete()
      .catch(() => undefined);
    await this.#cleanup.run();
  }

  async #stopWorker(): Promise<void> {
    this.#isStopping = true;
    await this.#child?.kill();
  }

  /** Seeds that share a server restart it one after another. */
  async #oneByOne(restart: () => Promise<void>): Promise<void> {
    this.#restarts = this.#restarts.then(restart);
    return this.#restarts;
  }

  get #keeperId(): string {
    return `lane-keeper:${this.#worker.taskQueue}`;
  }

  /** The keeper as it is scheduled in production, under a name of its own and more often. */
  async #scheduleKeeper(): Promise<void> {
    const keeper = laneKeeperSchedule(this.#worker.taskQueue);
    await this.client.schedule.create({
      ...keeper,
      scheduleId: this.#keeperId,
      spec: { intervals: [{ every: keeperEvery }] },
      action: { ...keeper.action, workflowId: this.#keeperId },
    });
  }

  async #deploy(isGentle: boolean): Promise<void> {
    const bundle = await changedBundlePath();
    const old = this.#child;
    this.#generation += 1;
    await Promise.all([isGentle ? old?.stop() : old?.kill(), this.#startWorker({ ...this.#worker, bundle })]);
  }

  /** Starts a worker and, where it dies, the next one; until a deployment brings another generation. */
  async #startWorker(argument = this.#worker, generation = this.#generation): Promise<void> {
    const child = await BenchChild.start(
      join(import.meta.dirname, 'worker.ts'),
      argument,
      join(this.#folder, 'worker.log'),
    );
    if (!this.#isCurrent(generation)) return child.kill();
    this.#child = child;
    void child.exited.then(() => this.#restartWorker(argument, generation));
    const deaths = this.#deaths();
    for (const plan of this.#kills.values())
      if (!deaths.includes(plan.id)) await child.ask({ ...plan, nth: 1 }).catch(() => undefined);
  }

  async #restartWorker(argument: FaultsWorkerArgument, generation: number): Promise<void> {
    while (this.#isCurrent(generation)) {
      await delay(restartPauseMs);
      try {
        if (this.#isCurrent(generation)) await this.#startWorker(argument, generation);
        return;
      } catch {
        // A server is away just now: again.
      }
    }
  }

  #isCurrent(generation: number): boolean {
    return !this.#isStopping && generation === this.#generation;
  }

  #deaths(): string[] {
    const { killFile } = this.#worker;
    return existsSync(killFile) ? readFileSync(killFile, 'utf8').split('\n') : [];
  }
}

/** Servers, sandbox and API, and what looks at them; the worker comes after. */
async function startParts(options: InstallationOptions, cleanup: Cleanup): Promise<InstallationParts> {
  const folder = installationFolder();
  const servers = await startFaultsServers(folder, options.needs);
  cleanup.add(() => servers.close());
  const { databaseUrl, temporalAddress } = servers;
  const [rest, openApi, control, api] = await freePorts();
  const taskQueue = `faults-${randomUUID()}`;
  const credentialsKey = randomBytes(32).toString('base64');
  const bundle = await bundlePath();
  if (options.needs === 'deploy') await changedBundlePath();
  const spawned = async (...what: readonly [string, string, Readonly<Record<string, string>>]) => {
    const child = await spawnedIn(folder, ...what);
    cleanup.add(() => child.stop());
    return child;
  };
  const sandbox = await spawned('sandbox', 'sandbox/e-conomic/main.ts', {
    ECONOMIC_SANDBOX_REST_PORT: String(rest),
    ECONOMIC_SANDBOX_OPENAPI_PORT: String(openApi),
    ECONOMIC_SANDBOX_CONTROL_PORT: String(control),
    ECONOMIC_SANDBOX_SWITCHES: JSON.stringify({ timeScale: options.timeScale, rateLimitTokens: unlimited }),
  });
  const server = await spawned('api', 'api/main.ts', {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_TASK_QUEUE: taskQueue,
    CREDENTIALS_KEYS: `faults:${credentialsKey}`,
    API_HOST: loopback,
    API_PORT: String(api),
    API_REQUESTS_PER_MINUTE: String(unlimited),
    DATABASE_POOL_MAX: '8',
    LOG_LEVEL: 'warn',
  });
  const connection = await Connection.connect({ address: temporalAddress });
  cleanup.add(() => connection.close());
  const orm = await createOrm(databaseUrl, { poolMax: 4, applicationName: 'bilag referee' });
  cleanup.add(() => close(orm).catch(() => undefined));
  await ready(sandbox, () => lookAtPorts([rest, openApi, control]));
  // Not its readiness: that waits for the keeper's first look.
  await ready(server, () => lookAtReadiness(`http://${loopback}:${api}/healthz`));
  const at = (port: number): string => `http://${loopback}:${port}`;
  return {
    ...{ options, servers, orm, folder, cleanup, apiUrl: at(api), control: new ControlDoor(at(control)) },
    client: new Client({ connection, namespace: 'default' }),
    worker: {
      ...{ databaseUrl, temporalAddress, taskQueue, credentialsKey, bundle },
      ...{ restUrl: at(rest), openApiUrl: at(openApi), timeScale: options.timeScale, bug: options.bug },
      killFile: join(folder, 'kills'),
    },
  };
}

const freePorts = async (): Promise<readonly [number, number, number, number]> => [
  await freePort(),
  await freePort(),
  await freePort(),
  await freePort(),
];

async function bundlePath(): Promise<string> {
  const bundle = await workflowBundle();
  if (!('codePath' in bundle)) throw new Error('The bundle is in no file.');
  return bundle.codePath;
}

let changedBundle: Promise<string> | undefined;

async function changedBundlePath(): Promise<string> {
  changedBundle ??= bundleOf(join(import.meta.dirname, 'changed/workflows.ts')).then(({ code }) => {
    const path = join(testRunFolder(), `changed-bundle-${process.pid}.js`);
    writeFileSync(path, code);
    return path;
  });
  return changedBundle;
}

const spawnedIn = (
  folder: string,
  name: string,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<GuardedProcess> =>
  startGuarded({
    name,
    command: process.execPath,
    args: [join(projectRoot, script)],
    cwd: projectRoot,
    env: { ...process.env, ...env },
    logFile: join(folder, `${name}.log`),
    signals: gentleSignals,
  });

const ready = (child: GuardedProcess, look: () => Promise<string | undefined>): Promise<void> =>
  untilReady(child, {
    log: silentLog,
    timeoutMs: 90_000,
    signal: new AbortController().signal,
    look,
  });
