/** The statements by which posting writes: each for any number of rows. */
import { prepare } from '../statements.ts';

export const insertLines = prepare(
  'insert_stock_lines',
  ['int', 'timestamptz', 'text', 'jsonb'],
  `insert into stock_line (agreement_number, transaction_at, posted_by, id, product_id, sequence, ledger_date, type,
     location_id, quantity, value, given_value, given_unit_cost, expected_unit_cost, of_line_id, cause_line_id,
     document_kind, document_id, document_number, document_line_id)
   select $1, $2, $3, n.* from jsonb_to_recordset($4) as n (id uuid, product_id uuid, sequence int, ledger_date date,
     type text, location_id uuid, quantity numeric, value numeric, given_value numeric, given_unit_cost numeric,
     expected_unit_cost numeric, of_line_id uuid, cause_line_id uuid, document_kind text, document_id uuid,
     document_number int, document_line_id uuid)`,
);

export const insertTracking = prepare(
  'insert_stock_tracking',
  ['int', 'jsonb'],
  `insert into stock_line_tracking (id, agreement_number, line_id, product_id, number, quantity)
   select gen_random_uuid(), $1, n.* from jsonb_to_recordset($2)
     as n (line_id uuid, product_id uuid, number text, quantity numeric)`,
);

export const insertCorrections = prepare(
  'insert_stock_corrections',
  ['int', 'timestamptz', 'jsonb'],
  `insert into stock_correction (agreement_number, at, id, line_id, product_id, ledger_date, old_value, new_value,
     cause_line_id)
   select $1, $2, n.id, l.id, l.product_id, l.ledger_date, n.old_value, n.new_value, n.cause_line_id
     from jsonb_to_recordset($3)
       as n (id uuid, line_id uuid, old_value numeric, new_value numeric, cause_line_id uuid)
     join stock_line l on l.id = n.line_id`,
);

export const deleteParcels = prepare(
  'delete_stock_parcels',
  ['jsonb'],
  `delete from stock_parcel p using jsonb_to_recordset($1) as n (line_id uuid, kind text)
    where p.line_id = n.line_id and p.kind = n.kind`,
);

export const deleteNegatives = prepare(
  'delete_stock_negatives',
  ['jsonb'],
  `delete from stock_parcel p using jsonb_array_elements_text($1) as n (id)
    where p.product_id = n.id::uuid and p.kind = 'negative'`,
);

export const storeParcels = prepare(
  'store_stock_parcels',
  ['int', 'jsonb'],
  `insert into stock_parcel (id, agreement_number, product_id, kind, line_id, ledger_date, sequence, quantity, value)
   select gen_random_uuid(), $1, n.* from jsonb_to_recordset($2) as n (product_id uuid, kind text, line_id uuid,
     ledger_date date, sequence int, quantity numeric, value numeric)
   on conflict (line_id, kind) do update set quantity = excluded.quantity, value = excluded.value`,
);

export const voidCheckpoints = prepare(
  'void_stock_checkpoints',
  ['jsonb'],
  `delete from stock_checkpoint c
    using jsonb_to_recordset($1) as n (product_id uuid, ledger_date date, sequence int)
    where c.product_id = n.product_id and (c.ledger_date, c.sequence) >= (n.ledger_date, n.sequence)`,
);

export const insertCheckpoints = prepare(
  'insert_stock_checkpoints',
  ['int', 'jsonb'],
  `insert into stock_checkpoint (id, agreement_number, product_id, ledger_date, sequence, quantity, value,
     last_cost_value, last_cost_quantity)
   select gen_random_uuid(), $1, n.* from jsonb_to_recordset($2) as n (product_id uuid, ledger_date date, sequence int,
     quantity numeric, value numeric, last_cost_value numeric, last_cost_quantity numeric)`,
);

export const moveLocations = prepare(
  'move_stock_locations',
  ['int', 'jsonb'],
  `insert into stock_location_quantity (id, agreement_number, product_id, location_id, quantity)
   select gen_random_uuid(), $1, n.product_id, n.location_id, sum(n.quantity)
     from jsonb_to_recordset($2) as n (product_id uuid, location_id uuid, quantity numeric)
    group by n.product_id, n.location_id
   on conflict (product_id, location_id)
     do update set quantity = stock_location_quantity.quantity + excluded.quantity`,
);

export const storeItems = prepare(
  'store_stock_items',
  ['jsonb'],
  `with n as materialized (
     select * from jsonb_to_recordset($1) as n (product_id uuid, quantity numeric, value numeric, last_cost_value numeric,
       last_cost_quantity numeric, youngest_day date, last_sequence int, last_day date, since_checkpoint int,
       cost_price numeric)
   ), priced as (
     update product p set cost_price = n.cost_price from n
      where p.id = n.product_id and p.cost_price is distinct from n.cost_price
   )
   update stock_item s set quantity = n.quantity, value = n.value, last_cost_value = n.last_cost_value,
       last_cost_quantity = n.last_cost_quantity, youngest_day = n.youngest_day, last_sequence = n.last_sequence,
       last_day = n.last_day, since_checkpoint = n.since_checkpoint
     from n where s.product_id = n.product_id`,
);
