import { defineEntity, p } from '@mikro-orm/core';
import { editable, percentage, tenantColumns, tenantTable } from '../tenant.ts';

const vatColumns = ['vat_domestic', 'vat_eu', 'vat_abroad', 'vat_domestic_exempt'];

const ProductGroupSchema = defineEntity({
  name: 'ProductGroup',
  ...tenantTable,
  uniques: [{ name: 'product_group_number_uq', properties: ['agreementNumber', 'number'] }],
  checks: vatColumns.map((column) => ({
    name: `product_group_${column}_check`,
    expression: `${column} >= 0 and ${column} <= 100`,
  })),
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    /** VAT % of a line in each VAT zone. */
    vatDomestic: percentage(),
    vatEu: percentage(),
    vatAbroad: percentage(),
    vatDomesticExempt: percentage(),
    hasInventory: p.boolean(),
    shouldSpreadCost: p.boolean(),
    isSellable: p.boolean(),
    ...editable(),
  },
});

/** A group of products: it decides the VAT of their lines and whether they have stock. */
export class ProductGroup extends ProductGroupSchema.class {}
ProductGroupSchema.setClass(ProductGroup);
