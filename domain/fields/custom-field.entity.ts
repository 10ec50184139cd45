import { defineEntity, p } from '@mikro-orm/core';
import { numberedColumns, numberedTable } from '../numbered-columns.ts';
import { customFieldTypes, fieldOwners } from './field-owners.ts';

const CustomFieldSchema = defineEntity({
  name: 'CustomField',
  ...numberedTable('custom_field'),
  properties: {
    ...numberedColumns(),
    /** What carries it; stays as it was made. */
    for: p.enum(fieldOwners),
    /** Stays as it was made. */
    type: p.enum(customFieldTypes),
    /** Of a dropdown: what can be chosen; empty otherwise. */
    options: p.json<readonly string[]>(),
    /** Whether layouts can print it. */
    useInLayouts: p.boolean(),
  },
});

/** A field of the agreement's own on a kind of register row or document. */
export class CustomField extends CustomFieldSchema.class {}
CustomFieldSchema.setClass(CustomField);
