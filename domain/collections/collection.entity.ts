import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const CollectionSchema = defineEntity({
  name: 'Collection',
  ...tenantTable,
  uniques: [{ name: 'collection_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.string().length(25),
    name: p.string().length(255),
    isBarred: p.boolean(),
    ...editable(),
  },
});

/** A bundle of items under one number: on a document it is its separate lines (H-00107). */
export class Collection extends CollectionSchema.class {}
CollectionSchema.setClass(Collection);
