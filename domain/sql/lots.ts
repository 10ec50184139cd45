/** Recipes have no circles and stay in their agreement, and only BOMs have one. */
export const lotTriggerStatements: readonly string[] = [
  `create or replace function bilag_lot_line_has_place() returns trigger language plpgsql as $body$
   begin
     -- Two lines at once could close a circle that neither sees.
     perform pg_advisory_xact_lock(hashtextextended('lot_line:' || new.agreement_number, 0));
     -- A foreign key sees the items of other agreements; this does not.
     if not exists (select 1 from product p where p.id = new.lot_id and p.type = 'lot'
                      and p.agreement_number = new.agreement_number)
        or not exists (select 1 from product p where p.id = new.component_id
                         and p.agreement_number = new.agreement_number) then
       raise exception 'a line puts an item into a BOM of its own agreement'
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     if exists (
       with recursive up (id) as (
         select new.lot_id union select l.lot_id from lot_line l join up on l.component_id = up.id)
       select 1 from up where up.id = new.component_id) then
       raise exception 'a BOM goes into itself'
         using errcode = 'integrity_constraint_violation', constraint = tg_name;
     end if;
     return new;
   end $body$`,
  `create or replace trigger lot_line_has_place
     before insert or update of lot_id, component_id, agreement_number on lot_line
     for each row execute function bilag_lot_line_has_place()`,
];
