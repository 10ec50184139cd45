import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LockTakenError, takeLock } from './folder-lock.ts';
import { commandLineOf, identityOf, isAlive } from './liveness.ts';
import { reasonOf, silentLog, withProgress } from './log.ts';
import type { StackLog } from './log.ts';
import { freePort, listenerOf, loopback } from './ports.ts';
import { postgresAccount } from './postgres-account.ts';
import type { Account } from './postgres-account.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { clusterFolder, ensureCluster } from './postgres-cluster.ts';
import { endTarget, guard, startGuarded } from './processes.ts';
import type { GuardedProcess } from './processes.ts';
import { stackSecrets } from './secrets.ts';
import { quoteName, quoteText, withSql } from './sql.ts';
import { untilGone } from './termination.ts';
import type { Termination } from './termination.ts';

/** Names inside the embedded PostgreSQL. */
export const databaseName = 'bilag';
/** Owns the database and runs the migrations; may make roles, is no superuser. */
export const ownerRole = 'bilag_owner';
/** The login of the API and the worker; made by the migration as a member of the restricted group role. */
export const appLogin = 'bilag_login';

/** How to start the embedded PostgreSQL. */
export interface EmbeddedPostgresOptions {
  /** The stack's data folder; cluster, secrets and log lie in it. */
  readonly dataDir: string;
  /** TCP port on the loopback address; 0 (the default) takes any free one. */
  readonly port?: number;
  /** Server settings by name, e.g. `{ fsync: 'off' }` for tests. Never where data must be kept. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: StackLog;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** For making databases; tests only. */
  readonly superuserUrl: string;
  /** For migrations: `DATABASE_OWNER_URL`. */
  readonly ownerUrl: string;
  /** For the processes: `DATABASE_URL`. The login itself is made by the migration. */
  readonly appUrl: string;
  readonly port: number;
  readonly pid: number;
  /** The cluster's folder. */
  readonly folder: string;
  /** True where a server left over from a killed start was found running and taken over. */
  readonly adopted: boolean;
  /** Settles with how it ended, in words, when it ends. */
  readonly exited: Promise<string>;
  /** The last lines of its log, for the message of an error. */
  lastLines(): string;
  /** Ends the server cleanly; resolves when it is gone. */
  stop(): Promise<void>;
}

/** SIGINT ends it at once and cleanly, SIGQUIT at once and to be recovered at the next start. */
const postgresSignals: Termination['signals'] = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

const startTimeoutMs = 120_000;
const startAttemptsMax = 10;

