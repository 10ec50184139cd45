import { defineEntity, p } from '@mikro-orm/core';
import { Product } from '../products/product.entity.ts';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Customer } from './customer.entity.ts';

const CustomerPriceSchema = defineEntity({
  name: 'CustomerPrice',
  ...tenantTable,
  uniques: [{ name: 'customer_price_uq', properties: ['customer', 'product'] }],
  checks: [{ name: 'customer_price_sales_price_check', expression: 'sales_price >= 0' }],
  properties: {
    ...tenantColumns(),
    customer: () => p.manyToOne(Customer).deleteRule('cascade'),
    product: () => p.manyToOne(Product).index(),
    /** In the customer's currency, without VAT, for one standard unit. */
    salesPrice: decimal4(),
    ...editable(),
  },
});

/** What an item costs one customer. */
export class CustomerPrice extends CustomerPriceSchema.class {}
CustomerPriceSchema.setClass(CustomerPrice);
