import { z } from 'zod';
import { vatZones } from '../../domain/erp/documents.ts';
import { languages } from '../../domain/languages.ts';
import {
  amount,
  currencyCode,
  customerNumber,
  decimalOut,
  ean,
  language,
  moment,
  optionalText,
  reference,
  registerNumber,
  requiredText,
  vatZone,
} from './common.ts';
import { expandedFields } from './fields.ts';

/** Fields that requests and answers of customers and suppliers have alike. */

/** Number and name of what a row refers to. */
export const named = z.object({ number: z.int(), name: z.string() });

export const partyBody = () => ({
  number: customerNumber().optional(),
  name: requiredText(255),
  vat_zone: vatZone().optional().describe('The default of the settings where it is left out.'),
  currency: currencyCode().optional(),
  payment_terms_id: reference().optional(),
  layout_id: reference().nullable().optional(),
  delivery_terms_id: reference().nullable().optional(),
  employee_id: reference().nullable().optional(),
  language: language().optional(),
  corporate_identification_number: optionalText(40),
  vat_number: optionalText(40),
  ean: ean(),
  street: optionalText(255),
  street2: optionalText(255),
  zipcode: optionalText(30),
  city: optionalText(255),
  country: optionalText(100),
  phone: optionalText(255),
  email: optionalText(255),
  website: optionalText(255),
  credit_limit: amount().nullable().optional(),
  is_barred: z.boolean().optional(),
  attention_contact_id: registerNumber().nullable().optional(),
});

export const partyRow = {
  ...expandedFields,
  self: z.string(),
  number: z.string(),
  name: z.string(),
  vat_zone: z.enum(vatZones),
  currency: z.string(),
  payment_terms: named,
  layout: named.nullable(),
  delivery_terms: named.nullable(),
  employee: named.nullable().describe('Our reference on new documents.'),
  language: z.enum(languages),
  corporate_identification_number: z.string().nullable(),
  vat_number: z.string().nullable(),
  ean: z.string().nullable(),
  street: z.string().nullable(),
  street2: z.string().nullable(),
  zipcode: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  website: z.string().nullable(),
  credit_limit: decimalOut.nullable(),
  is_barred: z.boolean(),
  attention_contact_id: z.int().nullable(),
  created_at: moment,
  updated_at: moment,
};

export const partyContactBody = () => ({
  name: requiredText(255),
  email: optionalText(255),
  phone: optionalText(255),
});

export const partyContactRow = {
  number: z.int(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  created_at: moment,
  updated_at: moment,
};

export const partyAddressBody = () => ({
  name: optionalText(255),
  street: optionalText(255),
  street2: optionalText(255),
  zipcode: optionalText(30),
  city: optionalText(255),
  country: optionalText(100),
  email: optionalText(255),
  phone: optionalText(255),
  is_default: z.boolean().optional(),
});

export const partyAddressRow = {
  number: z.int(),
  name: z.string().nullable(),
  street: z.string().nullable(),
  street2: z.string().nullable(),
  zipcode: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  is_default: z.boolean(),
  created_at: moment,
  updated_at: moment,
};
