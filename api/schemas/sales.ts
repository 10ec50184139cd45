import { z } from 'zod';
import { vatZones } from '../../domain/erp/documents.ts';
import { languages } from '../../domain/languages.ts';
import { allocationMethods } from '../../domain/stock/engine/allocation.ts';
import {
  currencyCode,
  day,
  decimal,
  decimalOut,
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
import { trackingBody, trackingRow } from './internal-documents.ts';

/** What all documents to customers have alike. */

/** Lines of one document at most. */
export const linesMax = 10_000;

/** A quantity on a line; a credit note credits what was invoiced, so none is ever negative. */
export const quantity = () => decimal({ places: 4 });

/** What a line says, and what stands for what is left out. */
const lineFields = (usual: {
  readonly name: string;
  readonly price: string;
  readonly discount: string;
  readonly unit: string;
  readonly negative?: boolean;
}) => ({
  item_id: productNumber().optional().describe('Product number; a line without one carries text alone.'),
  name: requiredText(2500).optional().describe(`The line's text; ${usual.name} where it is left out.`),
  quantity: (usual.negative === true ? decimal({ places: 4, negative: true }) : quantity())
    .optional()
    .describe('1 where nothing is said.'),
  line_price: decimal({ places: 4, negative: true })
    .optional()
    .describe(
      `Price of one unit, without VAT, in the document's currency; ${usual.price} where it is left out.`,
    ),
  discount_percentage: percentage().optional().describe(`${usual.discount} where it is left out.`),
  unit_id: reference().nullable().optional().describe(`${usual.unit} where it is left out.`),
});

const hasItemOrName = (line: { readonly item_id?: unknown; readonly name?: unknown }): boolean =>
  line.item_id !== undefined || line.name !== undefined;
const needsItemOrName = { error: 'needs an item_id or a name', path: ['item_id'] };

/** What a line that is sold takes where it says nothing. */
const soldLine = {
  name: "the product's name in the document's language",
  price: 'the price agreed with the customer, else what the product costs in that unit and currency',
  discount: "The customer's discount on the product's group, or 0 on a line that gives its price,",
  unit: 'The unit in which the product is sold',
};

export const salesLineBody = z
  .strictObject(lineFields(soldLine))
  .refine(hasItemOrName, needsItemOrName)
  .meta({ id: 'SalesLineCreate' });

/** A line of an order. */
const orderLineBody = z
  .strictObject({
    ...lineFields(soldLine),
    location_id: registerNumber()
      .nullable()
      .optional()
      .describe("Where it leaves from; the item's own location, or the agreement's, where it is left out."),
  })
  .refine(hasItemOrName, needsItemOrName)
  .meta({ id: 'OrderLineCreate' });

export const orderLinesBody = () =>
  z.array(orderLineBody).max(linesMax, `must have at most ${linesMax} lines`);

/** Batch or serial numbers of a line, in standard units. */
export const lineTracking = () =>
  trackingBody()
    .nullable()
    .optional()
    .describe('Batch or serial numbers, in standard units; a serial number has the quantity 1.');

/** A line of an invoice. */
export const invoiceLineBody = z
  .strictObject({ ...lineFields(soldLine), tracking: lineTracking() })
  .refine(hasItemOrName, needsItemOrName)
  .meta({ id: 'CustomerInvoiceLineCreate' });

/** A line of a document to a supplier. */
const purchaseLine = (negative: boolean) => ({
  ...lineFields({
    name: "the product's name",
    price: 'what one of the unit is expected to cost',
    discount: '0',
    unit: 'The unit in which the item is purchased, else its own,',
    negative,
  }),
  location_id: registerNumber()
    .nullable()
    .optional()
    .describe("Where the goods go; the item's own location, or the agreement's, where it is left out."),
});
export const purchaseLineBody = z
  .strictObject(purchaseLine(false))
  .refine(hasItemOrName, needsItemOrName)
  .meta({ id: 'PurchaseLineCreate' });
/** A line of a supplier invoice; a negative quantity gives back. */
export const supplierInvoiceLineBody = z
  .strictObject({
    ...purchaseLine(true),
    purchase_order_line: registerNumber()
      .nullable()
      .optional()
      .describe(
        "Position of the order's line that it invoices; null: none; the first of its item and unit where it is left out.",
      ),
    tracking: lineTracking(),
  })
  .refine(hasItemOrName, needsItemOrName)
  .meta({ id: 'SupplierInvoiceLineCreate' });

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

/** The head of a document to a customer or a supplier. */
export const salesHeaderFields = {
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
  their_reference_id: registerNumber().nullable().optional().describe("Number among the party's contacts."),
  attention_id: registerNumber().nullable().optional().describe("Number among the party's contacts."),
  other_reference: optionalText(225),
  heading: optionalText(250),
  note: optionalText(2000),
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

export const invoiceLinesBody = () =>
  z.array(invoiceLineBody).max(linesMax, `must have at most ${linesMax} lines`);

export const salesLinesBody = () =>
  z.array(salesLineBody).max(linesMax, `must have at most ${linesMax} lines`);

/** The head of a document to a supplier. */
export const purchaseHeaderFields = {
  ...salesHeaderFields,
  delivery_terms_id: reference().nullable().optional(),
  allocation: z
    .enum(allocationMethods, `must be one of ${allocationMethods.join(', ')}`)
    .optional()
    .describe('How freight is spread over the goods; `value` where nothing is said.'),
};

export const purchaseLinesBody = () =>
  z.array(purchaseLineBody).max(linesMax, `must have at most ${linesMax} lines`);

/** So many of a collection, to be put on a document. */
export const collectionToAdd = z
  .strictObject({
    collection: productNumber().describe('Number of a collection.'),
    quantity: quantity().optional().describe('1 where nothing is said.'),
  })
  .meta({ id: 'CollectionToAdd' });

export const layoutChange = z
  .strictObject({ layout_id: reference().nullable() })
  .meta({ id: 'LayoutChange' });

export const named = z.object({ number: z.int(), name: z.string() });
export const address = z.object({
  name: z.string().nullable(),
  street: z.string().nullable(),
  street2: z.string().nullable(),
  zipcode: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
});

const lineRowFields = {
  id: z.uuid(),
  position: z.int(),
  item: z.object({ number: z.string(), name: z.string(), barcode: z.string().nullable() }).nullable(),
  name: z.string(),
  quantity: decimalOut,
  line_price: decimalOut,
  discount_percentage: decimalOut,
  unit: named.nullable(),
  unit_quantity: decimalOut.describe("Standard units in one of the line's unit."),
  vat_percentage: decimalOut,
  line_total: decimalOut.describe('Net after discounts.'),
  line_vat: decimalOut,
};

export const salesLineRow = z.object(lineRowFields).meta({ id: 'SalesLine' });

export const invoiceLineRow = z
  .object({ ...lineRowFields, tracking: trackingRow.describe('Batch or serial numbers, in standard units.') })
  .meta({ id: 'CustomerInvoiceLine' });

/** A line of a document to a supplier. */
export const purchaseLineFields = {
  ...lineRowFields,
  location_id: z.int().nullable(),
};

/** What a list shows of every document to a customer or a supplier. */
const tradeSummaryFields = {
  id: z.uuid(),
  number: z.int(),
  is_archived: z.boolean(),
  currency: z.string(),
  net_amount: decimalOut,
  vat_amount: decimalOut,
  gross_amount: decimalOut,
  version: z.int().describe('The ETag is this, in quotes.'),
  created_at: moment,
  updated_at: moment,
  workflow_id: z.string(),
  self: z.string(),
};

/** What a list shows of every document to a customer. */
export const salesSummaryFields = {
  ...tradeSummaryFields,
  customer_id: z.string(),
  customer_name: z.string(),
};

/** What a list shows of every document to a supplier. */
export const purchaseSummaryFields = {
  ...tradeSummaryFields,
  supplier_id: z.string(),
  supplier_name: z.string(),
};

const party = address.extend({
  number: z.string(),
  name: z.string(),
  corporate_identification_number: z.string().nullable(),
});

/** What one document to a customer or a supplier shows besides. */
const tradeHeadFields = {
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
  language: z.enum(languages),
  project_id: z.int().nullable(),
  discount_percentage: decimalOut,
  delivery_address: address.extend({ email: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  vat: z
    .array(z.object({ vat_percentage: decimalOut, net_amount: decimalOut, vat_amount: decimalOut }))
    .describe('VAT by rate.'),
  base_net_amount: decimalOut,
  base_vat_amount: decimalOut,
  base_gross_amount: decimalOut,
};

/** What one document to a customer shows besides. */
export const salesHeadFields = {
  customer: party,
  billing_address: address.describe("The document's own, else the customer's."),
  corporate_identification_number: z.string().nullable(),
  delivery_terms: named.nullable().describe("In the document's language."),
  ...tradeHeadFields,
};

/** What one document to a supplier shows besides. */
export const purchaseHeadFields = {
  supplier: party,
  delivery_terms_id: z.int().nullable(),
  allocation: z.enum(allocationMethods).describe('How freight is spread over the goods.'),
  ...tradeHeadFields,
};
