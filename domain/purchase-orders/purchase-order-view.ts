import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, FilterValue, ListSpec } from '../lists.ts';
import { Order } from '../orders/order.entity.ts';
import {
  locationNumbers,
  purchaseHeadView,
  purchaseLineView,
  purchaseSummary,
} from '../purchasing/purchase-view.ts';
import type { PurchaseHeadView, PurchaseLineView, PurchaseSummary } from '../purchasing/purchase-view.ts';
import { columnIs } from '../sales/sales-list.ts';
import { vatView } from '../sales/sales-view.ts';
import type { VatView } from '../sales/sales-view.ts';
import { PurchaseOrder } from './purchase-order.entity.ts';
import { purchaseOrderLife } from './purchase-order.lifecycle.ts';
import type { PurchaseOrderAction } from './purchase-order.lifecycle.ts';
import { purchaseOrderLines, purchaseOrderTable } from './purchase-order.table.ts';

/** A purchase order in a list, in the API's dialect. */
export interface PurchaseOrderSummary extends PurchaseSummary {
  readonly is_draft: boolean;
  readonly is_sent: boolean;
  readonly is_cancelled: boolean;
  readonly is_ready_for_receiving: boolean;
  readonly is_partly_received: boolean;
  readonly is_received: boolean;
  readonly is_ready_for_invoicing: boolean;
  readonly is_partly_invoiced: boolean;
  readonly is_invoiced: boolean;
  readonly order_date: string;
  readonly sent_at: string | null;
}

/** A whole purchase order in the API's dialect. */
export interface PurchaseOrderView extends PurchaseOrderSummary, PurchaseHeadView {
  /** The sales order for which it was made. */
  readonly order_number: number | null;
  readonly lines: readonly PurchaseLineView[];
  readonly vat: readonly VatView[];
  readonly allowed_actions: readonly PurchaseOrderAction[];
}

const summaryOf = (order: PurchaseOrder): PurchaseOrderSummary => ({
  ...purchaseSummary(order),
  is_draft: order.state === 'draft',
  is_sent: order.state === 'sent',
  is_cancelled: order.state === 'cancelled',
  is_ready_for_receiving: order.receiving === 'ready',
  is_partly_received: order.receiving === 'partly',
  is_received: order.receiving === 'received',
  is_ready_for_invoicing: order.invoicing === 'ready',
  is_partly_invoiced: order.invoicing === 'partly',
  is_invoiced: order.invoicing === 'invoiced',
  order_date: order.date,
  sent_at: order.sentAt?.toISOString() ?? null,
});

/** The purchase order of an id or number with its lines. Throws `NotFound`. */
export async function purchaseOrderView(em: EntityManager, key: DocumentKey): Promise<PurchaseOrderView> {
  const order = await findDocument(em, purchaseOrderTable, key);
  const lines = await purchaseOrderLines.find(em, order.id);
  const locations = await locationNumbers(
    em,
    lines.map(({ locationId }) => locationId),
  );
  return {
    ...summaryOf(order),
    ...purchaseHeadView(order),
    order_number: await numberOfOrder(em, order.orderId),
    lines: lines.map((line) => purchaseLineView(line, locations)),
    vat: vatView(lines, order),
    allowed_actions: allowedActionsOf(purchaseOrderLife, purchaseOrderTable.standingOf(order)),
  };
}

const numberOfOrder = async (em: EntityManager, id: string | null | undefined): Promise<number | null> =>
  id
    ? ((await em.findOne(Order, { id }, { fields: ['number'], disableIdentityMap: true }))?.number ?? null)
    : null;

/** Those that were made for the sales order of that number. */
const forOrder = async (number: FilterValue, em: EntityManager): Promise<object> => {
  const order = await em.findOne(
    Order,
    { number: Number(number) },
    { fields: ['id'], disableIdentityMap: true },
  );
  return order === null ? { id: { $in: [] } } : { orderId: order.id };
};

const listSpec: ListSpec<PurchaseOrder> = {
  entity: PurchaseOrder,
  fieldOwner: 'purchase-order',
  order: ['number', 'date', 'deliveryDate', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    number: 'property',
    numberPart,
    currency: 'property',
    supplierId: naming('supplier', 'supplier'),
    orderNumber: forOrder,
    item: withItem('purchase_order_line'),
    isDraft: columnIs('state', 'draft'),
    isSent: columnIs('state', 'sent'),
    isCancelled: columnIs('state', 'cancelled'),
    isReadyForReceiving: columnIs('receiving', 'ready'),
    isPartlyReceived: columnIs('receiving', 'partly'),
    isReceived: columnIs('receiving', 'received'),
    isReadyForInvoicing: columnIs('invoicing', 'ready'),
    isPartlyInvoiced: columnIs('invoicing', 'partly'),
    isInvoiced: columnIs('invoicing', 'invoiced'),
    dateFrom: (value) => ({ date: { $gte: value } }),
    dateTo: (value) => ({ date: { $lte: value } }),
  },
  populate: ['supplier'],
};

/** One page of purchase orders, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listPurchaseOrders(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<PurchaseOrderSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
