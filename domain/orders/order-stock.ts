import type { EntityManager } from '@mikro-orm/postgresql';
import { isPositive, multiply, round, subtract } from '../money.ts';
import { lockGoods } from '../stock/issue-goods.ts';
import { clearReservations, replaceReservations } from '../stock/reservations.ts';
import { agreementOf } from '../tenant.ts';
import type { OrderLineProgress } from './order-progress.ts';

/**
 * Reserves what is not yet taken from stock of the stocked lines, in place of what the order had reserved: what is ordered
 * and not shipped, or not invoiced where invoices move the stock. Locks the items.
 */
export async function reserveOrder(
  em: EntityManager,
  orderId: string,
  lines: readonly OrderLineProgress[],
  followsInvoices: boolean,
): Promise<void> {
  const stocked = lines.filter(({ hasInventory }) => hasInventory);
  const rows = stocked.flatMap((line) => {
    const left = subtract(line.ordered, followsInvoices ? line.invoiced : line.shipped);
    // A unit may hold a fraction that no stock is counted in; a promise is rounded, what moves is not.
    const quantity = round(multiply(left, line.unitQuantity), 4);
    if (!isPositive(quantity)) return [];
    return [
      {
        kind: 'in-order' as const,
        productId: line.productId,
        documentKind: 'order' as const,
        documentId: orderId,
        lineId: line.id,
        quantity,
      },
    ];
  });
  await replaceReservations(
    em,
    orderId,
    stocked.map(({ productId }) => productId),
    rows,
  );
}

/** Releases all that the order had reserved. Locks the items. */
export const releaseOrder = (em: EntityManager, orderId: string): Promise<void> =>
  clearReservations(em, orderId);

/** Locks the stocked items of orders together, and what BOMs among them may be made of. */
export async function lockGoodsOf(
  em: EntityManager,
  orders: readonly { readonly id: string }[],
): Promise<void> {
  const rows = await em.execute<{ id: string }[]>(
    `select distinct l.product_id as id from sales_order_line l join product p on p.id = l.product_id
       join product_group g on g.id = p.group_id and g.has_inventory
      where l.agreement_number = ? and l.order_id = any(?::uuid[])`,
    [agreementOf(em), `{${orders.map(({ id }) => id).join(',')}}`],
  );
  await lockGoods(
    em,
    rows.map(({ id }) => id),
  );
}
