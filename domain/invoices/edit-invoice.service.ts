import type { EntityManager } from '@mikro-orm/postgresql';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { equal } from '../money.ts';
import { refreshOrders, tellMovedOrders } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import { ordersOf, relinkLines } from './order-link.ts';
import { creditLines, refuseDateBeforeInvoice } from './credit-note.service.ts';
import { lockCredited } from './credit-left.ts';
import type { CustomerInvoice } from './customer-invoice.entity.ts';
import { invoiceState } from './invoice-events.ts';
import { changedFields } from '../documents/changes.ts';
import { checkEdit } from './invoice-input.ts';
import type { InvoiceEdit } from './invoice-input.ts';
import { invoiceLines } from './invoice-line-table.ts';
import type { SalesLine, LineContent } from '../sales/sales-line-rows.ts';
import { checkCollectionToAdd, storeAddedLines, withCollection } from '../sales/add-collection.ts';
import type { CollectionToAdd } from '../sales/add-collection.ts';
import { withTracking } from '../sales/line-tracking.ts';
import { editSalesHead } from '../sales/sales-draft.ts';
import { linesDigest, resolveLines, totalsOf, withVatOf } from '../sales/sales-lines.ts';
import { draftDueDate } from '../terms/due-date.ts';
import { lockInvoice, recordEvent, requireVersion, touch } from './invoice-store.ts';
import type { InvoiceContext, InvoiceKey } from './invoice-store.ts';
import type { LineTotals } from '../sales/totals.ts';

/**
 * Changes a draft in the caller's transaction: the fields that are given, and all lines where `lines` is given (of a credit
 * note: `creditLines`). Another customer brings what documents take from their customer; another currency its rate; another
 * VAT zone the rates of the lines. Prices of lines that are not given stay the numbers they are.
 *
 * New lines of an invoice that was made from an order stay linked to its lines, item by item, and never exceed them. Throws
 * `OrderExceeded` there.
 *
 * A credit note keeps what makes it equal to its invoice: customer, currency, rate, VAT zone, terms and discount. Throws
 * `NotFound`, `InvalidTransition`, `EditConflict`, `InvalidInput`, `ReferenceNotFound`, `Barred`, `CurrencyRateMissing`,
 * `CreditExceedsInvoice`, each with its fields.
 */
export async function editDraftInvoice(
  em: EntityManager,
  key: InvoiceKey,
  edit: InvoiceEdit,
  context: InvoiceContext,
  options: { readonly version?: number | undefined } = {},
): Promise<CustomerInvoice> {
  checkEdit(edit);
  const invoice = await lockInvoice(em, key, 'edit');
  requireVersion(invoice, options.version);
  refuseFixedFields(invoice, edit);
  const oldLines = await invoiceLines.find(em, invoice.id);
  const before = invoiceState(invoice, linesDigest(oldLines, totalsOf(oldLines, invoice)));

  const orders = edit.lines ? await ordersOf(em, invoice) : [];
  await editHead(em, invoice, edit);
  const replaced = await newLines(em, invoice, edit, { oldLines, orders });
  // Of lines that stay, an invoice's follow its VAT zone; a credit note's keep the rates of its invoice.
  const kept = invoice.kind === 'invoice' ? withVatOf(oldLines, invoice.vatZone) : oldLines;
  const lines = replaced ?? kept;
  const totals = totalsOf(lines, invoice);
  Object.assign(invoice, totals.amounts);
  touch(invoice, context);
  await em.flush();
  if (replaced) {
    await invoiceLines.deleteAll(em, invoice.id);
    await invoiceLines.insert(em, invoice.id, replaced, totals.lines);
  } else if (
    kept.some((line, index) => line !== oldLines[index] || !sameAmounts(line, totals.lines[index]))
  ) {
    await invoiceLines.updateAmounts(em, kept, totals.lines);
  }
  const moved = await refreshOrders(em, orders, context);
  const after = invoiceState(invoice, linesDigest(lines, totals));
  await recordEvent(em, invoice, context, { action: 'edit', ...changedFields(before, after) });
  await tellMovedOrders(em, moved, context, { invoice_number: invoice.number });
  return invoice;
}

