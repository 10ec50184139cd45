import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

/** The numbers of the location `id` and of everything it lies in, the warehouse first. */
const numbersDownTo = (id: string): string => `(with recursive up (id, parent_id, number, steps) as (
    select l.id, l.parent_id, l.number, 0 from location l where l.id = ${id}
    union all
    select l.id, l.parent_id, l.number, up.steps + 1 from location l join up on l.id = up.parent_id)
  select array_agg(up.number order by up.steps desc) from up)`;

const LocationSchema = defineEntity({
  name: 'Location',
  ...tenantTable,
  uniques: [{ name: 'location_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    { name: 'location_barcode_idx', properties: ['agreementNumber', 'barcode'] },
    {
      name: 'location_default_uq',
      expression:
        'create unique index "location_default_uq" on "location" ("agreement_number") where "is_default"',
    },
  ],
  checks: [{ name: 'location_default_open_check', expression: 'not (is_default and is_blocked)' }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    barcode: p.string().length(255).nullable(),
    /** What it lies in; null = it is a warehouse. */
    parent: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    isBlocked: p.boolean(),
    /** Exactly one of an agreement's locations is the default, where there is any. */
    isDefault: p.boolean(),
    /** Numbers from the warehouse down to this one; loaded only where it is asked for. */
    nestList: p
      .array<number>(Number)
      .formula((columns) => numbersDownTo(columns['id'] ?? ''))
      .lazy()
      .nullable(),
    /** How many locations lie directly in it; loaded only where it is asked for. */
    childrenCount: p
      .integer()
      .formula(
        (columns) => `(select count(*)::int from location c where c.parent_id = ${columns['id'] ?? ''})`,
      )
      .lazy()
      .nullable(),
    ...editable(),
  },
});

/** A place where goods are kept: a warehouse, or a storage location in one. */
export class Location extends LocationSchema.class {}
LocationSchema.setClass(Location);
