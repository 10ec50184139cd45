import { defineEntity, p } from '@mikro-orm/core';
import { Currency } from '../currencies/currency.entity.ts';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Product } from './product.entity.ts';

const ProductPriceSchema = defineEntity({
  name: 'ProductPrice',
  ...tenantTable,
  uniques: [{ name: 'product_price_uq', properties: ['product', 'currency'] }],
  checks: [{ name: 'product_price_sales_price_check', expression: 'sales_price >= 0' }],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('cascade'),
    currency: () => p.manyToOne(Currency).index(),
    /** In that currency, without VAT, for one standard unit. */
    salesPrice: decimal4(),
    ...editable(),
  },
});

/** What an item costs in one foreign currency. */
export class ProductPrice extends ProductPriceSchema.class {}
ProductPriceSchema.setClass(ProductPrice);
