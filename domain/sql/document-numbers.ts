/** Documents whose list is filtered by item: their lines carry the document's number, so that an index has them in its order. */
const listedByItem: Readonly<Record<string, readonly [table: string, parent: string]>> = {
  adjustment: ['adjustment_line', 'adjustment_id'],
  customer_invoice: ['customer_invoice_line', 'invoice_id'],
  movement: ['movement_line', 'movement_id'],
  offer: ['offer_line', 'offer_id'],
  purchase_order: ['purchase_order_line', 'purchase_order_id'],
  receipt: ['receipt_line', 'receipt_id'],
  sales_order: ['sales_order_line', 'order_id'],
  stock_count: ['stock_count_line', 'count_id'],
  supplier_invoice: ['supplier_invoice_line', 'supplier_invoice_id'],
};

/**
 * A number is given when a document is made and never changed, so that what its lines carry of it holds. A document that this
 * agreement does not have gives none: other triggers refuse its lines.
 */
export const documentNumberStatements: readonly string[] = [
  `create or replace function bilag_number_stands() returns trigger language plpgsql as $body$
   begin
     raise exception '% % keeps its number', tg_table_name, old.number
       using errcode = 'integrity_constraint_violation', constraint = tg_name;
   end $body$`,
  ...Object.entries(listedByItem).flatMap(([document, [lines, parent]]) => [
    `create or replace trigger ${document}_number_stands before update of number on ${document}
       for each row when (new.number <> old.number) execute function bilag_number_stands()`,
    // One for each table: its statement is planned once a connection, where a name made up of arguments would be planned each time.
    `create or replace function bilag_${lines}_number() returns trigger language plpgsql as $body$
     begin
       new.document_number := coalesce((select d.number from ${document} d where d.id = new.${parent}), 0);
       return new;
     end $body$`,
    `create or replace trigger ${lines}_number before insert on ${lines}
       for each row execute function bilag_${lines}_number()`,
  ]),
];
