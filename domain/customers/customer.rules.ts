import { vatZones } from '../erp/documents.ts';
import {
  bool,
  currencyCode,
  ean13,
  email,
  line,
  omittable,
  oneOf,
  optional,
  price,
  registerNumber,
} from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { languages } from '../languages.ts';

/** Most of the agreement's own fields that one customer may carry. */
const customFieldsMax = 100;

const number: Rule = (value) =>
  line(9)(value) ?? (/^\S+$/.test(String(value)) ? undefined : 'must not hold spaces');

const customFields: Rule = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > customFieldsMax)
    return `has ${entries.length} fields; at most ${customFieldsMax} are possible`;
  const fits = ([name, field]: [string, unknown]): boolean =>
    line(100)(name) === undefined &&
    (field === null || ['string', 'number', 'boolean'].includes(typeof field)) &&
    !String(field).includes('\0');
  return entries.every(fits) ? undefined : 'must hold texts, numbers, true, false or null by name';
};

/** Rules of a customer's fields; references are looked up apart. */
export const customerRules: Readonly<Record<string, Rule>> = {
  number: omittable(number),
  name: line(255),
  groupNumber: registerNumber,
  vatZone: oneOf(vatZones),
  paymentTermsNumber: omittable(registerNumber),
  currency: omittable(currencyCode),
  layoutNumber: optional(registerNumber),
  employeeNumber: optional(registerNumber),
  language: omittable(oneOf(languages)),
  corporateIdentificationNumber: optional(line(40)),
  vatNumber: optional(line(40)),
  ean: optional(ean13),
  street: optional(line(255)),
  street2: optional(line(255)),
  zip: optional(line(30)),
  city: optional(line(255)),
  country: optional(line(100)),
  phone: optional(line(255)),
  email: optional(email),
  emailOffers: optional(email),
  emailOrders: optional(email),
  emailInvoices: optional(email),
  website: optional(line(255)),
  creditLimit: optional(price),
  deliveryTerms: optional(line(255)),
  isBarred: omittable(bool),
  attentionContact: optional(registerNumber),
  customFields: omittable(customFields),
};
