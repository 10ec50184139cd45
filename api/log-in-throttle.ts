import { RateLimiter } from './rate-limit.ts';

const windowSeconds = 15 * 60;
/** Tries at one address from one place in a quarter of an hour. */
const triesMax = 10;
/** Tries from one place at whatever addresses: an office behind one address logs in in the morning. */
const triesOfPlaceMax = 100;

/**
 * How often passwords may be tried and mails with links be asked for: by address and place, in the memory of this process, so
 * that several API processes allow the number each. A limit per address alone would let anybody lock somebody else out.
 */
export class LogInThrottle {
  readonly #places: RateLimiter;
  readonly #tries: RateLimiter;

  constructor(now?: () => number) {
    this.#places = new RateLimiter(triesOfPlaceMax, now, windowSeconds);
    this.#tries = new RateLimiter(triesMax, now, windowSeconds);
  }

  /** Counts one try at an address (none: at whatever), whether or not it is anybody's. Throws `TooManyRequests` with the seconds to wait. */
  take(what: 'log-in' | 'reset' | 'link', address: string, place: string | null): void {
    this.#places.take(`${what} ${place ?? ''}`);
    if (address !== '') this.#tries.take(`${what} ${place ?? ''} ${address}`);
  }
}
