import { defineEntity, p } from '@mikro-orm/core';
import { Location } from '../locations/location.entity.ts';
import { decimal4, editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Product } from './product.entity.ts';

const ProductLocationSchema = defineEntity({
  name: 'ProductLocation',
  ...tenantTable,
  uniques: [{ name: 'product_location_uq', properties: ['product', 'location'] }],
  checks: [
    { name: 'product_location_min_check', expression: 'min_stock >= 0' },
    { name: 'product_location_max_check', expression: 'max_stock >= min_stock' },
  ],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('cascade'),
    location: () => p.manyToOne(Location).index(),
    /** Standard units below which the item runs out there. */
    minStock: decimal4(),
    /** Standard units above which there is too much of it; null = no limit. */
    maxStock: decimal4().nullable(),
    ...editable(),
  },
});

/** The alert limits of an item at one location. */
export class ProductLocation extends ProductLocationSchema.class {}
ProductLocationSchema.setClass(ProductLocation);
