import { join } from 'node:path';
import { migrate } from '../../domain/migrate.ts';
import { registerSearchAttributes } from './existing-temporal.ts';
import { reasonOf, withProgress } from './log.ts';
import type { StackLog } from './log.ts';
import { isPortFree, listenerOf, loopback } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { gentleSignals, startGuarded } from './processes.ts';
import type { GuardedProcess } from './processes.ts';
import { stackSecrets } from './secrets.ts';
import { projectRoot } from './settings.ts';
import type { PortName, PortSetting, StackSettings } from './settings.ts';
import { temporalBinary } from './temporal-binaries.ts';
import { startTemporal, temporalNamespace } from './temporal-server.ts';
import { lookAtPorts, lookAtReadiness, untilReady } from './waiting.ts';

/** Where everything is, once it is up. */
export interface StackAddresses {
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly databaseUrl: string;
  readonly ownerUrl: string | undefined;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly economic: {
    readonly restUrl: string;
    readonly openapiUrl: string;
    /** Undefined where the real e-conomic is used. */
    readonly controlUrl: string | undefined;
  };
}

interface Part {
  readonly name: string;
  readonly exited: Promise<string>;
  lastLines(): string;
  stop(): Promise<void>;
}

const readyTimeoutMs = 90_000;

/** Everything that was started, in order, so that it is ended in the reverse one. */
export class Stack {
  readonly #settings: StackSettings;
  readonly #log: StackLog;
  readonly #signal: AbortSignal;
  readonly #parts: Part[] = [];

  constructor(settings: StackSettings, log: StackLog, signal: AbortSignal) {
    this.#settings = settings;
    this.#log = log;
    this.#signal = signal;
  }

  /** Starts all parts. What was started before an error is ended by `stop`, which the caller calls in any case. */
  async start(): Promise<StackAddresses> {
    await this.#assertPortsFree();
    const [database, temporal, economic] = await allOrFirstError([
      this.#database(),
      this.#temporal(),
      this.#economic(),
    ]);
    const env = this.#processEnv(database.appUrl, temporal, economic);
    const [workerUrl, apiUrl] = await allOrFirstError([
      this.#nodeProcess('worker', 'activities/main.ts', env, 'metrics'),
      this.#nodeProcess('API', 'api/main.ts', env, 'api'),
    ]);
    return {
      apiUrl,
      workerUrl,
      databaseUrl: database.appUrl,
      ownerUrl: database.ownerUrl,
      temporalAddress: temporal.address,
      temporalUiUrl: temporal.uiUrl,
      economic,
    };
  }

