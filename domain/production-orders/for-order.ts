import type { EntityManager } from '@mikro-orm/postgresql';
import { Order } from '../orders/order.entity.ts';
import { refuseBarred, refuseMissing } from '../sales/sales-references.ts';

/** The customer's order for which something is made, by its number. */
const findOrder = (em: EntityManager, number: number) =>
  em.findOne(Order, { number }, { fields: ['archivedAt'] });

/** Throws `ReferenceNotFound` and `Barred` (an archived order), with the field. */
export async function requireOpenOrder(em: EntityManager, number: number | null | undefined): Promise<void> {
  if (number === null || number === undefined) return;
  const order = await findOrder(em, number);
  if (order === null) refuseMissing(new Map([['order_number', `Order ${number}`]]));
  else if (order.archivedAt) refuseBarred(new Map([['order_number', `Order ${number} is archived.`]]));
}

/** The number, or null where that order is archived or gone: what is made anew is not made for it. */
export async function stillOpen(
  em: EntityManager,
  number: number | null | undefined,
): Promise<number | null> {
  if (number === null || number === undefined) return null;
  const order = await findOrder(em, number);
  return order === null || order.archivedAt ? null : number;
}
