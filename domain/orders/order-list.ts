import type { EntityManager } from '@mikro-orm/postgresql';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { columnIs, columnIsSet, dateFilters, salesFilters } from '../sales/sales-list.ts';
import { orderSummary } from './order-view.ts';
import type { OrderSummary } from './order-view.ts';
import { Order } from './order.entity.ts';

const listSpec: ListSpec<Order> = {
  entity: Order,
  fieldOwner: 'order',
  order: ['number', 'date', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...salesFilters('sales_order_line'),
    ...dateFilters,
    currency: 'property',
    isDraft: columnIs('state', 'draft'),
    isBooked: columnIsSet('bookedAt'),
    isCancelled: columnIs('state', 'cancelled'),
    isReadyForShipping: columnIs('delivery', 'ready'),
    isPartlyShipped: columnIs('delivery', 'partly'),
    isShipped: columnIs('delivery', 'sent'),
    isReadyForInvoicing: columnIs('invoicing', 'ready'),
    isPartlyInvoiced: columnIs('invoicing', 'partly'),
    isInvoiced: columnIs('invoicing', 'invoiced'),
    isReadyForPurchasing: columnIs('purchasing', 'ready'),
    isPartlyPurchased: columnIs('purchasing', 'partly'),
    isPurchased: columnIs('purchasing', 'purchased'),
  },
  populate: ['customer', 'offer'],
};

/** One page of orders, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listOrders(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<OrderSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(orderSummary) };
}
