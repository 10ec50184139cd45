import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import {
  deliveryAxis,
  invoicingAxis,
  orderLife,
  purchasingAxis,
} from '../../domain/orders/order.lifecycle.ts';
import { customerNumber, day, decimalOut, moment, requiredText, supplierNumber } from './common.ts';
import { mailWish } from './mail.ts';
import { flatAddressFields } from './flat-addresses.ts';
import {
  linesMax,
  quantity,
  named,
  salesHeadFields,
  salesHeaderFields,
  salesLineRow,
  orderLinesBody,
  salesSummaryFields,
} from './sales.ts';

/** The delivery axis. */
export const deliveryFields = {
  delivery_status: z.enum(deliveryAxis),
  is_ready_for_shipping: z.boolean().describe('A shipment waits, and nothing is sent.'),
  is_partly_shipped: z.boolean(),
  is_shipped: z.boolean().describe('Every stocked line is sent.'),
};

const headerFields = {
  ...salesHeaderFields,
  order_date: day().optional().describe('Today where nothing is said.'),
};

/** A new draft. What is left out comes from the customer. */
export const orderBody = z
  .strictObject({ customer_id: customerNumber(), ...headerFields, lines: orderLinesBody().optional() })
  .extend(flatAddressFields)
  .meta({ id: 'OrderCreate' });

/** An edit of a draft: what is left out stays; `lines`, where sent, replace all lines. */
export const orderEdit = z
  .strictObject({ customer_id: customerNumber(), ...headerFields, lines: orderLinesBody() })
  .partial()
  .meta({ id: 'OrderUpdate' });

/** What the dialect sends with a booking. */
export const orderBookBody = z
  .strictObject({
    mail: mailWish(),
    suppress_webhooks: z.boolean().optional(),
  })
  .meta({ id: 'OrderBook' });

/** How an order becomes an invoice; fields of the invoice's head that shall be other than the order's. */
export const orderToInvoiceBody = z
  .strictObject({
    book: z.boolean().optional().describe('Booked at once; else a draft.'),
    only_shipped: z
      .boolean()
      .optional()
      .describe('Only what was shipped, and of lines without inventory all; else everything that is left.'),
    invoice_date: day().optional(),
    due_date: day().nullable().optional(),
    ...salesHeaderFields,
  })
  .meta({ id: 'OrderToInvoice' });

/** How an order is bought. */
export const orderToPurchaseBody = z
  .strictObject({
    supplier_id: supplierNumber().optional().describe("Of all of it; else each item's default supplier."),
    lines: z
      .array(
        z.strictObject({
          position: z.int().min(1).describe("Position of the order's line."),
          quantity: quantity()
            .optional()
            .describe("In the line's unit; else what is on no purchase order yet."),
        }),
      )
      .min(1)
      .max(linesMax, `must have at most ${linesMax} lines`)
      .optional()
      .describe('Else the stocked lines of which anything is on no purchase order yet.'),
  })
  .meta({ id: 'OrderToPurchase' });

export const orderNoteBody = z.strictObject({ text: requiredText(2000) }).meta({ id: 'OrderNoteCreate' });

export const orderNoteRow = z
  .object({ id: z.uuid(), text: z.string(), created_by: z.string(), created_at: moment })
  .meta({ id: 'OrderNote' });

/** An order in a list. */
export const orderListRow = z
  .object({
    ...salesSummaryFields,
    is_draft: z.boolean(),
    is_booked: z.boolean().describe('It was sent, whatever became of it.'),
    is_cancelled: z.boolean(),
    ...deliveryFields,
    invoicing_status: z.enum(invoicingAxis),
    is_ready_for_invoicing: z.boolean().describe('A draft invoice waits, and none is booked.'),
    is_partly_invoiced: z.boolean(),
    is_invoiced: z.boolean(),
    purchasing_status: z.enum(purchasingAxis),
    is_ready_for_purchasing: z.boolean().describe('A draft purchase order waits, and none is sent.'),
    is_partly_purchased: z.boolean(),
    is_purchased: z.boolean().describe('All stocked lines are on sent purchase orders made for it.'),
    order_date: z.iso.date(),
    booked_at: moment.nullable(),
    offer_number: z.int().nullable().describe('The offer from which it was made.'),
  })
  .meta({ id: 'OrderSummary' });

export const orderLineRow = salesLineRow
  .extend({
    location: named
      .nullable()
      .describe("Where it leaves from; null: the item's own location, or the agreement's."),
    shipped_quantity: decimalOut,
    invoiced_quantity: decimalOut,
  })
  .meta({ id: 'OrderLine' });

export const orderRow = orderListRow
  .extend({
    ...salesHeadFields,
    lines: z.array(orderLineRow),
    allowed_actions: z.array(z.enum(actionsOf(orderLife))),
  })
  .meta({ id: 'Order' });
