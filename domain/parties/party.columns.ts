import { p } from '@mikro-orm/core';
import { Employee } from '../employees/employee.entity.ts';
import { vatZones } from '../erp/documents.ts';
import { languages } from '../languages.ts';
import { Layout } from '../layouts/layout.entity.ts';
import { decimal4, editable, tenantColumns } from '../tenant.ts';
import { DeliveryTerms } from '../terms/delivery-terms.entity.ts';
import { PaymentTerms } from '../terms/payment-terms.entity.ts';

/** A text that may be missing, of at most so many characters. */
export const optionalText = (length: number) => p.string().length(length).nullable();

/** Columns that customers and suppliers have alike: a party of documents. */
export function partyColumns() {
  return {
    ...tenantColumns(),
    number: p.string().length(9),
    name: p.string().length(255),
    vatZone: p.enum(vatZones),
    /** ISO 4217; in the agreement's currencies. */
    currency: p.character().length(3),
    paymentTerms: () => p.manyToOne(PaymentTerms).index(),
    layout: () => p.manyToOne(Layout).nullable().deleteRule('no action').index(),
    deliveryTerms: () => p.manyToOne(DeliveryTerms).nullable().deleteRule('no action').index(),
    /** Our reference on the party's documents. */
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
    website: optionalText(255),
    /** Base currency; null = no limit. */
    creditLimit: decimal4().nullable(),
    isBarred: p.boolean(),
    /** Number among this party's contacts: the attention of new documents. */
    attentionContact: p.integer().nullable(),
    /** Largest number ever given to a contact of this party: none is given twice. */
    lastContactNumber: p.integer(),
    ...editable(),
  };
}

/** Checks of those columns. */
export const partyChecks = (table: string) => [
  { name: `${table}_ean_check`, expression: `ean ~ '^[0-9]{13}$'` },
  { name: `${table}_credit_limit_check`, expression: 'credit_limit >= 0' },
];

/** Columns of a person at a party, beside the party itself. */
export function contactColumns() {
  return {
    ...tenantColumns(),
    /** Among the party's contacts, from 1. */
    number: p.integer(),
    name: p.string().length(255),
    email: optionalText(255),
    phone: optionalText(255),
    ...editable(),
  };
}

/** Columns of a delivery address; the party it belongs to is beside them. */
export function addressColumns() {
  return {
    ...tenantColumns(),
    /** Among the party's addresses, from 1. */
    number: p.integer(),
    name: optionalText(255),
    street: optionalText(255),
    street2: optionalText(255),
    zip: optionalText(30),
    city: optionalText(255),
    country: optionalText(100),
    email: optionalText(255),
    phone: optionalText(255),
    /** At most one of a party's addresses is its default. */
    isDefault: p.boolean(),
    ...editable(),
  };
}
