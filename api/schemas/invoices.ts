import { z } from 'zod';
import { vatZones } from '../../domain/erp/documents.ts';
import {
  customerInvoiceActions,
  customerInvoiceKinds,
} from '../../domain/invoices/customer-invoice.lifecycle.ts';
import { languages } from '../../domain/languages.ts';
import {
  currencyCode,
  customerNumber,
  day,
  decimal,
  decimalOut,
  ean,
  language,
  moment,
  optionalText,
  percentage,
  productNumber,
  reference,
  registerNumber,
  requiredText,
  vatZone,
} from './common.ts';

/** Lines of one document at most. */
export const linesMax = 10_000;

/** A quantity on an invoice; a credit note credits what was invoiced, so neither is ever negative. */
const quantity = () => decimal({ places: 4 });

export const invoiceLineBody = z
  .strictObject({
    item_id: productNumber().optional().describe('Product number; a line without one carries text alone.'),
    name: requiredText(2500).optional().describe("The line's text; the product's name where it is left out."),
    quantity: quantity().optional().describe('1 where nothing is said.'),
    line_price: decimal({ places: 4, negative: true })
      .optional()
      .describe(
        "Price of one unit, without VAT, in the document's currency; the product's sales price where it is left out.",
      ),
    discount_percentage: percentage().optional(),
    unit_id: reference().nullable().optional().describe("The product's unit where it is left out."),
  })
  .refine((line) => line.item_id !== undefined || line.name !== undefined, {
    error: 'needs an item_id or a name',
    path: ['item_id'],
  })
  .meta({ id: 'CustomerInvoiceLineCreate' });

const deliveryAddress = z.strictObject({
  name: optionalText(255),
  street: optionalText(255),
  street2: optionalText(255),
  zipcode: optionalText(30),
  city: optionalText(255),
  country: optionalText(100),
  email: optionalText(255),
  phone: optionalText(255),
});

const headerFields = {
  invoice_date: day().optional().describe('Today where nothing is said.'),
  due_date: day().nullable().optional().describe('Only with payment terms whose due date is typed.'),
  deliver_at: day().nullable().optional().describe('Delivery date.'),
  currency: currencyCode().optional(),
  exchange_rate: decimal({ places: 6 })
    .optional()
    .describe('Units of the base currency for 100 of this one.'),
  vat_zone: vatZone().optional(),
  payment_terms_id: reference().optional(),
  layout_id: reference().nullable().optional(),
  our_reference_id: reference().nullable().optional().describe('Number of an employee.'),
  employee_id: reference().nullable().optional().describe('The same as our_reference_id.'),
  their_reference_id: registerNumber()
    .nullable()
    .optional()
    .describe("Number among the customer's contacts."),
  attention_id: registerNumber().nullable().optional().describe("Number among the customer's contacts."),
  other_reference: optionalText(225),
  heading: optionalText(250),
  note: optionalText(2000),
  ean: ean(),
  language: language().optional(),
  project_id: registerNumber().nullable().optional(),
  discount_percentage: percentage().optional().describe('On the whole document.'),
  delivery_address: deliveryAddress.nullable().optional(),
  delivery_terms_id: reference().nullable().optional(),
  billing_address: deliveryAddress
    .omit({ email: true, phone: true })
    .nullable()
    .optional()
    .describe("In place of the customer's own name and address; null: those."),
  corporate_identification_number: optionalText(40).describe("In place of the customer's own; null: that."),
};

const lines = () => z.array(invoiceLineBody).max(linesMax, `must have at most ${linesMax} lines`);

/** A new draft. What is left out comes from the customer. */
export const invoiceBody = z
  .strictObject({ customer_id: customerNumber(), ...headerFields, lines: lines().optional() })
  .meta({ id: 'CustomerInvoiceCreate' });

