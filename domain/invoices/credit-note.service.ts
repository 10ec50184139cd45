import type { EntityManager } from '@mikro-orm/postgresql';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { newId } from '../ids.ts';
import { compare, equal, isPositive, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { agreementOf } from '../tenant.ts';
import { creditExceeds, leftToCredit, numbersToCredit } from './credit-left.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { initialState } from './customer-invoice.lifecycle.ts';
import { dayOf, withoutNulls } from '../documents/changes.ts';
import { invoiceState } from './invoice-events.ts';
import { checkCreditNote } from './invoice-input.ts';
import type { CreditLineInput, CreditNoteInput } from './invoice-input.ts';
import { invoiceLines } from './invoice-line-table.ts';
import { withTracking } from '../sales/line-tracking.ts';
import { headOf } from '../sales/sales-copy.ts';
import { noLinks } from '../sales/sales-line-rows.ts';
import type { SalesLine, LineContent } from '../sales/sales-line-rows.ts';
import { linesDigest, totalsOf } from '../sales/sales-lines.ts';
import { draftDueDate } from '../terms/due-date.ts';
import { lockInvoice, recordEvent, storeNewInvoice } from './invoice-store.ts';
import type { InvoiceContext, InvoiceKey } from './invoice-store.ts';

/**
 * Makes a draft credit note of a booked invoice in the caller's transaction, over all that is left to credit or over the
 * quantities given. Prices, discounts, VAT rates, currency and exchange rate are the invoice's, so that the credit note of
 * a whole invoice amounts to the same, to the cent, in both currencies; credited in parts, each credit note is rounded by
 * itself. Never more than the invoice's quantities over all its credit notes, drafts included.
 *
 * Throws `NotFound`, `InvalidTransition` (a draft, or itself a credit note), `InvalidInput`, `CreditExceedsInvoice`, each
 * with its fields, and `AlreadyExists` where the id is taken.
 */
export async function createCreditNote(
  em: EntityManager,
  key: InvoiceKey,
  input: CreditNoteInput & { readonly id?: string },
  context: InvoiceContext,
): Promise<CustomerInvoice> {
  checkCreditNote(input);
  const invoice = await lockInvoice(em, key, 'createCreditNote');
  const date = creditDate(invoice, input.invoiceDate, context.now);
  const invoiced = await invoiceLines.find(em, invoice.id);
  const lines = await creditLines(em, invoice.id, invoiced, input.lines);
  const totals = totalsOf(lines, invoice);
  const creditNote = em.create(CustomerInvoice, {
    ...headOf(invoice),
    // Nothing is delivered by a credit note.
    deliveryDate: null,
    ean: invoice.ean ?? null,
    id: input.id ?? newId(),
    agreementNumber: agreementOf(em),
    kind: 'credit-note',
    state: initialState,
    number: await takeNumber(em, 'customer-invoice'),
    creditedInvoice: invoice,
    date,
    dueDate: draftDueDate(invoice.paymentTerms, date, null),
    note: input.note ?? null,
    ...totals.amounts,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewInvoice(em, creditNote);
  await invoiceLines.insert(em, creditNote.id, lines, totals.lines);
  const after = withoutNulls(invoiceState(creditNote, linesDigest(lines, totals)));
  await recordEvent(em, creditNote, context, { action: 'createCreditNote', before: null, after });
  return creditNote;
}

/** A credit note's date: the one given, or today, but never before the invoice it credits. */
function creditDate(invoice: CustomerInvoice, given: string | undefined, now: Date): string {
  const today = dayOf(now);
  const date = given ?? (today < invoice.date ? invoice.date : today);
  refuseDateBeforeInvoice(invoice, date);
  return date;
}

/** Throws `InvalidInput` (field `invoice_date`). */
export function refuseDateBeforeInvoice(invoice: CustomerInvoice, date: string): void {
  if (date < invoice.date)
    throw invalidInput({
      invoice_date: [`invoice_date must not be before the date ${invoice.date} of the invoice it credits.`],
    });
}

/**
 * The lines of a credit note. `creditNoteId` names the one that is edited, so that what it holds already counts as left.
 * The invoice has to be locked.
 */
export async function creditLines(
  em: EntityManager,
  invoiceId: string,
  invoiced: readonly SalesLine[],
  wanted: readonly CreditLineInput[] | undefined,
  creditNoteId: string | null = null,
): Promise<LineContent[]> {
  const left = await leftToCredit(em, invoiceId, invoiced, creditNoteId);
  const leftOf = (line: SalesLine): Decimal => left.get(line.id) ?? '0';
  // Of all that is left come the numbers that are left; of less they are named, or found when it is booked.
  const numbers = await numbersToCredit(em, invoiceId, invoiced, left, creditNoteId);
  const numbered = (line: LineContent): LineContent => {
    const isAll = equal(line.quantity, left.get(line.creditedLineId ?? '') ?? '0');
    return { ...line, tracking: isAll ? numbers.get(line.creditedLineId ?? '') : null };
  };
  if (wanted) return withTracking(em, wanted, wantedLines(invoiced, wanted, leftOf).map(numbered));
  const lines = invoiced.filter((line) => !line.product || isPositive(leftOf(line)));
  if (!lines.some((line) => line.product)) throw creditExceeds(1, '0', 'lines');
  return lines.map((line) => numbered(lineOf(line, line.product ? leftOf(line) : '0')));
}

function wantedLines(
  invoiced: readonly SalesLine[],
  wanted: readonly CreditLineInput[],
  leftOf: (line: SalesLine) => Decimal,
): LineContent[] {
  const byPosition = new Map(invoiced.map((line) => [line.position, line]));
  const errors: FieldErrors = {};
  const asked = new Map<number, Decimal>();
  const lines = wanted.flatMap(({ position, quantity }, index) => {
    const line = byPosition.get(position);
    if (!line?.product) {
      errors[`lines.${index}.position`] = [`The invoice has no line with a product at position ${position}.`];
      return [];
    }
    const total = sum([asked.get(position) ?? '0', quantity]);
    asked.set(position, total);
    if (compare(total, leftOf(line)) > 0)
      throw creditExceeds(position, leftOf(line), `lines.${index}.quantity`);
    return [lineOf(line, quantity)];
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return lines;
}

const lineOf = (line: SalesLine, quantity: Decimal): LineContent => ({
  ...line,
  quantity,
  ...noLinks,
  creditedLineId: line.id,
});
