import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { lineView, salesHeadView, salesSummary, vatView } from '../sales/sales-view.ts';
import type { SalesHeadView, SalesLineView, SalesSummary, VatView } from '../sales/sales-view.ts';
import { locationsOf } from './line-locations.ts';
import type { LocationView } from './line-locations.ts';
import { orderProgress } from './order-progress.ts';
import type { OrderLineProgress } from './order-progress.ts';
import type { Order } from './order.entity.ts';
import { orderLife } from './order.lifecycle.ts';
import type { DeliveryAxis, InvoicingAxis, OrderAction, PurchasingAxis } from './order.lifecycle.ts';
import { orderLines, orderTable } from './order.table.ts';

/** The delivery axis in the dialect's booleans. */
export interface DeliveryFlags {
  readonly delivery_status: DeliveryAxis;
  readonly is_ready_for_shipping: boolean;
  readonly is_partly_shipped: boolean;
  readonly is_shipped: boolean;
}

export const deliveryFlags = (delivery: DeliveryAxis): DeliveryFlags => ({
  delivery_status: delivery,
  is_ready_for_shipping: delivery === 'ready',
  is_partly_shipped: delivery === 'partly',
  is_shipped: delivery === 'sent',
});

/** An order in a list, in the API's dialect. */
export interface OrderSummary extends SalesSummary, DeliveryFlags {
  readonly is_draft: boolean;
  readonly is_booked: boolean;
  readonly is_cancelled: boolean;
  readonly invoicing_status: InvoicingAxis;
  readonly is_ready_for_invoicing: boolean;
  readonly is_partly_invoiced: boolean;
  readonly is_invoiced: boolean;
  readonly purchasing_status: PurchasingAxis;
  readonly is_ready_for_purchasing: boolean;
  readonly is_partly_purchased: boolean;
  readonly is_purchased: boolean;
  readonly order_date: string;
  readonly booked_at: string | null;
  readonly offer_number: number | null;
}

/** A line of an order, and what became of it. */
export interface OrderLineView extends SalesLineView {
  readonly location: LocationView | null;
  readonly shipped_quantity: Decimal;
  readonly invoiced_quantity: Decimal;
}

/** A whole order in the API's dialect. */
export interface OrderView extends OrderSummary, SalesHeadView {
  readonly lines: readonly OrderLineView[];
  readonly vat: readonly VatView[];
  readonly allowed_actions: readonly OrderAction[];
}

export const orderSummary = (order: Order): OrderSummary => ({
  ...salesSummary(order),
  is_draft: order.state === 'draft',
  is_booked: order.bookedAt instanceof Date,
  is_cancelled: order.state === 'cancelled',
  ...deliveryFlags(order.delivery),
  invoicing_status: order.invoicing,
  is_ready_for_invoicing: order.invoicing === 'ready',
  is_partly_invoiced: order.invoicing === 'partly',
  is_invoiced: order.invoicing === 'invoiced',
  purchasing_status: order.purchasing,
  is_ready_for_purchasing: order.purchasing === 'ready',
  is_partly_purchased: order.purchasing === 'partly',
  is_purchased: order.purchasing === 'purchased',
  order_date: order.date,
  booked_at: order.bookedAt?.toISOString() ?? null,
  offer_number: order.offer?.number ?? null,
});

const orderLineView = (
  line: SalesLine,
  of: OrderLineProgress | undefined,
  location: LocationView | undefined,
): OrderLineView => ({
  ...lineView(line),
  location: location ?? null,
  shipped_quantity: plain(of?.shipped ?? '0'),
  invoiced_quantity: plain(of?.invoiced ?? '0'),
});

/** The order of an id or number with its lines. Throws `NotFound`. */
export async function orderView(em: EntityManager, key: DocumentKey): Promise<OrderView> {
  const order = await findDocument(em, orderTable, key);
  const { lines, views } = await viewedLines(em, order.id);
  return {
    ...orderSummary(order),
    ...salesHeadView(order),
    lines: views,
    vat: vatView(lines, order),
    allowed_actions: allowedActionsOf(orderLife, orderTable.standingOf(order)),
  };
}

/** The lines of an order. Throws `NotFound`. */
export async function orderLineViews(em: EntityManager, key: DocumentKey): Promise<readonly OrderLineView[]> {
  const order = await findDocument(em, orderTable, key);
  return (await viewedLines(em, order.id)).views;
}

async function viewedLines(
  em: EntityManager,
  orderId: string,
): Promise<{ readonly lines: readonly SalesLine[]; readonly views: readonly OrderLineView[] }> {
  const lines = await orderLines.find(em, orderId);
  const progress = new Map((await orderProgress(em, orderId)).map((line) => [line.id, line]));
  const locations = await locationsOf(em, lines);
  const views = lines.map((line) =>
    orderLineView(line, progress.get(line.id), locations.get(line.locationId ?? '')),
  );
  return { lines, views };
}
