/** Entities of which events tell, with the plural that is accepted as an alias, and what can happen to them. */
const events: readonly (readonly [entity: string, plural: string, happenings: readonly string[]])[] = [
  ['customer', 'customers', ['created', 'updated', 'deleted']],
  ['customer_group', 'customer_groups', ['created', 'updated', 'deleted']],
  ['customer_invoice', 'customer_invoices', ['created', 'updated', 'booked', 'deleted', 'transferred']],
  ['delivery_terms', 'delivery_terms', ['created', 'updated', 'deleted']],
  ['employee', 'employees', ['created', 'updated', 'deleted']],
  ['inventory', 'inventories', ['changed']],
  ['layout', 'layouts', ['created', 'updated', 'deleted']],
  ['order', 'orders', ['created', 'updated', 'booked', 'shipped', 'deleted']],
  ['payment_terms', 'payment_terms', ['created', 'updated', 'deleted']],
  ['plugin', 'plugins', ['uninstalled']],
  ['product', 'products', ['created', 'updated', 'deleted']],
  ['product_group', 'product_groups', ['created', 'updated', 'deleted']],
  ['unit', 'units', ['created', 'updated', 'deleted']],
];

/** Every event by its published name: `<entity>.<what happened>`, the entity in the singular. */
export const webhookEvents: readonly string[] = events.flatMap(([entity, , happenings]) =>
  happenings.map((happening) => `${entity}.${happening}`),
);

/** The published name of an event; the plural (`orders.created`) means the same. Undefined for what is no event. */
export function webhookEventOf(name: string): string | undefined {
  const [entity = '', happening = ''] = name.split('.', 2);
  const known = events.find(([singular, plural]) => singular === entity || plural === entity);
  const published = `${known?.[0] ?? ''}.${happening}`;
  return name === `${entity}.${happening}` && webhookEvents.includes(published) ? published : undefined;
}
