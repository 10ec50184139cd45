import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { identityOf } from './liveness.ts';
import { reasonOf } from './log.ts';
import { terminate } from './termination.ts';
import type { Termination } from './termination.ts';
import type { WatchdogMessage } from './watchdog.ts';

/** What to run, and how to end it. */
export interface GuardedOptions {
  /** The name people know it by: `PostgreSQL`, `worker`, … */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run as this user and group; needs root. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Standard output and error are appended here. */
  readonly logFile: string;
  /** How it is ended; the first signal is the gentle one. */
  readonly signals: Termination['signals'];
}

/** A running child that is ended with us, however we end. */
export interface GuardedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process has ended, with how it ended in words. Never rejects. */
  readonly exited: Promise<string>;
  hasExited(): boolean;
  /** The last lines it wrote since it was started, for an error message. */
  lastLines(count?: number): string;
  /** Ends it by its signals; resolves when it is gone. Throws where it will not go. */
  stop(): Promise<void>;
}

/** SIGTERM with time to finish, then SIGKILL: for our own processes. */
export const gentleSignals: Termination['signals'] = [
  { signal: 'SIGTERM', waitMs: 15_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/**
 * Starts a child in a process group of its own, so that Ctrl-C reaches us alone and we decide the order, and puts
 * it on the watchdog's list, so that it does not outlive us.
 */
export async function startGuarded(options: GuardedOptions): Promise<GuardedProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const logFd = openSync(options.logFile, 'a', 0o600);
  const logStart = statSync(options.logFile).size;
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', logFd, logFd],
    ...options.account,
  });
  closeSync(logFd);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(`could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`);
    });
  });
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${options.name} ${await exited}`);
  const target: Termination = { pid, identity: identityOf(pid) ?? '', signals: options.signals };
  guard(target);
  void exited.then(() => {
    unguard(pid);
  });
  return {
    name: options.name,
    pid,
    logFile: options.logFile,
    exited,
    hasExited: () => ended,
    lastLines: (count = 12) => lastLinesOf(options.logFile, logStart, count),
    stop: async () => {
      await endTarget(options.name, target);
      await exited;
    },
  };
}

/** Ends one process and takes it off the watchdog's list; throws with its name where it will not go. */
export async function endTarget(name: string, target: Termination): Promise<void> {
  if (!(await terminate(target))) throw new Error(`${name} (process ${target.pid}) could not be ended`);
  unguard(target.pid);
}

/** Puts a process on the watchdog's list. */
export function guard(target: Termination): void {
  tell({ kind: 'watch', target });
}

/** Has a folder removed when this process ends, however it ends. */
export function removeAtEnd(path: string): void {
  tell({ kind: 'remove-folder', path });
}

function unguard(pid: number): void {
  tell({ kind: 'forget', pid });
}

let watchdog: ChildProcess | undefined;

/** The process id of this process's watchdog, which is started where it does not run yet; 0 where it cannot be. */
export function watchdogPid(): number {
  watchdog ??= startWatchdog();
  return watchdog.pid ?? 0;
}

function tell(message: WatchdogMessage): void {
  watchdog ??= startWatchdog();
  watchdog.stdin?.write(`${JSON.stringify(message)}\n`);
}

function startWatchdog(): ChildProcess {
  const script = join(import.meta.dirname, 'watchdog.ts');
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // Without a watchdog everything still works; only a kill -9 of ours would leave children behind.
  child.on('error', (error) => {
    process.stderr.write(`the watchdog could not be started: ${reasonOf(error)}\n`);
  });
  child.stdin.on('error', () => undefined);
  child.unref();
  // A pipe to a child is a socket: left referenced, it would keep this process from ending.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

function lastLinesOf(file: string, from: number, count: number): string {
  try {
    return readFileSync(file).subarray(from).toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch (error) {
    return `(${file} cannot be read: ${reasonOf(error)})`;
  }
}
