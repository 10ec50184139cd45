/**
 * Tables whose rows are counted as they come and go, so that the total of an unfiltered list costs the same in an
 * agreement of a thousand rows and of a million. Whoever adds a list that grows enters its table here, and no more: the
 * rows that are there already are counted when the database is migrated.
 */
export const countedTables: readonly string[] = [
  'customer',
  'customer_invoice',
  'offer',
  'product',
  'purchase_order',
  'receipt',
  'sales_order',
  'shipment',
  'adjustment',
  'movement',
  'stock_count',
  'production_order',
  'supplier_invoice',
];

/**
 * Counts what a statement made or deleted, in its own transaction. A number has parts (rows of `list_total`), and a writer
 * adds to one that nobody else has locked, folding in all others that are free; where none is free it makes a new part. So
 * nobody ever waits for a counter: an import of 100,000 products holds up no other product for as long as it runs, and a
 * lock that is never waited for has no place in the order of locks and is part of no deadlock. There are as many parts as
 * transactions wrote at once, and the next one alone makes one of them again.
 */
const keepFunction = `create or replace function bilag_keep_list_total() returns trigger language plpgsql as $body$
   declare
     part record;
     free uuid[];
     total bigint;
   begin
     for part in
       select agreement_number, case tg_op when 'INSERT' then count(*) else -count(*) end as row_count
         from changed group by agreement_number order by agreement_number
     loop
       select array_agg(id order by id), sum(row_count) into free, total
         from (select t.id, t.row_count from list_total t
                where t.agreement_number = part.agreement_number and t.list = tg_table_name
                  for update skip locked) unlocked;
       if free is null then
         insert into list_total (id, agreement_number, list, row_count)
         values (gen_random_uuid(), part.agreement_number, tg_table_name, part.row_count);
       else
         if cardinality(free) > 1 then
           delete from list_total where id = any(free[2:]);
         end if;
         update list_total set row_count = total + part.row_count where id = free[1];
       end if;
     end loop;
     return null;
   end $body$`;

/**
 * The triggers of a table, and the first count of what it holds, under one lock: no row comes between them. Force is off
 * for the moment, for the owner has to see every agreement's rows.
 */
const keep = (table: string): string => `do $body$
   begin
     if exists (select from pg_trigger where tgrelid = '${table}'::regclass and tgname = '${table}_counted_in') then
       return;
     end if;
     alter table ${table} no force row level security;
     alter table list_total no force row level security;
     create trigger ${table}_counted_in after insert on ${table}
       referencing new table as changed for each statement execute function bilag_keep_list_total();
     create trigger ${table}_counted_out after delete on ${table}
       referencing old table as changed for each statement execute function bilag_keep_list_total();
     delete from list_total where list = '${table}';
     insert into list_total (id, agreement_number, list, row_count)
       select gen_random_uuid(), agreement_number, '${table}', count(*) from ${table} group by agreement_number;
     alter table list_total force row level security;
     alter table ${table} force row level security;
   end $body$`;

export const listTotalStatements: readonly string[] = [keepFunction, ...countedTables.map(keep)];
