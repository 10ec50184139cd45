import { setTimeout as delay } from 'node:timers/promises';
import { isStill } from './liveness.ts';

/** How one process is asked to end. */
export interface Termination {
  readonly pid: number;
  /** What `identityOf` said of the process when it was ours, so that a stranger with the same id is let alone. */
  readonly identity: string;
  /** Sent one after another, each after the one before was given its time. */
  readonly signals: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[];
}

const pollIntervalMs = 20;
const watchIntervalMs = 500;

/** Settles, in words, when a process that is not our child is gone. Keeps nobody from ending. */
export async function untilGone(target: Pick<Termination, 'pid' | 'identity'>): Promise<string> {
  while (isStill(target.pid, target.identity)) await delay(watchIntervalMs, undefined, { ref: false });
  return 'ended';
}

/** Ends one process, gently first; true when it is gone at the end. A stranger under the same id is never touched. */
export async function terminate(target: Termination): Promise<boolean> {
  for (const { signal, waitMs } of target.signals) {
    if (!isStill(target.pid, target.identity)) return true;
    try {
      process.kill(target.pid, signal);
    } catch {
      // It ended between the look and the signal, or is not ours to end: the look below tells which.
    }
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isStill(target.pid, target.identity)) return true;
      await delay(pollIntervalMs);
    }
  }
  return !isStill(target.pid, target.identity);
}