/**
 * Starts PostgreSQL on the data folder, making cluster, owner role and database at the first start. A second
 * start on the same folder fails and says who is there; what a killed start left behind is recovered or adopted.
 */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? silentLog;
  const dataDir = resolve(options.dataDir);
  const release = await lockCluster(dataDir, log);
  try {
    const account = postgresAccount(log);
    const binaries = postgresBinaries(account, log);
    const secrets = stackSecrets(dataDir);
    const folder = clusterFolder(dataDir, account, log);
    await ensureCluster({ folder, binaries, account, superuserPassword: secrets.superuserPassword, log });
    const urlOn = (port: number, role: string, password: string, database = databaseName): string =>
      `postgresql://${role}:${encodeURIComponent(password)}@${loopback}:${port}/${database}`;
    const adminUrl = (port: number): string => urlOn(port, 'postgres', secrets.superuserPassword, 'postgres');
    const server =
      (await adoptRunning(folder, adminUrl, log)) ??
      (await launch({
        folder,
        dataDir,
        binaries,
        account,
        port: options.port ?? 0,
        settings: options.settings ?? {},
        log,
      }));
    await ensureOwner(adminUrl(server.port), secrets.ownerPassword);
    return {
      superuserUrl: adminUrl(server.port),
      ownerUrl: urlOn(server.port, ownerRole, secrets.ownerPassword),
      appUrl: urlOn(server.port, appLogin, secrets.appPassword),
      port: server.port,
      pid: server.pid,
      folder,
      adopted: server.adopted,
      exited: server.exited,
      lastLines: () => server.lastLines(),
      stop: async () => {
        await server.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

interface Server {
  readonly pid: number;
  readonly port: number;
  readonly adopted: boolean;
  readonly exited: Promise<string>;
  lastLines(): string;
  stop(): Promise<void>;
}

async function lockCluster(dataDir: string, log: StackLog): Promise<() => void> {
  try {
    return await takeLock(join(dataDir, 'postgres.lock'), log);
  } catch (error) {
    if (!(error instanceof LockTakenError)) throw error;
    const { pid, since } = error.holder;
    throw new Error(
      `the embedded PostgreSQL in ${dataDir} is already in use by process ${pid} (since ${since}). Stop that one ` +
        `first, or set BILAG_DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** What a running server writes about itself into its folder. */
function postmasterOf(folder: string): { pid: number; port: number; isReady: boolean } | undefined {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/** Takes over a server that a killed start left running on this very folder; names it where it does not answer. */
async function adoptRunning(
  folder: string,
  adminUrl: (port: number) => string,
  log: StackLog,
): Promise<Server | undefined> {
  const found = postmasterOf(folder);
  if (found === undefined) return undefined;
  const { pid, port } = found;
  const identity = isAlive(pid) ? identityOf(pid) : undefined;
  if (identity === undefined) {
    log(`PostgreSQL did not end cleanly last time (process ${pid} is gone): it recovers by itself now`);
    return undefined;
  }
  if (!commandLineOf(pid).includes(folder)) {
    log(
      `process ${pid} is not our PostgreSQL but another that was given its id: removing the stale postmaster.pid`,
    );
    rmSync(join(folder, 'postmaster.pid'), { force: true });
    return undefined;
  }
  const target: Termination = { pid, identity, signals: postgresSignals };
  try {
    const rows = await withSql(adminUrl(port), (sql) => sql('show data_directory'));
    if (rows[0]?.['data_directory'] !== folder)
      throw new Error(`it serves ${String(rows[0]?.['data_directory'])}`);
  } catch (error) {
    throw new Error(
      `a PostgreSQL left over from an earlier start (process ${pid}, port ${port}) still has ${folder} open and does ` +
        `not answer as ours: ${reasonOf(error)}. End it with "kill -INT ${pid}" and start again.`,
      { cause: error },
    );
  }
  log(`PostgreSQL of an earlier start still runs (process ${pid}, port ${port}): taking it over`);
  guard(target);
  return {
    pid,
    port,
    adopted: true,
    exited: untilGone(target),
    lastLines: () => '',
    stop: () => endTarget('PostgreSQL', target),
  };
}

interface LaunchOptions {
  readonly folder: string;
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: StackLog;
}

async function launch(options: LaunchOptions): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port === 0 ? await freePort() : options.port;
    const server = await startServer(options, port);
    try {
      await withProgress(options.log, 'PostgreSQL starts', () => untilReady(options.folder, server));
      return {
        pid: server.pid,
        port,
        adopted: false,
        exited: server.exited,
        lastLines: () => server.lastLines(),
        stop: () => server.stop(),
      };
    } catch (error) {
      await server.stop();
      const said = server.lastLines(20);
      const portTaken = said.includes('Address already in use');
      // Children of a killed server need a moment to notice; a free port may be taken between look and use.
      const passes = said.includes('pre-existing shared memory block') || (portTaken && options.port === 0);
      if (passes && attempt < startAttemptsMax) {
        await delay(500);
        continue;
      }
      if (portTaken) {
        throw new Error(
          `port ${port} for PostgreSQL is taken by ${listenerOf(port) ?? 'another program'}. Set POSTGRES_PORT to another.`,
          { cause: error },
        );
      }
      throw new Error(`PostgreSQL did not start: ${reasonOf(error)}. It said (${server.logFile}):\n${said}`, {
        cause: error,
      });
    }
  }
}

function startServer(options: LaunchOptions, port: number): Promise<GuardedProcess> {
  const settings: Record<string, string> = {
    listen_addresses: loopback,
    // A socket file under /tmp would clash with other servers on the same port number.
    unix_socket_directories: '',
    timezone: 'UTC',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startGuarded({
    name: 'PostgreSQL',
    command: options.binaries.postgres,
    args: ['-D', options.folder, '-p', String(port), ...flags],
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    account: options.account,
    logFile: join(options.dataDir, 'logs', 'postgres.log'),
    signals: postgresSignals,
  });
}

async function untilReady(folder: string, server: GuardedProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.hasExited()) throw new Error(await server.exited);
    const state = postmasterOf(folder);
    if (state?.pid === server.pid && state.isReady) return;
    if (Date.now() > deadline) throw new Error(`not ready after ${startTimeoutMs / 1000} s`);
    await delay(25);
  }
}

/** The owner role and the database; the password follows the secrets file, should somebody have replaced it. */
async function ensureOwner(adminUrl: string, ownerPassword: string): Promise<void> {
  await withSql(adminUrl, async (sql) => {
    const roles = await sql('select 1 from pg_roles where rolname = ?', [ownerRole]);
    const verb = roles.length === 0 ? 'create' : 'alter';
    await sql(
      `${verb} role ${quoteName(ownerRole)} with login createrole nosuperuser password ${quoteText(ownerPassword)}`,
    );
    const databases = await sql('select 1 from pg_database where datname = ?', [databaseName]);
    if (databases.length > 0) return;
    await sql(`create database ${quoteName(databaseName)} owner ${quoteName(ownerRole)}`);
  });
}
