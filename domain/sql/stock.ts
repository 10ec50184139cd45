/** Ledgers of stock that nobody edits: who may only add, and of which tables. */
const appendOnly = ['stock_line', 'stock_line_tracking', 'stock_correction'];

/** Tables whose rows are of an item, and of a location where they have one. */
const withLocation = ['stock_line', 'stock_location_quantity', 'stock_tracked_quantity', 'adjustment_line'];
const withProduct = [...withLocation, 'stock_item', 'stock_parcel', 'stock_checkpoint', 'stock_reservation'];

/**
 * The stock ledger is only ever added to, the owner of the tables included; its rows are of items and locations of their own
 * agreement; and how an agreement values its stock is settled when it is made.
 */
export const stockTriggerStatements: readonly string[] = [
  ...appendOnly.flatMap((table) => [
    `create or replace trigger ${table}_append_only
       before update or delete on ${table} for each row execute function bilag_append_only()`,
    `create or replace trigger ${table}_never_emptied
       before truncate on ${table} for each statement execute function bilag_append_only()`,
  ]),
  // A foreign key sees the items and locations of other agreements; these do not.
  `create or replace function bilag_stock_of_own_items() returns trigger language plpgsql as $body$
   begin
     if exists (select 1 from new_rows n where not exists
         (select 1 from product p where p.id = n.product_id and p.agreement_number = n.agreement_number)) then
       raise exception 'stock is of an item of its own agreement'
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     return null;
   end $body$`,
  `create or replace function bilag_stock_at_own_locations() returns trigger language plpgsql as $body$
   begin
     if exists (select 1 from new_rows n where n.location_id is not null and not exists
         (select 1 from location l where l.id = n.location_id and l.agreement_number = n.agreement_number)) then
       raise exception 'stock is at a location of its own agreement'
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     return null;
   end $body$`,
  ...withProduct.map(
    (table) => `create or replace trigger ${table}_own_items after insert on ${table}
      referencing new table as new_rows for each statement execute function bilag_stock_of_own_items()`,
  ),
  ...withLocation.map(
    (table) => `create or replace trigger ${table}_own_locations after insert on ${table}
      referencing new table as new_rows for each statement execute function bilag_stock_at_own_locations()`,
  ),
  `create or replace function bilag_valuation_stands() returns trigger language plpgsql as $body$
   begin
     if new.inventory_principle <> old.inventory_principle then
       raise exception 'the inventory principle of agreement % was chosen when it was made', old.number
         using errcode = 'integrity_constraint_violation', constraint = tg_name;
     end if;
     if old.negative_stock_value is not null and new.negative_stock_value is distinct from old.negative_stock_value then
       raise exception 'the value of negative quantity of agreement % was chosen', old.number
         using errcode = 'integrity_constraint_violation', constraint = tg_name;
     end if;
     return new;
   end $body$`,
  `create or replace trigger agreement_valuation_stands
     before update of inventory_principle, negative_stock_value on agreement
     for each row execute function bilag_valuation_stands()`,
];
