import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant.ts';
import { CustomField } from './custom-field.entity.ts';

const CustomFieldValueSchema = defineEntity({
  name: 'CustomFieldValue',
  ...tenantTable,
  uniques: [{ name: 'custom_field_value_uq', properties: ['ownerId', 'field'] }],
  properties: {
    ...tenantColumns(),
    /** The row that carries it, of the kind that the field is for; it goes with that row (`domain/sql/fields.ts`). */
    ownerId: p.uuid(),
    field: () => p.manyToOne(CustomField).deleteRule('no action').index(),
    /** A text, an option, or `true` and `false` of a checkbox. */
    value: p.text(),
  },
});

/** What a row or document says in a field of the agreement's own; a field without a value has no row. */
export class CustomFieldValue extends CustomFieldValueSchema.class {}
CustomFieldValueSchema.setClass(CustomFieldValue);
