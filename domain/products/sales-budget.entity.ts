import { defineEntity, p } from '@mikro-orm/core';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Product } from './product.entity.ts';

const SalesBudgetSchema = defineEntity({
  name: 'SalesBudget',
  ...tenantTable,
  uniques: [{ name: 'sales_budget_uq', properties: ['product', 'month'] }],
  checks: [
    { name: 'sales_budget_month_check', expression: "month ~ '^2[0-9]{3}-(0[1-9]|1[0-2])$'" },
    { name: 'sales_budget_quantity_check', expression: 'quantity >= 0' },
    { name: 'sales_budget_amount_check', expression: 'amount >= 0' },
  ],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('cascade'),
    /** `YYYY-MM`. */
    month: p.character().length(7),
    /** In the standard unit. */
    quantity: decimal4(),
    /** Base currency, without VAT; null = not budgeted. */
    amount: decimal4().nullable(),
    ...editable(),
  },
});

/** What is expected to be sold of an item in a month. */
export class SalesBudget extends SalesBudgetSchema.class {}
SalesBudgetSchema.setClass(SalesBudget);
