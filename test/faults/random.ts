import { createHash } from 'node:crypto';

/**
 * Numbers that a seed decides: the same seed and purpose give the same numbers on every machine. Each purpose has its own
 * row of numbers, so that a draw more in one place changes nothing elsewhere.
 */
export class Random {
  #state: number;

  constructor(seed: number, purpose: string) {
    this.#state = createHash('sha256').update(`${seed}/${purpose}`).digest().readUInt32LE(0);
  }

  /** From 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  /** True so often out of one. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A decimal string between two whole numbers of its smallest unit: `decimal(100, 999, 2)` is `1.00` to `9.99`. */
  decimal(min: number, max: number, places: number): string {
    const digits = String(this.int(min, max)).padStart(places + 1, '0');
    return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }
}
