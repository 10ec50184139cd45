import type { VatZone } from '../erp/documents.ts';
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
  reachable,
  registerNumber,
} from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { languages } from '../languages.ts';
import type { Language } from '../languages.ts';

/** Fields that people type of a customer and of a supplier alike. */
export interface PartyFields {
  /** 1 to 255 characters (help page H-00031). */
  readonly name: string;
  /** Default of a customer: that of the agreement's settings; without it, and of suppliers, it is required. */
  readonly groupNumber?: number | undefined;
  /** As the group. */
  readonly vatZone?: VatZone | undefined;
  /** Default: those of the agreement's settings; without them it is required. */
  readonly paymentTermsNumber?: number | undefined;
  /** ISO 4217, opened in the agreement. Default: the base currency. */
  readonly currency?: string | undefined;
  /** Default: that of the agreement's settings, if any; null = none. */
  readonly layoutNumber?: number | null | undefined;
  readonly deliveryTermsNumber?: number | null | undefined;
  /** Our reference on the party's documents. */
  readonly employeeNumber?: number | null | undefined;
  /** Default: the agreement's. */
  readonly language?: Language | undefined;
  /** CVR, organisation number, Y-tunnus; up to 40 characters. */
  readonly corporateIdentificationNumber?: string | null | undefined;
  readonly vatNumber?: string | null | undefined;
  /** 13 digits with a right check digit. */
  readonly ean?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  /** A name or an ISO code, as it is printed. */
  readonly country?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly website?: string | null | undefined;
  /** Base currency, not negative; null = no limit. */
  readonly creditLimit?: string | null | undefined;
  /** Nothing new is made for a barred party. Default false. */
  readonly isBarred?: boolean | undefined;
  /** Number among this party's contacts; can be set once the contact exists. */
  readonly attentionContact?: number | null | undefined;
}

export type PartyPatch = { readonly [K in keyof PartyFields]?: PartyFields[K] | undefined };

const number: Rule = (value) =>
  line(9)(value) ?? reachable(value) ?? (/^\S+$/.test(String(value)) ? undefined : 'must not hold spaces');

/** Rules of a party's fields; references are looked up apart. */
export const partyRules = {
  number: omittable(number),
  name: line(255),
  groupNumber: omittable(registerNumber),
  vatZone: omittable(oneOf(vatZones)),
  paymentTermsNumber: omittable(registerNumber),
  currency: omittable(currencyCode),
  layoutNumber: optional(registerNumber),
  deliveryTermsNumber: optional(registerNumber),
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
  website: optional(line(255)),
  creditLimit: optional(price),
  isBarred: omittable(bool),
  attentionContact: optional(registerNumber),
} as const satisfies Readonly<Record<string, Rule>>;

/** A party's fields where nobody gave any. */
export const emptyPartyFields = {
  corporateIdentificationNumber: null,
  vatNumber: null,
  ean: null,
  street: null,
  street2: null,
  zip: null,
  city: null,
  country: null,
  phone: null,
  email: null,
  website: null,
  creditLimit: null,
  isBarred: false,
  attentionContact: null,
  lastContactNumber: 0,
};
