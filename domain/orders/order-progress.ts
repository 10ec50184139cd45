import type { EntityManager } from '@mikro-orm/postgresql';
import { recordDocumentEvent, touchDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { agreementOf } from '../tenant.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { axesOf } from './order-axes.ts';
import type { LineProgress, OrderAxes } from './order-axes.ts';
import { lockGoodsOf, reserveOrder } from './order-stock.ts';
import { Order } from './order.entity.ts';
import { orderTable } from './order.table.ts';

/** A line of an order that has a product, and what became of it. */
export interface OrderLineProgress extends LineProgress {
  readonly id: string;
  readonly position: number;
  readonly productId: string;
  /** Standard units in one of the line's unit. */
  readonly unitQuantity: Decimal;
}

const progressOf = prepare<OrderLineProgress>(
  'order_progress',
  ['int', 'uuid'],
  // Line by line through indexes: an order of thousands of lines costs so much a line, whatever the planner knows of the tables.
  `select l.id, l.position, l.product_id as "productId", l.unit_quantity::text as "unitQuantity",
       l.quantity::text as ordered, g.has_inventory as "hasInventory",
       coalesce(s.done, 0)::text as shipped, coalesce(s.open, 0)::text as "onOpenShipments",
       coalesce(i.done, 0)::text as invoiced, coalesce(i.open, 0)::text as "onDraftInvoices"
     from sales_order_line l join product p on p.id = l.product_id join product_group g on g.id = p.group_id
     left join lateral (
       select sum(sl.quantity) filter (where s.state = 'sent') as done,
           sum(sl.quantity) filter (where s.state = 'open') as open
         from shipment_line sl join shipment s on s.id = sl.shipment_id where sl.order_line_id = l.id) s on true
     left join lateral (
       select sum(il.quantity) filter (where i.state = 'booked') as done,
           sum(il.quantity) filter (where i.state = 'draft') as open
         from customer_invoice_line il join customer_invoice i on i.id = il.invoice_id and i.kind = 'invoice'
        where il.order_line_id = l.id) i on true
    where l.agreement_number = $1 and l.order_id = $2
    order by l.position`,
);

/** The lines of an order that have a product, and what became of each: one statement. */
export const orderProgress = (em: EntityManager, orderId: string): Promise<OrderLineProgress[]> =>
  progressOf.run(em, [agreementOf(em), orderId]);

/**
 * Locks an order for another document that refers to it, and reads it as the lock found it: the same object, so that what
 * refers to it still does.
 */
export async function holdOrder(em: EntityManager, id: string): Promise<Order> {
  await em.execute('select 1 from sales_order where id = ? for update', [id]);
  const populate = ['customer', 'paymentTerms', 'layout', 'employee', 'offer'] as const;
  return em.findOneOrFail(Order, { id }, { populate, strategy: 'joined', refresh: true });
}

/**
 * Orders by ids or numbers, locked in the order of their ids and read as the locks found them: the same objects. Those that
 * are not there are left out.
 */
export async function holdOrders(
  em: EntityManager,
  of: { readonly ids: readonly string[] } | { readonly numbers: readonly number[] },
): Promise<readonly Order[]> {
  const [column, type, keys] = 'ids' in of ? ['id', 'uuid', of.ids] : ['number', 'int', of.numbers];
  const rows = await em.execute<{ id: string }[]>(
    `select id from sales_order where agreement_number = ? and ${column} = any(?::${type}[]) order by id for update`,
    [agreementOf(em), `{${keys.join(',')}}`],
  );
  const populate = ['customer', 'paymentTerms', 'layout', 'employee', 'offer'] as const;
  const ids = rows.map(({ id }) => id);
  return em.find(
    Order,
    { id: { $in: ids } },
    { populate, strategy: 'joined', refresh: true, orderBy: { id: 'asc' } },
  );
}

/** An order that another document moved, and what is still to be told of it. */
export interface MovedOrder {
  readonly order: Order;
  readonly before: Pick<OrderAxes, 'delivery' | 'invoicing'>;
  /** Whether it was archived by this. */
  readonly isArchived: boolean;
}

/**
 * Derives the axes and the reservation of a sent order anew from what is on shipments and invoices, and archives it where
 * nothing more is to happen. The order is locked by the caller, and stored with the next flush. Events are appended by
 * `tellMovedOrder`, after every lock.
 */
export async function refreshOrder(
  em: EntityManager,
  order: Order,
  context: ActionContext,
): Promise<MovedOrder | undefined> {
  const before = { delivery: order.delivery, invoicing: order.invoicing };
  const lines = await orderProgress(em, order.id);
  if (order.state === 'sent') await reserveOrder(em, order.id, lines, await stockFollowsInvoices(em));
  const axes = axesOf(lines);
  const isArchived = axes.isComplete && order.state === 'sent' && !order.archivedAt;
  if (axes.delivery === before.delivery && axes.invoicing === before.invoicing && !isArchived)
    return undefined;
  order.delivery = axes.delivery;
  order.invoicing = axes.invoicing;
  if (isArchived) order.archivedAt = context.now;
  touchDocument(order, context);
  await em.flush();
  return { order, before, isArchived };
}

/** Appends what moved an order to its events; webhooks are told that it is shipped, once. */
export async function tellMovedOrder(
  em: EntityManager,
  { order, before, isArchived }: MovedOrder,
  context: ActionContext,
  by: Readonly<Record<string, number>>,
): Promise<void> {
  const { id, number, delivery, invoicing } = order;
  await recordDocumentEvent(em, orderTable, order, context, {
    action: 'moved',
    before: { ...before },
    after: { delivery, invoicing, ...(isArchived && { is_archived: true }), ...by },
  });
  if (delivery === 'sent' && before.delivery !== 'sent')
    await emitEvent(em, {
      event: 'order.shipped',
      key: number,
      keyName: 'number',
      data: { id, number, gross_amount: plain(order.grossAmount), currency: order.currency },
    });
}

/** As `refreshOrder`, of several; their items are locked together. */
export async function refreshOrders(
  em: EntityManager,
  orders: readonly Order[],
  context: ActionContext,
): Promise<readonly MovedOrder[]> {
  if (orders.length > 1) await lockGoodsOf(em, orders);
  const moved: MovedOrder[] = [];
  for (const order of orders) {
    const one = await refreshOrder(em, order, context);
    if (one) moved.push(one);
  }
  return moved;
}

/** As `tellMovedOrder`, of several. */
export async function tellMovedOrders(
  em: EntityManager,
  moved: readonly MovedOrder[],
  context: ActionContext,
  by: Readonly<Record<string, number>>,
): Promise<void> {
  for (const one of moved) await tellMovedOrder(em, one, context, by);
}
