import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isStill } from './liveness.ts';
import { silentLog, systemCodeOf } from './log.ts';
import type { StackLog } from './log.ts';
import { watchdogPid } from './processes.ts';

/** A process by its id, and what tells it from a later one with the same id. */
interface KnownProcess {
  readonly pid: number;
  readonly identity: string;
}

/** Who holds a lock. */
export interface LockHolder extends KnownProcess {
  /** When it was taken, ISO 8601. */
  readonly since: string;
  /** The holder's watchdog: where the holder was killed, it ends what the holder started. */
  readonly watchdog: KnownProcess;
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
const watchdogPatienceMs = 60_000;
const pollIntervalMs = 50;

/**
 * Takes the lock file for this process and returns the function that gives it back. The lock of a process that no
 * longer lives is taken over, once its watchdog has ended what it left, so nothing need be cleaned up by hand after
 * a crash. Throws `LockTakenError` where the holder lives.
 */
export async function takeLock(file: string, log: StackLog = silentLog): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  const known = (pid: number): KnownProcess => ({ pid, identity: identityOf(pid) ?? '' });
  const mine: LockHolder = {
    ...known(process.pid),
    since: new Date().toISOString(),
    watchdog: known(watchdogPid()),
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
      if (holder !== undefined) {
        if (isStill(holder.pid, holder.identity)) throw new LockTakenError(file, holder);
        await untilCleanedUp(holder, log);
      }
      setAside(file, seen, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new Error(`the lock ${file} could not be taken: others keep taking it`);
}

async function untilCleanedUp(holder: LockHolder, log: StackLog): Promise<void> {
  const { pid, identity } = holder.watchdog;
  if (!isStill(pid, identity)) return;
  log(`the start before this one was killed: waiting while its watchdog (process ${pid}) ends what it left`);
  const deadline = Date.now() + watchdogPatienceMs;
  while (isStill(pid, identity) && Date.now() < deadline) await delay(pollIntervalMs);
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

/** Undefined where the file holds something else: then nobody can be asked, and the lock counts as left behind. */
function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, identity, since, watchdog } = JSON.parse(text) as Partial<LockHolder>;
    if (pid === undefined || identity === undefined || watchdog === undefined) return undefined;
    return { pid, identity, since: since ?? 'unknown', watchdog };
  } catch {
    return undefined;
  }
}
