import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentId } from '../documents/document.ts';
import { idOfDocument, madeDocumentId } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { requireAllowed } from '../documents/lifecycle.ts';
import { DomainError } from '../errors.ts';
import type { EventData } from '../events/event-hash.ts';
import { invalidInput } from '../field-rules.ts';
import { sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { refreshOrder, refreshOrders, tellMovedOrder, tellMovedOrders } from '../orders/order-progress.ts';
import { lockGoodsOf } from '../orders/order-stock.ts';
import type { MovedOrder } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import { orderLife } from '../orders/order.lifecycle.ts';
import { orderTable } from '../orders/order.table.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { shipInvoice, shipOrder, tellShipment } from '../shipments/create-shipment.ts';
import { holdShippedInvoice, refreshInvoice, tellMovedInvoice } from '../shipments/invoice-delivery.ts';
import { recordShipped, send } from '../shipments/send-goods.ts';
import { shipmentTable } from '../shipments/shipment.table.ts';
import { lockGoods } from '../stock/issue-goods.ts';
import type { StockTracking } from '../stock/posting.ts';
import { allNumbers } from '../stock/tracking-parts.ts';
import type { InvoiceHead } from './invoice-head.ts';
import { postInvoice, postReturn } from './invoice-stock.ts';
import { ordersOf } from './order-link.ts';
import { numbersToShip } from './shipped-numbers.ts';

/** What else booking shall do. */
export interface BookingOptions {
  /** Whether a shipment is made of it, which waits; not where invoices move the stock. */
  readonly createShipment?: boolean | undefined;
  /** Whether a shipment is made of it, picked and sent. */
  readonly markShipped?: boolean | undefined;
  /** Whether the stock counts it on the invoice date; default: today. */
  readonly useInvoiceDate?: boolean | undefined;
  /** Of a credit note: whether the goods come back to stock, and why. */
  readonly reverseInventory?: boolean | undefined;
  readonly reason?: string | null | undefined;
}

/** What booking an invoice does to other documents and to the stock. */
export interface BookingEffects {
  readonly made: readonly DocumentId[];
  readonly moved: readonly DocumentId[];
  /** What the booking's event says besides. */
  readonly after: EventData;
  /** What is below zero in stock now, in words for whoever booked it. */
  readonly warnings: readonly string[];
  /** Appends the events: after every lock, so that nobody waits behind the end of the chain. */
  tell(): Promise<void>;
}

/** Of an invoice that stands alone. */
const none: BookingEffects = {
  made: [],
  moved: [],
  after: {},
  warnings: [],
  tell: () => Promise.resolve(),
};

/**
 * Locks the orders from which a draft was made. Nothing is asked where it was made of none. Throws `InvalidTransition` where
 * one is cancelled.
 */
export async function holdOrdersOf(em: EntityManager, invoice: InvoiceHead): Promise<readonly Order[]> {
  const orders = await ordersOf(em, invoice);
  for (const order of orders)
    requireAllowed(orderLife, orderTable.standingOf(order), 'convertToInvoice', order.number);
  return orders;
}

/** A document that was just booked; `orders` are what `holdOrdersOf` gave. */
interface Booking {
  readonly invoice: InvoiceHead;
  readonly lines: readonly SalesLine[];
  readonly orders: readonly Order[];
  readonly options: BookingOptions;
}

/**
 * Moves on what depends on a document that was just booked: the order, shipments and stock. Throws `InvalidInput`,
 * `StockFollowsInvoices`, `NothingLeft`, `LocationMissing` and what `postStock` throws.
 */
export async function moveByBooking(
  em: EntityManager,
  booking: Booking,
  context: ActionContext,
): Promise<BookingEffects> {
  const { invoice, options, orders } = booking;
  refuseForeignOptions(invoice, options);
  refuseShippingSeveral(booking);
  const wantsShipment = options.createShipment === true || options.markShipped === true;
  if (invoice.kind === 'credit-note') return takeBack(em, booking, context);
  if (orders.length > 1) await lockGoodsOf(em, orders);
  if (wantsShipment) return ship(em, booking, context);
  const warnings = invoice.movesStock ? await postInvoice(em, booking, context) : [];
  const effects = orders.length === 0 ? none : await moveOrders(em, orders, invoice, context);
  return { ...effects, warnings };
}

function refuseForeignOptions(invoice: InvoiceHead, options: BookingOptions): void {
  const isCreditNote = invoice.kind === 'credit-note';
  if (options.reverseInventory === true && !isCreditNote)
    throw invalidInput({ reverse_inventory: ['Only a credit note brings goods back.'] });
  const asked = (['createShipment', 'markShipped'] as const).find((name) => options[name] === true);
  if (asked === undefined) return;
  const field = asked === 'createShipment' ? 'create_shipment' : 'mark_shipped';
  if (isCreditNote) throw invalidInput({ [field]: ['Nothing is shipped by a credit note.'] });
  if (invoice.movesStock) throw new DomainError('StockFollowsInvoices', { what: field });
}

async function moveOrders(
  em: EntityManager,
  orders: readonly Order[],
  invoice: InvoiceHead,
  context: ActionContext,
): Promise<BookingEffects> {
  const moved = await refreshOrders(em, orders, context);
  return {
    ...none,
    moved: orders.map((order) => idOfDocument(orderTable, order)),
    tell: () => tellMovedOrders(em, moved, context, { invoice_number: invoice.number }),
  };
}

/** Shipments are of one order each. */
function refuseShippingSeveral({ orders, options }: Booking): void {
  const asked = (['createShipment', 'markShipped'] as const).find((name) => options[name] === true);
  if (asked === undefined || orders.length < 2) return;
  const field = asked === 'createShipment' ? 'create_shipment' : 'mark_shipped';
  throw invalidInput({ [field]: ['The invoice was made of several orders: ship each of them.'] });
}

async function takeBack(
  em: EntityManager,
  { invoice, options }: Booking,
  context: ActionContext,
): Promise<BookingEffects> {
  if (options.reverseInventory !== true) return none;
  await postReturn(em, { invoice, options }, context);
  return { ...none, after: { inventory_reversed: true, reason: options.reason ?? null } };
}

/** Makes the shipment that was asked for, of the order where there is one, and sends it where that was asked for. */
async function ship(
  em: EntityManager,
  { invoice, lines, orders: [order], options }: Booking,
  context: ActionContext,
): Promise<BookingEffects> {
  const id = madeDocumentId(context);
  // What BOMs may be made of is locked with them: the order's items are locked first.
  if (order && options.markShipped === true) await lockGoods(em, productsOf(lines));
  const made = order
    ? await shipOrder(em, order, id, await ofInvoice(em, order, lines), context)
    : await shipAlone(em, invoice.id, id, context);
  const { shipment } = made;
  const ledgerDate = options.useInvoiceDate === true ? invoice.date : undefined;
  const sent =
    options.markShipped === true ? await send(em, shipment, { pick: true, ledgerDate }, context) : undefined;
  const movedOrder = order && joined(made.moved, sent && (await refreshOrder(em, order, context)));
  const movedInvoice = made.alone && (await refreshInvoice(em, made.alone, context));
  return {
    made: [idOfDocument(shipmentTable, shipment)],
    moved: order ? [idOfDocument(orderTable, order)] : [],
    after: { shipment_number: shipment.number },
    warnings: sent?.warnings ?? [],
    tell: async () => {
      await tellShipment(em, shipment, context);
      if (sent) await recordShipped(em, shipment, sent, context);
      if (movedOrder) await tellMovedOrder(em, movedOrder, context, { invoice_number: invoice.number });
      if (movedInvoice) await tellMovedInvoice(em, movedInvoice, context, shipment.number);
    },
  };
}

async function shipAlone(em: EntityManager, invoiceId: string, id: string, context: ActionContext) {
  const alone = await holdShippedInvoice(em, invoiceId);
  return { alone, shipment: await shipInvoice(em, alone, id, context), moved: undefined };
}

/** Two moves of one order, one after the other, as one. */
const joined = (first: MovedOrder | undefined, second: MovedOrder | undefined): MovedOrder | undefined =>
  second && first ? { ...second, before: first.before } : (second ?? first);

const productsOf = (lines: readonly SalesLine[]): string[] =>
  lines.flatMap(({ product }) => (product?.group.hasInventory === true ? [product.id] : []));

/** What an invoice holds of an order's lines. */
async function ofInvoice(em: EntityManager, order: Order, lines: readonly SalesLine[]) {
  const named = new Map<string, readonly StockTracking[]>();
  for (const { orderLineId, tracking } of lines)
    if (orderLineId !== null && tracking)
      named.set(orderLineId, allNumbers(named.get(orderLineId), tracking));
  return { limits: quantitiesOf(lines), numbers: await numbersToShip(em, order.id, named) };
}

/** Quantities of an invoice by the order's line. */
function quantitiesOf(lines: readonly SalesLine[]): ReadonlyMap<string, Decimal> {
  const quantities = new Map<string, Decimal>();
  for (const { orderLineId, quantity } of lines)
    if (orderLineId !== null)
      quantities.set(orderLineId, sum([quantities.get(orderLineId) ?? '0', quantity]));
  return quantities;
}
