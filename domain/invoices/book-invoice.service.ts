import type { EntityManager } from '@mikro-orm/postgresql';
import type { Customer } from '../customers/customer.entity.ts';
import type { PaymentTermsForErp } from '../erp/documents.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { isNegative } from '../money.ts';
import { referToOptional } from '../registers.ts';
import { dueDate } from '../terms/due-date.ts';
import type { PaymentTerms } from '../terms/payment-terms.entity.ts';
import { refuseOverCredit } from './credit-left.ts';
import type { CustomerInvoice, PartySnapshot } from './customer-invoice.entity.ts';
import { findLines, updateLineAmounts } from './invoice-line-rows.ts';
import type { InvoiceLine } from './invoice-line-rows.ts';
import { linesDigest, totalsOf, unsellableReason, withVatOf } from './invoice-lines.ts';
import { refuseBarred, refuseBarredCustomer, refuseUnknownContacts } from './invoice-references.ts';
import { lockInvoice, recordEvent, touch } from './invoice-store.ts';
import type { InvoiceContext, InvoiceKey } from './invoice-store.ts';

/**
 * Books a draft in the caller's transaction: VAT and totals are computed anew from the registers as they are, the due
 * date is set by the terms, and party and terms are kept as they are now. From here on only layout and archiving change.
 * A credit note keeps the VAT rates of its invoice, and is booked though customer or products are barred meanwhile.
 *
 * Throws `NotFound`, `InvalidTransition`, `NoLines`, `Barred`, `ReferenceNotFound` (a contact that is gone),
 * `DueDateMissing`, `CreditExceedsInvoice`, and `InvalidInput` for an invoice of less than nothing. Two at once: the second
 * waits, and is then refused.
 */
export async function bookInvoice(
  em: EntityManager,
  key: InvoiceKey,
  context: InvoiceContext,
): Promise<CustomerInvoice> {
  const invoice = await lockInvoice(em, key, 'book');
  const drafted = await findLines(em, invoice.id);
  await refuseUnbookable(em, invoice, drafted);
  const lines = invoice.kind === 'invoice' ? withVatOf(drafted, invoice.vatZone) : drafted;
  const totals = totalsOf(lines, invoice);
  refuseNegative(totals.amounts);
  // Before the invoice itself: once it is booked, the database lets nobody change its lines.
  if (lines.some((line, index) => line !== drafted[index])) await updateLineAmounts(em, lines, totals.lines);

  Object.assign(invoice, totals.amounts);
  invoice.dueDate = dueDateAtBooking(invoice);
  invoice.party = partySnapshot(invoice.customer);
  invoice.terms = termsSnapshot(invoice.paymentTerms);
  invoice.state = 'booked';
  invoice.bookedAt = context.now;
  invoice.bookedBy = context.actor;
  touch(invoice, context);
  await em.flush();
  await recordEvent(em, invoice, context, {
    action: 'book',
    before: { state: 'draft' },
    after: {
      state: 'booked',
      invoice_date: invoice.date,
      due_date: invoice.dueDate,
      currency: invoice.currency,
      ...amountsForEvent(invoice),
      lines: linesDigest(lines, totals),
    },
  });
  return invoice;
}

const amountsForEvent = (invoice: CustomerInvoice): Record<string, string> => ({
  net_amount: invoice.netAmount,
  vat_amount: invoice.vatAmount,
  gross_amount: invoice.grossAmount,
  base_gross_amount: invoice.baseGrossAmount,
});

async function refuseUnbookable(
  em: EntityManager,
  invoice: CustomerInvoice,
  lines: readonly InvoiceLine[],
): Promise<void> {
  if (!lines.some((line) => line.product))
    throw new DomainError('NoLines', {}, { errors: { lines: ['At least one line needs a product.'] } });
  if (invoice.kind === 'credit-note') {
    await refuseOverCredit(em, invoice, lines);
    return;
  }
  refuseBarredCustomer(invoice.customer);
  const reasons = lines.map((line, index): [string, string | undefined] => [
    `lines.${index}.item_id`,
    line.product ? unsellableReason(line.product) : undefined,
  ]);
  refuseBarred(new Map(reasons.filter((entry): entry is [string, string] => entry[1] !== undefined)));
  await refuseUnknownContacts(em, invoice.customer, {
    theirReferenceContact: invoice.theirReferenceContact ?? null,
    attentionContact: invoice.attentionContact ?? null,
  });
}

function refuseNegative(amounts: { readonly netAmount: string; readonly grossAmount: string }): void {
  if (isNegative(amounts.netAmount) || isNegative(amounts.grossAmount))
    throw invalidInput({ lines: ['The document amounts to less than nothing. Make a credit note instead.'] });
}

/** A credit note is due at once where its terms would ask for a typed date: nobody types one for it. */
function dueDateAtBooking(invoice: CustomerInvoice): string | null {
  const typed = invoice.kind === 'credit-note' ? (invoice.dueDate ?? invoice.date) : invoice.dueDate;
  return dueDate(invoice.paymentTerms, invoice.date, typed);
}

/** The party as it is now. */
export const partySnapshot = (customer: Customer): PartySnapshot => ({
  number: customer.number,
  name: customer.name,
  street: customer.street ?? null,
  street2: customer.street2 ?? null,
  zip: customer.zip ?? null,
  city: customer.city ?? null,
  country: customer.country ?? null,
  corporateIdentificationNumber: customer.corporateIdentificationNumber ?? null,
  vatNumber: customer.vatNumber ?? null,
  phone: customer.phone ?? null,
  email: customer.email ?? null,
  emailInvoices: customer.emailInvoices ?? null,
});

/** The terms as they are now. */
export const termsSnapshot = (terms: PaymentTerms): PaymentTermsForErp => ({
  number: terms.number,
  name: terms.name,
  type: terms.type,
  maturityDays: terms.maturityDays,
  description: terms.description ?? null,
});

/**
 * Archives a booked document: it is complete. When that is, is the caller's to know (every transfer has its outcome).
 * Throws `NotFound`, and `InvalidTransition` where it is a draft or archived already.
 */
export async function archiveInvoice(
  em: EntityManager,
  key: InvoiceKey,
  context: InvoiceContext,
): Promise<CustomerInvoice> {
  const invoice = await lockInvoice(em, key, 'archive');
  invoice.archivedAt = context.now;
  touch(invoice, context);
  await em.flush();
  await recordEvent(em, invoice, context, {
    action: 'archive',
    before: { is_archived: false },
    after: { is_archived: true },
  });
  return invoice;
}

/**
 * Gives the document another layout, also when it is booked: the PDF looks different, nothing is sent again. Throws
 * `NotFound`, `ReferenceNotFound` (field `layout_id`) and `EditConflict`.
 */
export async function setLayout(
  em: EntityManager,
  key: InvoiceKey,
  layoutId: number | null,
  context: InvoiceContext,
  options: { readonly version?: number | undefined } = {},
): Promise<CustomerInvoice> {
  const invoice = await lockInvoice(em, key, 'setLayout');
  if (options.version !== undefined && options.version !== invoice.version)
    throw new DomainError('EditConflict', { what: `Customer invoice ${invoice.number}` });
  const layout = await referToOptional(em, layoutRegister, layoutId, 'layoutId');
  const before = { layout_id: invoice.layout?.number ?? null };
  const after = { layout_id: layout?.number ?? null };
  if (before.layout_id === after.layout_id) return invoice;
  invoice.layout = layout ?? null;
  touch(invoice, context);
  await em.flush();
  await recordEvent(em, invoice, context, { action: 'setLayout', before, after });
  return invoice;
}
