/** The stand-in's own time: it runs with the given clock until it is set, moved or stopped. */
export class SandboxClock {
  readonly #base: () => Date;
  #offsetMs = 0;
  #stoppedAt: number | null = null;

  constructor(base: () => Date = () => new Date()) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.millis());
  }

  /** Milliseconds since the epoch. */
  millis(): number {
    return this.#stoppedAt ?? this.#base().getTime() + this.#offsetMs;
  }

  /** `YYYY-MM-DD` of now, in UTC. */
  today(): string {
    return this.now().toISOString().slice(0, 10);
  }

  /** Sets the time; it runs on from there, unless `stop` is set. */
  set(at: Date, stop = false): void {
    this.#offsetMs = at.getTime() - this.#base().getTime();
    this.#stoppedAt = stop ? at.getTime() : null;
  }

  advance(milliseconds: number): void {
    if (this.#stoppedAt === null) this.#offsetMs += milliseconds;
    else this.#stoppedAt += milliseconds;
  }

  /** Back to the given clock. */
  reset(): void {
    this.#offsetMs = 0;
    this.#stoppedAt = null;
  }
}
