import type { EntityManager } from '@mikro-orm/postgresql';
import { bool, invalidInput, line, omittable, oneOf } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { numberedRegister } from '../numbered-register.ts';
import type { NumberedFields, NumberedPatch } from '../numbered-register.ts';
import { register } from '../registers.ts';
import { CustomField } from './custom-field.entity.ts';
import { customFieldTypes, fieldOwners } from './field-owners.ts';
import type { CustomFieldType, FieldOwner } from './field-owners.ts';

/** Options of one dropdown at most. */
const optionsMax = 200;

/** A field of the agreement's own as people define it. */
export interface CustomFieldFields extends NumberedFields {
  /** What carries it; cannot be changed. */
  readonly for: FieldOwner;
  /** Cannot be changed. */
  readonly type: CustomFieldType;
  /** Of a dropdown, which needs one at least: different texts of 1 to 255 characters, replaced as a whole. */
  readonly options?: readonly string[] | undefined;
  /** Default false. */
  readonly useInLayouts?: boolean | undefined;
}

const options: Rule = (value) => {
  if (!Array.isArray(value)) return 'must be a list of texts';
  if (value.length > optionsMax) return `has ${value.length} options; at most ${optionsMax} are possible`;
  const texts = value as unknown[];
  if (texts.some((text) => line(255)(text) !== undefined)) return 'must hold texts of 1 to 255 characters';
  return new Set(texts).size === texts.length ? undefined : 'names an option twice';
};

export const customFieldRegister = register(CustomField, 'Field');

/** What can be done with the agreement's own fields; each function says what it throws. */
export const {
  create: createCustomField,
  update: updateCustomField,
  remove: deleteCustomField,
  find: findCustomField,
  list: listCustomFields,
} = numberedRegister<CustomField, CustomFieldFields>(customFieldRegister, {
  rules: {
    for: oneOf(fieldOwners),
    type: oneOf(customFieldTypes),
    options: omittable(options),
    useInLayouts: omittable(bool),
  },
  empty: { options: [], useInLayouts: false },
  filters: ['for', 'type', 'useInLayouts'],
  before: checkDefinition,
});

async function checkDefinition(
  em: EntityManager,
  fields: NumberedPatch<CustomFieldFields>,
  row: CustomField | null,
): Promise<void> {
  for (const name of ['for', 'type'] as const)
    if (row !== null && fields[name] !== undefined && fields[name] !== row[name])
      throw invalidInput({ [name]: [`${name} of a field cannot be changed.`] });
  const isDropdown = (fields.type ?? row?.type) === 'dropdown';
  const chosen = fields.options ?? row?.options ?? [];
  if (isDropdown !== chosen.length > 0)
    throw invalidInput({
      options: [isDropdown ? 'options is required of a dropdown.' : 'options is only of a dropdown.'],
    });
  // Imports and layouts go by the name.
  const owner = fields.for ?? row?.for;
  if (fields.name === undefined || fields.name === row?.name || owner === undefined) return;
  if ((await em.count(CustomField, { for: owner, name: fields.name })) > 0)
    throw invalidInput({ name: [`name is that of another field of the same kind, ${fields.name}.`] });
}
