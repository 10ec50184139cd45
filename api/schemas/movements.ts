import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { movementLife } from '../../domain/movements/movement.lifecycle.ts';
import { day, decimalOut, moment, optionalText, productNumber, reference } from './common.ts';
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
  .strictObject({ item_id: productNumber(), quantity: quantity(), tracking: trackingBody().optional() })
  .meta({ id: 'InventoryMovementLineCreate' });

/** A new draft. */
export const movementBody = z
  .strictObject({
    date: day().optional().describe('Today where nothing is said; never in the future.'),
    from_location_id: reference(),
    to_location_id: reference(),
    transport_location_id: reference()
      .nullable()
      .optional()
      .describe('The goods are there between booking and receiving.'),
    note: optionalText(2000),
    lines: internalLines(lineBody).optional(),
  })
  .meta({ id: 'InventoryMovementCreate' });

/** An edit of a draft: what is left out stays; `lines`, where sent, replace all lines. */
export const movementEdit = movementBody.partial().meta({ id: 'InventoryMovementUpdate' });

export const movementReceive = z
  .strictObject({ date: day().optional().describe('When the goods arrived; today where nothing is said.') })
  .meta({ id: 'InventoryMovementReceive' });

export const movementListRow = z
  .object({
    ...internalSummaryFields,
    is_draft: z.boolean(),
    is_booked: z.boolean(),
    is_receiving: z.boolean().describe('It has a receipt that waits to be received.'),
    is_received: z.boolean().describe('The goods are where they shall be.'),
    date: z.iso.date(),
    received_date: z.iso.date().nullable(),
    from_location: named,
    to_location: named,
    transport_location: named.nullable(),
    note: z.string().nullable(),
    booked_at: moment.nullable(),
    received_at: moment.nullable(),
  })
  .meta({ id: 'InventoryMovementSummary' });

export const movementRow = movementListRow
  .extend({
    lines: z.array(
      z.object({
        id: z.uuid(),
        position: z.int(),
        item: itemRow,
        quantity: decimalOut,
        tracking: trackingRow,
      }),
    ),
    allowed_actions: z.array(z.enum(actionsOf(movementLife))),
  })
  .meta({ id: 'InventoryMovement' });

export const shortageRow = z
  .object({
    item: itemRow,
    tracking_number: z.string().nullable().describe('Of a batch, or the serial number.'),
    quantity: decimalOut,
    stock_quantity: decimalOut.describe('At the location from which the goods go.'),
    missing_quantity: decimalOut,
  })
  .meta({ id: 'InventoryMovementShortage' });
