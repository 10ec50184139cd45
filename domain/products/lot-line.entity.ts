import { defineEntity, p } from '@mikro-orm/core';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Product } from './product.entity.ts';

const LotLineSchema = defineEntity({
  name: 'LotLine',
  ...tenantTable,
  uniques: [{ name: 'lot_line_number_uq', properties: ['lot', 'number'] }],
  checks: [{ name: 'lot_line_quantity_check', expression: 'quantity > 0' }],
  properties: {
    ...tenantColumns(),
    lot: () => p.manyToOne(Product).deleteRule('cascade'),
    /** Among the lines of the BOM, from 1, in their order. */
    number: p.integer(),
    /** A product or a BOM. */
    component: () => p.manyToOne(Product).index(),
    /** Standard units of the component in one standard unit of the BOM. */
    quantity: decimal4(),
    ...editable(),
  },
});

/** A line of a BOM: how much of a product, or of another BOM, goes into it. */
export class LotLine extends LotLineSchema.class {}
LotLineSchema.setClass(LotLine);
