/**
 * A booked invoice and its lines are as they were booked, for good. What may still change is how it is shown (layout), how
 * much of it was shipped, that it is finished (archived) and when that was noted; nothing else, whoever writes.
 */
export const invoiceTriggerStatements: readonly string[] = [
  `create or replace function bilag_invoice_gross_order() returns trigger language plpgsql as $body$
   begin
     new.gross_order := new.gross_amount;
     return new;
   end $body$`,
  `create or replace trigger customer_invoice_gross_order
     before insert or update on customer_invoice for each row execute function bilag_invoice_gross_order()`,
  `create or replace function bilag_booked_invoice_stands() returns trigger language plpgsql as $body$
   declare
     -- An archived invoice stays archived; the rest says nothing of its content.
     free constant text[] := array['layout_id', 'delivery', 'archived_at', 'version', 'updated_at', 'changed_by'];
   begin
     if old.state <> 'booked' then
       return case tg_op when 'DELETE' then old else new end;
     end if;
     if tg_op = 'UPDATE' and (old.archived_at is null or new.archived_at is not distinct from old.archived_at)
        and to_jsonb(new) - free = to_jsonb(old) - free then
       return new;
     end if;
     raise exception 'customer invoice % is booked: % is refused', old.number, lower(tg_op)
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  `create or replace trigger customer_invoice_booked_stands
     before update or delete on customer_invoice for each row execute function bilag_booked_invoice_stands()`,
  `create or replace function bilag_booked_invoice_lines_stand() returns trigger language plpgsql as $body$
   declare
     touched uuid[];
     invoice record;
     seen int := 0;
   begin
     if tg_op = 'INSERT' then
       select array_agg(distinct invoice_id) into touched from new_lines;
     elsif tg_op = 'DELETE' then
       select array_agg(distinct invoice_id) into touched from old_lines;
     else
       select array_agg(distinct id) into touched
         from (select invoice_id as id from new_lines union select invoice_id from old_lines) lines;
     end if;
     -- Locked, so that a booking under way is waited for and seen.
     for invoice in select i.number, i.state from customer_invoice i where i.id = any(touched) for share loop
       seen := seen + 1;
       if invoice.state = 'booked' then
         raise exception 'customer invoice % is booked: % of lines is refused', invoice.number, lower(tg_op)
           using errcode = 'integrity_constraint_violation', constraint = tg_name;
       end if;
     end loop;
     -- A foreign key sees the invoices of other agreements; this does not. Deleted lines may follow their deleted invoice.
     if tg_op <> 'DELETE' and seen < coalesce(cardinality(touched), 0) then
       raise exception 'a line belongs to an invoice of its own agreement'
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     return null;
   end $body$`,
  `create or replace trigger customer_invoice_line_insert
     after insert on customer_invoice_line referencing new table as new_lines
     for each statement execute function bilag_booked_invoice_lines_stand()`,
  `create or replace trigger customer_invoice_line_update
     after update on customer_invoice_line referencing old table as old_lines new table as new_lines
     for each statement execute function bilag_booked_invoice_lines_stand()`,
  `create or replace trigger customer_invoice_line_delete
     after delete on customer_invoice_line referencing old table as old_lines
     for each statement execute function bilag_booked_invoice_lines_stand()`,
  `create or replace function bilag_never_emptied() returns trigger language plpgsql as $body$
   begin
     raise exception '% holds booked invoices: truncate is refused', tg_table_name
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  `create or replace trigger customer_invoice_never_emptied
     before truncate on customer_invoice for each statement execute function bilag_never_emptied()`,
  `create or replace trigger customer_invoice_line_never_emptied
     before truncate on customer_invoice_line for each statement execute function bilag_never_emptied()`,
];
