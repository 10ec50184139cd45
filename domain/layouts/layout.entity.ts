import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const LayoutSchema = defineEntity({
  name: 'Layout',
  ...tenantTable,
  uniques: [{ name: 'layout_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    ...editable(),
  },
});

/** The look of a document, by number and name; a document keeps the one it had when it was made. */
export class Layout extends LayoutSchema.class {}
LayoutSchema.setClass(Layout);
