/** Supplier invoices that are made of purchase orders, and credit notes of supplier invoices. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import { holdDocument, lockDocument, recordDocumentEvent } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { invalidInput, optional } from '../field-rules.ts';
import { tracking as trackingRule } from '../internal-documents/line-rules.ts';
import { compare, isPositive, negate, plain, subtract } from '../money.ts';
import type { Decimal } from '../money.ts';
import {
  leftOf,
  purchaseProgress,
  refreshPurchaseOrder,
  tellMovedPurchaseOrder,
} from '../purchase-orders/purchase-order-progress.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseOrderLines, purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { purchaseCopyOf } from '../purchasing/purchase-draft.ts';
import { withTracking } from '../sales/line-tracking.ts';
import type { TrackedLineInput } from '../sales/line-tracking.ts';
import { positive } from '../sales/sales-input.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { bookSupplierInvoice } from './book-supplier-invoice.service.ts';
import { creditedOf } from './credit-left.ts';
import { numbersToCredit, numbersToInvoice } from './received-numbers.ts';
import type { SupplierInvoice } from './supplier-invoice.entity.ts';
import { storeSupplierInvoice } from './supplier-invoice.service.ts';
import { supplierInvoiceLines, supplierInvoiceTable } from './supplier-invoice.table.ts';

/**
 * Makes a supplier invoice of what is on none yet, drafts counted, linked line by line; booked at once unless `book` is
 * false. Throws `NotFound`, `InvalidTransition`, `NothingLeft` and what booking throws.
 */
export async function invoicePurchaseOrder(
  em: EntityManager,
  key: DocumentKey,
  id: string,
  input: { readonly book?: boolean | undefined },
  context: ActionContext,
): Promise<{ readonly order: PurchaseOrder; readonly invoice: SupplierInvoice }> {
  const order = await lockDocument(em, purchaseOrderTable, key, 'convertToInvoice');
  const progress = await purchaseProgress(em, order.id);
  const left = new Map(
    progress.map((line) => [line.id, leftOf(line.ordered, line.invoiced, line.onDraftInvoices)]),
  );
  const numbersOf = await numbersToInvoice(em, order.id);
  const lines = (await purchaseOrderLines.find(em, order.id)).flatMap((line) => {
    const quantity = line.product ? (left.get(line.id) ?? '0') : '0';
    const links = { purchaseOrderLineId: line.product ? line.id : null, orderLineId: null };
    if (line.product !== null && !isPositive(quantity)) return [];
    return [{ ...line, quantity, ...links, tracking: numbersOf({ ...line, quantity }) }];
  });
  if (!lines.some(({ product }) => product))
    throw new DomainError('NothingLeft', { what: `Purchase order ${order.number}`, action: 'invoice' });
  // Events come after every lock.
  const stocked = lines.flatMap(({ product }) => (product?.group.hasInventory === true ? [product.id] : []));
  if (stocked.length > 0) await lockStockItems(em, stocked);
  const draft = purchaseCopyOf(order, lines);
  const invoice = await storeSupplierInvoice(em, { id, kind: 'invoice', draft, own: {}, order }, context);
  const moved = await refreshPurchaseOrder(em, order, context);
  const by = { supplier_invoice_number: invoice.number };
  await recordDocumentEvent(em, purchaseOrderTable, order, context, {
    action: 'convertToInvoice',
    before: null,
    after: { ...by, invoicing: order.invoicing },
  });
  await tellMovedPurchaseOrder(em, moved, context, by);
  if (input.book === false) return { order, invoice };
  const booked = await bookSupplierInvoice(em, id, {}, context);
  return { order: booked.order ?? order, invoice: booked.invoice };
}

/** A line that is credited: by its position, how much of it (default: all that is left), and which numbers of it. */
interface CreditLineInput extends TrackedLineInput {
  readonly position: number;
  /** More than 0. */
  readonly quantity?: Decimal | undefined;
}

/** What is credited of a booked supplier invoice. */
export interface SupplierCreditInput {
  /** Default: all lines. */
  readonly lines?: readonly CreditLineInput[] | undefined;
  readonly reverseInventory?: boolean | undefined;
  readonly reason?: string | null | undefined;
}

/**
 * Makes a draft credit note of a booked invoice: chosen lines with negative quantities at the invoice's prices. Throws
 * `NotFound`, `InvalidTransition` (a draft, a credit note), `InvalidInput` and `CreditExceedsInvoice`.
 */
export async function creditSupplierInvoice(
  em: EntityManager,
  id: string,
  number: number,
  input: SupplierCreditInput,
  context: ActionContext,
): Promise<SupplierInvoice> {
  const credited = await holdDocument(em, supplierInvoiceTable, number);
  if (credited.state !== 'booked' || credited.kind !== 'invoice')
    throw new DomainError('InvalidTransition', {
      ...{ what: `Supplier invoice ${number}`, action: 'createCreditNote', allowed: 'nothing' },
      state: credited.kind === 'invoice' ? credited.state : credited.kind,
    });
  const source = await supplierInvoiceLines.find(em, credited.id);
  const taken = await creditedOf(em, credited.id);
  const asked = wantedOf(input, source.length);
  const numbersOf = await numbersToCredit(em, credited.id, source);
  const made = source.flatMap((line) => {
    const wanted = asked?.get(line.position);
    if (!line.product || (asked && !wanted)) return [];
    const left = subtract(line.quantity, taken.get(line.id) ?? '0');
    const quantity = wanted?.quantity ?? left;
    if (compare(quantity, left) > 0)
      throw new DomainError('CreditExceedsInvoice', { line: line.position, left: plain(left) });
    if (!isPositive(quantity)) return [];
    const links = { purchaseOrderLineId: null, creditedLineId: line.id };
    const back = { ...line, quantity: negate(quantity), ...links };
    return [{ line: { ...back, tracking: numbersOf(back, left) }, input: wanted ?? {} }];
  });
  const lines = await withTracking(
    em,
    made.map(({ input }) => input),
    made.map(({ line }) => line),
    (at) => `lines.${input.lines?.findIndex((one) => one === made[at]?.input) ?? at}.tracking`,
  );
  if (lines.length === 0)
    throw new DomainError('NothingLeft', { what: `Supplier invoice ${number}`, action: 'credit' });
  const own = { reverseInventory: input.reverseInventory, reason: input.reason };
  const draft = purchaseCopyOf(credited, lines);
  return storeSupplierInvoice(em, { id, kind: 'credit-note', draft, own, credited }, context);
}

function wantedOf(
  { lines }: SupplierCreditInput,
  count: number,
): ReadonlyMap<number, CreditLineInput> | undefined {
  if (lines === undefined) return undefined;
  for (const [at, { position, quantity, tracking }] of lines.entries()) {
    const numbers = optional(trackingRule)(tracking);
    if (numbers !== undefined) throw invalidInput({ [`lines.${at}.tracking`]: [`tracking ${numbers}.`] });
    const fault = quantity === undefined ? undefined : positive(4)(quantity);
    if (fault !== undefined) throw invalidInput({ [`lines.${at}.quantity`]: [`quantity ${fault}.`] });
    if (position > count || lines.findIndex((line) => line.position === position) !== at)
      throw invalidInput({ [`lines.${at}.position`]: [`position ${position} is no line, or named twice.`] });
  }
  return new Map(lines.map((line) => [line.position, line]));
}
