import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';

/** What goes over the channel between this process and a child of the bench. */
type Message =
  | { readonly ready: true }
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

interface Request {
  readonly id: number;
  readonly request: unknown;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

/** A process of the bench's own: a worker of the bare engine, or a driver. It ends with us, for its channel closes then. */
export class BenchChild {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #requests = 0;

  private constructor(child: ChildProcess, logFile: string) {
    this.#child = child;
    child.on('message', (message: Message) => {
      if ('ready' in message) return;
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.ok) pending?.resolve(message.result);
      else pending?.reject(new Error(message.error));
    });
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const words = `a process of the bench ended (${signal ?? code ?? 'unknown'}); its log ends:\n`;
        const error = new Error(words + readFileSync(logFile, 'utf8').split('\n').slice(-12).join('\n'));
        for (const pending of this.#pending.values()) pending.reject(error);
        this.#pending.clear();
        resolve();
      });
    });
  }

  /** Starts a script that calls `serve`, with one argument, and waits until it is ready. */
  static async start(script: string, argument: unknown, logFile: string): Promise<BenchChild> {
    const log = openSync(logFile, 'a', 0o600);
    const child = fork(script, [JSON.stringify(argument)], { stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    const started = new BenchChild(child, logFile);
    const ready = new Promise<void>((resolve, reject) => {
      child.once('message', () => {
        resolve();
      });
      child.once('error', reject);
      void started.#exited.then(() => {
        reject(new Error(`${script} did not start:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`));
      });
    });
    const late = setTimeout(() => {
      child.kill('SIGKILL');
    }, startTimeoutMs);
    try {
      await ready;
    } finally {
      clearTimeout(late);
    }
    return started;
  }

  /** Its process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Settles when it is gone, however it ended. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Rejects with what the child threw, or with how it ended. */
  async ask<T>(request: unknown): Promise<T> {
    const id = (this.#requests += 1);
    const answer = Promise.withResolvers<unknown>();
    this.#pending.set(id, answer);
    // One that is gone answers nobody; what waits for its answer while it goes is rejected where its end is seen.
    this.#child.send({ id, request } satisfies Request, (error) => {
      if (error !== null && this.#pending.delete(id)) answer.reject(error);
    });
    return answer.promise as Promise<T>;
  }

  /** Ends it gently, after half a minute by force; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => {
      this.#child.kill('SIGKILL');
    }, stopTimeoutMs);
    await this.#exited;
    clearTimeout(late);
  }
}

/** The child's side: answers requests until the parent goes, and tells it that it is ready. */
export function serve(answer: (request: unknown) => Promise<unknown>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ id, request }: Request) => {
    answer(request).then(
      (result) => process.send?.({ id, ok: true, result } satisfies Message),
      (error: unknown) => {
        // With its causes: what a workflow failed of stands there.
        process.send?.({ id, ok: false, error: inspect(error) } satisfies Message);
      },
    );
  });
  process.send?.({ ready: true } satisfies Message);
}

/** The argument that `BenchChild.start` gave, which is for the script to know. */
export const givenArgument = (): unknown => JSON.parse(process.argv[2] ?? '{}');
