import type { EventEmitter } from 'node:events';

/** What is used here of a client of pg; `release` gives it back to its pool. */
interface PoolClient extends EventEmitter {
  release: (destroy?: boolean) => void;
}

/**
 * Gives clients whose connection ended back to their pool, whoever has them. A transaction whose commit or rollback
 * fails because the connection is gone keeps its client for ever otherwise (Kysely releases it after success alone), and
 * a pool that lost all its clients that way hands out none, long after PostgreSQL is back.
 */
export function releaseLostClients(pool: EventEmitter): void {
  const inUse = new Set<PoolClient>();
  pool.on('acquire', (client: PoolClient) => inUse.add(client));
  pool.on('release', (_error: unknown, client: PoolClient) => inUse.delete(client));
  pool.on('connect', (client: PoolClient) => {
    client.once('end', () => {
      if (!inUse.has(client)) return;
      client.release(true);
      // Who had it may still give it back: a second time is an error to the pool.
      client.release = () => undefined;
    });
  });
}