/**
 * Adds the lines of a collection to a draft invoice, after those that it has. Throws `NotFound`, `InvalidTransition`,
 * `InvalidInput` for a credit note, and what `withCollection` throws.
 */
export async function addInvoiceCollection(
  em: EntityManager,
  key: InvoiceKey,
  input: CollectionToAdd,
  context: InvoiceContext,
): Promise<void> {
  checkCollectionToAdd(input);
  const invoice = await lockInvoice(em, key, 'edit');
  if (invoice.kind === 'credit-note')
    throw invalidInput({ collection: ['The lines of a credit note are those of the invoice it credits.'] });
  const old = await invoiceLines.find(em, invoice.id);
  const before = invoiceState(invoice, linesDigest(old, totalsOf(old, invoice)));
  const now = await withCollection(em, invoice, input, old);
  touch(invoice, context);
  await em.flush();
  await storeAddedLines(em, invoiceLines, invoice.id, old, now);
  const after = invoiceState(invoice, linesDigest(now.lines, now.totals));
  await recordEvent(em, invoice, context, { action: 'edit', ...changedFields(before, after) });
}

const sameAmounts = (line: SalesLine, total: LineTotals | undefined): boolean =>
  total !== undefined && equal(line.netAmount, total.netAmount) && equal(line.vatAmount, total.vatAmount);

/** What makes a credit note equal to its invoice. */
const fixedOnCreditNotes = [
  'customerId',
  'currency',
  'exchangeRate',
  'vatZone',
  'paymentTermsId',
  'discountPercentage',
  'lines',
] as const satisfies readonly (keyof InvoiceEdit)[];

const fieldOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function refuseFixedFields(invoice: CustomerInvoice, edit: InvoiceEdit): void {
  const errors: FieldErrors = {};
  if (invoice.kind === 'credit-note') {
    for (const name of fixedOnCreditNotes)
      if (edit[name] !== undefined)
        errors[fieldOf(name)] = [`${fieldOf(name)} of a credit note is that of the invoice it credits.`];
  } else if (edit.creditLines !== undefined) {
    errors['lines'] = ['Only the lines of a credit note are given by position.'];
  }
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
}

async function editHead(em: EntityManager, invoice: CustomerInvoice, edit: InvoiceEdit): Promise<void> {
  const { paymentTerms } = invoice;
  const { hasOtherCustomer } = await editSalesHead(em, invoice, edit);
  // A due date that was computed says nothing about terms that ask for a typed one.
  if (invoice.paymentTerms !== paymentTerms) invoice.dueDate = null;
  if (hasOtherCustomer) invoice.ean = invoice.customer.ean ?? null;
  const given = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);
  invoice.ean = given(edit.ean, invoice.ean);
  invoice.date = given(edit.invoiceDate, invoice.date);
  if (invoice.creditedInvoice) refuseDateBeforeInvoice(invoice.creditedInvoice, invoice.date);
  invoice.dueDate = draftDueDate(invoice.paymentTerms, invoice.date, given(edit.dueDate, invoice.dueDate));
}

/** The lines that the edit gives, or undefined where it gives none. */
async function newLines(
  em: EntityManager,
  invoice: CustomerInvoice,
  edit: InvoiceEdit,
  { oldLines, orders }: { readonly oldLines: readonly SalesLine[]; readonly orders: readonly Order[] },
): Promise<LineContent[] | undefined> {
  if (edit.lines) {
    const lines = await resolveLines(em, edit.lines, invoice);
    const linked = orders.length > 0 ? await relinkLines(em, orders, oldLines, lines) : lines;
    return withTracking(em, edit.lines, linked);
  }
  const credited = invoice.creditedInvoice;
  if (!edit.creditLines || !credited) return undefined;
  await lockCredited(em, credited.id);
  const invoiced = await invoiceLines.find(em, credited.id);
  return creditLines(em, credited.id, invoiced, edit.creditLines, invoice.id);
}
