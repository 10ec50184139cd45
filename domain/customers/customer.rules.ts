import { email, optional } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { partyRules } from '../parties/party.rules.ts';

/** Rules of a customer's fields; references are looked up apart. */
export const customerRules: Readonly<Record<string, Rule>> = {
  ...partyRules,
  emailOffers: optional(email),
  emailOrders: optional(email),
  emailInvoices: optional(email),
};
