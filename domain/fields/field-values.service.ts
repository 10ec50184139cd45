import type { EntityManager } from '@mikro-orm/postgresql';
import { invalidInput, lines } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { CustomField } from './custom-field.entity.ts';
import { CustomFieldValue } from './custom-field-value.entity.ts';
import type { FieldOwner } from './field-owners.ts';

/** What carries fields: a register row or a document of this agreement, which the caller has found. */
export interface OwnerRow {
  readonly kind: FieldOwner;
  readonly id: string;
}

/** A text or an option; true or false of a checkbox; null says nothing. */
export type FieldValue = string | boolean | null;

/** A field with what its owner says in it. */
export interface FilledField {
  readonly field: CustomField;
  readonly value: FieldValue;
}

/** A value as a client gives it: the field by its number. */
export interface FieldValueInput {
  readonly id: number;
  readonly value: FieldValue;
}

/** Characters of a text at most. */
const textMax = 2_000;

/** Every field of the owner's kind by number, with the owner's value: two statements. */
export async function fieldValues(em: EntityManager, owner: OwnerRow): Promise<FilledField[]> {
  const fields = await em.find(CustomField, { for: owner.kind }, { orderBy: { number: 'asc' } });
  const rows = await em.find(CustomFieldValue, { ownerId: owner.id }, { refresh: true });
  const byField = new Map(rows.map((row) => [row.field.id, row.value]));
  return fields.map((field) => ({ field, value: stored(field, byField.get(field.id)) }));
}

/** As `fieldValues`, of many rows of one kind by their ids: two statements, however many they are. */
export async function fieldValuesOf(
  em: EntityManager,
  kind: FieldOwner,
  ownerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FilledField[]>> {
  const fields = await em.find(CustomField, { for: kind }, { orderBy: { number: 'asc' } });
  const rows =
    fields.length === 0 ? [] : await em.find(CustomFieldValue, { ownerId: { $in: [...ownerIds] } });
  const said = new Map(rows.map((row) => [`${row.ownerId} ${row.field.id}`, row.value]));
  const filled = (id: string) =>
    fields.map((field) => ({ field, value: stored(field, said.get(`${id} ${field.id}`)) }));
  return new Map(ownerIds.map((id) => [id, filled(id)]));
}

const stored = (field: CustomField, value: string | undefined): FieldValue =>
  value === undefined ? null : field.type === 'checkbox' ? value === 'true' : value;

/**
 * Sets the values that are given, null takes one away; the others stay. All or none: throws one `InvalidInput` with every
 * finding (`custom_fields.0.value`). Returns every field with its value, as `fieldValues` does.
 */
export async function setFieldValues(
  em: EntityManager,
  owner: OwnerRow,
  given: readonly FieldValueInput[],
): Promise<FilledField[]> {
  const fields = await em.find(CustomField, {
    for: owner.kind,
    number: { $in: given.map(({ id }) => id) },
  });
  const byNumber = new Map(fields.map((field) => [field.number, field]));
  const errors: FieldErrors = {};
  const changes = new Map<CustomField, FieldValue>();
  given.forEach(({ id, value }, index) => {
    const field = byNumber.get(id);
    const at = `custom_fields.${index}`;
    if (field === undefined) errors[`${at}.id`] = [`There is no field ${id} of this kind.`];
    else if (changes.has(field)) errors[`${at}.id`] = [`Field ${id} is named twice.`];
    else {
      changes.set(field, value);
      const fault = faultOf(field, value);
      if (fault !== undefined) errors[`${at}.value`] = [`value of ${field.name} ${fault}.`];
    }
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  await store(em, owner, changes);
  return fieldValues(em, owner);
}

function faultOf(field: CustomField, value: FieldValue): string | undefined {
  if (value === null) return undefined;
  switch (field.type) {
    case 'checkbox':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'dropdown':
      return typeof value === 'string' && field.options.includes(value)
        ? undefined
        : `must be one of ${field.options.join(', ')}`;
    case 'text':
      return lines(textMax)(value);
  }
}

async function store(
  em: EntityManager,
  owner: OwnerRow,
  changes: ReadonlyMap<CustomField, FieldValue>,
): Promise<void> {
  const emptied = [...changes].filter(([, value]) => value === null).map(([field]) => field.id);
  if (emptied.length > 0)
    await em.nativeDelete(CustomFieldValue, { ownerId: owner.id, field: { $in: emptied } });
  const rows = [...changes].filter((change): change is [CustomField, string | boolean] => change[1] !== null);
  if (rows.length > 0)
    await em.upsertMany(
      CustomFieldValue,
      rows.map(([field, value]) => ({
        id: newId(),
        agreementNumber: agreementOf(em),
        ownerId: owner.id,
        field: field.id,
        value: String(value),
      })),
      { onConflictFields: ['ownerId', 'field'], onConflictAction: 'merge', onConflictMergeFields: ['value'] },
    );
}
