import type { EntityManager } from '@mikro-orm/postgresql';
import { isPositive, multiply, round, subtract } from '../money.ts';
import { prepare } from '../statements.ts';
import { lockGoods } from '../stock/issue-goods.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { agreementOf } from '../tenant.ts';
import type { OrderLineProgress } from './order-progress.ts';

const release = prepare(
  'release_order',
  ['int', 'uuid'],
  `with old as (
     delete from stock_reservation
      where agreement_number = $1 and document_id = $2 and kind = 'in-order' returning product_id, quantity),
   freed as (select product_id, sum(quantity) as quantity from old group by product_id)
   update stock_item s set in_order = s.in_order - freed.quantity from freed where s.product_id = freed.product_id`,
);

const reserve = prepare(
  'reserve_order',
  ['int', 'uuid', 'jsonb'],
  `with new as (
     insert into stock_reservation (id, agreement_number, kind, product_id, document_kind, document_id, line_id, quantity)
     select gen_random_uuid(), $1, 'in-order', n.product_id, 'order', $2, n.line_id, n.quantity
       from jsonb_to_recordset($3) as n (product_id uuid, line_id uuid, quantity numeric)
     returning product_id, quantity),
   taken as (select product_id, sum(quantity) as quantity from new group by product_id)
   update stock_item s set in_order = s.in_order + taken.quantity from taken where s.product_id = taken.product_id`,
);

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
  if (stocked.length === 0) return;
  await lockStockItems(
    em,
    stocked.map(({ productId }) => productId),
  );
  const rows = stocked.flatMap((line) => {
    const left = subtract(line.ordered, followsInvoices ? line.invoiced : line.shipped);
    // A unit may hold a fraction that no stock is counted in; a promise is rounded, what moves is not.
    const quantity = round(multiply(left, line.unitQuantity), 4);
    return isPositive(quantity) ? [{ product_id: line.productId, line_id: line.id, quantity }] : [];
  });
  await release.later(em, [agreementOf(em), orderId]);
  await reserve.later(em, [agreementOf(em), orderId, JSON.stringify(rows)]);
}

/** Releases all that the order had reserved. Locks the items of these lines. */
export async function releaseOrder(
  em: EntityManager,
  orderId: string,
  lines: readonly OrderLineProgress[],
): Promise<void> {
  await lockStockItems(
    em,
    lines.filter(({ hasInventory }) => hasInventory).map(({ productId }) => productId),
  );
  await release.later(em, [agreementOf(em), orderId]);
}

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
