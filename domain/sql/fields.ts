/** Tables whose rows can carry fields of the agreement's own; who adds a kind of document adds its table. */
const ownerTables = ['product', 'customer', 'supplier', 'customer_invoice'] as const;

/**
 * Values of an agreement's own fields go with the row that carries them: no foreign key can, they have many owners.
 * Those of a booked invoice stand, as it does: layouts print them.
 */
export const fieldTriggerStatements: readonly string[] = [
  `create or replace function bilag_drop_field_values() returns trigger language plpgsql as $body$
   begin
     delete from custom_field_value where owner_id = old.id;
     return null;
   end $body$`,
  `create or replace function bilag_booked_field_values_stand() returns trigger language plpgsql as $body$
   begin
     if exists (select from customer_invoice i
                 where i.id = (case tg_op when 'DELETE' then old.owner_id else new.owner_id end) and i.state = 'booked') then
       raise exception 'the document is booked: % of its fields is refused', lower(tg_op)
         using errcode = 'integrity_constraint_violation', constraint = tg_name;
     end if;
     return case tg_op when 'DELETE' then old else new end;
   end $body$`,
  `create or replace trigger custom_field_value_booked_stands
     before insert or update or delete on custom_field_value
     for each row execute function bilag_booked_field_values_stand()`,
  ...ownerTables.map(
    (table) => `create or replace trigger ${table}_field_values
     after delete on ${table} for each row execute function bilag_drop_field_values()`,
  ),
];
