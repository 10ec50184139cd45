import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { productionLife } from '../../domain/production-orders/production-order.lifecycle.ts';
import { day, decimalOut, moment, optionalText, productNumber, reference } from './common.ts';
import {
  internalLines,
  internalSummaryFields,
  itemRow,
  quantity,
  trackingBody,
} from './internal-documents.ts';
import { named } from './sales.ts';

/** A new order. */
export const productionBody = z
  .strictObject({
    item_id: productNumber().describe('Number of the BOM that is made.'),
    quantity: quantity(),
    date: day().optional().describe('For when it is planned; today where nothing is said.'),
    order_number: reference()
      .nullable()
      .optional()
      .describe("Number of the customer's order, which must not be archived."),
    our_reference_id: reference().nullable().optional().describe('Number of an employee.'),
    employee_id: reference().nullable().optional().describe('The same as our_reference_id.'),
    location_id: reference()
      .optional()
      .describe('Where the components are and the goods go; the default location where it is left out.'),
    note: optionalText(2000),
  })
  .meta({ id: 'ProductionOrderCreate' });

/** An edit of an order that is not started: what is left out stays. */
export const productionEdit = productionBody.partial().meta({ id: 'ProductionOrderUpdate' });

export const productionFinish = z
  .strictObject({
    quantity: quantity().optional().describe('What was made; all that is left where nothing is said.'),
    date: day().optional().describe('When it counts: today where nothing is said; never in the future.'),
    tracking: trackingBody().optional(),
    components: internalLines(z.strictObject({ item_id: productNumber(), tracking: trackingBody() }))
      .optional()
      .describe('Batch or serial numbers of components that have them.'),
  })
  .meta({ id: 'ProductionOrderFinish' });

export const productionListRow = z
  .object({
    ...internalSummaryFields,
    is_started: z.boolean(),
    is_partly_finished: z.boolean(),
    is_finished: z.boolean(),
    is_cancelled: z.boolean(),
    date: z.iso.date(),
    item: itemRow,
    quantity: decimalOut,
    finished_quantity: decimalOut,
    finished_value: decimalOut.describe('What it cost when it was made, extra cost included; base currency.'),
    order_number: z.int().nullable(),
    our_reference_id: z.int().nullable(),
    location: named,
    note: z.string().nullable(),
    started_at: moment.nullable(),
    finished_at: moment.nullable(),
  })
  .meta({ id: 'ProductionOrderSummary' });

export const productionRow = productionListRow
  .extend({
    lines: z
      .array(
        z.object({
          id: z.uuid(),
          position: z.int(),
          item: itemRow,
          quantity: decimalOut.describe('What the whole order takes.'),
          used_quantity: decimalOut,
        }),
      )
      .describe('The components, BOMs within the BOM resolved.'),
    allowed_actions: z.array(z.enum(actionsOf(productionLife))),
  })
  .meta({ id: 'ProductionOrder' });
