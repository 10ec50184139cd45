/**
 * The tree of locations has no circles and stays in its agreement, and an agreement with locations has a default one; a
 * unique index allows no second.
 */
export const locationTriggerStatements: readonly string[] = [
  `create or replace function bilag_location_has_place() returns trigger language plpgsql as $body$
   declare
     above uuid := new.parent_id;
     steps int := 0;
   begin
     -- Two moves at once could close a circle that neither sees.
     perform pg_advisory_xact_lock(hashtextextended('location:' || new.agreement_number, 0));
     while above is not null loop
       steps := steps + 1;
       if above = new.id or steps > 100 then
         raise exception 'location % lies in itself', new.number
           using errcode = 'integrity_constraint_violation', constraint = tg_name;
       end if;
       select l.parent_id into above from location l
        where l.id = above and l.agreement_number = new.agreement_number;
       -- A foreign key sees the locations of other agreements; this does not.
       if not found then
         raise exception 'a location lies in one of its own agreement'
           using errcode = 'foreign_key_violation', constraint = tg_name;
       end if;
     end loop;
     return new;
   end $body$`,
  `create or replace trigger location_has_place before insert or update of parent_id, agreement_number on location
     for each row when (new.parent_id is not null) execute function bilag_location_has_place()`,
  `create or replace function bilag_locations_have_default() returns trigger language plpgsql as $body$
   declare
     agreement int := case tg_op when 'DELETE' then old.agreement_number else new.agreement_number end;
   begin
     if exists (select 1 from location l where l.agreement_number = agreement)
        and not exists (select 1 from location l where l.agreement_number = agreement and l.is_default) then
       raise exception 'one of the locations is the default'
         using errcode = 'integrity_constraint_violation', constraint = tg_name;
     end if;
     return null;
   end $body$`,
  // At the commit, for the default goes from one location to another. A constraint trigger cannot be replaced.
  `do $$ begin
     if not exists (select 1 from pg_trigger where tgname = 'locations_have_default'
                      and tgrelid = 'public.location'::regclass) then
       create constraint trigger locations_have_default after insert or update of is_default or delete on location
         deferrable initially deferred for each row execute function bilag_locations_have_default();
     end if;
   end $$`,
];
