import { quoteText } from './roles.ts';

/** Documents that stand once they have left their draft, and what may still change then. */
interface StandingTable {
  readonly table: string;
  /** States in which everything may change. */
  readonly open: readonly string[];
  /** Columns that may change afterwards, beside who changed it and when. */
  readonly free: readonly string[];
  /** Its table of lines: they stand with it. */
  readonly lines?: {
    readonly table: string;
    readonly parent: string;
    /** Columns of the lines that may change afterwards. */
    readonly free: readonly string[];
  };
}

const standingTables: readonly StandingTable[] = [
  {
    table: 'offer',
    open: ['draft'],
    free: ['state', 'archived_at', 'layout_id', 'sent_at', 'sent_by', 'party', 'terms'],
    lines: { table: 'offer_line', parent: 'offer_id', free: [] },
  },
  {
    table: 'adjustment',
    open: ['draft'],
    free: [],
    lines: { table: 'adjustment_line', parent: 'adjustment_id', free: [] },
  },
  {
    table: 'purchase_order',
    open: ['draft'],
    free: [
      'state',
      'archived_at',
      'layout_id',
      'sent_at',
      'sent_by',
      'party',
      'terms',
      'receiving',
      'invoicing',
    ],
    lines: { table: 'purchase_order_line', parent: 'purchase_order_id', free: [] },
  },
  {
    table: 'receipt',
    open: ['open'],
    free: [],
    lines: { table: 'receipt_line', parent: 'receipt_id', free: ['value'] },
  },
  {
    table: 'supplier_invoice',
    open: ['draft'],
    free: ['archived_at', 'layout_id'],
    lines: { table: 'supplier_invoice_line', parent: 'supplier_invoice_id', free: [] },
  },
  {
    table: 'sales_order',
    open: ['draft'],
    free: [
      ...[
        'state',
        'archived_at',
        'layout_id',
        'booked_at',
        'booked_by',
        'party',
        'terms',
        'delivery',
        'invoicing',
      ],
      'purchasing',
    ],
    lines: { table: 'sales_order_line', parent: 'order_id', free: [] },
  },
  {
    table: 'shipment',
    open: ['open'],
    free: ['is_ready_for_transport', 'layout_id'],
    lines: { table: 'shipment_line', parent: 'shipment_id', free: [] },
  },
  {
    table: 'movement',
    open: ['draft'],
    free: ['state', 'archived_at', 'received_date', 'received_at', 'received_by'],
    lines: { table: 'movement_line', parent: 'movement_id', free: [] },
  },
  {
    table: 'stock_count',
    open: ['open'],
    free: [],
    lines: { table: 'stock_count_line', parent: 'count_id', free: [] },
  },
  {
    table: 'production_order',
    open: ['not-started'],
    free: ['state', 'archived_at', 'finished_quantity', 'finished_value', 'finished_at', 'finished_by'],
    lines: { table: 'production_order_line', parent: 'production_order_id', free: ['used_quantity'] },
  },
];

/** What a row of a table was made of, by the column that names it. */
const links: readonly (readonly [table: string, column: string, to: string])[] = [
  ['purchase_order', 'supplier_id', 'supplier'],
  ['purchase_order', 'delivery_terms_id', 'delivery_terms'],
  ['purchase_order', 'order_id', 'sales_order'],
  ['purchase_order_line', 'order_line_id', 'sales_order_line'],
  ['purchase_order_line', 'product_id', 'product'],
  ['purchase_order_line', 'location_id', 'location'],
  ['receipt', 'purchase_order_id', 'purchase_order'],
  ['receipt', 'supplier_id', 'supplier'],
  ['receipt_line', 'purchase_order_line_id', 'purchase_order_line'],
  ['receipt_line', 'product_id', 'product'],
  ['receipt_line', 'location_id', 'location'],
  ['supplier_invoice', 'supplier_id', 'supplier'],
  ['supplier_invoice', 'delivery_terms_id', 'delivery_terms'],
  ['supplier_invoice', 'purchase_order_id', 'purchase_order'],
  ['supplier_invoice', 'credited_invoice_id', 'supplier_invoice'],
  ['supplier_invoice_line', 'purchase_order_line_id', 'purchase_order_line'],
  ['supplier_invoice_line', 'credited_line_id', 'supplier_invoice_line'],
  ['supplier_invoice_line', 'product_id', 'product'],
  ['supplier_invoice_line', 'location_id', 'location'],
  ['receipt', 'supplier_invoice_id', 'supplier_invoice'],
  ['purchase_match', 'receipt_line_id', 'receipt_line'],
  ['purchase_match', 'invoice_line_id', 'supplier_invoice_line'],
  ['sales_order', 'offer_id', 'offer'],
  ['sales_order_line', 'offer_line_id', 'offer_line'],
  ['sales_order_line', 'location_id', 'location'],
  ['customer_invoice', 'offer_id', 'offer'],
  ['customer_invoice', 'order_id', 'sales_order'],
  ['customer_invoice_line', 'offer_line_id', 'offer_line'],
  ['customer_invoice_line', 'order_line_id', 'sales_order_line'],
  ['sales_order_note', 'order_id', 'sales_order'],
  ['shipment', 'order_id', 'sales_order'],
  ['shipment', 'invoice_id', 'customer_invoice'],
  ['shipment', 'layout_id', 'layout'],
  ['shipment_line', 'order_line_id', 'sales_order_line'],
  ['shipment_line', 'invoice_line_id', 'customer_invoice_line'],
  ['shipment_line', 'location_id', 'location'],
];

