import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import {
  supplierInvoiceKinds,
  supplierInvoiceLife,
} from '../../domain/supplier-invoices/supplier-invoice.lifecycle.ts';
import { customerNumber, day, moment, optionalText, registerNumber } from './common.ts';
import { trackingRow } from './internal-documents.ts';
import {
  lineTracking,
  linesMax,
  purchaseHeadFields,
  purchaseHeaderFields,
  purchaseLineFields,
  purchaseSummaryFields,
  quantity,
  supplierInvoiceLineBody,
} from './sales.ts';

const ownFields = {
  reverse_inventory: z.boolean().optional().describe('Of a credit note: the goods go back to the supplier.'),
  reason: optionalText(250),
};

/** A new draft: an invoice, or a credit note where the quantities are negative. */
export const supplierInvoiceBody = z
  .strictObject({
    supplier_id: customerNumber(),
    ...purchaseHeaderFields,
    invoice_date: day().optional().describe('Today where nothing is said.'),
    due_date: day().nullable().optional().describe('By the payment terms where nothing is said.'),
    purchase_order_number: registerNumber()
      .nullable()
      .optional()
      .describe('The order on whose lines its lines are put; null: none.'),
    supplier_invoice_number: optionalText(50).describe("The supplier's own number."),
    ...ownFields,
    lines: z.array(supplierInvoiceLineBody).max(linesMax, `must have at most ${linesMax} lines`).optional(),
  })
  .meta({ id: 'SupplierInvoiceCreate' });

/** An edit of a draft: what is left out stays; `lines`, where sent, replace all lines. */
export const supplierInvoiceEdit = supplierInvoiceBody.partial().meta({ id: 'SupplierInvoiceUpdate' });

export const supplierBookBody = z
  .strictObject({
    mark_received: z.boolean().optional().describe('What came on no receipt yet comes into stock.'),
    use_invoice_date: z.boolean().optional().describe('The stock counts it on the invoice date, else today.'),
  })
  .meta({ id: 'SupplierInvoiceBook' });

export const supplierCreditBody = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          position: z.int().min(1),
          quantity: quantity().optional(),
          tracking: lineTracking().describe('Which batches or serial numbers go back.'),
        }),
      )
      .max(linesMax)
      .optional()
      .describe('Which lines, and how much of each; all that is left to credit where nothing is said.'),
    ...ownFields,
  })
  .meta({ id: 'SupplierCreditNoteCreate' });

export const supplierInvoiceListRow = z
  .object({
    ...purchaseSummaryFields,
    type: z.enum(supplierInvoiceKinds),
    is_draft: z.boolean(),
    is_booked: z.boolean(),
    invoice_date: z.iso.date(),
    due_date: z.iso.date().nullable(),
    supplier_invoice_number: z.string().nullable(),
    purchase_order_number: z.int().nullable(),
    credited_invoice_number: z.int().nullable(),
    reverse_inventory: z.boolean(),
    reason: z.string().nullable(),
    booked_at: moment.nullable(),
  })
  .meta({ id: 'SupplierInvoiceSummary' });

export const supplierInvoiceRow = supplierInvoiceListRow
  .extend({
    ...purchaseHeadFields,
    lines: z.array(
      z
        .object({
          ...purchaseLineFields,
          purchase_order_line: z.int().nullable().describe("Position of the order's line that it invoices."),
          tracking: trackingRow.describe('Batch or serial numbers, in standard units.'),
        })
        .meta({ id: 'SupplierInvoiceLine' }),
    ),
    allowed_actions: z.array(z.enum(actionsOf(supplierInvoiceLife))),
  })
  .meta({ id: 'SupplierInvoice' });
