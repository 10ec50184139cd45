/** Entities of which events tell, with the plural that is accepted as an alias, and what can happen to them. */
const events = [
  ['adjustment_category', 'adjustment_categories', ['created', 'updated', 'deleted']],
  ['bank_account', 'bank_accounts', ['created', 'updated', 'deleted']],
  ['collection', 'collections', ['created', 'updated', 'deleted']],
  ['currency', 'currencies', ['created', 'updated', 'deleted']],
  ['customer', 'customers', ['created', 'updated', 'deleted']],
  ['customer_contact', 'customer_contacts', ['created', 'updated', 'deleted']],
  ['customer_discount', 'customer_discounts', ['created', 'updated', 'deleted']],
  ['customer_group', 'customer_groups', ['created', 'updated', 'deleted']],
  ['customer_invoice', 'customer_invoices', ['created', 'updated', 'booked', 'deleted', 'transferred']],
  ['customer_price', 'customer_prices', ['created', 'updated', 'deleted']],
  ['custom_field', 'custom_fields', ['created', 'updated', 'deleted']],
  ['delivery_address', 'delivery_addresses', ['created', 'updated', 'deleted']],
  ['delivery_terms', 'delivery_terms', ['created', 'updated', 'deleted']],
  ['employee', 'employees', ['created', 'updated', 'deleted']],
  ['integration', 'integrations', ['gate_changed']],
  ['inventory', 'inventories', ['changed']],
  ['inventory_adjustment', 'inventory_adjustments', ['created', 'updated', 'booked', 'deleted']],
  ['inventory_count', 'inventory_counts', ['created', 'updated', 'booked', 'deleted']],
  ['inventory_movement', 'inventory_movements', ['created', 'updated', 'booked', 'received', 'deleted']],
  ['issue', 'issues', ['opened', 'closed']],
  ['layout', 'layouts', ['created', 'updated', 'deleted']],
  ['offer', 'offers', ['created', 'updated', 'sent', 'accepted', 'rejected', 'deleted']],
  ['location', 'locations', ['created', 'updated', 'deleted']],
  ['lot', 'lots', ['created', 'updated', 'deleted']],
  ['lot_line', 'lot_lines', ['created', 'updated', 'deleted']],
  ['number_series', 'number_series', ['updated']],
  ['order', 'orders', ['created', 'updated', 'booked', 'shipped', 'cancelled', 'deleted']],
  ['order_shipment', 'order_shipments', ['created', 'updated', 'shipped', 'deleted']],
  ['payment_terms', 'payment_terms', ['created', 'updated', 'deleted']],
  ['plugin', 'plugins', ['uninstalled']],
  ['product', 'products', ['created', 'updated', 'deleted']],
  ['product_group', 'product_groups', ['created', 'updated', 'deleted']],
  ['product_location', 'product_locations', ['created', 'updated', 'deleted']],
  ['product_price', 'product_prices', ['created', 'updated', 'deleted']],
  ['product_translation', 'product_translations', ['created', 'updated', 'deleted']],
  ['product_unit', 'product_units', ['created', 'updated', 'deleted']],
  [
    'production_order',
    'production_orders',
    ['created', 'updated', 'started', 'finished', 'cancelled', 'deleted'],
  ],
  ['project', 'projects', ['created', 'updated', 'deleted']],
  ['purchase_order', 'purchase_orders', ['created', 'updated', 'sent', 'cancelled', 'deleted']],
  ['receipt', 'receipts', ['created', 'updated', 'received', 'deleted']],
  ['sales_budget', 'sales_budgets', ['created', 'updated', 'deleted']],
  ['supplier', 'suppliers', ['created', 'updated', 'deleted']],
  ['supplier_address', 'supplier_addresses', ['created', 'updated', 'deleted']],
  ['supplier_contact', 'supplier_contacts', ['created', 'updated', 'deleted']],
  ['supplier_group', 'supplier_groups', ['created', 'updated', 'deleted']],
  ['supplier_invoice', 'supplier_invoices', ['created', 'updated', 'booked', 'deleted']],
  ['unit', 'units', ['created', 'updated', 'deleted']],
  ['user', 'users', ['created', 'updated', 'deleted']],
] as const satisfies readonly (readonly [entity: string, plural: string, happenings: readonly string[]])[];

type EventOf<Row> = Row extends readonly [
  infer Entity extends string,
  string,
  readonly (infer Happening extends string)[],
]
  ? `${Entity}.${Happening}`
  : never;

/** What a registration can ask for: `<entity>.<what happened>`, the entity in the singular. */
export type RegisteredEvent = EventOf<(typeof events)[number]>;

/** A webhook's own test event; nobody registers for it. */
export const testEvent = 'webhook.test';

export type WebhookEvent = RegisteredEvent | typeof testEvent;

/** Every event by its published name. */
export const webhookEvents: readonly RegisteredEvent[] = events.flatMap(([entity, , happenings]) =>
  happenings.map((happening) => `${entity}.${happening}` as RegisteredEvent),
);

const isEvent = (name: string): name is RegisteredEvent =>
  (webhookEvents as readonly string[]).includes(name);

/** The published name of an event; the plural (`orders.created`) means the same. Undefined for what is no event. */
export function webhookEventOf(name: string): RegisteredEvent | undefined {
  const [entity = '', happening = ''] = name.split('.', 2);
  const known = events.find(([singular, plural]) => singular === entity || plural === entity);
  const published = `${known?.[0] ?? ''}.${happening}`;
  return name === `${entity}.${happening}` && isEvent(published) ? published : undefined;
}
