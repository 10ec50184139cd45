import { z } from 'zod';
import { countLife } from '../../domain/counts/count.lifecycle.ts';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { day, decimalOut, moment, optionalText, productNumber, reference, requiredText } from './common.ts';
import { internalLines, internalSummaryFields, itemRow, quantity } from './internal-documents.ts';
import { named } from './sales.ts';

const lineBody = z
  .strictObject({
    item_id: productNumber(),
    tracking_number: requiredText(255)
      .nullable()
      .optional()
      .describe('Of the batch, or the serial number; items with them are counted by each.'),
    counted_quantity: quantity(),
  })
  .meta({ id: 'InventoryCountLineCreate' });

/** A new count. */
export const countBody = z
  .strictObject({
    date: day().optional().describe('Today where nothing is said; never in the future.'),
    location_id: reference().optional().describe('The default location where it is left out.'),
    note: optionalText(2000),
    lines: internalLines(lineBody).optional(),
  })
  .meta({ id: 'InventoryCountCreate' });

/** An edit of an open count: what is left out stays; `lines`, where sent, replace all lines. */
export const countEdit = countBody.omit({ location_id: true }).meta({ id: 'InventoryCountUpdate' });

export const countListRow = z
  .object({
    ...internalSummaryFields,
    is_open: z.boolean(),
    is_booked: z.boolean(),
    date: z.iso.date(),
    location: named,
    note: z.string().nullable(),
    booked_at: moment.nullable(),
  })
  .meta({ id: 'InventoryCountSummary' });

export const countRow = countListRow
  .extend({
    lines: z.array(
      z.object({
        id: z.uuid(),
        position: z.int(),
        item: itemRow,
        tracking_number: z.string().nullable(),
        counted_quantity: decimalOut,
        expected_quantity: decimalOut.describe('What the stock said when it was counted.'),
        difference: decimalOut.describe('What booking posts: counted less expected.'),
        counted_at: moment,
        counted_by: z.string(),
        booked_quantity: decimalOut.nullable(),
        booked_value: decimalOut.nullable().describe('Base currency, as it was when it was booked.'),
      }),
    ),
    allowed_actions: z.array(z.enum(actionsOf(countLife))),
  })
  .meta({ id: 'InventoryCount' });

/** What became of all open counts. */
export const countsDone = z
  .object({
    done: z.array(z.int()).describe('Numbers of the counts.'),
    refused: z.array(z.object({ number: z.int(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'InventoryCountsDone' });
