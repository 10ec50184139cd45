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
  selection: { readonly fields?: string | undefined; readonly schema: z.ZodObject },
): Answer {
  const pages = Math.max(1, Math.ceil(total / page.limit));
  const select = selector(selection.fields, selection.schema);
  return {
    status: page.page < pages ? 206 : 200,
    body: { [plural]: rows.map(select), page: page.page, pages, limit: page.limit, total },
  };
}

function selector(fields: string | undefined, schema: z.ZodObject): (row: object) => object {
  if (fields === undefined) return (row) => row;
  const known = new Set(Object.keys(schema.shape));
  const names = fields.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidField('fields', `has no field ${unknown.join(', ')}`);
  const wanted = new Set(names);
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)));
}

/** The two answers of a list, for the OpenAPI document. */
export function listAnswers(plural: string, row: z.ZodObject): Record<number, AnswerSpec> {
  const schema = z
    .object({
      // A selection of fields leaves the others out, so that none of them can be promised.
      [plural]: z.array(row.partial()),
      page: z.int(),
      pages: z.int(),
      limit: z.int(),
      total: z.int(),
    })
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
