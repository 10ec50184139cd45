import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { findCredential } from '../domain/agreements/api-key.service.ts';
import type { Credential } from '../domain/agreements/api-key.service.ts';
import { findSession } from '../domain/users/session.service.ts';
import type { SessionCredential } from '../domain/users/session.service.ts';

/** How long a key that was found valid counts as valid, in milliseconds: what a revocation takes to reach other processes. */
const knownForMs = 1_000;

/** Keys that are remembered; then all are forgotten, and each is asked for once more. */
const keysMax = 10_000;

interface Remembered<C> {
  readonly credential: C;
  readonly until: number;
}

/**
 * Whom plain keys or tokens speak for, as `ask` answers, remembered for a second: a client that works asks with the same one
 * many times a second. Refusals are not remembered, and neither are the keys themselves, but by their hashes.
 */
class KnownCredentials<C> {
  readonly #ask: (plainKey: string) => Promise<C | undefined>;
  readonly #now: () => number;
  readonly #known = new Map<string, Remembered<C>>();

  constructor(ask: (plainKey: string) => Promise<C | undefined>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Undefined for an unknown, revoked or expired one. Throws `DatabaseUnavailable`. */
  async find(plainKey: string): Promise<C | undefined> {
    const hash = createHash('sha256').update(plainKey).digest('base64');
    const known = this.#known.get(hash);
    if (known !== undefined && known.until > this.#now()) return known.credential;
    const until = this.#now() + knownForMs;
    const credential = await this.#ask(plainKey);
    this.#known.delete(hash);
    if (credential === undefined) return undefined;
    if (this.#known.size >= keysMax) this.#known.clear();
    this.#known.set(hash, { credential, until });
    return credential;
  }

  /** One was revoked or changed here: it is asked for anew at once. */
  forget(): void {
    this.#known.clear();
  }
}

/** The API keys that this process knows. */
export class KnownKeys extends KnownCredentials<Credential> {
  constructor(orm: MikroORM, now: () => number = () => performance.now()) {
    super((plainKey) => findCredential(orm, plainKey), now);
  }
}

/** The session tokens that this process knows. */
export class KnownSessions extends KnownCredentials<SessionCredential> {
  constructor(orm: MikroORM, now: () => number = () => performance.now()) {
    super((token) => findSession(orm, token), now);
  }
}
