import { defineEntity, p } from '@mikro-orm/core';
import { Customer } from '../customers/customer.entity.ts';
import { fewIndex, listIndexes, namingIndex, valueIndex } from '../documents/list-indexes.ts';
import { Employee } from '../employees/employee.entity.ts';
import { vatZones } from '../erp/documents.ts';
import type { PaymentTermsForErp } from '../erp/documents.ts';
import type {
  BillingSnapshot,
  DeliverySnapshot,
  DeliveryTermsSnapshot,
  PartySnapshot,
} from '../sales/party.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { languages } from '../languages.ts';
import { Layout } from '../layouts/layout.entity.ts';
import { editable, instant, percentage, tenantColumns, tenantTable } from '../tenant.ts';
import { Offer } from '../offers/offer.entity.ts';
import { Order } from '../orders/order.entity.ts';
import { deliveryAxis } from '../orders/order.lifecycle.ts';
import { PaymentTerms } from '../terms/payment-terms.entity.ts';
import { customerInvoiceKinds, customerInvoiceStates } from './customer-invoice.lifecycle.ts';

const bookedCheck =
  `case state when 'booked' then booked_at is not null and booked_by is not null and party is not null ` +
  'and terms is not null else booked_at is null and booked_by is null and archived_at is null end';

/** An amount in whole cents. */
const amount = () => exactDecimal(19, 2);

/** What most documents are (booked, an invoice) needs no index: any of them is soon found. */
const indexes = [
  ...listIndexes(
    'customer_invoice',
    ...(['date', 'dueDate', 'createdAt', 'updatedAt', 'bookedAt', 'grossOrder'] as const),
  ),
  namingIndex('customer_invoice', 'customer'),
  valueIndex('customer_invoice', 'currency'),
  fewIndex('customer_invoice', 'draft', `"state" = 'draft'`),
  fewIndex('customer_invoice', 'credit_note', `"kind" = 'credit-note'`),
  fewIndex('customer_invoice', 'archived', '"archived_at" is not null'),
];

const CustomerInvoiceSchema = defineEntity({
  name: 'CustomerInvoice',
  ...tenantTable,
  uniques: [{ name: 'customer_invoice_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...indexes,
    { name: 'customer_invoice_credited_invoice_ix', properties: ['creditedInvoice'] },
    {
      // What the lane keeper looks through each minute, over all agreements.
      name: 'customer_invoice_unarchived_ix',
      expression: `create index "customer_invoice_unarchived_ix" on "customer_invoice" ("booked_at") where "state" = 'booked' and "archived_at" is null`,
    },
  ],
  checks: [
    { name: 'customer_invoice_gross_check', expression: 'gross_amount = net_amount + vat_amount' },
    {
      name: 'customer_invoice_base_gross_check',
      expression: 'base_gross_amount = base_net_amount + base_vat_amount',
    },
    {
      name: 'customer_invoice_sign_check',
      expression: `(state = 'draft' and kind = 'invoice') or (net_amount >= 0 and gross_amount >= 0)`,
    },
    {
      name: 'customer_invoice_credited_check',
      expression: `(kind = 'credit-note') = (credited_invoice_id is not null)`,
    },
    {
      name: 'customer_invoice_booked_check',
      expression: bookedCheck,
    },
    { name: 'customer_invoice_exchange_rate_check', expression: 'exchange_rate > 0' },
    {
      name: 'customer_invoice_discount_check',
      expression: 'discount_percentage >= 0 and discount_percentage <= 100',
    },
    { name: 'customer_invoice_ean_check', expression: `ean ~ '^[0-9]{13}$'` },
  ],
  properties: {
    ...tenantColumns(),
    kind: p.enum(customerInvoiceKinds),
    state: p.enum(customerInvoiceStates),
    archivedAt: instant().nullable(),
    /** Taken when the draft was made; invoices and credit notes share a series. */
    number: p.integer(),
    customer: () => p.manyToOne(Customer),
    /** Of a credit note: the invoice it credits. */
    creditedInvoice: () => p.manyToOne(CustomerInvoice).nullable().deleteRule('no action'),
    /** The offer, or the order, from which it was made. */
    offer: () => p.manyToOne(Offer).nullable().deleteRule('no action').index(),
    order: () => p.manyToOne(Order).nullable().deleteRule('no action').index(),
    /** Of one that was made from several orders: all their numbers, that of `order` first. */
    orderNumbers: p.json<readonly number[]>().nullable(),
    /** How much of it left by shipments of its own; of an invoice made from an order they are the order's. */
    delivery: p.enum(deliveryAxis).default('not-sent'),
    /** The invoice date: terms count from it. */
    date: p.date(),
    /** Null where the terms have none, or ask for one that is not given yet. */
    dueDate: p.date().nullable(),
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
    /** Numbers among the customer's contacts. */
    theirReferenceContact: p.integer().nullable(),
    attentionContact: p.integer().nullable(),
    ean: p.character().length(13).nullable(),
    projectNumber: p.integer().nullable(),
    /** Comes after each line's own discount. */
    discountPercentage: percentage(),
    deliveryAddress: p.json<DeliverySnapshot>().nullable(),
    deliveryTerms: p.json<DeliveryTermsSnapshot>().nullable(),
    /** Null: the customer's own, as they are at booking. */
    billingAddress: p.json<BillingSnapshot>().nullable(),
    corporateIdentificationNumber: p.string().length(40).nullable(),
    /** The party and the terms as they were at booking; null on a draft. */
    party: p.json<PartySnapshot>().nullable(),
    terms: p.json<PaymentTermsForErp>().nullable(),
    netAmount: amount(),
    vatAmount: amount(),
    grossAmount: amount(),
    /**
     * The gross amount to some 15 digits, kept by a trigger, for the list to sort by: row-level security lets no comparison of
     * `numeric` into an index (it is not leakproof in PostgreSQL), and a page deep in the list would read all before it.
     */
    grossOrder: p.double().default(0),
    baseNetAmount: amount(),
    baseVatAmount: amount(),
    baseGrossAmount: amount(),
    createdBy: p.string().length(255),
    bookedAt: instant().nullable(),
    bookedBy: p.string().length(255).nullable(),
    ...editable(),
  },
});

/** An invoice or credit note to a customer. Amounts are positive on both: the sign is in the kind. */
export class CustomerInvoice extends CustomerInvoiceSchema.class {}
CustomerInvoiceSchema.setClass(CustomerInvoice);
