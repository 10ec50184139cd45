import { z } from 'zod';
import { negativeStockValues } from '../domain/agreements/agreement.entity.ts';
import type {
  Agreement,
  AgreementSettings,
  NegativeStockValue,
} from '../domain/agreements/agreement.entity.ts';
import type { AgreementPatch } from '../domain/agreements/agreement.service.ts';
import { customerGroupRegister } from '../domain/customers/customer-group.service.ts';
import { vatZones } from '../domain/erp/documents.ts';
import { DomainError } from '../domain/errors.ts';
import { countryCode, ean13, email } from '../domain/field-rules.ts';
import type { Rule } from '../domain/field-rules.ts';
import { languages } from '../domain/languages.ts';
import { layoutRegister } from '../domain/layouts/layout.service.ts';
import { productGroupRegister } from '../domain/products/product-group.service.ts';
import { unitRegister } from '../domain/products/unit.service.ts';
import { referToOptional } from '../domain/registers.ts';
import { supplierGroupRegister } from '../domain/suppliers/supplier-group.service.ts';
import type { Register } from '../domain/registers.ts';
import { paymentTermsRegister } from '../domain/terms/payment-terms.service.ts';
import type { Em } from './context.ts';
import { optionalText, registerNumber, requiredText } from './schemas/common.ts';

/** The settings of the API by their identifiers: one table, from which they are listed, shown and changed. */

/** What a setting can be. */
export const settingValue = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
});

/** One setting of the agreement: where it stands, and how it is changed (never, where `patch` is missing). */
interface Setting {
  readonly read: (agreement: Agreement) => string | number | boolean | null;
  /** Why it is never changed. */
  readonly why?: string;
  readonly schema?: z.ZodType;
  readonly patch?: (value: unknown, agreement: Agreement) => AgreementPatch;
  /** Throws `ReferenceNotFound` where the value names a row that is not there. */
  readonly check?: (em: Em, value: unknown) => Promise<unknown>;
}

const textSetting = (
  field: 'corporateIdentificationNumber' | 'street' | 'street2' | 'zip' | 'city' | 'email' | 'phone',
  max: number,
): Setting => ({
  read: (agreement) => agreement[field] ?? null,
  schema: optionalText(max),
  patch: (value) => ({ [field]: value }),
});

/** One of the agreement's further settings; null is none. */
const further = (
  field: keyof AgreementSettings,
  schema: z.ZodType,
  options: { readonly fallback?: number; readonly check?: Setting['check'] } = {},
): Setting => ({
  read: (agreement) => agreement.settings[field] ?? options.fallback ?? null,
  schema,
  patch: (value, agreement) => {
    const others = Object.entries(agreement.settings).filter(([name]) => name !== field);
    const own = value === null ? [] : [[field, value]];
    return { settings: Object.fromEntries([...others, ...own]) as AgreementSettings };
  },
  ...(options.check && { check: options.check }),
});

/** A row of a register, by its number. */
const numberSetting = <E extends { readonly id: string; readonly version: number; changedBy: string }>(
  field: keyof AgreementSettings,
  register: Register<E>,
): Setting =>
  further(field, registerNumber().nullable(), {
    check: (em, value) => referToOptional(em, register, value as number | null, 'value'),
  });

const furtherText = (field: keyof AgreementSettings, max = 255): Setting => further(field, optionalText(max));

/** A text that keeps a rule; an empty one clears it. */
const ruled = (field: keyof AgreementSettings, rule: Rule): Setting =>
  further(
    field,
    optionalText(255).superRefine((value, issues) => {
      const fault = value === null || value === undefined ? undefined : rule(value);
      if (fault !== undefined) issues.addIssue({ code: 'custom', message: fault });
    }),
  );

const httpAddress: Rule = (value) =>
  typeof value === 'string' && /^https?:\/\/[^\s/]+\S*$/.test(value)
    ? undefined
    : 'must be an address that begins with https:// or http://';

