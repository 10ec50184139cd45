import type { z } from 'zod';
import type { FieldOwner } from '../../domain/fields/field-owners.ts';
import type { DeepListQuery } from '../../domain/lists.ts';
import { findSavedFilter } from '../../domain/saved-filters/saved-filter.service.ts';
import type { SavedQuery } from '../../domain/saved-filters/saved-filter.entity.ts';
import type { Context, Em } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint, SavableList } from '../endpoint.ts';
import { fieldFilterWords, withFieldFilters, withFieldValues } from '../field-filters.ts';
import { deepListAnswer, deepListAnswers, deepListQuery, expandQuery, queryBoolean } from '../lists.ts';
import { domainQuery } from './list-query.ts';
import type { Given } from './list-query.ts';

/** How a list that grows without end is served. `Q` is its parsed path, nothing for a list of its own. */
export interface DeepListRoutes<F extends z.ZodRawShape, Q> {
  /** `/api/customer-invoices`. */
  readonly path: string;
  readonly tag: string;
  readonly plural: string;
  readonly summary: string;
  /** One row, with what `expand` can add to it as optional fields. */
  readonly row: z.ZodObject;
  readonly filters: F;
  /** Parts that `page` adds where `expand` names them. */
  readonly expands?: readonly string[];
  /** As what the rows carry fields of the agreement's own: they can be filtered by them, and `expand=field_values` adds them. */
  readonly fieldOwner?: FieldOwner;
  /** Filters and orders that the domain calls otherwise than by the spelling: `group_id` → `groupNumber`. */
  readonly filterNames?: Readonly<Record<string, string>>;
  readonly sortable: readonly [string, ...string[]];
  readonly listPath?: z.ZodType<Q>;
  /** What `saved_filter=true` stands for where the caller has saved nothing: `{ archived: 'not_archived' }` of documents. */
  readonly savedDefault?: SavedQuery;
  page(em: Em, asked: DeepListQuery, request: ListRequest<Q>): Promise<DeepPage>;
}

interface ListRequest<Q> {
  readonly query: Given;
  readonly params: Q;
  readonly context: Context;
}

interface DeepPage {
  readonly rows: readonly object[];
  /** The rows' ids where they do not show them. */
  readonly ids?: readonly string[];
  readonly total: number | null;
  readonly nextCursor: string | null;
}

/**
 * GET of such a list: pages by number and by cursor, kept totals, saved filters. A list under another record has no saved
 * filter.
 */
export function deepListEndpoint<F extends z.ZodRawShape, Q>(routes: DeepListRoutes<F, Q>): Endpoint {
  const { path, tag, summary, sortable, filters, listPath, fieldOwner } = routes;
  const filterable = <T extends z.ZodObject>(query: T): T =>
    fieldOwner === undefined ? query : withFieldFilters(query);
  const savable: SavableList | undefined = listPath
    ? undefined
    : {
        page: path.replace('/api/', ''),
        default: routes.savedDefault ?? {},
        query: filterable(deepListQuery(sortable, filters).omit({ page: true, cursor: true, fields: true })),
      };
  const saved = savable && {
    saved_filter: queryBoolean()
      .optional()
      .describe('Begins with what the caller saved for this list; what is asked for here goes before it.'),
  };
  const expands = [...(routes.expands ?? []), ...(fieldOwner === undefined ? [] : ['field_values'])];
  const expand = expands.length === 0 ? {} : expandQuery(expands);
  const query = filterable(deepListQuery(sortable, { ...saved, ...expand, ...filters }));
  const answers = deepListAnswers(routes.plural, routes.row);
  const words = fieldOwner === undefined ? {} : { description: fieldFilterWords };
  const spec = { method: 'GET', path, scope: 'read', tag, summary, ...words, query, answers } as const;
  return reading(
    { ...spec, ...(listPath && { params: listPath }), ...(savable && { savable }) },
    async (em, input, context) => {
      const own = input.query as Given;
      const given =
        savable && own['saved_filter'] === true
          ? { ...(await savedOf(em, savable, context.caller.actor, own)), ...own }
          : own;
      const asked = domainQuery(given, Object.keys(filters), routes.filterNames);
      const page = await routes.page(em, asked, { query: given, params: input.params, context });
      const selection = { fields: own['fields'] as string | undefined, schema: routes.row };
      const ids = page.ids ?? page.rows.map((row) => (row as { readonly id: string }).id);
      const rows = await withFieldValues(em, fieldOwner, given, { rows: page.rows, ids });
      return deepListAnswer(routes.plural, { ...page, rows }, given, selection);
    },
  );
}

/** Two words for one thing: who asks with the one has no use for the other from before. */
const rivals: Readonly<Record<string, string>> = { is_archived: 'archived', archived: 'is_archived' };

/** What the caller saved, without what this list does not take any more and without what the request says itself. */
async function savedOf(em: Em, list: SavableList, owner: string, own: Given): Promise<Given> {
  const kept = (await findSavedFilter(em, owner, list.page)) ?? list.default;
  const taken = Object.entries(kept).filter(
    ([name]) => own[name] === undefined && own[rivals[name] ?? ''] === undefined,
  );
  const valid = taken.filter(([name, value]) => list.query.safeParse({ [name]: value }).success);
  return list.query.parse(Object.fromEntries(valid)) as Given;
}
