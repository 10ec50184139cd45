import { defineEntity, p } from '@mikro-orm/core';
import { languages } from '../languages.ts';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Product } from './product.entity.ts';

const ProductTranslationSchema = defineEntity({
  name: 'ProductTranslation',
  ...tenantTable,
  uniques: [{ name: 'product_translation_uq', properties: ['product', 'language'] }],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('cascade'),
    language: p.enum(languages),
    name: p.string().length(255),
    /** Null = the item's own. */
    description: p.text().nullable(),
    ...editable(),
  },
});

/** What an item is called on documents in one language. */
export class ProductTranslation extends ProductTranslationSchema.class {}
ProductTranslationSchema.setClass(ProductTranslation);
