import { DomainError } from '../domain/errors.ts';

/** Seconds in the window that a rate is counted over, where nothing else is said. */
const minuteSeconds = 60;

/** Buckets that are full again are forgotten once there are this many, so that old keys do not pile up. */
const bucketsMax = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A token bucket per key (of an API key, a user, an address), in the memory of this process: several API processes allow the rate each. That is enough
 * to keep one client from crowding out the rest; it is not a quota.
 */
export class RateLimiter {
  readonly #perWindow: number;
  readonly #now: () => number;
  readonly #windowSeconds: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perWindow: number, now: () => number = () => performance.now(), windowSeconds = minuteSeconds) {
    this.#perWindow = perWindow;
    this.#now = now;
    this.#windowSeconds = windowSeconds;
  }

  /** Takes one request; throws `TooManyRequests` with the whole seconds to wait. Returns what is left. */
  take(key: string): number {
    const at = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#perWindow, at };
    const refilled = bucket.tokens + ((at - bucket.at) / 1000) * (this.#perWindow / this.#windowSeconds);
    bucket.tokens = Math.min(this.#perWindow, refilled);
    bucket.at = at;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      const seconds = Math.ceil(((1 - bucket.tokens) * this.#windowSeconds) / this.#perWindow);
      throw new DomainError('TooManyRequests', { seconds: Math.max(1, seconds) });
    }
    bucket.tokens -= 1;
    if (this.#buckets.size > bucketsMax) this.#forgetFull(at);
    return Math.floor(bucket.tokens);
  }

  #forgetFull(at: number): void {
    for (const [key, bucket] of this.#buckets)
      if (at - bucket.at > this.#windowSeconds * 1000) this.#buckets.delete(key);
  }
}
