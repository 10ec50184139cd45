import { p } from '@mikro-orm/core';
import { Customer } from '../customers/customer.entity.ts';
import { documentNumber } from '../documents/list-indexes.ts';
import { Employee } from '../employees/employee.entity.ts';
import { vatZones } from '../erp/documents.ts';
import type { PaymentTermsForErp } from '../erp/documents.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { languages } from '../languages.ts';
import { Layout } from '../layouts/layout.entity.ts';
import { Product } from '../products/product.entity.ts';
import { Unit } from '../products/unit.entity.ts';
import { decimal4, percentage, tenantColumns } from '../tenant.ts';
import { PaymentTerms } from '../terms/payment-terms.entity.ts';
import type { BillingSnapshot, DeliverySnapshot, DeliveryTermsSnapshot, PartySnapshot } from './party.ts';

/** Standard units in one of the line's unit, as it was when the line was written; 1 without another unit. */
export const unitQuantity = () => decimal4().default('1');

/** An amount in whole cents. */
const amount = () => exactDecimal(19, 2);

/** What the head of every document to a customer has: party, terms, references, amounts. */
export function salesColumns() {
  return {
    customer: () => p.manyToOne(Customer),
    ...tradeColumns(),
    deliveryTerms: p.json<DeliveryTermsSnapshot>().nullable(),
    /** Null: the customer's own, as they are when the document becomes final. */
    billingAddress: p.json<BillingSnapshot>().nullable(),
    corporateIdentificationNumber: p.string().length(40).nullable(),
  };
}

/** What the head of every document to a customer or a supplier has, beside that party. */
export function tradeColumns() {
  return {
    deliveryDate: p.date().nullable(),
    currency: p.character().length(3),
    /** Base units per 100 units of the currency, as the register said when the document was made. */
    exchangeRate: exactDecimal(15, 6),
    vatZone: p.enum(vatZones),
    paymentTerms: () => p.manyToOne(PaymentTerms).index(),
    layout: () => p.manyToOne(Layout).nullable().deleteRule('no action').index(),
    /** Our reference. */
    employee: () => p.manyToOne(Employee).nullable().deleteRule('no action').index(),
    language: p.enum(languages),
    heading: p.string().length(250).nullable(),
    note: p.string().length(2000).nullable(),
    otherReference: p.string().length(225).nullable(),
    /** Numbers among the party's contacts. */
    theirReferenceContact: p.integer().nullable(),
    attentionContact: p.integer().nullable(),
    projectNumber: p.integer().nullable(),
    /** Comes after each line's own discount. */
    discountPercentage: percentage(),
    deliveryAddress: p.json<DeliverySnapshot>().nullable(),
    /** The party and the terms as they were when the document became final; null on a draft. */
    party: p.json<PartySnapshot>().nullable(),
    terms: p.json<PaymentTermsForErp>().nullable(),
    netAmount: amount(),
    vatAmount: amount(),
    grossAmount: amount(),
    baseNetAmount: amount(),
    baseVatAmount: amount(),
    baseGrossAmount: amount(),
  };
}

/** What must hold of every such head. */
export const salesChecks = (table: string) => [
  { name: `${table}_gross_check`, expression: 'gross_amount = net_amount + vat_amount' },
  { name: `${table}_base_gross_check`, expression: 'base_gross_amount = base_net_amount + base_vat_amount' },
  { name: `${table}_exchange_rate_check`, expression: 'exchange_rate > 0' },
  {
    name: `${table}_discount_check`,
    expression: 'discount_percentage >= 0 and discount_percentage <= 100',
  },
];

/** The columns of a line of such a document, beside its parent and its links. */
export function salesLineColumns() {
  return {
    ...tenantColumns(),
    documentNumber,
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    /** Null on a text line, which is worth nothing. */
    product: () => p.manyToOne(Product).nullable().deleteRule('no action'),
    description: p.string().length(2500),
    /** Positive; 0 on a text line. */
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
    netAmount: amount(),
    /** The exact share of the document's VAT. */
    vatAmount: exactDecimal(21, 6),
  };
}

/** What must hold of every such line; `quantity` is what must hold of that of a line with a product. */
export const salesLineChecks = (table: string, quantity = 'quantity > 0') => [
  { name: `${table}_position_check`, expression: 'position >= 1' },
  {
    name: `${table}_quantity_check`,
    expression: `case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else ${quantity} end`,
  },
  {
    name: `${table}_discount_check`,
    expression: 'discount_percentage >= 0 and discount_percentage <= 100',
  },
  { name: `${table}_unit_check`, expression: 'unit_quantity > 0' },
  { name: `${table}_vat_check`, expression: 'vat_percentage >= 0 and vat_percentage <= 100' },
  { name: `${table}_vat_amount_check`, expression: 'vat_amount * 100 = net_amount * vat_percentage' },
];
