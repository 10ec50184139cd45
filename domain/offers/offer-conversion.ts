import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import { lockDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { storeDraftInvoice } from '../invoices/draft-invoice.service.ts';
import type { Order } from '../orders/order.entity.ts';
import { bookOrder } from '../orders/order-steps.service.ts';
import { storeOrder } from '../orders/order.service.ts';
import { draftOf } from '../sales/sales-copy.ts';
import type { SalesDraft } from '../sales/sales-draft.ts';
import { refuseBarredCustomer } from '../sales/sales-references.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import type { Offer } from './offer.entity.ts';
import { closeOffer } from './offer.service.ts';
import { offerLines, offerTable } from './offer.table.ts';

async function draftOfOffer(em: EntityManager, offer: Offer): Promise<SalesDraft> {
  refuseBarredCustomer(offer.customer);
  return draftOf(offer, await offerLines.find(em, offer.id), (line) => ({ offerLineId: line.id }));
}

/**
 * Accepts an offer: a new order with the same lines, a draft or booked at once. Throws `NotFound`, `InvalidTransition`,
 * `Barred`, and where it is booked `NoLines`.
 */
export async function convertOfferToOrder(
  em: EntityManager,
  key: DocumentKey,
  orderId: string,
  input: { readonly book?: boolean | undefined },
  context: ActionContext,
): Promise<{ readonly offer: Offer; readonly order: Order }> {
  const offer = await lockDocument(em, offerTable, key, 'convertToOrder');
  const draft = await draftOfOffer(em, offer);
  // Events come after every lock: where booking will reserve, the items are locked now.
  if (input.book === true)
    await lockStockItems(
      em,
      draft.lines.flatMap(({ product }) => (product?.group.hasInventory === true ? [product.id] : [])),
    );
  const stored = await storeOrder(em, { id: orderId, draft, offer }, context);
  const order = input.book === true ? await bookOrder(em, stored.id, context) : stored;
  await closeOffer(em, offer, 'convertToOrder', context, { order_number: order.number });
  return { offer, order };
}

/** Accepts an offer: a new draft invoice with the same lines. Throws `NotFound`, `InvalidTransition` and `Barred`. */
export async function convertOfferToInvoice(
  em: EntityManager,
  key: DocumentKey,
  invoiceId: string,
  context: ActionContext,
): Promise<{ readonly offer: Offer; readonly invoice: CustomerInvoice }> {
  const offer = await lockDocument(em, offerTable, key, 'convertToInvoice');
  const draft = await draftOfOffer(em, offer);
  const invoice = await storeDraftInvoice(em, { id: invoiceId, draft, offer }, context);
  await closeOffer(em, offer, 'convertToInvoice', context, { invoice_number: invoice.number });
  return { offer, invoice };
}
