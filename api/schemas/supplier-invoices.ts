import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import {
  supplierInvoiceKinds,
  supplierInvoiceLife,
} from '../../domain/supplier-invoices/supplier-invoice.lifecycle.ts';
import { customerNumber, day, moment, optionalText } from './common.ts';
import {
  linesMax,
  purchaseHeadFields,
  purchaseHeaderFields,
  purchaseLineFields,
  purchaseSummaryFields,
  quantity,
  signedPurchaseLineBody,
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
    supplier_invoice_number: optionalText(50).describe("The supplier's own number."),
    ...ownFields,
    lines: z.array(signedPurchaseLineBody).max(linesMax, `must have at most ${linesMax} lines`).optional(),
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
      .array(z.strictObject({ position: z.int().min(1), quantity: quantity().optional() }))
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
    lines: z.array(z.object(purchaseLineFields).meta({ id: 'SupplierInvoiceLine' })),
    allowed_actions: z.array(z.enum(actionsOf(supplierInvoiceLife))),
  })
  .meta({ id: 'SupplierInvoice' });
