import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { reasonOf, silentLog, withProgress } from './log.ts';
import type { StackLog } from './log.ts';
import { freePort, isPortFree, listenerOf, loopback } from './ports.ts';
import { gentleSignals, startGuarded } from './processes.ts';
import type { GuardedProcess } from './processes.ts';

/** The search attributes every workflow carries, with Temporal's type names. */
export const searchAttributes: Readonly<Record<string, 'Int' | 'Keyword'>> = {
  AgreementNumber: 'Int',
  DocumentType: 'Keyword',
  DocumentNumber: 'Int',
  ErpProvider: 'Keyword',
  TransferState: 'Keyword',
  ErrorCause: 'Keyword',
};

/**
 * Settings of the server's engine. With the stock poll limits each step of a workflow waits for a tick of 50 ms;
 * fairness keeps one agreement's backlog from holding up the others. `docker-compose.yml` mounts the same keys.
 */
export const dynamicConfig: Readonly<Record<string, string>> = {
  'history.transferProcessorMaxPollRPS': '10000',
  'history.timerProcessorMaxPollRPS': '10000',
  'history.visibilityProcessorMaxPollRPS': '10000',
  'matching.useNewMatcher': 'true',
  'matching.enableFairness': 'true',
  // The dev server asks its maker for news of newer versions; a closed network makes that slow.
  'frontend.enableServerVersionCheck': 'false',
};

export const temporalNamespace = 'default';
/** How long Temporal keeps the history of a closed workflow. */
export const retention = '720h';

/** How to start the dev server. */
export interface TemporalServerOptions {
  /** The CLI binary. */
  readonly cliPath: string;
  /** Histories are kept here; without one they live in memory and go with the server. */
  readonly dataDir?: string;
  /** Where the log goes. */
  readonly logFile: string;
  /** gRPC port on the loopback address; 0 (the default) takes any free one. */
  readonly port?: number;
  /** Port of the web UI; 0 takes any free one; without one the server has no UI. */
  readonly uiPort?: number;
  readonly log?: StackLog;
}

/** A running dev server. */
export interface TemporalServer {
  readonly address: string;
  /** Address of the web UI. */
  readonly uiUrl: string | undefined;
  readonly pid: number;
  readonly exited: Promise<string>;
  /** The last lines of its log, for the message of an error. */
  lastLines(): string;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts Temporal's dev server and waits until the namespace serves, with search attributes and retention set. */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const log = options.log ?? silentLog;
  const port = await claimPort(options.port ?? 0, 'Temporal', 'TEMPORAL_PORT');
  const uiPort =
    options.uiPort === undefined
      ? undefined
      : await claimPort(options.uiPort, 'the Temporal UI', 'TEMPORAL_UI_PORT');
  const server = await startGuarded({
    name: 'Temporal',
    command: options.cliPath,
    args: serverArguments(options, port, uiPort),
    logFile: options.logFile,
    signals: gentleSignals,
  });
  const address = `${loopback}:${port}`;
  try {
    await withProgress(log, 'Temporal starts', () => untilServing(address, server));
    await setRetention(options.cliPath, address);
  } catch (error) {
    await server.stop();
    throw new Error(
      `Temporal did not start: ${reasonOf(error)}. It said (${options.logFile}):\n${server.lastLines()}`,
      { cause: error },
    );
  }
  return {
    address,
    uiUrl: uiPort === undefined ? undefined : `http://${loopback}:${uiPort}`,
    pid: server.pid,
    exited: server.exited,
    lastLines: () => server.lastLines(),
    stop: () => server.stop(),
  };
}

/** The port itself, or a free one for 0. Throws with who has it where it is taken. */
async function claimPort(port: number, what: string, variable: string): Promise<number> {
  if (port === 0) return freePort();
  if (await isPortFree(port)) return port;
  throw new Error(
    `port ${port} for ${what} is taken by ${listenerOf(port) ?? 'another program'}. Set ${variable} to another.`,
  );
}

function serverArguments(options: TemporalServerOptions, port: number, uiPort: number | undefined): string[] {
  const args = [
    'server',
    'start-dev',
    '--ip',
    loopback,
    '--port',
    String(port),
    '--namespace',
    temporalNamespace,
  ];
  args.push('--log-format', 'json', '--log-level', 'warn');
  args.push(...(uiPort === undefined ? ['--headless'] : ['--ui-ip', loopback, '--ui-port', String(uiPort)]));
  if (options.dataDir !== undefined) {
    mkdirSync(options.dataDir, { recursive: true });
    args.push('--db-filename', join(options.dataDir, 'temporal.db'));
    // What a client was told survives the death of the process; the last commits may go with the whole machine.
    args.push('--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal');
  }
  for (const [key, value] of Object.entries(dynamicConfig))
    args.push('--dynamic-config-value', `${key}=${value}`);
  for (const [name, type] of Object.entries(searchAttributes))
    args.push('--search-attribute', `${name}=${type}`);
  return args;
}

async function untilServing(address: string, server: GuardedProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.hasExited()) throw new Error(await server.exited);
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1000 });
      try {
        await connection.workflowService.describeNamespace({ namespace: temporalNamespace });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`it does not serve after ${startTimeoutMs / 1000} s: ${reasonOf(error)}`, {
          cause: error,
        });
      }
      await delay(50);
    }
  }
}

async function setRetention(cliPath: string, address: string): Promise<void> {
  const args = [
    'operator',
    'namespace',
    'update',
    '--namespace',
    temporalNamespace,
    '--retention',
    retention,
  ];
  await promisify(execFile)(cliPath, [...args, '--address', address], { timeout: 30_000 });
}
