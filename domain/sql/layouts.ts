/**
 * What belongs to a layout belongs to one of its own agreement; the columns of a template fill the page; and of a customer
 * or supplier it is known since when it has its layout, whoever sets it.
 */
export const layoutTriggerStatements: readonly string[] = [
  `create or replace function bilag_layout_is_own() returns trigger language plpgsql as $body$
   begin
     -- A foreign key sees the layouts of other agreements; this does not.
     if not exists (select 1 from layout l where l.id = new.layout_id and l.agreement_number = new.agreement_number) then
       raise exception 'a % belongs to a layout of its own agreement', tg_table_name
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     return new;
   end $body$`,
  `create or replace trigger layout_template_layout_is_own
     before insert or update on layout_template for each row execute function bilag_layout_is_own()`,
  `create or replace trigger layout_logo_layout_is_own
     before insert or update on layout_logo for each row execute function bilag_layout_is_own()`,
  `create or replace function bilag_columns_fill_page() returns trigger language plpgsql as $body$
   begin
     if (select sum((c ->> 'width')::numeric) from jsonb_array_elements(new.columns) c) is distinct from 100 then
       raise exception 'the widths of the columns of a template sum to 100'
         using errcode = 'check_violation', constraint = tg_name;
     end if;
     return new;
   end $body$`,
  `create or replace trigger layout_template_columns_fill_page
     before insert or update on layout_template for each row execute function bilag_columns_fill_page()`,
  `create or replace function bilag_layout_changed() returns trigger language plpgsql as $body$
   begin
     if tg_op = 'INSERT' then
       new.layout_changed_at := case when new.layout_id is not null then clock_timestamp() end;
     elsif new.layout_id is distinct from old.layout_id then
       new.layout_changed_at := clock_timestamp();
     else
       new.layout_changed_at := old.layout_changed_at;
     end if;
     return new;
   end $body$`,
  `create or replace trigger customer_layout_changed
     before insert or update on customer for each row execute function bilag_layout_changed()`,
  `create or replace trigger supplier_layout_changed
     before insert or update on supplier for each row execute function bilag_layout_changed()`,
];
