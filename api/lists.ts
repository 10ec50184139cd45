import { z } from 'zod';
import type { Answer } from './context.ts';
import type { AnswerSpec } from './endpoint.ts';
import { invalidField } from './validation.ts';

/** Rows on a page where the client names no number. */
export const pageSizeDefault = 20;
/** Rows on a page at most. */
export const pageSizeMax = 1000;

/** A whole number in a query string. */
export const queryInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be from ${min} to ${max}`)
    .meta({ pattern: '^\\d{1,9}$' });

/** `true` or `false` in a query string; `1` and `0` are taken too, as PHP clients write them. */
export const queryBoolean = () =>
  z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .transform((text) => text === 'true' || text === '1');

/** Text in a query string. */
export const queryText = (max = 255) => z.string().min(1, 'must not be empty').max(max);

/** A part of a number in a query string. */
export const numberPart = () => z.string().regex(/^\d{1,9}$/, 'must be 1 to 9 digits');

/** What every list takes: page, limit, order and the selection of fields. */
export const listQuery = <K extends string, F extends z.ZodRawShape>(
  sortable: readonly [K, ...K[]],
  filters: F,
) =>
  z.strictObject({
    page: queryInteger(1, 999_999_999).optional().describe('Page, from 1.'),
    limit: queryInteger(1, pageSizeMax)
      .optional()
      .describe(`Rows on a page: ${pageSizeDefault} where nothing is said, ${pageSizeMax} at most.`),
    order_by: z.enum(sortable, `must be one of ${sortable.join(', ')}`).optional(),
    order_direction: z
      .enum(['ASC', 'DESC', 'asc', 'desc'], 'must be ASC or DESC')
      .optional()
      .describe('ASC where nothing is said.'),
    fields: queryText(2000).optional().describe('Names of the fields to return, separated by commas.'),
    ...filters,
  });

/** What a list that can be read to its end takes besides: `listDeep` serves it. */
export const deepListQuery = <K extends string, F extends z.ZodRawShape>(
  sortable: readonly [K, ...K[]],
  filters: F,
) =>
  listQuery(sortable, {
    cursor: queryText(4_000)
      .optional()
      .describe(
        'Instead of page: `next_cursor` of the page before, with the same order and filters. Reaches every row at the same cost.',
      ),
    with_total: queryBoolean()
      .optional()
      .describe(
        'Whether a filtered list is counted: it is unless this is false, but with a cursor only where this is true. The number of an unfiltered list of documents, customers or products is kept and always given unless this is false.',
      ),
    ...filters,
  });

const archivedWords = ['archived', 'not_archived', 'not archived', 'all'] as const;

/** The filters that every list of documents has, beside its own. */
export const archivedQuery = {
  is_archived: queryBoolean().optional().describe('Archived documents are in the list unless this is false.'),
  archived: z
    .enum(archivedWords, 'must be archived, not_archived or all')
    .transform((word) => (word === 'not archived' ? 'not_archived' : word))
    .optional()
    .describe('`archived`, `not_archived` or `all`; the API hides nothing unless it is asked to.'),
};

/** Rows on a page at most where something is expanded. */
export const expandedPageSizeMax = 100;

/**
 * `expand` of a list: parts that its rows otherwise leave out, by names separated by commas; a name that this list does not
 * have is refused. `requireExpandable` holds the page size.
 */
export const expandQuery = (names: readonly string[]) => ({
  expand: queryText(2000)
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine(
      (asked) => asked.every((name) => names.includes(name)),
      `must be one of ${names.join(', ')}, or several separated by commas`,
    )
    .optional()
    .describe(`Adds to each row: ${names.join(', ')}. At most ${expandedPageSizeMax} rows on such a page.`),
});

/** `expand` of one record that carries fields of the agreement's own. */
export const expandFieldsQuery = z.strictObject({
  expand: z
    .literal('field_values', 'must be field_values')
    .transform((name) => [name])
    .optional()
    .describe("Adds the agreement's own fields with their values."),
});

/** Whether a part is asked for. Throws `InvalidInput` where the page is too large for it. */
export function isExpanded(query: Readonly<Record<string, unknown>>, name: string): boolean {
  const { expand, limit = pageSizeDefault } = query;
  if (!Array.isArray(expand) || !expand.includes(name)) return false;
  if (Number(limit) > expandedPageSizeMax)
    throw invalidField('limit', `must be at most ${expandedPageSizeMax} with expand`);
  return true;
}

/** Which part of a list is asked for. `offset` and `limit` count rows. */
export interface Page {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
  readonly direction: 'asc' | 'desc';
}

interface PageQuery {
  readonly page?: number | undefined;
  readonly limit?: number | undefined;
  readonly order_direction?: string | undefined;
}

/** The page that a list query asks for, with the defaults filled in. */
export function pageOf(query: PageQuery): Page {
  const page = query.page ?? 1;
  const limit = query.limit ?? pageSizeDefault;
  const direction = query.order_direction?.toLowerCase() === 'desc' ? 'desc' : 'asc';
  return { page, limit, offset: (page - 1) * limit, direction };
}

/**
 * The envelope of a list: 206 while more pages follow, 200 on the last one. `fields` keeps those fields of each row;
 * a field that the rows do not have is refused.
 */
export function listAnswer(
  plural: string,
  rows: readonly object[],
  total: number,
  page: Page,
  selection: Selection,
): Answer {
  const pages = pagesOf(total, page);
  const select = selector(selection.fields, selection.schema);
  return {
    status: page.page < pages ? 206 : 200,
    body: { [plural]: rows.map(select), page: page.page, pages, limit: page.limit, total },
  };
}

interface Selection {
  readonly fields?: string | undefined;
  readonly schema: z.ZodObject;
}

interface DeepPage {
  readonly rows: readonly object[];
  readonly total: number | null;
  readonly nextCursor: string | null;
}

/** As `listAnswer`, of a page of `listDeep`. A page by cursor has no number, and what was not counted is left out. */
export function deepListAnswer(
  plural: string,
  { rows, total, nextCursor }: DeepPage,
  query: PageQuery & { readonly cursor?: string | undefined },
  selection: Selection,
): Answer {
  const page = pageOf(query);
  const select = selector(selection.fields, selection.schema);
  return {
    status: nextCursor === null ? 200 : 206,
    body: {
      [plural]: rows.map(select),
      ...(query.cursor === undefined && { page: page.page }),
      ...(query.cursor === undefined && total !== null && { pages: pagesOf(total, page) }),
      limit: page.limit,
      ...(total !== null && { total }),
      next_cursor: nextCursor,
    },
  };
}

const pagesOf = (total: number, page: Page): number => Math.max(1, Math.ceil(total / page.limit));

function selector(fields: string | undefined, schema: z.ZodObject): (row: object) => object {
  if (fields === undefined) return (row) => row;
  const known = new Set(Object.keys(schema.shape));
  const names = fields.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidField('fields', `has no field ${unknown.join(', ')}`);
  const wanted = new Set(names);
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)));
}

/** The two answers of a list, for the OpenAPI document; `more` is what stands beside its rows. */
export function listAnswers(
  plural: string,
  row: z.ZodObject,
  more: z.ZodRawShape = {},
): Record<number, AnswerSpec> {
  return pageAnswers(plural, row, { page: z.int(), pages: z.int(), limit: z.int(), total: z.int(), ...more });
}

/** Those of a list that `deepListAnswer` answers. */
export function deepListAnswers(plural: string, row: z.ZodObject): Record<number, AnswerSpec> {
  return pageAnswers(plural, row, {
    page: z.int().optional().describe('Not of a page by cursor.'),
    pages: z.int().optional().describe('Not of a page by cursor, nor where nothing was counted.'),
    limit: z.int(),
    total: z.int().optional().describe('Left out where it was not counted.'),
    next_cursor: z.string().nullable().describe('For the page after this one; null on the last one.'),
  });
}

function pageAnswers(plural: string, row: z.ZodObject, envelope: z.ZodRawShape): Record<number, AnswerSpec> {
  const schema = z
    // A selection of fields leaves the others out, so that none of them can be promised.
    .object({ [plural]: z.array(row.partial()), ...envelope })
    .meta({ id: `${row.meta()?.id ?? plural}Page` });
  return {
    200: { description: 'The last page.', schema },
    206: { description: 'A page that more pages follow.', schema },
  };
}

/** The envelope of one record, with the ETag of its version where it has one. */
export function singleAnswer(status: number, singular: string, row: object, version?: number): Answer {
  return {
    status,
    body: { [singular]: row },
    ...(version === undefined ? {} : { headers: { etag: etagOf(version) } }),
  };
}

/** The schema of that envelope. */
export const single = (singular: string, row: z.ZodType) => z.object({ [singular]: row });

export const etagOf = (version: number): string => `"${version}"`;
