import { documentKinds } from '../documents/kinds.ts';
import type { DocumentKind } from '../documents/kinds.ts';
import { quoteText } from './roles.ts';

/** Each kind of document: its table, and the state in which its fields may change. Layouts print them as they were then. */
export const fieldDocuments: Readonly<Record<DocumentKind, readonly [table: string, open: string]>> = {
  offer: ['offer', 'draft'],
  order: ['sales_order', 'draft'],
  shipment: ['shipment', 'open'],
  'customer-invoice': ['customer_invoice', 'draft'],
  'purchase-order': ['purchase_order', 'draft'],
  receipt: ['receipt', 'open'],
  'supplier-invoice': ['supplier_invoice', 'draft'],
  adjustment: ['adjustment', 'draft'],
  movement: ['movement', 'draft'],
  count: ['stock_count', 'open'],
  'production-order': ['production_order', 'not-started'],
};

/** Tables whose rows can carry fields of the agreement's own. */
const ownerTables = [
  'product',
  'customer',
  'supplier',
  ...documentKinds.map((kind) => fieldDocuments[kind][0]),
];

/** The state of a kind's document, where it has left the one in which its fields may change. */
const standing = documentKinds.map((kind) => {
  const [table, open] = fieldDocuments[kind];
  return `when ${quoteText(kind)} then (
         select d.state::text from ${table} d where d.id = said.owner_id and d.state::text <> ${quoteText(open)})`;
});

/**
 * Values of an agreement's own fields go with the row that carries them: no foreign key can, they have many owners.
 * Those of a document that has left its draft stand, as it does: layouts print them.
 */
export const fieldTriggerStatements: readonly string[] = [
  `create or replace function bilag_drop_field_values() returns trigger language plpgsql as $body$
   begin
     delete from custom_field_value where owner_id = old.id;
     return null;
   end $body$`,
  `create or replace function bilag_booked_field_values_stand() returns trigger language plpgsql as $body$
   declare
     said custom_field_value;
     carrier text;
     document_state text;
   begin
     if tg_op = 'DELETE' then said := old; else said := new; end if;
     select "for"::text into carrier from custom_field where id = said.field_id;
     document_state := case carrier
       ${standing.join('\n       ')}
       end;
     if document_state is not null then
       raise exception 'the document is %: % of its fields is refused', document_state, lower(tg_op)
         using errcode = 'integrity_constraint_violation', constraint = tg_name;
     end if;
     return case tg_op when 'DELETE' then old else new end;
   end $body$`,
  `create or replace trigger custom_field_value_booked_stands
     before insert or update or delete on custom_field_value
     for each row execute function bilag_booked_field_values_stand()`,
  ...ownerTables.map(
    (table) => `create or replace trigger ${table}_field_values
     after delete on ${table} for each row execute function bilag_drop_field_values()`,
  ),
];
