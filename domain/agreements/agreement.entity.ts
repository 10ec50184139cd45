import { defineEntity, p } from '@mikro-orm/core';
import { languages } from '../languages.ts';
import { inventoryPrinciples } from '../stock/engine/state.ts';
import { editable, tenantTableOn } from '../tenant.ts';

/** Settings of an agreement; an absent one has the default named here. */
export interface AgreementSettings {
  /** Payment terms of a new customer that names none; default: none, the customer has to name them. */
  readonly defaultPaymentTermsNumber?: number;
  /** Layout of a new customer that names none; default: none. */
  readonly defaultLayoutNumber?: number;
}

/** What negative quantity is worth (average cost): nothing, or the expected cost price. */
export const negativeStockValues = ['zero', 'expected-cost'] as const;
export type NegativeStockValue = (typeof negativeStockValues)[number];

const optionalText = (length: number) => p.string().length(length).nullable();

const AgreementSchema = defineEntity({
  name: 'Agreement',
  ...tenantTableOn('number'),
  checks: [{ name: 'agreement_number_check', expression: 'number >= 1000 and number <= 99999' }],
  properties: {
    number: p.integer().primary().autoincrement(false),
    name: p.string().length(255),
    corporateIdentificationNumber: optionalText(40),
    /** ISO 3166-1 alpha-2. */
    country: p.character().length(2),
    /** ISO 4217. */
    baseCurrency: p.character().length(3),
    language: p.enum(languages),
    street: optionalText(255),
    street2: optionalText(255),
    zip: optionalText(30),
    city: optionalText(255),
    email: optionalText(255),
    phone: optionalText(255),
    /** How stock is valued; chosen when the agreement is made, for good. */
    inventoryPrinciple: p.enum(inventoryPrinciples).default('average'),
    /** Chosen once; null: not yet, and then nothing. */
    negativeStockValue: p.enum(negativeStockValues).nullable(),
    /** Whether invoices move stock, and shipments and receipts do not. */
    stockFollowsInvoices: p.boolean().default(false),
    settings: p.json<AgreementSettings>(),
    ...editable(),
  },
});

/** A tenant: one company's account with everything in it. */
export class Agreement extends AgreementSchema.class {}
AgreementSchema.setClass(Agreement);
