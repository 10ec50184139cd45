import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { invalidInput } from '../field-rules.ts';
import { agreementOf } from '../tenant.ts';
import { valueStartLength } from './custom-field-value.entity.ts';
import type { CustomFieldType, FieldOwner } from './field-owners.ts';

/** A list is to have those of its rows that say `value` in a field of the agreement's own. */
export interface FieldCondition {
  /** The field's number. */
  readonly id: number;
  /** The whole value; `true` or `false` of a checkbox. */
  readonly value: string;
  /** What the request calls it: `field_eq[3]`. */
  readonly name: string;
}

/** Rows that say it, found by index however many there are. Throws `InvalidInput` for a field that their kind does not have. */
export async function saysInField(
  em: EntityManager,
  owner: FieldOwner,
  { id, value, name }: FieldCondition,
): Promise<object> {
  const agreement = agreementOf(em);
  const [field] = await em.execute<{ id: string; type: CustomFieldType }[]>(
    'select id, type from custom_field where agreement_number = ? and "for" = ? and number = ?',
    [agreement, owner, id],
  );
  if (field === undefined) throw invalidInput({ [name]: [`${name}: there is no field ${id} of this kind.`] });
  const wanted = field.type === 'checkbox' ? checkboxText(value, name) : value;
  const says = raw(
    (alias) => `${alias}.id in (select said.owner_id from custom_field_value said
      where said.field_id = ? and said.agreement_number = ? and said.value_start = left(?, ${valueStartLength}) and said.value = ?)`,
    [field.id, agreement, wanted, wanted],
  );
  return { [says as unknown as string]: [] };
}

function checkboxText(value: string, name: string): string {
  if (value === 'true' || value === '1') return 'true';
  if (value === 'false' || value === '0') return 'false';
  throw invalidInput({ [name]: [`${name} must be true or false.`] });
}
