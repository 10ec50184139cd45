import { z } from 'zod';
import {
  findSavedFilter,
  forgetSavedFilter,
  saveFilter,
} from '../../domain/saved-filters/saved-filter.service.ts';
import type { SavedQuery } from '../../domain/saved-filters/saved-filter.entity.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint, SavableList } from '../endpoint.ts';
import { single, singleAnswer } from '../lists.ts';
import { fieldErrors, invalidInput } from '../validation.ts';

const tag = 'saved-filters';
const path = '/api/saved-filters/{page}';

const savedRow = z
  .object({
    page: z.string(),
    query: z.record(z.string(), z.string()).describe('Parameters of the list.'),
    is_default: z.boolean().describe('True where the caller has saved nothing.'),
  })
  .meta({ id: 'SavedFilter' });

const savedBody = z
  .strictObject({
    query: z
      .record(
        z.string().max(100),
        z.union([z.string().max(255), z.number(), z.boolean()]).transform((value) => String(value)),
      )
      .describe('Filters, order and limit as the list takes them in its query.'),
  })
  .meta({ id: 'SavedFilterChange' });

const answers = {
  200: { description: 'The saved filter.', schema: single('saved_filter', savedRow) },
};

/**
 * What a caller sees of a list unless it asks otherwise: `GET`, `PUT` and `DELETE` of its own saved filter, for every list
 * that has one. Whoever may read a list may keep a filter of it, for that says nothing to anybody else.
 */
export function savedFilterEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const lists = new Map(endpoints.flatMap(({ savable }) => (savable ? [[savable.page, savable]] : [])));
  const params = z.object({ page: z.enum([...lists.keys()]) });
  const listOf = (page: string): SavableList => {
    const list = lists.get(page);
    if (list === undefined) throw new Error(`There is no list ${page}.`);
    return list;
  };
  const answer = (page: string, saved: SavedQuery | null) =>
    singleAnswer(200, 'saved_filter', {
      page,
      query: saved ?? listOf(page).default,
      is_default: saved === null,
    });
  return [
    reading(
      { method: 'GET', path, scope: 'read', tag, summary: "The caller's filter of a list.", params, answers },
      async (em, { params: { page } }, { caller }) =>
        answer(page, await findSavedFilter(em, caller.actor, page)),
    ),
    changing(
      {
        method: 'PUT',
        path,
        scope: 'read',
        tag,
        summary: 'Remember a filter of a list.',
        description: 'It holds for the caller alone, wherever the list is asked for with saved_filter=true.',
        params,
        body: savedBody,
        bodyExample: { query: { archived: 'not_archived', is_booked: true, order_by: 'invoice_date' } },
        answers,
      },
      async (em, { params: { page }, body: { query } }, { caller }) => {
        requireListed(listOf(page), query);
        await saveFilter(em, caller.actor, page, query);
        return answer(page, query);
      },
    ),
    changing(
      {
        method: 'DELETE',
        path,
        scope: 'read',
        tag,
        summary: 'Forget it: the default of the list holds again.',
        params,
        answers: { 204: { description: 'Forgotten, or there was none.' } },
      },
      async (em, { params: { page } }, { caller }) => {
        await forgetSavedFilter(em, caller.actor, page);
        return { status: 204 };
      },
    ),
  ];
}

/** Throws `InvalidInput` for whatever the list itself would refuse. */
function requireListed(list: SavableList, query: SavedQuery): void {
  const parsed = list.query.safeParse(query);
  if (parsed.success) return;
  const errors = Object.entries(fieldErrors(parsed.error, query, 'query'));
  throw invalidInput(
    Object.fromEntries(
      errors.map(([field, messages]) => [`query.${field}`, messages.map((message) => `query.${message}`)]),
    ),
  );
}