const decimals = z.int('must be a whole number').min(0, 'must be from 0 to 4').max(4, 'must be from 0 to 4');
/** Decimals that are shown where nothing else is set. */
const decimalsDefault = 2;

/** Every setting by its identifier. */
export const settings: Readonly<Record<string, Setting>> = {
  company_name: {
    read: (agreement) => agreement.name,
    schema: requiredText(255),
    patch: (value) => ({ name: value as string }),
  },
  corporate_identification_number: textSetting('corporateIdentificationNumber', 40),
  country: { read: (agreement) => agreement.country },
  base_currency: { read: (agreement) => agreement.baseCurrency },
  language: {
    read: (agreement) => agreement.language,
    schema: z.enum(languages, `must be one of ${languages.join(', ')}`),
    patch: (value) => ({ language: value as (typeof languages)[number] }),
  },
  street: textSetting('street', 255),
  street2: textSetting('street2', 255),
  zipcode: textSetting('zip', 30),
  city: textSetting('city', 255),
  email: textSetting('email', 255),
  phone: textSetting('phone', 255),
  ean: ruled('ean', ean13),
  delivery_name: furtherText('deliveryName'),
  delivery_street: furtherText('deliveryStreet'),
  delivery_street2: furtherText('deliveryStreet2'),
  delivery_zipcode: furtherText('deliveryZip', 30),
  delivery_city: furtherText('deliveryCity'),
  delivery_country: ruled('deliveryCountry', countryCode),
  inventory_principle: {
    read: (agreement) => agreement.inventoryPrinciple,
    why: 'was chosen when the agreement was made, for good: all its stock is valued so',
  },
  value_of_negative_quantity: {
    read: (agreement) => agreement.negativeStockValue ?? null,
    schema: z.enum(negativeStockValues, `must be one of ${negativeStockValues.join(', ')}`),
    patch: (value) => ({ negativeStockValue: value as NegativeStockValue }),
  },
  inventory_value_associated_with_invoicing: {
    read: (agreement) => agreement.stockFollowsInvoices,
    schema: z.boolean('must be true or false'),
    patch: (value) => ({ stockFollowsInvoices: value as boolean }),
  },
  default_payment_terms_id: numberSetting('defaultPaymentTermsNumber', paymentTermsRegister),
  default_layout_id: numberSetting('defaultLayoutNumber', layoutRegister),
  default_customer_group_id: numberSetting('defaultCustomerGroupNumber', customerGroupRegister),
  default_customer_vat_zone: further(
    'defaultCustomerVatZone',
    z.enum(vatZones, `must be one of ${vatZones.join(', ')}`).nullable(),
  ),
  default_product_group_id: numberSetting('defaultProductGroupNumber', productGroupRegister),
  default_unit_id: numberSetting('defaultUnitNumber', unitRegister),
  default_supplier_payment_terms_id: numberSetting('defaultSupplierPaymentTermsNumber', paymentTermsRegister),
  default_supplier_group_id: numberSetting('defaultSupplierGroupNumber', supplierGroupRegister),
  default_supplier_vat_zone: further(
    'defaultSupplierVatZone',
    z.enum(vatZones, `must be one of ${vatZones.join(', ')}`).nullable(),
  ),
  default_supplier_layout_id: numberSetting('defaultSupplierLayoutNumber', layoutRegister),
  price_decimals: further('priceDecimals', decimals.nullable(), { fallback: decimalsDefault }),
  quantity_decimals: further('quantityDecimals', decimals.nullable(), { fallback: decimalsDefault }),
  support_email: ruled('supportEmail', email),
  support_phone: furtherText('supportPhone'),
  support_chat_link: ruled('supportChatUrl', httpAddress),
  support_opening_hours: furtherText('supportOpeningHours'),
};

/** Throws `NotFound`. */
export function settingOf(identifier: string): Setting {
  const setting = Object.hasOwn(settings, identifier) ? settings[identifier] : undefined;
  if (setting === undefined) throw new DomainError('NotFound', { what: `The setting ${identifier}` });
  return setting;
}
