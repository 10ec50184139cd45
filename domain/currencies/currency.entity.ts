import { defineEntity, p } from '@mikro-orm/core';
import { exactDecimal } from '../exact-decimal.ts';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const CurrencySchema = defineEntity({
  name: 'Currency',
  ...tenantTable,
  uniques: [{ name: 'currency_code_uq', properties: ['agreementNumber', 'code'] }],
  checks: [
    { name: 'currency_code_check', expression: `code ~ '^[A-Z]{3}$'` },
    { name: 'currency_rate_check', expression: 'rate > 0' },
  ],
  properties: {
    ...tenantColumns(),
    /** ISO 4217. */
    code: p.character().length(3),
    /** Units of the base currency for 100 units of this one; the base currency itself has 100. */
    rate: exactDecimal(15, 6),
    ...editable(),
  },
});

/** A currency in which the agreement trades, with its rate for new documents. */
export class Currency extends CurrencySchema.class {}
CurrencySchema.setClass(Currency);
