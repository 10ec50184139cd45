import { defineEntity, p } from '@mikro-orm/core';
import { ProductGroup } from '../products/product-group.entity.ts';
import { editable, percentage, tenantColumns, tenantTable } from '../tenant.ts';
import { Customer } from './customer.entity.ts';

const CustomerDiscountSchema = defineEntity({
  name: 'CustomerDiscount',
  ...tenantTable,
  uniques: [{ name: 'customer_discount_uq', properties: ['customer', 'group'] }],
  checks: [
    { name: 'customer_discount_percentage_check', expression: 'percentage >= 0 and percentage <= 100' },
  ],
  properties: {
    ...tenantColumns(),
    customer: () => p.manyToOne(Customer).deleteRule('cascade'),
    group: () => p.manyToOne(ProductGroup).index(),
    /** Of the price, 0 to 100. */
    percentage: percentage(),
    ...editable(),
  },
});

/** The discount of a customer on all items of a product group. */
export class CustomerDiscount extends CustomerDiscountSchema.class {}
CustomerDiscountSchema.setClass(CustomerDiscount);
