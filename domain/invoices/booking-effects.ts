import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentId } from '../documents/document.ts';
import { idOfDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { requireAllowed } from '../documents/lifecycle.ts';
import { holdOrder, refreshOrder, tellMovedOrder } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import { orderLife } from '../orders/order.lifecycle.ts';
import { orderTable } from '../orders/order.table.ts';
import type { InvoiceHead } from './invoice-head.ts';

/** What booking an invoice does to other documents. */
export interface BookingEffects {
  readonly made: readonly DocumentId[];
  readonly moved: readonly DocumentId[];
  /** Appends the events: after every lock, so that nobody waits behind the end of the chain. */
  tell(): Promise<void>;
}

/** Of an invoice that stands alone. */
const none: BookingEffects = { made: [], moved: [], tell: () => Promise.resolve() };

/**
 * Locks the order from which a draft was made: always after the invoice itself. Nothing is asked where it was made of none.
 * Throws `InvalidTransition` where that order is cancelled.
 */
export async function holdOrderOf(em: EntityManager, invoice: InvoiceHead): Promise<Order | undefined> {
  if (invoice.order === null) return undefined;
  const order = await holdOrder(em, invoice.order.id);
  requireAllowed(orderLife, orderTable.standingOf(order), 'convertToInvoice', order.number);
  return order;
}

/** Moves on what depends on a document that was just booked. `order` is what `holdOrderOf` gave. */
export async function moveByBooking(
  em: EntityManager,
  invoice: InvoiceHead,
  order: Order | undefined,
  context: ActionContext,
): Promise<BookingEffects> {
  if (order === undefined) return none;
  const moved = await refreshOrder(em, order, context);
  return {
    made: [],
    moved: [idOfDocument(orderTable, order)],
    tell: async () => {
      if (moved) await tellMovedOrder(em, moved, context, { invoice_number: invoice.number });
    },
  };
}
