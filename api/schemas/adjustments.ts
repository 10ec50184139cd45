import { z } from 'zod';
import { adjustmentLife } from '../../domain/adjustments/adjustment.lifecycle.ts';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import {
  amount,
  day,
  decimal,
  decimalOut,
  moment,
  optionalText,
  productNumber,
  reference,
} from './common.ts';
import {
  internalLines,
  internalSummaryFields,
  itemRow,
  quantity,
  trackingBody,
  trackingRow,
} from './internal-documents.ts';
import { named } from './sales.ts';

const lineBody = z
  .strictObject({
    item_id: productNumber(),
    location_id: reference()
      .nullable()
      .optional()
      .describe('Of quantities alone; the default location where it is left out.'),
    adjust_quantity: decimal({ places: 4, negative: true }).optional().describe('The difference.'),
    new_quantity: quantity().optional().describe('What there shall be at the location, instead.'),
    cost_price: amount()
      .optional()
      .describe(
        'Of one unit. Alone it changes the value of what is in stock; under FIFO it goes with quantities.',
      ),
    tracking: trackingBody().optional(),
  })
  .meta({ id: 'InventoryAdjustmentLineCreate' });

/** A new draft, or an edit of one: what is left out stays, `lines` replace all lines. */
export const adjustmentBody = z
  .strictObject({
    date: day().optional().describe('Today where nothing is said; never in the future.'),
    reason: optionalText(255).describe('For the transaction report.'),
    description: optionalText(255).describe('For the ledger.'),
    lines: internalLines(lineBody).optional(),
  })
  .meta({ id: 'InventoryAdjustmentCreate' });

export const adjustmentListRow = z
  .object({
    ...internalSummaryFields,
    is_draft: z.boolean(),
    is_booked: z.boolean(),
    date: z.iso.date(),
    reason: z.string().nullable(),
    description: z.string().nullable(),
    booked_at: moment.nullable(),
  })
  .meta({ id: 'InventoryAdjustmentSummary' });

export const adjustmentRow = adjustmentListRow
  .extend({
    lines: z.array(
      z.object({
        id: z.uuid(),
        position: z.int(),
        item: itemRow,
        location: named.nullable(),
        adjust_quantity: decimalOut.nullable(),
        new_quantity: decimalOut.nullable(),
        cost_price: decimalOut.nullable(),
        tracking: trackingRow,
        booked_quantity: decimalOut.nullable().describe('What booking it moved.'),
        booked_value: decimalOut.nullable().describe('Base currency, as it was when it was booked.'),
      }),
    ),
    allowed_actions: z.array(z.enum(actionsOf(adjustmentLife))),
  })
  .meta({ id: 'InventoryAdjustment' });
