import type { EntityManager } from '@mikro-orm/postgresql';
import { dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import { recordDocumentEvent, touchDocument, withoutLines } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import type { EventData } from '../events/event-hash.ts';
import { invalidInput } from '../field-rules.ts';
import { refreshPurchaseOrder, tellMovedPurchaseOrder } from '../purchase-orders/purchase-order-progress.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import type { Receipt } from '../receipts/receipt.entity.ts';
import { receiptTable } from '../receipts/receipt.table.ts';
import { registerParty, termsOf } from '../sales/sales-draft.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { agreementOf } from '../tenant.ts';
import { dueDate } from '../terms/due-date.ts';
import { correctReceived, notReceived, receiveInvoiced } from './booking-stock.ts';
import { freeCredited, matchInvoice } from './matching.ts';
import { returnGoods } from './return-goods.ts';
import type { SupplierInvoice } from './supplier-invoice.entity.ts';
import { lockSupplierInvoice } from './supplier-invoice.service.ts';
import { supplierInvoiceLines, supplierInvoiceTable } from './supplier-invoice.table.ts';
import type { SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

/** How a supplier invoice is booked. */
export interface BookSupplierInvoice {
  /** Whether what came on no receipt yet comes in with it; default no. */
  readonly markReceived?: boolean | undefined;
  /** Whether the stock counts it on the invoice date; default: today, UTC. */
  readonly useInvoiceDate?: boolean | undefined;
}

/** What booking came to. */
export interface BookedSupplierInvoice {
  readonly invoice: SupplierInvoice;
  readonly order: PurchaseOrder | null;
  readonly receipt: Receipt | undefined;
}

/**
 * Books a draft and fixes what its goods cost: those that came at another price are corrected; what came on no receipt comes
 * in where `markReceived` says so, or where invoices move the stock. A credit note's goods go back where it says so; else they
 * stay, and can be invoiced anew. Throws `NotFound`, `InvalidTransition`, `NoLines`, `InvalidInput` (`use_invoice_date` with a
 * date to come, `mark_received` of a credit note), `DueDateMissing`, `ReceiptOpen` (what `markReceived` would bring in is on an
 * open receipt), `FreightNotAllocatable`, `ReceivingLocationMissing` and what `postStock` throws.
 */
export async function bookSupplierInvoice(
  em: EntityManager,
  key: DocumentKey,
  input: BookSupplierInvoice,
  context: ActionContext,
): Promise<BookedSupplierInvoice> {
  const { invoice, order } = await lockSupplierInvoice(em, key, 'book');
  const lines = await supplierInvoiceLines.find(em, invoice.id);
  if (!lines.some((line) => line.product))
    throw withoutLines(
      `${supplierInvoiceTable.life.nameOf(supplierInvoiceTable.standingOf(invoice))} ${invoice.number}`,
    );
  const ledgerDate = ledgerDateOf(invoice, input, context);
  let receipt: Receipt | undefined;
  if (invoice.kind === 'invoice')
    receipt = await moveGoods(em, { invoice, order, lines }, { ...input, ledgerDate }, context);
  else await giveBack(em, { invoice, order, lines }, { ...input, ledgerDate }, context);
  invoice.party ??= registerParty(invoice.supplier);
  invoice.terms ??= termsOf(invoice.paymentTerms);
  invoice.dueDate ??= dueDateAtBooking(invoice);
  Object.assign(invoice, { state: 'booked', bookedAt: context.now, bookedBy: context.actor });
  invoice.archivedAt = context.now;
  touchDocument(invoice, context);
  await em.flush();
  const moved = order ? await refreshPurchaseOrder(em, order, context) : undefined;
  const by = { supplier_invoice_number: invoice.number };
  await recordDocumentEvent(em, supplierInvoiceTable, invoice, context, {
    action: 'book',
    before: { state: 'draft' },
    after: {
      ...{
        state: 'booked',
        is_archived: true,
        gross_amount: invoice.grossAmount,
        currency: invoice.currency,
      },
      ...(receipt && { receipt_number: receipt.number }),
    },
  });
  if (receipt) await tellReceipt(em, receipt, by, context);
  await tellMovedPurchaseOrder(em, moved, context, by);
  return { invoice, order, receipt };
}

/** A receipt that an invoice brought is made and received at once: both are told. */
async function tellReceipt(
  em: EntityManager,
  receipt: Receipt,
  by: EventData,
  context: ActionContext,
): Promise<void> {
  const made = { action: 'create', before: null, after: { state: 'open', ...by } } as const;
  await recordDocumentEvent(em, receiptTable, receipt, context, made);
  await recordDocumentEvent(em, receiptTable, receipt, context, {
    action: 'receive',
    before: { state: 'open' },
    after: { state: receipt.state, ledger_date: receipt.ledgerDate ?? null, is_archived: true },
  });
}

/** A credit note is due at once where its terms would ask for a typed date. */
const dueDateAtBooking = ({ kind, paymentTerms, date }: SupplierInvoice): string | null =>
  dueDate(paymentTerms, date, kind === 'credit-note' ? date : null);

function ledgerDateOf(
  invoice: SupplierInvoice,
  { useInvoiceDate }: BookSupplierInvoice,
  context: ActionContext,
): string {
  const today = dayOf(context.now);
  if (useInvoiceDate !== true) return today;
  if (invoice.date > today)
    throw invalidInput({ use_invoice_date: [`The invoice date ${invoice.date} lies in the future.`] });
  return invoice.date;
}

interface Booking {
  readonly invoice: SupplierInvoice;
  readonly order: PurchaseOrder | null;
  readonly lines: readonly SupplierInvoiceLineRow[];
}
type Effect = BookSupplierInvoice & { readonly ledgerDate: string };

async function moveGoods(
  em: EntityManager,
  { invoice, order, lines }: Booking,
  { markReceived = false, ledgerDate }: Effect,
  context: ActionContext,
): Promise<Receipt | undefined> {
  if (markReceived && order) await refuseOpenReceipts(em, order, lines);
  const movesStock = await stockFollowsInvoices(em);
  const matches = await matchInvoice(
    em,
    lines.map(({ id, purchaseOrderLineId: orderLineId, quantity }) => ({ id, orderLineId, quantity })),
    { movesStock },
  );
  await correctReceived(em, invoice, matches, ledgerDate, context);
  if (!movesStock && !markReceived) return undefined;
  const rest = await notReceived(em, lines, matches);
  // Where receipts moved no stock all of it comes in now, and receives the order only where that is asked for.
  const received = markReceived ? order : null;
  return receiveInvoiced(em, invoice, { lines: rest, order: received, ledgerDate }, context);
}

/** What an open receipt still brings would come in twice. The order is locked, so that none is received or made meanwhile. */
async function refuseOpenReceipts(
  em: EntityManager,
  order: PurchaseOrder,
  lines: readonly SupplierInvoiceLineRow[],
): Promise<void> {
  const items = lines.flatMap(({ product }) => (product?.group.hasInventory === true ? [product.id] : []));
  const [open] = await em.execute<{ number: number }[]>(
    `select r.number from receipt r where r.agreement_number = ? and r.purchase_order_id = ? and r.state = 'open'
        and exists (select from receipt_line l where l.receipt_id = r.id and l.product_id = any(?::uuid[]))
      order by r.number limit 1`,
    [agreementOf(em), order.id, `{${items.join(',')}}`],
  );
  if (open) throw new DomainError('ReceiptOpen', { receipt: open.number, order: order.number });
}

async function giveBack(
  em: EntityManager,
  { invoice, lines }: Booking,
  { markReceived, ledgerDate }: Effect,
  context: ActionContext,
): Promise<void> {
  if (markReceived === true)
    throw invalidInput({
      mark_received: ['A credit note brings no goods; reverse_inventory sends them back.'],
    });
  if (invoice.reversesInventory) await returnGoods(em, invoice, lines, ledgerDate, context);
  else if (invoice.creditedInvoice)
    await correctReceived(em, invoice, await freeCredited(em, lines), ledgerDate, context);
}
