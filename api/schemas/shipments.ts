import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { shipmentLife } from '../../domain/shipments/shipment.lifecycle.ts';
import { day, decimalOut, moment, reference, requiredText } from './common.ts';
import { expandedFields } from './fields.ts';
import { mailWish } from './mail.ts';
import { address, linesMax, named, quantity } from './sales.ts';

const tracking = z
  .array(z.strictObject({ number: requiredText(255), quantity: quantity() }))
  .max(linesMax)
  .describe('Batch or serial numbers, in standard units.');

/** Changes of lines; those that are not named stay. */
export const shipmentEdit = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          id: z.uuid(),
          quantity: quantity().optional().describe('The order stays as it is.'),
          location_id: reference().nullable().optional().describe('Number of a location.'),
          tracking: tracking.nullable().optional(),
          remove: z.boolean().optional().describe('The line goes back to the order.'),
        }),
      )
      .min(1)
      .max(linesMax),
  })
  .meta({ id: 'OrderShipmentUpdate' });

export const shipmentPick = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          id: z.uuid(),
          quantity: quantity().optional().describe('All of the line where nothing is said.'),
          tracking: tracking.optional(),
        }),
      )
      .max(linesMax)
      .optional()
      .describe('All lines where nothing is said.'),
  })
  .meta({ id: 'OrderShipmentPick' });

export const shipmentSending = z
  .strictObject({
    pick: z.boolean().optional().describe('All of it is picked first.'),
    ledger_date: day()
      .optional()
      .describe('When the stock counts it: today where nothing is said, never later.'),
    create_invoice: z.boolean().optional().describe('A draft invoice is made of what was delivered.'),
    mail: mailWish().describe('Mails the delivery note.'),
    suppress_webhooks: z.boolean().optional(),
  })
  .meta({ id: 'OrderShipmentMarkShipped' });

export const transportReadiness = z
  .strictObject({ is_ready_for_transport: z.boolean() })
  .meta({ id: 'TransportReadiness' });

/** A shipment in a list. */
export const shipmentListRow = z
  .object({
    ...expandedFields,
    id: z.uuid(),
    number: z.int(),
    order_number: z.int().nullable(),
    invoice_number: z.int().nullable(),
    customer_id: z.string(),
    customer_name: z.string(),
    is_picked: z.boolean(),
    is_partly_picked: z.boolean(),
    is_shipped: z.boolean(),
    is_archived: z.boolean(),
    is_ready_for_transport: z.boolean(),
    shipped_at: moment.nullable(),
    ledger_date: z.iso.date().nullable(),
    layout_id: z.int().nullable().describe('Of its two PDFs.'),
    version: z.int(),
    created_at: moment,
    updated_at: moment,
    workflow_id: z.string(),
    self: z.string(),
  })
  .meta({ id: 'OrderShipmentSummary' });

export const shipmentRow = shipmentListRow
  .extend({
    delivery_address: address
      .extend({ email: z.string().nullable(), phone: z.string().nullable() })
      .nullable(),
    lines: z.array(
      z.object({
        id: z.uuid(),
        position: z.int(),
        item: z.object({ number: z.string() }),
        name: z.string(),
        quantity: decimalOut,
        picked_quantity: decimalOut,
        unit: named.nullable(),
        location: named.nullable().describe('Where it leaves from.'),
        tracking: z.array(z.object({ number: z.string(), quantity: decimalOut })),
      }),
    ),
    allowed_actions: z.array(z.enum(actionsOf(shipmentLife))),
  })
  .meta({ id: 'OrderShipment' });

/** A sent shipment, the invoice that was asked for, and what went below zero. */
export const shippedAnswer = z.object({
  order_shipment: shipmentRow,
  invoice_id: z.int().nullable(),
  warnings: z.array(z.string()),
});
