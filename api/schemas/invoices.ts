import { z } from 'zod';
import {
  customerInvoiceActions,
  customerInvoiceKinds,
} from '../../domain/invoices/customer-invoice.lifecycle.ts';
import { invoicedOrdersMax } from '../../domain/orders/invoice-orders.service.ts';
import { customerNumber, day, ean, moment, optionalText } from './common.ts';
import { deliveryFields } from './orders.ts';
import { mailWish } from './mail.ts';
import {
  invoiceLineRow,
  invoiceLinesBody,
  lineTracking,
  linesMax,
  quantity,
  salesHeadFields,
  salesHeaderFields,
  salesSummaryFields,
} from './sales.ts';

const headerFields = {
  ...salesHeaderFields,
  invoice_date: day().optional().describe('Today where nothing is said.'),
  due_date: day().nullable().optional().describe('Only with payment terms whose due date is typed.'),
  ean: ean(),
};

/** A new draft. What is left out comes from the customer. */
export const invoiceBody = z
  .strictObject({ customer_id: customerNumber(), ...headerFields, lines: invoiceLinesBody().optional() })
  .meta({ id: 'CustomerInvoiceCreate' });

/** Several orders that become one invoice; fields of its head that shall be other than the orders'. */
export const ordersToInvoiceBody = z
  .strictObject({
    order_numbers: z.array(z.int().min(1).max(999_999_999)).min(1).max(invoicedOrdersMax),
    only_shipped: z
      .boolean()
      .optional()
      .describe('Only what was shipped, and of lines without inventory all; else everything that is left.'),
    ...headerFields,
  })
  .meta({ id: 'OrdersToInvoice' });

const creditLines = () =>
  z
    .array(
      z.strictObject({
        position: z.int().min(1).describe("Position of the invoice's line."),
        quantity: quantity(),
        tracking: lineTracking().describe(
          'Which batches or serial numbers come back; those left where all is credited.',
        ),
      }),
    )
    .min(1)
    .max(linesMax, `must have at most ${linesMax} lines`)
    .optional();

/** An edit of a draft: what is left out stays; `lines`, where sent, replace all lines. */
export const invoiceEdit = z
  .strictObject({
    customer_id: customerNumber().optional(),
    ...headerFields,
    lines: invoiceLinesBody().optional(),
    credit_lines: creditLines().describe('The lines of a credit note, in place of `lines`.'),
  })
  .meta({ id: 'CustomerInvoiceUpdate' });

/** A credit note over all that is left to credit, or over these quantities. */
export const creditNoteBody = z
  .strictObject({ invoice_date: day().optional(), note: optionalText(2000), lines: creditLines() })
  .meta({ id: 'CreditNoteCreate' });

/** What the dialect sends with a booking. */
export const bookBody = z
  .strictObject({
    send_mail: z.boolean().optional().describe('As `mail.send`.'),
    mail: mailWish(),
    suppress_webhooks: z.boolean().optional(),
    create_shipment: z.boolean().optional().describe('A shipment is made of it, which waits.'),
    mark_shipped: z.boolean().optional().describe('A shipment is made of it, picked and sent.'),
    use_invoice_date: z.boolean().optional().describe('The stock counts it on the invoice date, else today.'),
    reverse_inventory: z.boolean().optional().describe('Of a credit note: the goods come back to stock.'),
    reason: optionalText(255).describe('Why the goods come back.'),
  })
  .meta({ id: 'CustomerInvoiceBook' });

/** An invoice in a list: everything but its lines. */
export const invoiceListRow = z
  .object({
    ...salesSummaryFields,
    type: z.enum(customerInvoiceKinds),
    is_draft: z.boolean(),
    is_booked: z.boolean(),
    is_credit_note: z.boolean(),
    booked_at: moment.nullable(),
    invoice_date: z.iso.date(),
    due_date: z.iso.date().nullable(),
    credited_invoice_number: z.int().nullable().describe('Of a credit note: the invoice it credits.'),
    offer_number: z.int().nullable().describe('The offer from which it was made.'),
    order_number: z
      .int()
      .nullable()
      .describe('The order from which it was made: its goods are shipped there.'),
    order_numbers: z.array(z.int()).describe('All orders from which it was made.'),
    ...deliveryFields,
  })
  .meta({ id: 'CustomerInvoiceSummary' });

/** It with what a list can add to it. */
export const invoiceListed = invoiceListRow
  .extend({ lines: z.array(invoiceLineRow).optional().describe('With expand=lines.') })
  .meta({ id: 'CustomerInvoiceListed' });

const transferSummary = z.object({
  id: z.uuid(),
  integration_id: z.uuid(),
  provider: z.string(),
  state: z.string(),
  cause: z.string().nullable(),
  erp_number: z.string().nullable(),
});

export const invoiceRow = invoiceListRow
  .extend({
    ...salesHeadFields,
    ean: z.string().nullable(),
    lines: z.array(invoiceLineRow),
    allowed_actions: z.array(z.enum(customerInvoiceActions)),
    transfers: z.array(transferSummary),
    pdf_url: z.string(),
  })
  .meta({ id: 'CustomerInvoice' });

/** A booked invoice, and what went below zero. */
export const bookedAnswer = z.object({
  customer_invoice: invoiceRow,
  warnings: z.array(z.string()).describe('What is below zero in stock now, in words.'),
});
