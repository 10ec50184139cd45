import { defineEntity, p } from '@mikro-orm/core';
import type { VatZone } from '../erp/documents.ts';
import { languages } from '../languages.ts';
import { inventoryPrinciples } from '../stock/engine/state.ts';
import { editable, tenantTableOn } from '../tenant.ts';

/** Settings of an agreement; an absent one has the default named here. */
export interface AgreementSettings {
  /** Payment terms of a new customer that names none; default: none, the customer has to name them. */
  readonly defaultPaymentTermsNumber?: number;
  /** Layout of a new customer, and of a supplier without a default of its own, that names none; default: none. */
  readonly defaultLayoutNumber?: number;
  /** Group and VAT zone of a new customer that names none; default: none, the customer has to name them. */
  readonly defaultCustomerGroupNumber?: number;
  readonly defaultCustomerVatZone?: VatZone;
  /** Group and unit of a new product or BOM that names none; default: none, and a group has to be named. */
  readonly defaultProductGroupNumber?: number;
  readonly defaultUnitNumber?: number;
  /** Payment terms of a new supplier that names none; default: those of customers. */
  readonly defaultSupplierPaymentTermsNumber?: number;
  /** Group and VAT zone of a new supplier that names none; default: none, the supplier has to name them. */
  readonly defaultSupplierGroupNumber?: number;
  readonly defaultSupplierVatZone?: VatZone;
  /** Layout of a new supplier that names none; default: that of customers. */
  readonly defaultSupplierLayoutNumber?: number;
  /** Decimals that prices and quantities are shown with, 0 to 4; default 2. They are kept with four, always. */
  readonly priceDecimals?: number;
  readonly quantityDecimals?: number;
  /** The company's own GLN, 13 digits; default: none. */
  readonly ean?: string;
  /** Where goods are delivered to the company, where that is not its address; default: none. */
  readonly deliveryName?: string;
  readonly deliveryStreet?: string;
  readonly deliveryStreet2?: string;
  readonly deliveryZip?: string;
  readonly deliveryCity?: string;
  /** ISO 3166-1 alpha-2. */
  readonly deliveryCountry?: string;
  /** Whom the people of this agreement ask for help, each in place of the installation's own; default: that. */
  readonly supportEmail?: string;
  readonly supportPhone?: string;
  readonly supportChatUrl?: string;
  readonly supportOpeningHours?: string;
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
