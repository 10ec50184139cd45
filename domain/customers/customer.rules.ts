import { email, line, omittable, optional } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { partyRules } from '../parties/party.rules.ts';

/** Most of the agreement's own fields that one customer may carry. */
const customFieldsMax = 100;

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
  ...partyRules,
  emailOffers: optional(email),
  emailOrders: optional(email),
  emailInvoices: optional(email),
  customFields: omittable(customFields),
};
