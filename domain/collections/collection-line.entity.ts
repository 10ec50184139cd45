import { defineEntity, p } from '@mikro-orm/core';
import { Product } from '../products/product.entity.ts';
import { decimal4, tenantColumns, tenantTable } from '../tenant.ts';
import { Collection } from './collection.entity.ts';

const CollectionLineSchema = defineEntity({
  name: 'CollectionLine',
  ...tenantTable,
  uniques: [{ name: 'collection_line_position_uq', properties: ['collection', 'position'] }],
  checks: [{ name: 'collection_line_quantity_check', expression: 'quantity > 0' }],
  properties: {
    ...tenantColumns(),
    collection: () => p.manyToOne(Collection).deleteRule('cascade'),
    /** From 1. */
    position: p.integer(),
    product: () => p.manyToOne(Product).index(),
    /** Standard units of the item in one of the collection. */
    quantity: decimal4(),
  },
});

/** A line of a collection: so many of a product or BOM. */
export class CollectionLine extends CollectionLineSchema.class {}
CollectionLineSchema.setClass(CollectionLine);
