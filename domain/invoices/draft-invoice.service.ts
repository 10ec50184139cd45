import type { EntityManager } from '@mikro-orm/postgresql';
import { dayOf, withoutNulls } from '../documents/changes.ts';
import { newId } from '../ids.ts';
import type { Offer } from '../offers/offer.entity.ts';
import { refreshOrders, tellMovedOrders } from '../orders/order-progress.ts';
import { ordersOf } from './order-link.ts';
import type { Order } from '../orders/order.entity.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { agreementOf } from '../tenant.ts';
import { draftDueDate } from '../terms/due-date.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { initialState } from './customer-invoice.lifecycle.ts';
import { invoiceState } from './invoice-events.ts';
import { checkDraft } from './invoice-input.ts';
import type { DraftInvoiceInput } from './invoice-input.ts';
import { invoiceLines } from './invoice-line-table.ts';
import { withTracking } from '../sales/line-tracking.ts';
import { newSalesDraft } from '../sales/sales-draft.ts';
import type { SalesDraft } from '../sales/sales-draft.ts';
import { linesDigest } from '../sales/sales-lines.ts';
import { lockInvoice, recordEvent, requireVersion, storeNewInvoice } from './invoice-store.ts';
import type { InvoiceContext, InvoiceKey } from './invoice-store.ts';

/**
 * Makes a draft invoice in the caller's transaction. It has its number at once, and takes from its customer what the
 * input leaves out: terms, layout, VAT zone, currency, language, delivery address and terms, our reference, EAN and attention; the
 * exchange rate comes from the register. A later change of the customer does not reach it.
 *
 * `id` names the document, so that a repeat is seen. Throws `InvalidInput`, `ReferenceNotFound`, `Barred`,
 * `CurrencyRateMissing`, each with its fields, and `AlreadyExists` where the id is taken.
 */
export async function createDraftInvoice(
  em: EntityManager,
  input: DraftInvoiceInput & { readonly id?: string },
  context: InvoiceContext,
): Promise<CustomerInvoice> {
  checkDraft(input);
  const drafted = await newSalesDraft(em, input);
  const draft = { ...drafted, lines: await withTracking(em, input.lines ?? [], drafted.lines) };
  const { invoiceDate: date, dueDate: due, ean } = input;
  return storeDraftInvoice(em, { id: input.id ?? newId(), draft, date, dueDate: due, ean }, context);
}

/** A new draft invoice as it is stored. */
export interface NewInvoice {
  readonly id: string;
  readonly draft: SalesDraft;
  /** Default: today. */
  readonly date?: string | undefined;
  readonly dueDate?: string | null | undefined;
  /** Default: that of the invoice it copies, else the customer's. */
  readonly ean?: string | null | undefined;
  /** From what it is made. */
  readonly offer?: Offer | undefined;
  readonly order?: Order | undefined;
  /** Where it is made of several orders. */
  readonly orderNumbers?: readonly number[] | undefined;
}

/** Stores a draft invoice with its lines, and appends its first event. Throws `AlreadyExists`. */
export async function storeDraftInvoice(
  em: EntityManager,
  { id, draft: { head, lines, totals, ean: copied }, offer, order, orderNumbers = [], ...own }: NewInvoice,
  context: InvoiceContext,
): Promise<CustomerInvoice> {
  const ean = own.ean === undefined ? copied : own.ean;
  const { customer } = head;
  const date = own.date ?? dayOf(context.now);
  const invoice = em.create(CustomerInvoice, {
    id,
    agreementNumber: agreementOf(em),
    kind: 'invoice',
    state: initialState,
    number: await takeNumber(em, 'customer-invoice'),
    ...head,
    date,
    dueDate: draftDueDate(head.paymentTerms, date, own.dueDate),
    ean: ean === undefined ? (customer.ean ?? null) : ean,
    offer: offer ?? null,
    order: order ?? null,
    orderNumbers: orderNumbers.length > 1 ? orderNumbers : null,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewInvoice(em, invoice);
  await invoiceLines.insert(em, invoice.id, lines, totals.lines);
  const after = withoutNulls(invoiceState(invoice, linesDigest(lines, totals)));
  await recordEvent(em, invoice, context, { action: 'create', before: null, after });
  return invoice;
}

/**
 * Deletes a draft with its lines; its number is not given again. Returns the number. Throws `NotFound`,
 * `InvalidTransition` and `EditConflict`.
 */
export async function deleteDraftInvoice(
  em: EntityManager,
  key: InvoiceKey,
  context: InvoiceContext,
  options: { readonly version?: number | undefined } = {},
): Promise<number> {
  const invoice = await lockInvoice(em, key, 'delete');
  requireVersion(invoice, options.version);
  const { id, number, kind, grossAmount, currency } = invoice;
  const orders = await ordersOf(em, invoice);
  await em.nativeDelete(CustomerInvoice, { id });
  const moved = await refreshOrders(em, orders, context);
  const before = { state: 'draft', type: kind, gross_amount: grossAmount, currency };
  await recordEvent(em, invoice, context, { action: 'delete', before, after: null });
  await tellMovedOrders(em, moved, context, { invoice_number: number });
  em.getUnitOfWork().unsetIdentity(invoice);
  return number;
}
