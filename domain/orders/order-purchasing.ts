import type { EntityManager } from '@mikro-orm/postgresql';
import { recordDocumentEvent, touchDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { wordOfShares } from '../documents/shares.ts';
import { isPositive, multiply, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { holdOrder } from './order-progress.ts';
import type { Order } from './order.entity.ts';
import type { PurchasingAxis } from './order.lifecycle.ts';
import { orderTable } from './order.table.ts';

/** A line of an order that has a product, and what of it is bought for it. */
export interface LinePurchases {
  readonly id: string;
  readonly position: number;
  readonly item: string;
  readonly hasInventory: boolean;
  /** Number of the item's standard unit. */
  readonly unitNumber: number | null;
  /** Number of the supplier from whom the item comes where nothing else is said. */
  readonly supplierNumber: string | null;
  /** In the line's unit. */
  readonly ordered: Decimal;
  /** Standard units in one of the line's unit. */
  readonly unitQuantity: Decimal;
  /** On sent purchase orders, standard units; of a cancelled one, what came. */
  readonly purchased: Decimal;
  /** On drafts of purchase orders, standard units. */
  readonly onDrafts: Decimal;
}

const purchasesOf = prepare<LinePurchases>(
  'order_purchases',
  ['int', 'uuid'],
  `with bought as (
     select pl.order_line_id as id, sum(pl.quantity * pl.unit_quantity) filter (where o.state = 'draft') as open,
         sum(case o.state when 'sent' then pl.quantity * pl.unit_quantity when 'cancelled' then coalesce((
             select sum(rl.quantity * rl.unit_quantity) from receipt_line rl join receipt r on r.id = rl.receipt_id
              where rl.purchase_order_line_id = pl.id and r.state = 'received'), 0) end) as done
       from purchase_order o join purchase_order_line pl on pl.purchase_order_id = o.id
      where o.agreement_number = $1 and o.order_id = $2 group by 1)
   select l.id, l.position, p.number as item, g.has_inventory as "hasInventory", u.number as "unitNumber",
       s.number as "supplierNumber", l.quantity::text as ordered, l.unit_quantity::text as "unitQuantity",
       coalesce(b.done, 0)::text as purchased, coalesce(b.open, 0)::text as "onDrafts"
     from sales_order_line l join product p on p.id = l.product_id join product_group g on g.id = p.group_id
     left join unit u on u.id = p.unit_id
     left join supplier s on s.id = p.default_supplier_id
     left join bought b on b.id = l.id
    where l.agreement_number = $1 and l.order_id = $2
    order by l.position`,
);

/** The lines of an order that have a product, and what is bought for each: one statement. */
export const orderPurchases = (em: EntityManager, orderId: string): Promise<LinePurchases[]> =>
  purchasesOf.run(em, [agreementOf(em), orderId]);

/** What of a line is on no purchase order yet, in standard units; drafts count. */
export function leftToPurchase({ ordered, unitQuantity, purchased, onDrafts }: LinePurchases): Decimal {
  const left = subtract(multiply(ordered, unitQuantity), sum([purchased, onDrafts]));
  return isPositive(left) ? left : '0';
}

/** How much of an order is bought for it: of its stocked lines, and of others of which anything is. */
export function purchasingOf(lines: readonly LinePurchases[]): PurchasingAxis {
  const shares = lines
    .filter((line) => line.hasInventory || isPositive(sum([line.purchased, line.onDrafts])))
    .map((line) => ({
      whole: multiply(line.ordered, line.unitQuantity),
      done: line.purchased,
      open: line.onDrafts,
    }));
  return ({ none: 'not-purchased', ready: 'ready', partly: 'partly', all: 'purchased' } as const)[
    wordOfShares(shares)
  ];
}

/**
 * Locks the sales order for which a purchase order was made: always before that. Undefined where it was made for none, or
 * for one that is gone.
 */
export async function holdPurchasingOrder(
  em: EntityManager,
  key: string | number,
): Promise<Order | undefined> {
  const column = typeof key === 'string' ? 'id' : 'number';
  const [row] = await em.execute<{ id: string }[]>(
    `select s.id from purchase_order o join sales_order s on s.id = o.order_id
      where o.agreement_number = ? and o.${column} = ?`,
    [agreementOf(em), key],
  );
  return row && holdOrder(em, row.id);
}

/** An order whose purchasing another document moved, and what is still to be told of it. */
export interface MovedPurchasing {
  readonly order: Order;
  readonly before: PurchasingAxis;
}

/** Derives the purchasing axis of an order anew; it is locked by the caller. Events are appended by `tellMovedPurchasing`. */
export async function refreshPurchasing(
  em: EntityManager,
  order: Order | undefined,
  context: ActionContext,
): Promise<MovedPurchasing | undefined> {
  if (order === undefined) return undefined;
  const before = order.purchasing;
  const after = purchasingOf(await orderPurchases(em, order.id));
  if (after === before) return undefined;
  order.purchasing = after;
  touchDocument(order, context);
  await em.flush();
  return { order, before };
}

/**
 * Appends what moved an order to its events. Its workflow is not told: neither its state nor its archiving depends on what is
 * bought for it.
 */
export async function tellMovedPurchasing(
  em: EntityManager,
  moved: MovedPurchasing | undefined,
  purchaseOrder: number,
  context: ActionContext,
): Promise<void> {
  if (moved === undefined) return;
  const { order, before } = moved;
  await recordDocumentEvent(em, orderTable, order, context, {
    action: 'moved',
    before: { purchasing: before },
    after: { purchasing: order.purchasing, purchase_order_number: purchaseOrder },
  });
}
