import type { EntityManager } from '@mikro-orm/postgresql';
import { readStoredSnapshot, type StoredSnapshot } from '../../../domain/preflight/erp-snapshot.service.ts';
import type { Snapshot } from '../adapter.ts';

/** Connections whose snapshot is kept in memory at most. */
const keptMax = 64;
/** A process asks for a refresh of one connection's snapshot this often at most. */
const askIntervalMs = 60_000;

/**
 * The snapshots that this process has read last, so that a transfer costs no reading of its own: its situation tells the
 * version, and only another one is read again. One per worker process.
 */
export class SnapshotCache {
  readonly #kept = new Map<string, StoredSnapshot>();
  readonly #askedAt = new Map<string, number>();
  readonly #wanted = new Set<string>();

  /** The snapshot as it is, read where this process does not have that version; `{}` where there is none. */
  async read(em: EntityManager, connectionId: string, version: number): Promise<Snapshot> {
    const kept = this.#kept.get(connectionId);
    // Deleted and set again: the one used longest ago stands first.
    this.#kept.delete(connectionId);
    const snapshot = kept?.version === version ? kept : await readStoredSnapshot(em, connectionId);
    if (snapshot === undefined) return {};
    this.#kept.set(connectionId, snapshot);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptMax && oldest !== undefined) this.#kept.delete(oldest);
    return snapshot.parts;
  }

  /** A transfer found the snapshot too old: it is to be read again, once its transaction is over. */
  want(connectionId: string): void {
    const now = performance.now();
    if (now - (this.#askedAt.get(connectionId) ?? -Infinity) < askIntervalMs) return;
    if (this.#askedAt.size >= 10_000) this.#askedAt.clear();
    this.#askedAt.set(connectionId, now);
    this.#wanted.add(connectionId);
  }

  /** Whether somebody wants it; true once for each wish. */
  takeWanted(connectionId: string): boolean {
    return this.#wanted.delete(connectionId);
  }
}
