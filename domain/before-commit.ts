import type { EntityManager } from '@mikro-orm/postgresql';

type Work = (em: EntityManager) => Promise<void>;

const waiting = new WeakMap<EntityManager, Set<Work>>();

/** Has the work done at the end of the transaction, right before it commits; once, however often it is asked for. */
export function beforeCommit(em: EntityManager, work: Work): void {
  const works = waiting.get(em) ?? new Set();
  waiting.set(em, works.add(work));
}

/** Does what waits for the end of the transaction. */
export async function workBeforeCommit(em: EntityManager): Promise<void> {
  for (const work of waiting.get(em) ?? []) await work(em);
  waiting.delete(em);
}
