/**
 * A booked invoice and its lines are as they were booked, for good. What may still change is how it is shown (layout), that
 * it is finished (archived) and when that was noted; nothing else, whoever writes.
 */
export const invoiceTriggerStatements: readonly string[] = [
  `create or replace function bilag_booked_invoice_stands() returns trigger language plpgsql as $body$
   declare
     free constant text[] := array['layout_id', 'archived_at', 'version', 'updated_at', 'changed_by'];
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
     booked int;
   begin
     -- Without its invoice a line goes with it: the invoice's own trigger has decided already.
     select i.number into booked from customer_invoice i
      where i.id in (
              case when tg_op <> 'INSERT' then old.invoice_id end,
              case when tg_op <> 'DELETE' then new.invoice_id end)
        and i.state = 'booked' limit 1;
     if booked is null then
       return case tg_op when 'DELETE' then old else new end;
     end if;
     raise exception 'customer invoice % is booked: % of a line is refused', booked, lower(tg_op)
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  `create or replace trigger customer_invoice_line_booked_stands
     before insert or update or delete on customer_invoice_line
     for each row execute function bilag_booked_invoice_lines_stand()`,
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
