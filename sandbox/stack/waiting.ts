import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf, withProgress } from './log.ts';
import type { StackLog } from './log.ts';
import { loopback } from './ports.ts';
import type { GuardedProcess } from './processes.ts';

const pollIntervalMs = 100;

/** What to wait for, and for how long. */
export interface Waiting {
  readonly log: StackLog;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** One look; undefined when all is well, otherwise why not yet. */
  look(): Promise<string | undefined>;
}

/**
 * Waits until a process of ours is ready. Throws with its last lines where it ends before that, and with what
 * it still waits for when the time is up.
 */
export async function untilReady(child: GuardedProcess, waiting: Waiting): Promise<void> {
  const deadline = Date.now() + waiting.timeoutMs;
  let reason = 'no answer yet';
  const wait = async (): Promise<void> => {
    for (;;) {
      waiting.signal.throwIfAborted();
      if (child.hasExited()) throw new Error(`${child.name} ${await child.exited}. ${lastWordsOf(child)}`);
      const seen = await waiting.look();
      if (seen === undefined) return;
      reason = seen;
      if (Date.now() > deadline) {
        throw new Error(
          `${child.name} is not ready after ${waiting.timeoutMs / 1000} s: ${reason}. ${lastWordsOf(child)}`,
        );
      }
      await delay(pollIntervalMs);
    }
  };
  await withProgress(waiting.log, `${child.name} starts`, wait, { state: () => reason });
}

/** The end of a child's log, for the message of an error. */
export function lastWordsOf(child: GuardedProcess): string {
  return `Its last lines (${child.logFile}):\n${child.lastLines()}`;
}

/** Looks whether a readiness page answers 200; its checks that fail are the reason why not. */
export async function lookAtReadiness(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (response.ok) return undefined;
    return `${url} answers ${response.status}: ${(await response.text()).slice(0, 300)}`;
  } catch (error) {
    return `${url}: ${error instanceof Error && error.cause instanceof Error ? error.cause.message : reasonOf(error)}`;
  }
}

/** Looks whether all ports accept a connection, sending nothing. */
export async function lookAtPorts(ports: readonly number[]): Promise<string | undefined> {
  const closed: number[] = [];
  for (const port of ports) if (!(await accepts(port))) closed.push(port);
  return closed.length === 0 ? undefined : `nobody listens on ${closed.join(', ')} yet`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: loopback });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
