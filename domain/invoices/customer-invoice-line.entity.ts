import { defineEntity, p } from '@mikro-orm/core';
import { documentNumber, lineIndex } from '../documents/list-indexes.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { OfferLine } from '../offers/offer.entity.ts';
import { OrderLine } from '../orders/order.entity.ts';
import { Product } from '../products/product.entity.ts';
import { Unit } from '../products/unit.entity.ts';
import { unitQuantity } from '../sales/sales-columns.ts';
import type { StockTracking } from '../stock/posting.ts';
import { decimal4, percentage, tenantColumns, tenantTable } from '../tenant.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';

const linkIndex = (link: string) => ({
  name: `customer_invoice_line_${link}_ix`,
  expression: `create index "customer_invoice_line_${link}_ix" on "customer_invoice_line" ("${link}_id") where "${link}_id" is not null`,
});

const CustomerInvoiceLineSchema = defineEntity({
  name: 'CustomerInvoiceLine',
  ...tenantTable,
  uniques: [{ name: 'customer_invoice_line_position_uq', properties: ['invoice', 'position'] }],
  indexes: [
    lineIndex('customer_invoice_line'),
    // Of the lines that were made of another document's alone: most invoices have none.
    linkIndex('order_line'),
    linkIndex('offer_line'),
  ],
  checks: [
    { name: 'customer_invoice_line_position_check', expression: 'position >= 1' },
    {
      name: 'customer_invoice_line_quantity_check',
      expression:
        'case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else quantity > 0 end',
    },
    {
      name: 'customer_invoice_line_discount_check',
      expression: 'discount_percentage >= 0 and discount_percentage <= 100',
    },
    { name: 'customer_invoice_line_unit_check', expression: 'unit_quantity > 0' },
    { name: 'customer_invoice_line_vat_check', expression: 'vat_percentage >= 0 and vat_percentage <= 100' },
    {
      name: 'customer_invoice_line_vat_amount_check',
      expression: 'vat_amount * 100 = net_amount * vat_percentage',
    },
  ],
  properties: {
    ...tenantColumns(),
    invoice: () => p.manyToOne(CustomerInvoice).deleteRule('cascade'),
    documentNumber,
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    /** Null on a text line, which is worth nothing. */
    product: () => p.manyToOne(Product).nullable().deleteRule('no action'),
    description: p.string().length(2500),
    /** Positive, on a credit note too; 0 on a text line. */
    quantity: decimal4(),
    /** Document currency, without VAT. */
    unitPrice: decimal4(),
    /** The line's own discount, before the document's. */
    discountPercentage: percentage(),
    /** Base currency, as the product's cost price was; null where it had none. */
    unitCostPrice: decimal4().nullable(),
    unit: () => p.manyToOne(Unit).nullable().deleteRule('no action').index(),
    unitQuantity: unitQuantity(),
    vatPercentage: percentage(),
    netAmount: exactDecimal(19, 2),
    /** The exact share of the document's VAT. */
    vatAmount: exactDecimal(21, 6),
    /** Of a credit note: the invoice's line that this one credits. */
    creditedLine: () => p.manyToOne(CustomerInvoiceLine).nullable().deleteRule('no action').index(),
    /** The line of the offer, or of the order, from which it was made. */
    offerLine: () => p.manyToOne(OfferLine).nullable().deleteRule('no action'),
    orderLine: () => p.manyToOne(OrderLine).nullable().deleteRule('no action'),
    /** Batch or serial numbers, in standard units. */
    tracking: p.json<readonly StockTracking[]>().nullable(),
  },
});

/** A line of an invoice or credit note. */
export class CustomerInvoiceLine extends CustomerInvoiceLineSchema.class {}
CustomerInvoiceLineSchema.setClass(CustomerInvoiceLine);
