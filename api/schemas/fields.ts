import { z } from 'zod';
import { customFieldTypes, fieldOwners } from '../../domain/fields/field-owners.ts';
import { moment, registerNumber, requiredText, text } from './common.ts';

const owner = () => z.enum(fieldOwners, `must be one of ${fieldOwners.join(', ')}`);
const fieldType = () => z.enum(customFieldTypes, `must be one of ${customFieldTypes.join(', ')}`);

export const fieldFilters = {
  name: text(255).optional(),
  for: owner().optional(),
  type: fieldType().optional(),
};

export const fieldBody = z
  .strictObject({
    id: registerNumber().optional(),
    name: requiredText(255),
    for: owner().describe('What carries the field; cannot be changed.'),
    type: fieldType().describe('Cannot be changed.'),
    options: z
      .array(requiredText(255))
      .max(200, 'must have at most 200 options')
      .optional()
      .describe('Of a dropdown.'),
    use_in_layouts: z.boolean().optional(),
  })
  .meta({ id: 'FieldCreate' });

export const fieldRow = z
  .object({
    id: z.int(),
    name: z.string(),
    for: z.enum(fieldOwners),
    type: z.enum(customFieldTypes),
    options: z.array(z.string()),
    use_in_layouts: z.boolean(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Field' });

const value = z.union([text(2000), z.boolean(), z.null()], { error: 'must be a text, true, false or null' });

export const fieldValuesBody = z
  .strictObject({
    custom_fields: z
      .array(z.strictObject({ id: registerNumber(), value }))
      .max(500, 'must have at most 500 fields')
      .describe('The fields that change, by id; null takes a value away.'),
  })
  .meta({ id: 'FieldValuesUpdate' });

export const fieldValuesRow = z
  .object({
    field_values: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        type: z.enum(customFieldTypes),
        use_in_layouts: z.boolean(),
        value: z.union([z.string(), z.boolean(), z.null()]),
      }),
    ),
  })
  .meta({ id: 'FieldValues' });

/** Of a row that carries fields of the agreement's own, where they are asked for. */
export const expandedFields = {
  field_values: fieldValuesRow.shape.field_values.optional().describe('With expand=field_values.'),
};
