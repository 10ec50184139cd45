import { defineEntity, p } from '@mikro-orm/core';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { ProductGroup } from './product-group.entity.ts';
import { Unit } from './unit.entity.ts';

const notNegative = ['sales_price', 'recommended_sales_price', 'recommended_cost_price'];

const ProductSchema = defineEntity({
  name: 'Product',
  ...tenantTable,
  uniques: [{ name: 'product_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [{ name: 'product_barcode_idx', properties: ['agreementNumber', 'barcode'] }],
  checks: notNegative.map((column) => ({ name: `product_${column}_check`, expression: `${column} >= 0` })),
  properties: {
    ...tenantColumns(),
    number: p.string().length(25),
    name: p.string().length(255),
    description: p.text().nullable(),
    group: () => p.manyToOne(ProductGroup).index(),
    unit: () => p.manyToOne(Unit).nullable().deleteRule('no action').index(),
    barcode: p.string().length(255).nullable(),
    /** Base currency, without VAT. */
    salesPrice: decimal4(),
    recommendedSalesPrice: decimal4().nullable(),
    /** What a unit in stock cost: computed from the stock ledger, never typed; null before the first receipt. */
    costPrice: decimal4().nullable(),
    /** The expected cost price, as typed. */
    recommendedCostPrice: decimal4().nullable(),
    isBarred: p.boolean(),
    weight: decimal4().nullable(),
    weightUnit: p.string().length(10).nullable(),
    width: decimal4().nullable(),
    height: decimal4().nullable(),
    depth: decimal4().nullable(),
    sizeUnit: p.string().length(10).nullable(),
    ...editable(),
  },
});

/** Something that is sold. */
export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);
