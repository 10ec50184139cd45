import type { z } from 'zod';
import type { ErrorCode } from '../../domain/errors.ts';
import type { DeepListQuery, DeepListResult } from '../../domain/lists.ts';
import type { Em } from '../context.ts';
import type { Endpoint } from '../endpoint.ts';
import { archivedQuery, numberPart, queryInteger, queryText } from '../lists.ts';
import { day } from '../schemas/common.ts';
import { located } from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { deepListEndpoint } from './list.ts';

/** What lines of internal stock documents can be refused for. */
export const lineRefusals = [
  'ReferenceNotFound',
  'ItemNotStocked',
  'Barred',
] as const satisfies readonly ErrorCode[];

/** What booking can be refused for. */
export const bookingRefusals = [
  ...lineRefusals,
  'NoLines',
  'TrackingMissing',
  'TrackingNotKept',
  'SerialQuantityNotOne',
  'SerialNumberInStock',
  'StockTooLow',
  'RevaluationVoided',
] as const satisfies readonly ErrorCode[];

interface InternalListSpec {
  readonly plural: string;
  readonly summary: string;
  readonly row: z.ZodObject;
  readonly filters: z.ZodRawShape;
  readonly filterNames?: Readonly<Record<string, string>>;
  list(
    em: Em,
    query: DeepListQuery,
  ): Promise<DeepListResult<{ readonly id: string; readonly number: number; readonly version: number }>>;
}

/** The list of a kind: by number, date, making and change, archived ones too unless it is filtered. */
export const internalList = (resource: DocumentResource, spec: InternalListSpec): Endpoint =>
  deepListEndpoint({
    path: resource.path,
    tag: resource.tag,
    plural: spec.plural,
    summary: spec.summary,
    row: spec.row,
    filters: {
      ...archivedQuery,
      number: queryInteger(1, 999_999_999).optional(),
      'simple_filter[number]': numberPart().optional().describe('Digits anywhere in the number.'),
      item: queryText(25).optional().describe('Number of an item on a line.'),
      date_from: day().optional(),
      date_to: day().optional().describe('The day belongs to it.'),
      ...spec.filters,
    },
    filterNames: { 'simple_filter[number]': 'numberPart', ...spec.filterNames },
    sortable: ['number', 'date', 'created_at', 'updated_at'],
    savedDefault: { archived: 'not_archived' },
    page: async (em, asked, { context }) => {
      const { rows, ...page } = await spec.list(em, asked);
      return { ...page, rows: rows.map((row) => located(resource, row, context.caller.agreementNumber)) };
    },
  });
