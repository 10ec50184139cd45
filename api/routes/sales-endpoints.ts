import { z } from 'zod';
import type { DocumentAnswer } from '../../workflows/documents/contract.ts';
import type { Answer, Em } from '../context.ts';
import { archivedQuery, numberPart, queryBoolean, queryInteger, queryText } from '../lists.ts';
import { day } from '../schemas/common.ts';
import { collectionToAdd } from '../schemas/sales.ts';

/** The filters that every list of documents to customers has. */
export const salesListFilters = {
  number: queryInteger(1, 999_999_999).optional(),
  'simple_filter[number]': numberPart().optional().describe('Digits anywhere in the number.'),
  ...archivedQuery,
  customer_id: queryText(9).optional(),
  item: queryText(25).optional().describe('Number of a product that is on a line.'),
  currency: queryText(3).optional(),
  date_from: day().optional().describe('Sorted by date where no order is asked for.'),
  date_to: day().optional().describe('The day belongs to it.'),
};

export const salesFilterNames = { 'simple_filter[number]': 'numberPart' };

/** Whether what is made is booked at once: in the body, or in the query. */
export const bookIt = {
  body: z.strictObject({ book: z.boolean().optional().describe('Booked at once; else a draft.') }),
  bodyExample: { book: true },
  query: z.strictObject({ book: queryBoolean().optional() }),
};

/** `{order_id}` and the like: the number of what an action made. */
export const madeAnswer = (what: string, name: string) => ({
  status: 201,
  description: `The number of the new ${what}.`,
  schema: z.object({
    [name]: z.int(),
    warnings: z.array(z.string()).optional().describe('What is below zero in stock now, where anything is.'),
  }),
  answer: ({ made: [document], warnings }: DocumentAnswer): Promise<Answer> =>
    Promise.resolve({ status: 201, body: { [name]: document?.number, ...(warnings && { warnings }) } }),
});

/** What `lines/add-collection` says of itself on every kind of document. */
export const addingCollection = {
  scope: 'write',
  summary: 'Put a collection on a draft: each of its items becomes a line.',
  description: 'Its lines come after those that are there. The answer has all lines.',
  body: collectionToAdd,
  bodyExample: { collection: 'HAVESÆT', quantity: '2' },
} as const;

/** `{order_lines}` and the like: all lines of the document. */
export const linesAnswer = (
  name: string,
  row: z.ZodType,
  lines: (em: Em, number: number) => Promise<readonly object[]>,
) => ({
  status: 201,
  description: 'The lines.',
  schema: z.object({ [name]: z.array(row) }),
  answer: async ({ progress: { number } }: DocumentAnswer, em: Em): Promise<Answer> => ({
    status: 201,
    body: { [name]: await lines(em, number) },
  }),
});
