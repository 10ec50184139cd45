import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import { lockDocument, recordDocumentEvent, storeNewDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import type { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { compare, equal, isPositive, least, multiply, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { orderProgress, refreshOrder, tellMovedOrder } from '../orders/order-progress.ts';
import type { MovedOrder, OrderLineProgress } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import { orderTable, orderLines } from '../orders/order.table.ts';
import type { StockTracking } from '../stock/posting.ts';
import { trackedQuantity } from '../stock/tracking-parts.ts';
import { agreementOf } from '../tenant.ts';
import { holdShippedInvoice, invoiceProgress, refreshInvoice, tellMovedInvoice } from './invoice-delivery.ts';
import { insertShipmentLines } from './shipment-lines.ts';
import type { NewShipmentLine } from './shipment-lines.ts';
import { Shipment } from './shipment.entity.ts';
import { shipmentTable } from './shipment.table.ts';

/** What of a line is on no shipment yet. */
export function leftToShip(
  line: Pick<OrderLineProgress, 'ordered' | 'shipped' | 'onOpenShipments'>,
): Decimal {
  const left = subtract(line.ordered, sum([line.shipped, line.onOpenShipments]));
  return isPositive(left) ? left : '0';
}

/** A shipment that was just made of an order. */
export interface ShipmentOfOrder {
  readonly order: Order;
  readonly shipment: Shipment;
}

/**
 * Makes a shipment of what is on none yet of a booked order. Throws `NotFound`, `InvalidTransition` (not booked, or fully
 * shipped) and `NothingLeft`.
 */
export async function createOrderShipment(
  em: EntityManager,
  key: DocumentKey,
  shipmentId: string,
  context: ActionContext,
): Promise<ShipmentOfOrder> {
  const order = await lockDocument(em, orderTable, key, 'createShipment');
  const { shipment, moved } = await shipOrder(em, order, shipmentId, {}, context);
  await tellShipment(em, shipment, context);
  if (moved) await tellMovedOrder(em, moved, context, { shipment_number: shipment.number });
  return { order, shipment };
}

/** A new shipment of an order, and how it moved the order; nothing is told yet. */
interface OrderShipped {
  readonly shipment: Shipment;
  readonly moved: MovedOrder | undefined;
  /** The invoice, where it is made of one. */
  readonly alone?: undefined;
}

/** What a shipment of an order holds, by the order's line. */
interface ShippedOfOrder {
  /** At most so much of each; default: all that is left. */
  readonly limits?: ReadonlyMap<string, Decimal>;
  /** Batch or serial numbers, where they are known already. */
  readonly numbers?: ReadonlyMap<string, readonly StockTracking[]>;
}

/** The numbers, where they are those of the whole quantity; else they are chosen when the shipment is picked. */
const wholeNumbers = (
  quantity: Decimal,
  unitQuantity: Decimal,
  numbers: readonly StockTracking[] | null | undefined,
): readonly StockTracking[] | null =>
  numbers && equal(trackedQuantity(numbers), multiply(quantity, unitQuantity)) ? numbers : null;

/**
 * Stores a shipment of an order that the caller has locked: of what is left, at most the quantities of `limits` where they
 * are given. Throws `NothingLeft`. The events are the caller's, after every lock.
 */
export async function shipOrder(
  em: EntityManager,
  order: Order,
  shipmentId: string,
  { limits, numbers }: ShippedOfOrder,
  context: ActionContext,
): Promise<OrderShipped> {
  const progress = new Map((await orderProgress(em, order.id)).map((line) => [line.id, line]));
  const rows = (await orderLines.find(em, order.id)).flatMap((line): NewShipmentLine[] => {
    const of = progress.get(line.id);
    if (of?.hasInventory !== true || !line.product) return [];
    const left = leftToShip(of);
    const quantity = limits === undefined ? left : least(left, limits.get(line.id) ?? '0');
    if (!isPositive(quantity)) return [];
    const { unitQuantity } = of;
    const { locationId } = line;
    const tracking = wholeNumbers(quantity, unitQuantity, numbers?.get(line.id));
    const source = { orderLineId: line.id, invoiceLineId: null, unitQuantity, locationId, tracking };
    return [lineOf(line, { productId: line.product.id, quantity, ...source })];
  });
  if (rows.length === 0)
    throw new DomainError('NothingLeft', { what: `Order ${order.number}`, action: 'ship' });
  const shipment = await store(em, shipmentId, { order }, context);
  await insertShipmentLines(em, shipment.id, rows);
  return { shipment, moved: await refreshOrder(em, order, context) };
}

interface SourceLine {
  readonly description: string;
  readonly unit: { readonly id: string } | null;
}

const lineOf = (line: SourceLine, of: Omit<NewShipmentLine, 'description' | 'unitId'>): NewShipmentLine => ({
  ...of,
  description: line.description,
  unitId: line.unit?.id ?? null,
});

/**
 * Stores a shipment of what is on none yet of a booked invoice that stands alone and that the caller has locked. Throws
 * `NothingLeft`. The events are the caller's.
 */
export async function shipInvoice(
  em: EntityManager,
  invoice: CustomerInvoice,
  shipmentId: string,
  context: ActionContext,
): Promise<Shipment> {
  const rows = (await invoiceProgress(em, invoice.id)).flatMap((line): NewShipmentLine[] => {
    const quantity = leftToShip(line);
    if (compare(quantity, '0') <= 0) return [];
    const tracking = wholeNumbers(quantity, line.unitQuantity, line.tracking);
    return [{ ...line, orderLineId: null, invoiceLineId: line.id, locationId: null, quantity, tracking }];
  });
  if (rows.length === 0)
    throw new DomainError('NothingLeft', { what: `Invoice ${invoice.number}`, action: 'ship' });
  const shipment = await store(em, shipmentId, { invoice }, context);
  await insertShipmentLines(em, shipment.id, rows);
  return shipment;
}

async function store(
  em: EntityManager,
  id: string,
  source: { readonly order?: Order; readonly invoice?: CustomerInvoice },
  context: ActionContext,
): Promise<Shipment> {
  const of = source.order ?? source.invoice;
  if (of === undefined) throw new Error('A shipment is of an order or of an invoice.');
  const shipment = em.create(Shipment, {
    id,
    agreementNumber: agreementOf(em),
    state: 'open',
    number: await takeNumber(em, 'shipment'),
    order: source.order ?? null,
    invoice: source.invoice ?? null,
    customer: of.customer,
    deliveryAddress: of.deliveryAddress ?? null,
    layout: of.layout ?? null,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewDocument(em, shipmentTable, shipment);
  return shipment;
}

/** Appends the first event of a shipment. */
export async function tellShipment(
  em: EntityManager,
  shipment: Shipment,
  context: ActionContext,
): Promise<void> {
  const source = shipment.order
    ? { order_number: shipment.order.number }
    : { invoice_number: shipment.invoice?.number ?? 0 };
  await recordDocumentEvent(em, shipmentTable, shipment, context, {
    action: 'create',
    before: null,
    after: { state: 'open', ...source },
  });
}

/**
 * Makes a shipment of what is on none yet of a booked invoice that stands alone. Throws `NotFound`, `InvalidTransition`
 * (a draft, a credit note) and `NothingLeft`; `InvalidInput` for one made from an order, whose goods the order ships.
 */
export async function createInvoiceShipment(
  em: EntityManager,
  invoiceId: string,
  shipmentId: string,
  context: ActionContext,
): Promise<{ readonly shipment: Shipment; readonly invoice: CustomerInvoice }> {
  const invoice = await holdShippedInvoice(em, invoiceId);
  refuseUnshippable(invoice);
  const shipment = await shipInvoice(em, invoice, shipmentId, context);
  const moved = await refreshInvoice(em, invoice, context);
  await tellShipment(em, shipment, context);
  if (moved) await tellMovedInvoice(em, moved, context, shipment.number);
  return { shipment, invoice };
}

/** Throws where nothing can be shipped of an invoice. */
export function refuseUnshippable(
  invoice: Pick<CustomerInvoice, 'kind' | 'state' | 'number'> & {
    readonly order?: { readonly number: number } | null | undefined;
  },
): void {
  if (invoice.order)
    throw invalidInput({ number: [`The goods are shipped by order ${invoice.order.number}.`] });
  if (invoice.kind === 'invoice' && invoice.state === 'booked') return;
  const reason = invoice.kind === 'credit-note' ? 'Nothing is shipped by a credit note.' : 'It is draft.';
  const what = `${invoice.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${invoice.number}`;
  const params = { what, state: invoice.state, action: 'createShipment', allowed: 'book' };
  throw new DomainError('InvalidTransition', params, { errors: { action: [reason] } });
}
