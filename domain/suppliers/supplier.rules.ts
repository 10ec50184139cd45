import { bic, email, iban, line, oneOf, optional } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { partyRules } from '../parties/party.rules.ts';

/** How a supplier is paid; an ERP needs it for the payment of a supplier invoice. */
export const supplierPaymentTypes = [
  'bank-transfer',
  'international-transfer',
  'payment-slip',
  'direct-debit',
  'card',
  'cash',
] as const;
export type SupplierPaymentType = (typeof supplierPaymentTypes)[number];

/** Rules of a supplier's fields; references are looked up apart. */
export const supplierRules: Readonly<Record<string, Rule>> = {
  ...partyRules,
  emailPurchaseOrders: optional(email),
  paymentType: optional(oneOf(supplierPaymentTypes)),
  bankName: optional(line(255)),
  bankRegistrationNumber: optional(line(20)),
  bankAccountNumber: optional(line(40)),
  iban: optional(iban),
  bic: optional(bic),
  creditorNumber: optional(line(20)),
};
