import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isStill } from './liveness.ts';
import { systemCodeOf } from './log.ts';

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly identity: string;
  /** When it was taken, ISO 8601. */
  readonly since: string;
}

/** Thrown by `takeLock` where a living process holds the lock. */
export class LockTakenError extends Error {
  readonly holder: LockHolder;

  constructor(file: string, holder: LockHolder) {
    super(`process ${holder.pid} holds ${file} since ${holder.since}`);
    this.name = 'LockTakenError';
    this.holder = holder;
  }
}

const attemptsMax = 5;

/**
 * Takes the lock file for this process and returns the function that gives it back. The lock of a process that no
 * longer lives is taken over, so nothing need be cleaned up after a crash. Throws `LockTakenError` otherwise.
 */
export function takeLock(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const mine: LockHolder = {
    pid: process.pid,
    identity: identityOf(process.pid) ?? '',
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(mine);
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      // A link appears whole or not at all, and fails where the name is taken: no half-written lock is ever seen.
      if (links(draft, file)) {
        return () => {
          if (readText(file) === text) rmSync(file, { force: true });
        };
      }
      const seen = readText(file);
      if (seen === undefined) continue;
      const holder = parseHolder(seen);
      if (holder !== undefined && isStill(holder.pid, holder.identity))
        throw new LockTakenError(file, holder);
      setAside(file, seen, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new Error(`the lock ${file} could not be taken: others keep taking it`);
}

/** Removes a dead holder's lock. Where another took it in between, theirs is put back. */
function setAside(file: string, expected: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== expected) links(aside, file);
  rmSync(aside, { force: true });
}

function links(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, identity, since } = value as Partial<LockHolder>;
    return pid === undefined || identity === undefined
      ? undefined
      : { pid, identity, since: since ?? 'unknown' };
  } catch {
    return undefined;
  }
}