  /** Settles, with what happened in words, when a part ends that should not have. */
  async failed(): Promise<string> {
    const ends = this.#parts.map(async (part) => {
      const how = await part.exited;
      return `${part.name} ${how}. Its last lines:\n${part.lastLines()}`;
    });
    return Promise.race(ends);
  }

  /** Ends all parts, last started first. One that will not go does not keep the others; all of them are named. */
  async stop(): Promise<void> {
    const stubborn: string[] = [];
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      this.#log(`stopping ${part.name}`);
      try {
        await part.stop();
      } catch (error) {
        stubborn.push(error instanceof Error ? error.message : part.name);
      }
    }
    if (stubborn.length > 0) throw new Error(stubborn.join('; '));
  }

  async #assertPortsFree(): Promise<void> {
    const { ports, temporal, economic } = this.#settings;
    // PostgreSQL looks for itself: a server of ours that a killed start left behind may be taken over.
    const wanted: PortSetting[] = [ports.api, ports.metrics];
    if (temporal === undefined) wanted.push(ports.temporal, ports.temporalUi);
    if (economic === undefined) wanted.push(ports.economicRest, ports.economicOpenapi, ports.economicControl);
    const taken: string[] = [];
    for (const { port, what, variable } of wanted) {
      if (await isPortFree(port)) continue;
      const who = listenerOf(port) ?? 'another program';
      taken.push(
        `port ${port} for ${what} is taken by ${who}: set ${variable} to another, or stop that program`,
      );
    }
    if (taken.length > 0) throw new Error(`nothing was started, for\n  ${taken.join('\n  ')}`);
  }

  async #database(): Promise<{ appUrl: string; ownerUrl: string | undefined }> {
    const given = this.#settings.database;
    if (given !== undefined) {
      this.#log('PostgreSQL: using DATABASE_URL');
      if (given.ownerUrl === undefined) {
        this.#log(
          'DATABASE_OWNER_URL is not set: the migrations are not run; run "npm run migrate" as the owner',
        );
      } else await this.#migrate(given.ownerUrl, given.appUrl);
      return given;
    }
    const postgres = await startPostgres({
      dataDir: this.#settings.dataDir,
      port: this.#settings.ports.postgres.port,
      log: this.#log,
    });
    this.#parts.push({
      name: 'PostgreSQL',
      exited: postgres.exited,
      lastLines: () => postgres.lastLines(),
      stop: () => postgres.stop(),
    });
    this.#log(`PostgreSQL is up on port ${postgres.port}`);
    await this.#migrate(postgres.ownerUrl, postgres.appUrl);
    return postgres;
  }

  async #migrate(ownerUrl: string, appUrl: string): Promise<void> {
    const log = (line: string): void => {
      this.#log(`migrations: ${line}`);
    };
    await withProgress(this.#log, 'migrations', () => migrate({ ownerUrl, appUrl, log })).catch(
      (error: unknown) => {
        throw new Error(`the migrations failed: ${reasonOf(error)}`, { cause: error });
      },
    );
  }

  async #temporal(): Promise<{ address: string; namespace: string; uiUrl: string | undefined }> {
    const given = this.#settings.temporal;
    if (given !== undefined) {
      this.#log(`Temporal: using TEMPORAL_ADDRESS=${given.address}`);
      await registerSearchAttributes(given.address, given.namespace, this.#log);
      return { ...given, uiUrl: undefined };
    }
    const cliPath = await temporalBinary('cli', { log: this.#log });
    const { dataDir, ports } = this.#settings;
    const temporal = await startTemporal({
      cliPath,
      dataDir: join(dataDir, 'temporal'),
      logFile: join(dataDir, 'logs', 'temporal.log'),
      port: ports.temporal.port,
      uiPort: ports.temporalUi.port,
      log: this.#log,
    });
    this.#parts.push({ name: 'Temporal', ...temporal });
    this.#log(`Temporal is up at ${temporal.address}`);
    return { address: temporal.address, namespace: temporalNamespace, uiUrl: temporal.uiUrl };
  }

  async #economic(): Promise<StackAddresses['economic']> {
    const { economic: given, ports, dataDir } = this.#settings;
    if (given !== undefined) {
      this.#log(`e-conomic: using ${given.restUrl} and ${given.openapiUrl}`);
      return { ...given, controlUrl: undefined };
    }
    const [rest, openapi, control] = [ports.economicRest, ports.economicOpenapi, ports.economicControl];
    const child = await this.#spawn('e-conomic sandbox', 'sandbox/e-conomic/main.ts', {
      ...process.env,
      [rest.variable]: String(rest.port),
      [openapi.variable]: String(openapi.port),
      [control.variable]: String(control.port),
      ECONOMIC_SANDBOX_DATA_DIR: join(dataDir, 'e-conomic'),
      ECONOMIC_SANDBOX_JOURNAL_FILE: join(dataDir, 'journal', 'e-conomic.jsonl'),
    });
    const open = [rest.port, openapi.port, control.port];
    await this.#untilReady(child, () => lookAtPorts(open));
    this.#log(`the e-conomic sandbox is up on ports ${open.join(', ')}`);
    return { restUrl: urlOf(rest), openapiUrl: urlOf(openapi), controlUrl: urlOf(control) };
  }

  #processEnv(
    appUrl: string,
    temporal: { address: string; namespace: string },
    economic: StackAddresses['economic'],
  ): NodeJS.ProcessEnv {
    const { ports, credentialsKeys, dataDir, requestsPerMinute } = this.#settings;
    return {
      // Demos and trials have their receivers on this machine, and no mail server.
      MAIL_DIR: join(dataDir, 'mail'),
      PUBLIC_URL: urlOf(ports.api),
      WEBHOOK_PRIVATE_ADDRESSES: 'allow',
      ...process.env,
      DATABASE_URL: appUrl,
      // The owner's door is for migrations alone.
      DATABASE_OWNER_URL: '',
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      ECONOMIC_REST_URL: economic.restUrl,
      ECONOMIC_OPENAPI_URL: economic.openapiUrl,
      API_REQUESTS_PER_MINUTE: requestsPerMinute,
      CREDENTIALS_KEYS: credentialsKeys ?? stackSecrets(dataDir).credentialsKeys,
      [ports.api.variable]: String(ports.api.port),
      [ports.metrics.variable]: String(ports.metrics.port),
    };
  }

  async #nodeProcess(
    name: string,
    script: string,
    env: NodeJS.ProcessEnv,
    portName: PortName,
  ): Promise<string> {
    const child = await this.#spawn(name, script, env);
    const url = urlOf(this.#settings.ports[portName]);
    await this.#untilReady(child, () => lookAtReadiness(`${url}/readyz`));
    this.#log(`${name} is up`);
    return url;
  }

  async #spawn(name: string, script: string, env: NodeJS.ProcessEnv): Promise<GuardedProcess> {
    this.#signal.throwIfAborted();
    const child = await startGuarded({
      name,
      command: process.execPath,
      args: [join(projectRoot, script)],
      cwd: projectRoot,
      env,
      logFile: join(this.#settings.dataDir, 'logs', `${name.toLowerCase().replaceAll(' ', '-')}.log`),
      signals: gentleSignals,
    });
    this.#parts.push(child);
    return child;
  }

  #untilReady(child: GuardedProcess, look: () => Promise<string | undefined>): Promise<void> {
    return untilReady(child, { log: this.#log, timeoutMs: readyTimeoutMs, signal: this.#signal, look });
  }
}

function urlOf(setting: PortSetting): string {
  return `http://${loopback}:${setting.port}`;
}

/** Like `Promise.all`, but waits for all before it throws, so that nothing is still being started when it is ended. */
async function allOrFirstError<T extends readonly Promise<unknown>[] | []>(
  steps: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(steps);
  return Promise.all(steps);
}
