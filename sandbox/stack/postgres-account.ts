import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { reasonOf } from './log.ts';
import type { StackLog } from './log.ts';

/** The user and group a server runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const accountName = 'postgres';
/** `su` without a dash leaves root a PATH without the folders where `useradd` lies. */
const withSystemFolders = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** Whether this process is root, as whom PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return userInfo().uid === 0;
}

/**
 * The account PostgreSQL runs as: undefined (our own) for an ordinary user; for root the system user `postgres`,
 * which is made where it does not exist. Throws with what to do where it cannot be made.
 */
export function postgresAccount(log: StackLog): Account | undefined {
  if (!isRoot()) return undefined;
  const existing = accountOf(accountName);
  if (existing !== undefined) return existing;
  log(`PostgreSQL does not run as root and there is no user "${accountName}": making that system user`);
  const groupExists = succeeds('getent', ['group', accountName]);
  if (groupExists) log(`the group "${accountName}" exists already without its user: the new user joins it`);
  const membership = groupExists ? ['--gid', accountName] : ['--user-group'];
  const shell = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/false'];
  try {
    execFileSync('useradd', ['--system', ...membership, ...shell, accountName], {
      stdio: 'pipe',
      env: withSystemFolders,
    });
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, and the system user "${accountName}" could not be made` +
        `${groupExists ? ' (a group of that name exists without the user)' : ''}: ${reasonOf(error)}. ` +
        `Make the user "${accountName}" yourself, start Bilag as an ordinary user, or set DATABASE_URL to a ` +
        `PostgreSQL server of your own.`,
      { cause: error },
    );
  }
  const made = accountOf(accountName);
  if (made === undefined) throw new Error(`the user "${accountName}" was made but cannot be found`);
  return made;
}

/** Whether the account may pass through every folder on the way to the path (the path itself included). */
export function canReach(account: Account, path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * A folder of root's own that every user can pass through, for what cannot lie in a closed clone: under
 * /var/lib, or under the system's temporary folder where that is read-only.
 */
export function openStateFolder(): string {
  for (const parent of ['/var/lib', tmpdir()]) {
    const folder = join(parent, 'bilag');
    try {
      mkdirSync(folder, { recursive: true });
      const stat = lstatSync(folder);
      // In a temporary folder anybody may have been here before: only a folder that is root's alone will do.
      if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) continue;
      chmodSync(folder, 0o755);
      return folder;
    } catch {
      continue;
    }
  }
  throw new Error(
    'no folder that the user "postgres" can reach: neither /var/lib/bilag nor one under the temporary folder ' +
      'can be made. Clone to a folder that others may pass through (mode 711), or start as an ordinary user.',
  );
}

function accountOf(name: string): Account | undefined {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function idOf(flag: string, name: string): number | undefined {
  const result = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return result.status === 0 ? Number.parseInt(result.stdout, 10) : undefined;
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, [...args], { stdio: 'ignore' }).status === 0;
}
