/** Records by key, listed in the order of their keys. Change a record only by `set`. */
export class Table<T> {
  readonly #keyOf: (record: T) => string | number;
  readonly #records = new Map<string, T>();
  #sorted: T[] | null = [];

  constructor(keyOf: (record: T) => string | number, records: readonly T[] = []) {
    this.#keyOf = keyOf;
    for (const record of records) this.set(record);
  }

  get(key: string | number): T | undefined {
    return this.#records.get(String(key));
  }

  has(key: string | number): boolean {
    return this.#records.has(String(key));
  }

  get size(): number {
    return this.#records.size;
  }

  set(record: T): void {
    const key = this.#keyOf(record);
    const known = this.#records.has(String(key));
    this.#records.set(String(key), record);
    const last = this.#sorted?.at(-1);
    // Numbers mostly rise: the listing then grows at its end, and only other changes sort anew.
    if (!known && this.#sorted !== null && (last === undefined || compare(this.#keyOf(last), key) < 0)) {
      this.#sorted.push(record);
    } else {
      this.#sorted = null;
    }
  }

  delete(key: string | number): boolean {
    this.#sorted = null;
    return this.#records.delete(String(key));
  }

  all(): readonly T[] {
    this.#sorted ??= [...this.#records.values()].sort((a, b) => compare(this.#keyOf(a), this.#keyOf(b)));
    return this.#sorted;
  }

  /** The highest number in use; 0 where there is none. Only for numeric keys. */
  highest(): number {
    const last = this.all().at(-1);
    return last === undefined ? 0 : Number(this.#keyOf(last));
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
