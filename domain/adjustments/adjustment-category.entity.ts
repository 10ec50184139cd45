import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const AdjustmentCategorySchema = defineEntity({
  name: 'AdjustmentCategory',
  ...tenantTable,
  uniques: [{ name: 'adjustment_category_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    ...editable(),
  },
});

/** What adjustments of stock are for (H-00170). */
export class AdjustmentCategory extends AdjustmentCategorySchema.class {}
AdjustmentCategorySchema.setClass(AdjustmentCategory);
