import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { naming } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { columnIs } from '../sales/sales-list.ts';
import { deliveryView } from '../sales/sales-view.ts';
import type { DeliveryView } from '../sales/sales-view.ts';
import type { StockTracking } from '../stock/posting.ts';
import { shipmentLines } from './shipment-lines.ts';
import type { LineLocation, ShipmentLineRow } from './shipment-lines.ts';
import { Shipment } from './shipment.entity.ts';
import { shipmentLife } from './shipment.lifecycle.ts';
import type { ShipmentAction } from './shipment.lifecycle.ts';
import { shipmentTable } from './shipment.table.ts';

/** A shipment in a list, in the API's dialect. */
export interface ShipmentSummary {
  readonly id: string;
  readonly number: number;
  readonly order_number: number | null;
  readonly invoice_number: number | null;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly is_picked: boolean;
  readonly is_partly_picked: boolean;
  readonly is_shipped: boolean;
  readonly is_archived: boolean;
  readonly is_ready_for_transport: boolean;
  readonly shipped_at: string | null;
  readonly ledger_date: string | null;
  readonly layout_id: number | null;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ShipmentLineView {
  readonly id: string;
  readonly position: number;
  readonly item: { readonly number: string };
  readonly name: string;
  readonly quantity: Decimal;
  readonly picked_quantity: Decimal;
  readonly unit: { readonly number: number; readonly name: string } | null;
  /** Where it leaves from. */
  readonly location: { readonly number: number; readonly name: string } | null;
  readonly tracking: readonly StockTracking[];
}

/** A whole shipment in the API's dialect. */
export interface ShipmentView extends ShipmentSummary {
  readonly delivery_address: DeliveryView | null;
  readonly lines: readonly ShipmentLineView[];
  readonly allowed_actions: readonly ShipmentAction[];
}

const summaryOf = (shipment: Shipment): ShipmentSummary => ({
  id: shipment.id,
  number: shipment.number,
  order_number: shipment.order?.number ?? null,
  invoice_number: shipment.invoice?.number ?? null,
  customer_id: shipment.customer.number,
  customer_name: shipment.customer.name,
  is_picked: shipment.picked === 'picked',
  is_partly_picked: shipment.picked === 'partly',
  is_shipped: shipment.state === 'sent',
  is_archived: shipment.archivedAt instanceof Date,
  is_ready_for_transport: shipment.isReadyForTransport,
  shipped_at: shipment.shippedAt?.toISOString() ?? null,
  ledger_date: shipment.ledgerDate ?? null,
  layout_id: shipment.layout?.number ?? null,
  version: shipment.version,
  created_at: shipment.createdAt.toISOString(),
  updated_at: shipment.updatedAt.toISOString(),
});

const placeOf = (location: LineLocation | null) =>
  location && { number: location.number, name: location.name };

const lineOf = (line: ShipmentLineRow): ShipmentLineView => ({
  id: line.id,
  position: line.position,
  item: { number: line.item },
  name: line.description,
  quantity: plain(line.quantity),
  picked_quantity: plain(line.pickedQuantity),
  unit: line.unit,
  location: placeOf(line.from),
  tracking: line.tracking ?? [],
});

/** The shipment of an id or number with its lines. Throws `NotFound`. */
export async function shipmentView(em: EntityManager, key: DocumentKey): Promise<ShipmentView> {
  const shipment = await findDocument(em, shipmentTable, key);
  return {
    ...summaryOf(shipment),
    delivery_address: deliveryView(shipment.deliveryAddress),
    lines: (await shipmentLines(em, shipment.id)).map(lineOf),
    allowed_actions: allowedActionsOf(shipmentLife, shipmentTable.standingOf(shipment)),
  };
}

const listSpec: ListSpec<Shipment> = {
  entity: Shipment,
  fieldOwner: 'shipment',
  order: ['number', 'ledgerDate', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'ledgerDate', dateTo: 'ledgerDate' },
  filters: {
    ...archivedFilters,
    number: 'property',
    numberPart,
    isDraft: (value) => archivedFilters.isArchived(value !== true),
    dateFrom: (value) => ({ ledgerDate: { $gte: value } }),
    dateTo: (value) => ({ ledgerDate: { $lte: value } }),
    orderNumber: (value) => ({ order: { number: value } }),
    invoiceNumber: (value) => ({ invoice: { number: value } }),
    customerId: naming('customer', 'customer'),
    isPicked: columnIs('picked', 'picked'),
    isPartlyPicked: columnIs('picked', 'partly'),
    isShipped: archivedFilters.isArchived,
    isReadyForTransport: 'property',
  },
  populate: ['customer', 'order', 'invoice', 'layout'],
};

/** One page of shipments, sent ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listShipments(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<ShipmentSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
