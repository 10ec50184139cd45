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
  text,
  vatZone,
} from './common.ts';

const customFields = z
  .record(requiredText(100), z.union([text(1000), z.number(), z.boolean(), z.null()]))
  .describe("Values of the agreement's own fields, by the field's name.");

export const customerBody = z
  .strictObject({
    number: customerNumber().optional(),
    name: requiredText(255),
    customer_group_id: reference(),
    vat_zone: vatZone(),
    currency: currencyCode().optional(),
    payment_terms_id: reference().optional(),
    layout_id: reference().nullable().optional(),
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
    email_offers: optionalText(255),
    email_orders: optionalText(255),
    email_invoices: optionalText(255),
    website: optionalText(255),
    credit_limit: amount().nullable().optional(),
    delivery_terms: optionalText(255),
    is_barred: z.boolean().optional(),
    attention_contact_id: registerNumber().nullable().optional(),
    custom_fields: customFields.optional(),
  })
  .meta({ id: 'CustomerCreate' });

const named = z.object({ number: z.int(), name: z.string() });

export const customerRow = z
  .object({
    number: z.string(),
    name: z.string(),
    customer_group: named,
    vat_zone: z.enum(vatZones),
    currency: z.string(),
    payment_terms: named,
    layout: named.nullable(),
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
    email_offers: z.string().nullable(),
    email_orders: z.string().nullable(),
    email_invoices: z.string().nullable(),
    website: z.string().nullable(),
    credit_limit: decimalOut.nullable(),
    delivery_terms: z.string().nullable(),
    is_barred: z.boolean(),
    attention_contact_id: z.int().nullable(),
    custom_fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Customer' });

export const contactBody = z
  .strictObject({
    name: requiredText(255),
    email: optionalText(255),
    phone: optionalText(255),
  })
  .meta({ id: 'CustomerContactCreate' });
export const contactRow = z
  .object({
    number: z.int(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'CustomerContact' });

export const addressBody = z
  .strictObject({
    name: optionalText(255),
    street: optionalText(255),
    street2: optionalText(255),
    zipcode: optionalText(30),
    city: optionalText(255),
    country: optionalText(100),
    email: optionalText(255),
    phone: optionalText(255),
    is_default: z.boolean().optional(),
  })
  .meta({ id: 'DeliveryAddressCreate' });
export const addressRow = z
  .object({
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
  })
  .meta({ id: 'DeliveryAddress' });