const list = (names: readonly string[]): string => quoteText(names.join(','));

/** The triggers of one table: what has left its draft stands, whoever writes. */
const triggersOf = ({ table, open, free, lines }: StandingTable): readonly string[] => [
  `create or replace trigger ${table}_stands before update or delete on ${table}
     for each row execute function bilag_document_stands(${list(open)}, ${list([...free, 'version', 'updated_at', 'changed_by'])})`,
  ...(lines === undefined
    ? []
    : [
        `create or replace trigger ${lines.table}_stands before insert or update or delete on ${lines.table}
     for each row execute function bilag_document_line_stands(${quoteText(table)}, ${quoteText(lines.parent)}, ${list(open)}, ${list(lines.free)})`,
      ]),
];

/**
 * A document that has left its draft is as it was then: its head but for the columns named, its lines and whether it is
 * there. Whoever writes; an archived one stays archived.
 */
export const documentTriggerStatements: readonly string[] = [
  `create or replace function bilag_document_stands() returns trigger language plpgsql as $body$
   declare
     open constant text[] := string_to_array(tg_argv[0], ',');
     free constant text[] := string_to_array(tg_argv[1], ',');
   begin
     if old.state::text = any(open) then
       return case tg_op when 'DELETE' then old else new end;
     end if;
     if tg_op = 'UPDATE' and (old.archived_at is null or new.archived_at is not distinct from old.archived_at)
        and to_jsonb(new) - free = to_jsonb(old) - free then
       return new;
     end if;
     raise exception '% % is %: % is refused', tg_table_name, old.number, old.state, lower(tg_op)
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  // The document is locked, so that an action under way is waited for and seen. Deleted lines may follow their document.
  `create or replace function bilag_document_line_stands() returns trigger language plpgsql as $body$
   declare
     open constant text[] := string_to_array(tg_argv[2], ',');
     free constant text[] := string_to_array(tg_argv[3], ',');
     line constant jsonb := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
     document_state text;
   begin
     if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free then
       return new;
     end if;
     execute format('select state::text from %I where id = $1 for share', tg_argv[0])
        into document_state using (line ->> tg_argv[1])::uuid;
     if document_state is null and tg_op <> 'DELETE' then
       raise exception 'a line belongs to a % of its own agreement', tg_argv[0]
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     if document_state is null or document_state = any(open) then
       return case tg_op when 'DELETE' then old else new end;
     end if;
     raise exception 'the % is %: % of lines is refused', tg_argv[0], document_state, lower(tg_op)
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  ...standingTables.flatMap(triggersOf),
  // A foreign key sees the rows of other agreements; this does not.
  `create or replace function bilag_linked_within_agreement() returns trigger language plpgsql as $body$
   declare
     linked constant uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
     own int;
   begin
     execute format('select agreement_number from %I where id = $1', tg_argv[1]) into own using linked;
     if own is distinct from new.agreement_number then
       raise exception 'a % is linked to a % of its own agreement', tg_table_name, tg_argv[1]
         using errcode = 'foreign_key_violation', constraint = tg_name;
     end if;
     return new;
   end $body$`,
  ...links.map(
    ([
      table,
      column,
      to,
    ]) => `create or replace trigger ${table}_${column}_own before insert or update of ${column} on ${table}
     for each row when (new.${column} is not null)
     execute function bilag_linked_within_agreement(${quoteText(column)}, ${quoteText(to)})`,
  ),
];
