import { defineEntity, p } from '@mikro-orm/core';
import { Employee } from '../employees/employee.entity.ts';
import { vatZones } from '../erp/documents.ts';
import { languages } from '../languages.ts';
import { Layout } from '../layouts/layout.entity.ts';
import { decimal4, editable, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { PaymentTerms } from '../terms/payment-terms.entity.ts';
import { CustomerGroup } from './customer-group.entity.ts';

/** Values of the agreement's own fields, by the field's name. */
export type CustomFields = Readonly<Record<string, string | number | boolean | null>>;

const optionalText = (length: number) => p.string().length(length).nullable();

const CustomerSchema = defineEntity({
  name: 'Customer',
  ...tenantTable,
  uniques: [{ name: 'customer_number_uq', properties: ['agreementNumber', 'number'] }],
  checks: [
    { name: 'customer_ean_check', expression: `ean ~ '^[0-9]{13}$'` },
    { name: 'customer_credit_limit_check', expression: 'credit_limit >= 0' },
  ],
  properties: {
    ...tenantColumns(),
    number: p.string().length(9),
    name: p.string().length(255),
    group: () => p.manyToOne(CustomerGroup).index(),
    vatZone: p.enum(vatZones),
    /** ISO 4217; in the agreement's currencies. */
    currency: p.character().length(3),
    paymentTerms: () => p.manyToOne(PaymentTerms).index(),
    layout: () => p.manyToOne(Layout).nullable().deleteRule('no action').index(),
    /** When the layout was last set or taken away; a trigger keeps it. Null = it never had one, or has had it for ever. */
    layoutChangedAt: instant().nullable(),
    /** Our reference on the customer's documents. */
    employee: () => p.manyToOne(Employee).nullable().deleteRule('no action').index(),
    language: p.enum(languages),
    corporateIdentificationNumber: optionalText(40),
    vatNumber: optionalText(40),
    ean: p.character().length(13).nullable(),
    street: optionalText(255),
    street2: optionalText(255),
    zip: optionalText(30),
    city: optionalText(255),
    country: optionalText(100),
    phone: optionalText(255),
    email: optionalText(255),
    emailOffers: optionalText(255),
    emailOrders: optionalText(255),
    emailInvoices: optionalText(255),
    website: optionalText(255),
    /** Base currency; null = no limit. */
    creditLimit: decimal4().nullable(),
    deliveryTerms: optionalText(255),
    isBarred: p.boolean(),
    /** Number among this customer's contacts: the attention of new documents. */
    attentionContact: p.integer().nullable(),
    customFields: p.json<CustomFields>(),
    /** Largest number ever given to a contact or address of this customer: none is given twice. */
    lastContactNumber: p.integer(),
    lastAddressNumber: p.integer(),
    ...editable(),
  },
});

/** A customer as documents take it: they copy what they need when they are made and when they are booked. */
export class Customer extends CustomerSchema.class {}
CustomerSchema.setClass(Customer);
