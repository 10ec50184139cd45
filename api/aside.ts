import type { Logger } from 'pino';

/** Work that an answer does not wait for, because its time would tell what the answer does not. */
export class Aside {
  readonly #running = new Set<Promise<void>>();

  /** Begins it; a failure is logged as `what`, and the caller never hears of it. */
  run(what: string, log: Pick<Logger, 'error'>, work: () => Promise<unknown>): void {
    const running = work()
      .catch((error: unknown) => {
        log.error({ err: error }, what);
      })
      .then(() => {
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Resolves when nothing is under way: only then may what it uses be closed. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
