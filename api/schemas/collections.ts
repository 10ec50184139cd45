import { z } from 'zod';
import { collectionLinesMax } from '../../domain/collections/collection.service.ts';
import { amount, decimalOut, productNumber, requiredText } from './common.ts';
import { stamps } from './registers.ts';

export const collectionBody = z
  .strictObject({
    number: productNumber().optional().describe('One more than the largest where it is left out.'),
    name: requiredText(255),
    is_barred: z.boolean().optional(),
    lines: z
      .array(
        z.strictObject({
          item_id: productNumber(),
          quantity: amount().describe('Standard units of the item in one of the collection; more than 0.'),
        }),
      )
      .max(collectionLinesMax)
      .optional()
      .describe('All lines, in their order; a change replaces them.'),
  })
  .meta({ id: 'CollectionCreate' });

export const collectionRow = z
  .object({
    number: z.string(),
    name: z.string(),
    is_barred: z.boolean(),
    lines: z.array(z.object({ item_id: z.string(), name: z.string(), quantity: decimalOut })),
    ...stamps,
  })
  .meta({ id: 'Collection' });
