import { defineEntity, p } from '@mikro-orm/core';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Product } from './product.entity.ts';
import { Unit } from './unit.entity.ts';

/** An item has one unit at most in which it is sold, or purchased, where a line says nothing. */
const oneDefault = (column: string) => ({
  name: `product_unit_${column}_uq`,
  expression: `create unique index "product_unit_${column}_uq" on "product_unit" ("product_id") where "${column}"`,
});

const ProductUnitSchema = defineEntity({
  name: 'ProductUnit',
  ...tenantTable,
  uniques: [{ name: 'product_unit_uq', properties: ['product', 'unit'] }],
  indexes: [
    { name: 'product_unit_barcode_idx', properties: ['agreementNumber', 'barcode'] },
    oneDefault('is_default_sales'),
    oneDefault('is_default_purchase'),
  ],
  checks: [
    { name: 'product_unit_quantity_check', expression: 'quantity > 0' },
    { name: 'product_unit_sales_price_check', expression: 'sales_price >= 0' },
    { name: 'product_unit_cost_price_check', expression: 'cost_price >= 0' },
  ],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('cascade'),
    unit: () => p.manyToOne(Unit).index(),
    /** Standard units in one of this unit. */
    quantity: decimal4(),
    /** Base currency, without VAT, for one of this unit; null = that of its standard units. */
    salesPrice: decimal4().nullable(),
    /** As the sales price; used on purchase orders only. */
    costPrice: decimal4().nullable(),
    barcode: p.string().length(255).nullable(),
    isDefaultSales: p.boolean(),
    isDefaultPurchase: p.boolean(),
    ...editable(),
  },
});

/** Another unit than the standard one, in which an item is sold or purchased. */
export class ProductUnit extends ProductUnitSchema.class {}
ProductUnitSchema.setClass(ProductUnit);
