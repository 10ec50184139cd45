import { createHash } from 'node:crypto';
import type { SandboxClock } from '../control/clock.ts';
import type { StandInAnswer } from '../control/stand-in.ts';

/** An answer under its key, as it is written to disk too. */
export interface Remembered {
  readonly agreement: number;
  readonly key: string;
  readonly url: string;
  readonly bodyHash: string;
  readonly expires: number;
  readonly answer: { status: number; headers: Record<string, string>; body: string | null };
}

export type Recall =
  | { readonly found: 'nothing' }
  | { readonly found: 'answer'; readonly answer: StandInAnswer }
  | { readonly found: 'other-url' }
  | { readonly found: 'other-body' };

const hash = (body: string) => createHash('sha256').update(body).digest('hex');

/** Answers to POST, PUT and DELETE by agreement and `Idempotency-Key`, for a time. */
export class IdempotencyCache {
  #entries = new Map<string, Remembered>();
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  recall(agreement: number, key: string, url: string, body: string): Recall {
    const name = `${agreement}:${key}`;
    const entry = this.#entries.get(name);
    if (entry === undefined) return { found: 'nothing' };
    if (entry.expires <= this.#clock.millis()) {
      this.#entries.delete(name);
      return { found: 'nothing' };
    }
    if (entry.url !== url) return { found: 'other-url' };
    if (entry.bodyHash !== hash(body)) return { found: 'other-body' };
    return { found: 'answer', answer: entry.answer };
  }

  remember(
    entry: { agreement: number; key: string; url: string; body: string; lifetimeMs: number },
    answer: StandInAnswer,
  ): void {
    const { agreement, key, url, body, lifetimeMs } = entry;
    this.#dropExpired();
    this.#entries.set(`${agreement}:${key}`, {
      agreement,
      key,
      url,
      bodyHash: hash(body),
      expires: this.#clock.millis() + lifetimeMs,
      answer: {
        status: answer.status,
        headers: { ...answer.headers },
        body: answer.body?.toString() ?? null,
      },
    });
  }

  /** Insertion order is nearly the order of expiry: only the head is looked at. */
  #dropExpired(): void {
    const now = this.#clock.millis();
    for (const [name, entry] of this.#entries) {
      if (entry.expires > now) return;
      this.#entries.delete(name);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): readonly Remembered[] {
    return [...this.#entries.values()];
  }

  load(entries: readonly Remembered[]): void {
    this.#entries = new Map(entries.map((entry) => [`${entry.agreement}:${entry.key}`, entry]));
  }
}
