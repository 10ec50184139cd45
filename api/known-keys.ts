import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { findCredential } from '../domain/agreements/api-key.service.ts';
import type { Credential } from '../domain/agreements/api-key.service.ts';

/** How long a key that was found valid counts as valid, in milliseconds: what a revocation takes to reach other processes. */
const knownForMs = 1_000;

/** Keys that are remembered; then all are forgotten, and each is asked for once more. */
const keysMax = 10_000;

interface KnownKey {
  readonly credential: Credential;
  readonly until: number;
}

/**
 * Whom plain keys speak for, as `findCredential` answers, remembered for a second: a client that works asks with the same key
 * many times a second. Refusals are not remembered, and neither are the keys themselves, but by their hashes.
 */
export class KnownKeys {
  readonly #orm: MikroORM;
  readonly #now: () => number;
  readonly #known = new Map<string, KnownKey>();

  constructor(orm: MikroORM, now: () => number = () => performance.now()) {
    this.#orm = orm;
    this.#now = now;
  }

  /** Undefined for an unknown, revoked or expired key. Throws `DatabaseUnavailable`. */
  async find(plainKey: string): Promise<Credential | undefined> {
    const hash = createHash('sha256').update(plainKey).digest('base64');
    const known = this.#known.get(hash);
    if (known !== undefined && known.until > this.#now()) return known.credential;
    const until = this.#now() + knownForMs;
    const credential = await findCredential(this.#orm, plainKey);
    this.#known.delete(hash);
    if (credential === undefined) return undefined;
    if (this.#known.size >= keysMax) this.#known.clear();
    this.#known.set(hash, { credential, until });
    return credential;
  }

  /** A key was revoked here: it is refused at once. */
  forget(): void {
    this.#known.clear();
  }
}
