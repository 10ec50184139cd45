import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentId, DocumentKey } from '../documents/document.ts';
import { lockDocument, recordDocumentEvent } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { storeDraftInvoice } from '../invoices/draft-invoice.service.ts';
import { editDraftInvoice } from '../invoices/edit-invoice.service.ts';
import { checkEdit } from '../invoices/invoice-input.ts';
import type { InvoiceEdit } from '../invoices/invoice-input.ts';
import { numbersToInvoice } from '../invoices/shipped-numbers.ts';
import { bookDraft } from '../invoices/book-draft.ts';
import { isPositive } from '../money.ts';
import type { Decimal } from '../money.ts';
import { draftOf } from '../sales/sales-copy.ts';
import { leftToInvoice } from './order-axes.ts';
import { orderProgress, refreshOrder, tellMovedOrder } from './order-progress.ts';
import { lockGoodsOf } from './order-stock.ts';
import type { Order } from './order.entity.ts';
import { orderLines, orderTable } from './order.table.ts';

/** How an order becomes an invoice. */
export interface OrderToInvoice {
  /** Whether the invoice is booked at once; default: a draft. */
  readonly book?: boolean | undefined;
  /** Only what was shipped, and of lines without inventory all; default: everything. */
  readonly onlyShipped?: boolean | undefined;
  /** Fields of the invoice's head that shall be other than the order's. */
  readonly overrides?: InvoiceEdit | undefined;
}

/** What invoicing an order came to. */
export interface InvoicedOrder {
  readonly order: Order;
  readonly invoice: DocumentId;
  /** Of an invoice that was booked: what is below zero in stock now, in words. */
  readonly warnings: readonly string[];
}

/**
 * Makes an invoice of what is on none yet, linked line by line; booked at once where that is asked for. Booking it moves the
 * order's invoicing axis, and archives the order where it was the last of it. Throws `NotFound`, `InvalidTransition`,
 * `NothingLeft`, and what editing and booking an invoice throw.
 */
export async function invoiceOrder(
  em: EntityManager,
  key: DocumentKey,
  invoiceId: string,
  input: OrderToInvoice,
  context: ActionContext,
): Promise<InvoicedOrder> {
  const order = await lockDocument(em, orderTable, key, 'convertToInvoice');
  const progress = await orderProgress(em, order.id);
  const left = new Map(progress.map((line) => [line.id, leftToInvoice(line, input.onlyShipped === true)]));
  return invoiceQuantities(em, order, { id: invoiceId, left, input }, context);
}

/** An invoice that is made of an order that the caller has locked: of each line the quantity that `left` gives. */
interface InvoiceOfOrder {
  readonly id: string;
  readonly left: ReadonlyMap<string, Decimal>;
  readonly input: OrderToInvoice;
  /** The shipment whose batch and serial numbers it takes over; default: all that was sent. */
  readonly shipmentId?: string | undefined;
}

/** As `invoiceOrder`, of the quantities given. */
export async function invoiceQuantities(
  em: EntityManager,
  order: Order,
  { id, left, input, shipmentId }: InvoiceOfOrder,
  context: ActionContext,
): Promise<InvoicedOrder> {
  const { book, overrides } = input;
  if (overrides) checkEdit(overrides);
  const lines = await orderLines.find(em, order.id);
  const numbersOf = await numbersToInvoice(em, order.id, shipmentId);
  const draft = draftOf(order, lines, (line) => {
    if (!line.product) return { orderLineId: line.id };
    const quantity = left.get(line.id) ?? '0';
    if (!isPositive(quantity)) return undefined;
    return { quantity, orderLineId: line.id, tracking: numbersOf(line.id, quantity) };
  });
  if (!draft.lines.some((line) => line.product))
    throw new DomainError('NothingLeft', { what: `Order ${order.number}`, action: 'invoice' });
  // Events come after every lock: the order's items are locked now, for its reservation and for a booking that moves them.
  await lockGoodsOf(em, [order]);
  const { ean } = order.customer;
  const invoice = await storeDraftInvoice(em, { id, draft, order, ean: ean ?? null }, context);
  if (overrides && Object.keys(overrides).length > 0) await editDraftInvoice(em, id, overrides, context);
  const made = { kind: 'customer-invoice', id, number: invoice.number } as const;
  const moved = await refreshOrder(em, order, context);
  await recordDocumentEvent(em, orderTable, order, context, {
    action: 'convertToInvoice',
    before: null,
    after: { invoice_number: made.number, invoicing: order.invoicing },
  });
  if (moved) await tellMovedOrder(em, moved, context, { invoice_number: made.number });
  const warnings = book === true ? (await bookDraft(em, id, {}, context)).warnings : [];
  return { order, invoice: made, warnings };
}
