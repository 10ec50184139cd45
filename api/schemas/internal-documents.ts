import { z } from 'zod';
import { internalLinesMax } from '../../domain/internal-documents/line-rules.ts';
import { decimal, decimalOut, moment, requiredText } from './common.ts';
import { expandedFields } from './fields.ts';

/** What internal stock documents have alike. */

export const quantity = () => decimal({ places: 4 });

/** Batch or serial numbers of a line. */
export const trackingBody = () =>
  z
    .array(z.strictObject({ number: requiredText(255), quantity: quantity() }))
    .max(10_000, 'must have at most 10000 numbers')
    .describe('Batch or serial numbers; a serial number has the quantity 1.');

export const internalLines = <Line extends z.ZodType>(line: Line) =>
  z.array(line).max(internalLinesMax, `must have at most ${internalLinesMax} lines`);

export const trackingRow = z.array(z.object({ number: z.string(), quantity: decimalOut }));
export const itemRow = z.object({ number: z.string(), name: z.string() });

export const internalSummaryFields = {
  ...expandedFields,
  id: z.uuid(),
  number: z.int(),
  is_archived: z.boolean(),
  version: z.int().describe('The ETag is this, in quotes.'),
  created_at: moment,
  created_by: z.string(),
  updated_at: moment,
  workflow_id: z.string(),
  self: z.string(),
};
