import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant.ts';
import { CustomField } from './custom-field.entity.ts';

/** Characters by which a value is looked for: an index has no room for 2,000. */
export const valueStartLength = 100;

const CustomFieldValueSchema = defineEntity({
  name: 'CustomFieldValue',
  ...tenantTable,
  uniques: [{ name: 'custom_field_value_uq', properties: ['ownerId', 'field'] }],
  indexes: [{ name: 'custom_field_value_said_ix', properties: ['field', 'valueStart', 'ownerId'] }],
  properties: {
    ...tenantColumns(),
    /** The row that carries it, of the kind that the field is for; it goes with that row (`domain/sql/fields.ts`). */
    ownerId: p.uuid(),
    field: () => p.manyToOne(CustomField).deleteRule('no action'),
    /** A text, an option, or `true` and `false` of a checkbox. */
    value: p.text(),
    /** Its first characters, kept by the database for the index of `field_eq[id]`. */
    valueStart: p.text().generated(`(left("value", ${valueStartLength})) stored`),
  },
});

/** What a row or document says in a field of the agreement's own; a field without a value has no row. */
export class CustomFieldValue extends CustomFieldValueSchema.class {}
CustomFieldValueSchema.setClass(CustomFieldValue);
