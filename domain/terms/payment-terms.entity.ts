import { defineEntity, p } from '@mikro-orm/core';
import { paymentTermsTypes } from '../erp/documents.ts';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';
import type { Translations } from '../translations.ts';

const PaymentTermsSchema = defineEntity({
  name: 'PaymentTerms',
  ...tenantTable,
  uniques: [{ name: 'payment_terms_number_uq', properties: ['agreementNumber', 'number'] }],
  checks: [
    { name: 'payment_terms_maturity_days_check', expression: 'maturity_days >= 0 and maturity_days <= 999' },
  ],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    type: p.enum(paymentTermsTypes),
    /** Days counted as the type says; 0 where it counts none. */
    maturityDays: p.integer(),
    description: p.text().nullable(),
    translations: p.json<Translations>().default('{}'),
    ...editable(),
  },
});

/** When an invoice is due. */
export class PaymentTerms extends PaymentTermsSchema.class {}
PaymentTermsSchema.setClass(PaymentTerms);