const creditLines = () =>
  z
    .array(
      z.strictObject({
        position: z.int().min(1).describe("Position of the invoice's line."),
        quantity: quantity(),
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
    lines: lines().optional(),
    credit_lines: creditLines().describe('The lines of a credit note, in place of `lines`.'),
  })
  .meta({ id: 'CustomerInvoiceUpdate' });

/** A credit note over all that is left to credit, or over these quantities. */
export const creditNoteBody = z
  .strictObject({ invoice_date: day().optional(), note: optionalText(2000), lines: creditLines() })
  .meta({ id: 'CreditNoteCreate' });

/** What the dialect sends with a booking. Nothing is mailed by us, so a wish for mail is refused, not swallowed. */
export const bookBody = z
  .strictObject({
    send_mail: z.boolean().optional(),
    mail: z.strictObject({ send: z.boolean().optional() }).optional(),
    suppress_webhooks: z.boolean().optional(),
  })
  .meta({ id: 'CustomerInvoiceBook' });

export const layoutChange = z
  .strictObject({ layout_id: reference().nullable() })
  .meta({ id: 'LayoutChange' });

const named = z.object({ number: z.int(), name: z.string() });
const address = z.object({
  name: z.string().nullable(),
  street: z.string().nullable(),
  street2: z.string().nullable(),
  zipcode: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
});

export const invoiceLineRow = z
  .object({
    id: z.uuid(),
    position: z.int(),
    item: z.object({ number: z.string(), name: z.string(), barcode: z.string().nullable() }).nullable(),
    name: z.string(),
    quantity: decimalOut,
    line_price: decimalOut,
    discount_percentage: decimalOut,
    unit: named.nullable(),
    vat_percentage: decimalOut,
    line_total: decimalOut.describe('Net after discounts.'),
    line_vat: decimalOut,
  })
  .meta({ id: 'CustomerInvoiceLine' });

/** An invoice in a list: everything but its lines. */
export const invoiceListRow = z
  .object({
    id: z.uuid(),
    number: z.int(),
    type: z.enum(customerInvoiceKinds),
    is_draft: z.boolean(),
    is_booked: z.boolean(),
    is_archived: z.boolean(),
    is_credit_note: z.boolean(),
    booked_at: moment.nullable(),
    customer_id: z.string(),
    customer_name: z.string(),
    invoice_date: z.iso.date(),
    due_date: z.iso.date().nullable(),
    currency: z.string(),
    net_amount: decimalOut,
    vat_amount: decimalOut,
    gross_amount: decimalOut,
    credited_invoice_number: z.int().nullable().describe('Of a credit note: the invoice it credits.'),
    version: z.int().describe('The ETag is this, in quotes.'),
    created_at: moment,
    updated_at: moment,
    workflow_id: z.string(),
    self: z.string(),
  })
  .meta({ id: 'CustomerInvoiceSummary' });

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
    customer: address.extend({
      number: z.string(),
      name: z.string(),
      corporate_identification_number: z.string().nullable(),
    }),
    billing_address: address.describe("The document's own, else the customer's."),
    corporate_identification_number: z.string().nullable(),
    delivery_terms: named.nullable().describe("In the document's language."),
    deliver_at: z.iso.date().nullable(),
    exchange_rate: decimalOut.describe('Units of the base currency for 100 of this one.'),
    vat_zone: z.enum(vatZones),
    payment_terms: named,
    layout_id: z.int().nullable(),
    our_reference_id: z.int().nullable(),
    their_reference_id: z.int().nullable(),
    attention_id: z.int().nullable(),
    other_reference: z.string().nullable(),
    heading: z.string().nullable(),
    note: z.string().nullable(),
    ean: z.string().nullable(),
    language: z.enum(languages),
    project_id: z.int().nullable(),
    discount_percentage: decimalOut,
    delivery_address: address
      .extend({ email: z.string().nullable(), phone: z.string().nullable() })
      .nullable(),
    lines: z.array(invoiceLineRow),
    vat: z
      .array(z.object({ vat_percentage: decimalOut, net_amount: decimalOut, vat_amount: decimalOut }))
      .describe('VAT by rate.'),
    base_net_amount: decimalOut,
    base_vat_amount: decimalOut,
    base_gross_amount: decimalOut,
    allowed_actions: z.array(z.enum(customerInvoiceActions)),
    transfers: z.array(transferSummary),
    pdf_url: z.string(),
  })
  .meta({ id: 'CustomerInvoice' });
