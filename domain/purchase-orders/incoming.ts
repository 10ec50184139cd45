import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { agreementOf } from '../tenant.ts';

/** What a line of a sent purchase order still brings: standard units, more than 0. */
export interface Incoming {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: Decimal;
}

const release = prepare(
  'release_purchase',
  ['int', 'uuid'],
  `with old as (
     delete from stock_reservation
      where agreement_number = $1 and document_id = $2 and kind = 'purchased' returning product_id, quantity),
   freed as (select product_id, sum(quantity) as quantity from old group by product_id)
   update stock_item s set purchased = s.purchased - freed.quantity from freed where s.product_id = freed.product_id`,
);

const expect = prepare(
  'expect_purchase',
  ['int', 'uuid', 'jsonb'],
  `with new as (
     insert into stock_reservation (id, agreement_number, kind, product_id, document_kind, document_id, line_id, quantity)
     select gen_random_uuid(), $1, 'purchased', n.product_id, 'purchase-order', $2, n.line_id, n.quantity
       from jsonb_to_recordset($3) as n (product_id uuid, line_id uuid, quantity numeric)
     returning product_id, quantity),
   added as (select product_id, sum(quantity) as quantity from new group by product_id)
   update stock_item s set purchased = s.purchased + added.quantity from added where s.product_id = added.product_id`,
);

/**
 * Keeps what a purchase order still brings of each item (`purchased_quantity`), in place of what it brought before. Locks
 * `productIds`: every stocked item of the order.
 */
export async function expectGoods(
  em: EntityManager,
  purchaseOrderId: string,
  productIds: readonly string[],
  incoming: readonly Incoming[],
): Promise<void> {
  if (productIds.length === 0) return;
  await lockStockItems(em, productIds);
  await release.later(em, [agreementOf(em), purchaseOrderId]);
  if (incoming.length === 0) return;
  const rows = incoming.map(({ lineId, productId, quantity }) => ({
    line_id: lineId,
    product_id: productId,
    quantity,
  }));
  await expect.later(em, [agreementOf(em), purchaseOrderId, JSON.stringify(rows)]);
}
