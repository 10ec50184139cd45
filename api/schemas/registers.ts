import { z } from 'zod';
import { paymentTermsTypes, vatZones } from '../../domain/erp/documents.ts';
import {
  currencyCode,
  decimal,
  decimalOut,
  moment,
  optionalText,
  percentage,
  registerNumber,
  requiredText,
} from './common.ts';

/** Requests and answers of the small registers. A request is the whole row for POST, any part of it for PUT. */

/** What every register row tells of itself. */
export const stamps = { created_at: moment, updated_at: moment };

const name = () => requiredText(255);

export const groupBody = z
  .strictObject({ number: registerNumber().optional(), name: name() })
  .meta({ id: 'CustomerGroupCreate' });
export const groupRow = z
  .object({ number: z.int(), name: z.string(), ...stamps })
  .meta({ id: 'CustomerGroup' });

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
    description: optionalText(1000),
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
    ...stamps,
  })
  .meta({ id: 'PaymentTerms' });

export const layoutBody = z
  .strictObject({ number: registerNumber().optional(), name: name() })
  .meta({ id: 'LayoutCreate' });
export const layoutRow = z.object({ number: z.int(), name: z.string(), ...stamps }).meta({ id: 'Layout' });

export const employeeBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: name(),
    initials: optionalText(10),
    contact_email: optionalText(255),
    contact_phone: optionalText(255),
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
