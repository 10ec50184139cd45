import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import type { Actor } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { SavedFilter } from './saved-filter.entity.ts';
import type { SavedQuery } from './saved-filter.entity.ts';

/** What this caller saved for a list; null where it saved nothing. */
export async function findSavedFilter(
  em: EntityManager,
  owner: Actor,
  page: string,
): Promise<SavedQuery | null> {
  return (await em.findOne(SavedFilter, { owner, page }))?.query ?? null;
}

/** Saves it instead of what was saved before. Whether the list takes it is for the caller to check. */
export async function saveFilter(
  em: EntityManager,
  owner: Actor,
  page: string,
  query: SavedQuery,
): Promise<void> {
  await em.execute(
    `insert into saved_filter (id, agreement_number, owner, page, query, created_at, updated_at)
     values (?, ?, ?, ?, ?::jsonb, now(), now())
     on conflict (agreement_number, owner, page) do update set query = excluded.query, updated_at = now()`,
    [newId(), agreementOf(em), owner, page, JSON.stringify(query)],
  );
}

/** Forgets it: the list's own default holds again. Nothing happens where nothing was saved. */
export async function forgetSavedFilter(em: EntityManager, owner: Actor, page: string): Promise<void> {
  await em.nativeDelete(SavedFilter, { owner, page });
}
