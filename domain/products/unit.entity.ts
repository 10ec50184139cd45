import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const UnitSchema = defineEntity({
  name: 'Unit',
  ...tenantTable,
  uniques: [{ name: 'unit_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    abbreviation: p.string().length(20).nullable(),
    /** Whether layouts print the abbreviation instead of the name. */
    useOnLayouts: p.boolean().default(false),
    /** What the package is called in electronic documents. */
    packagingCode: p.string().length(20).nullable(),
    barcode: p.string().length(255).nullable(),
    ...editable(),
  },
});

/** What a product is counted in. */
export class Unit extends UnitSchema.class {}
UnitSchema.setClass(Unit);
