/**
 * Events are only ever appended, and the end of their chain only moves on: nobody changes, deletes or empties them, the
 * owner of the tables included. (An owner can take a trigger away; `npm run verify-events` then finds what he did.)
 */
export const eventTriggerStatements: readonly string[] = [
  `create or replace function bilag_append_only() returns trigger language plpgsql as $body$
   begin
     raise exception 'rows of % are only ever added: % is refused', tg_table_name, lower(tg_op)
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  `create or replace trigger document_event_append_only
     before update or delete on document_event for each row execute function bilag_append_only()`,
  `create or replace trigger document_event_never_emptied
     before truncate on document_event for each statement execute function bilag_append_only()`,
  `create or replace function bilag_event_chain_moves_on() returns trigger language plpgsql as $body$
   begin
     if new.agreement_number = old.agreement_number
        and (new.sequence = old.sequence + 1 or (new.sequence = old.sequence and new.hash = old.hash)) then
       return new;
     end if;
     -- By more than one where all of them stand there already (a mass retry), the last with this hash.
     if new.agreement_number = old.agreement_number and new.sequence > old.sequence
        and (select count(*) = new.sequence - old.sequence
               and bool_or(e.sequence = new.sequence and e.hash = new.hash)
             from document_event e where e.agreement_number = old.agreement_number
              and e.sequence > old.sequence and e.sequence <= new.sequence) then
       return new;
     end if;
     raise exception 'the end of the event chain of agreement % moves on by its events alone', old.agreement_number
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  `create or replace trigger event_chain_moves_on
     before update on event_chain for each row execute function bilag_event_chain_moves_on()`,
  `create or replace trigger event_chain_stays
     before delete on event_chain for each row execute function bilag_append_only()`,
  `create or replace trigger event_chain_never_emptied
     before truncate on event_chain for each statement execute function bilag_append_only()`,
];
