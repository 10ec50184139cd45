import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCodeOf } from './log.ts';
import type { StackLog } from './log.ts';
import { canReach, openStateFolder } from './postgres-account.ts';
import type { Account } from './postgres-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

/** The file in the data folder that says where the cluster lies when it cannot lie there itself. */
const locationFile = 'postgres-location';

/**
 * The folder of the cluster: `<dataDir>/postgres` where the account can reach it; else a folder of its own in a
 * place it can, remembered in `<dataDir>/postgres-location`. Removing the data folder thus forgets the cluster.
 */
export function clusterFolder(dataDir: string, account: Account | undefined, log: StackLog): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const inside = join(dataDir, 'postgres');
  const location = join(dataDir, locationFile);
  if (existsSync(location)) return readFileSync(location, 'utf8').trim();
  if (account === undefined || existsSync(inside) || canReach(account, dataDir)) return inside;
  const elsewhere = join(openStateFolder(), `postgres-${randomUUID()}`);
  writeFileSync(location, `${elsewhere}\n`);
  log(`the user "postgres" cannot reach ${dataDir}: the database lies in ${elsewhere}`);
  return elsewhere;
}

/** Makes the cluster where there is none. A half-made one from a start that was killed is made anew. */
export async function ensureCluster(options: {
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  readonly superuserPassword: string;
  readonly log: StackLog;
}): Promise<void> {
  const { folder, account, log } = options;
  assertUsable(folder, account);
  // Stands beside the folder while a cluster is being made: what it names may be thrown away, nothing else may.
  const unfinished = `${folder}.unfinished`;
  if (existsSync(unfinished)) {
    log(`${folder} is a cluster that was never finished: making it anew`);
    rmSync(folder, { recursive: true, force: true });
  } else if (existsSync(join(folder, 'PG_VERSION'))) return;
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(
      `${folder} is neither empty nor a database cluster. Move it away, or set BILAG_DATA_DIR to another folder.`,
    );
  }
  log(`making the database cluster in ${folder}`);
  writeFileSync(unfinished, '');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 });
  if (account !== undefined) {
    chownSync(folder, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
    chmodSync(folder, 0o700);
  }
  try {
    await run(options.binaries.initdb, account, [
      `--pgdata=${folder}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of texts on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(unfinished);
}

/** A folder that root's start left to the user `postgres` is closed to an ordinary user: said here, in words. */
function assertUsable(folder: string, account: Account | undefined): void {
  if (account !== undefined) return;
  try {
    accessSync(
      existsSync(folder) ? folder : dirname(folder),
      constants.R_OK | constants.W_OK | constants.X_OK,
    );
  } catch (error) {
    throw new Error(
      `${folder} cannot be used by this user (${systemCodeOf(error) ?? 'no access'}): the stack was started here ` +
        `as another user before. Start it as that user again, or set BILAG_DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

function run(program: string, account: Account | undefined, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(program, [...args], {
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    const take = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => {
      reject(new Error(`${program} could not be started: ${error.message}`, { cause: error }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with code ${code ?? 'unknown'}:\n${output.trim()}`));
    });
  });
}
