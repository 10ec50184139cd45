import { z } from 'zod';
import { paymentTermsTypes, vatZones } from '../../domain/erp/documents.ts';
import { languages } from '../../domain/languages.ts';
import {
  currencyCode,
  decimal,
  decimalOut,
  language,
  moment,
  optionalText,
  percentage,
  reference,
  registerNumber,
  requiredText,
} from './common.ts';

/** Requests and answers of the small registers. A request is the whole row for POST, any part of it for PUT. */

/** What every register row tells of itself. */
export const stamps = { created_at: moment, updated_at: moment };

const name = () => requiredText(255);

const numberedBody = () => z.strictObject({ number: registerNumber().optional(), name: name() });
const numberedRow = () => z.object({ number: z.int(), name: z.string(), ...stamps });

export const groupBody = numberedBody().meta({ id: 'CustomerGroupCreate' });
export const groupRow = numberedRow().meta({ id: 'CustomerGroup' });

export const supplierGroupBody = numberedBody().meta({ id: 'SupplierGroupCreate' });
export const supplierGroupRow = numberedRow().meta({ id: 'SupplierGroup' });

export const adjustmentCategoryBody = z
  .strictObject({ number: registerNumber().optional(), name: name() })
  .meta({ id: 'AdjustmentCategoryCreate' });
export const adjustmentCategoryRow = z
  .object({ number: z.int(), name: z.string(), ...stamps })
  .meta({ id: 'AdjustmentCategory' });

export const productGroupBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    vat_domestic: percentage(),
    vat_eu: percentage().optional(),
    vat_abroad: percentage().optional(),
    vat_domestic_exempt: percentage().optional(),
    has_inventory: z.boolean().optional(),
    should_spread_cost: z.boolean().optional(),
    is_sellable: z.boolean().optional(),
  })
  .meta({ id: 'ProductGroupCreate' });
export const productGroupRow = z
  .object({
    number: z.int(),
    name: z.string(),
    vat_domestic: decimalOut,
    vat_eu: decimalOut,
    vat_abroad: decimalOut,
    vat_domestic_exempt: decimalOut,
    has_inventory: z.boolean(),
    should_spread_cost: z.boolean(),
    is_sellable: z.boolean(),
    ...stamps,
  })
  .meta({ id: 'ProductGroup' });

export const unitBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    abbreviation: optionalText(20),
    use_on_layouts: z
      .boolean()
      .optional()
      .describe('Whether layouts print the abbreviation instead of the name.'),
    packaging_code: optionalText(20),
    barcode: optionalText(255),
  })
  .meta({ id: 'UnitCreate' });
export const unitRow = z
  .object({
    number: z.int(),
    name: z.string(),
    abbreviation: z.string().nullable(),
    use_on_layouts: z.boolean(),
    packaging_code: z.string().nullable(),
    barcode: z.string().nullable(),
    ...stamps,
  })
  .meta({ id: 'Unit' });

const translations = z
  .strictObject(
    Object.fromEntries(
      languages.map((code) => [
        code,
        z.strictObject({ name: optionalText(255), description: optionalText(2000) }).optional(),
      ]),
    ),
  )
  .describe(
    'Name and description by language; replaced as a whole. What is missing is said as the row says it.',
  );
const translationsOut = z.record(
  z.string(),
  z.object({ name: z.string().nullable().optional(), description: z.string().nullable().optional() }),
);

const daysMax = 999;

export const paymentTermsBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    type: z.enum(paymentTermsTypes, `must be one of ${paymentTermsTypes.join(', ')}`),
    maturity_days: z
      .int('must be a whole number')
      .min(0, 'must not be negative')
      .max(daysMax, `must be at most ${daysMax}`)
      .optional(),
    description: optionalText(2000),
    translations: translations.optional(),
  })
  .meta({ id: 'PaymentTermsCreate' });
export const paymentTermsRow = z
  .object({
    number: z.int(),
    name: z.string(),
    type: z.enum(paymentTermsTypes),
    type_translated: z.string().describe('The type in words.'),
    maturity_days: z.int(),
    description: z.string().nullable(),
    translations: translationsOut,
    ...stamps,
  })
  .meta({ id: 'PaymentTerms' });

export const deliveryTermsBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    description: optionalText(2000),
    translations: translations.optional(),
  })
  .meta({ id: 'DeliveryTermsCreate' });
export const deliveryTermsRow = z
  .object({
    number: z.int(),
    name: z.string(),
    description: z.string().nullable(),
    translations: translationsOut,
    ...stamps,
  })
  .meta({ id: 'DeliveryTerms' });

export const projectBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    description: optionalText(2000),
    is_barred: z.boolean().optional(),
  })
  .meta({ id: 'ProjectCreate' });
export const projectRow = z
  .object({
    number: z.int(),
    name: z.string(),
    description: z.string().nullable(),
    is_barred: z.boolean(),
    ...stamps,
  })
  .meta({ id: 'Project' });

export const bankAccountBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    bank_name: optionalText(255),
    registration_number: optionalText(20),
    account_number: optionalText(40),
    iban: optionalText(34),
    bic: optionalText(11),
    currency: currencyCode().optional().describe('The base currency where it is left out.'),
    is_default: z.boolean().optional(),
  })
  .meta({ id: 'BankAccountCreate' });
export const bankAccountRow = z
  .object({
    number: z.int(),
    name: z.string(),
    bank_name: z.string().nullable(),
    registration_number: z.string().nullable(),
    account_number: z.string().nullable(),
    iban: z.string().nullable(),
    bic: z.string().nullable(),
    currency: z.string(),
    is_default: z.boolean(),
    ...stamps,
  })
  .meta({ id: 'BankAccount' });

export const employeeBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    initials: optionalText(10),
    contact_email: optionalText(255),
    contact_phone: optionalText(255),
    locale: language().nullable().optional().describe("Null: the agreement's language."),
    job_title: optionalText(255),
    should_notify: z.boolean().optional(),
    default_location_id: reference().nullable().optional(),
    is_barred: z.boolean().optional(),
  })
  .meta({ id: 'EmployeeCreate' });
export const employeeRow = z
  .object({
    number: z.int(),
    name: z.string(),
    initials: z.string().nullable(),
    contact_email: z.string().nullable(),
    contact_phone: z.string().nullable(),
    locale: z.enum(languages).nullable(),
    job_title: z.string().nullable(),
    should_notify: z.boolean(),
    default_location: z.object({ number: z.int(), name: z.string() }).nullable(),
    is_barred: z.boolean(),
    ...stamps,
  })
  .meta({ id: 'Employee' });

const rate = () =>
  decimal({ places: 6 }).describe(
    'Units of the base currency for 100 units of this one, at most 6 decimals, above zero.',
  );

export const currencyBody = z
  .strictObject({ code: currencyCode(), rate: rate() })
  .meta({ id: 'CurrencyCreate' });
export const currencyRow = z
  .object({ code: z.string(), rate: decimalOut, is_base: z.boolean(), ...stamps })
  .meta({ id: 'Currency' });

export const vatZoneRow = z
  .object({
    number: z.int().describe('The code used in imports.'),
    code: z.enum(vatZones),
    name: z.string(),
  })
  .meta({ id: 'VatZone' });
