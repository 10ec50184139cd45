import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';

/**
 * Rings in this process when a transaction that may have written deliveries is committed, so that whoever starts them looks at
 * once and costs nothing while there are none. A ring can be lost (a crash, another process): the keeper looks each minute.
 */

type Listener = () => void;

const written = new WeakSet<EntityManager>();
const listeners = new WeakMap<MikroORM, Set<Listener>>();

/** Notes that the transaction of this entity manager may have written deliveries. */
export function noteDeliveries(em: EntityManager): void {
  written.add(em);
}

/** Rings where the transaction that was just committed has written deliveries. */
export function ringAfterCommit(orm: MikroORM, em: EntityManager): void {
  if (!written.delete(em)) return;
  for (const listener of listeners.get(orm) ?? []) listener();
}

/** Calls the listener at each ring of this ORM's transactions; the answer takes it off again. */
export function onDeliveries(orm: MikroORM, listener: Listener): () => void {
  const all = listeners.get(orm) ?? new Set();
  listeners.set(orm, all.add(listener));
  return () => {
    all.delete(listener);
  };
}
