import type { EntityManager } from '@mikro-orm/postgresql';
import type { PaymentTermsForErp } from '../erp/documents.ts';
import type { DocumentId } from '../documents/document.ts';
import { withoutLines } from '../documents/document-store.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { isNegative } from '../money.ts';
import { referToOptional } from '../registers.ts';
import { prepare } from '../statements.ts';
import { dueDate } from '../terms/due-date.ts';
import { refuseOverCredit } from './credit-left.ts';
import { holdOrdersOf, moveByBooking } from './booking-effects.ts';
import type { BookingOptions } from './booking-effects.ts';
import { assertAllowed, documentName } from './customer-invoice.lifecycle.ts';
import type { CustomerInvoice } from './customer-invoice.entity.ts';
import type { PartySnapshot } from '../sales/party.ts';
import { invoiceLines } from './invoice-line-table.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { linesDigest, totalsOf, unsellableReason, withVatOf } from '../sales/sales-lines.ts';
import {
  addressedParty,
  refuseBarred,
  refuseBarredCustomer,
  refuseUnknownContacts,
} from '../sales/sales-references.ts';
import type { InvoiceDocument, InvoiceHead } from './invoice-head.ts';
import { lockInvoice, recordEvent, touch } from './invoice-store.ts';
import type { DocumentStanding, InvoiceContext, InvoiceKey } from './invoice-store.ts';

/**
 * Books a draft that the caller's transaction has locked and found to be one (`lockedDocument`; of two at once the second
 * waits there, and is then refused): VAT and totals are computed anew from the registers as they are, the due date is set by
 * the terms, and party and terms are kept as they are now. From here on only layout and archiving change. A credit note keeps
 * the VAT rates of its invoice, and is booked though customer or products are barred meanwhile; so is what is an order's.
 *
 * Throws `NoLines`, `Barred`, `ReferenceNotFound` (a contact that is gone), `DueDateMissing`, `CreditExceedsInvoice`, and
 * `InvalidInput` for an invoice of less than nothing.
 */
export async function bookInvoice(
  em: EntityManager,
  { head: draft, lines: drafted }: InvoiceDocument,
  context: InvoiceContext,
  options: BookingOptions = {},
): Promise<BookedInvoice> {
  const orders = await holdOrdersOf(em, draft);
  await refuseUnbookable(em, draft, drafted);
  const lines = draft.kind === 'invoice' ? withVatOf(drafted, draft.vatZone) : drafted;
  const totals = totalsOf(lines, draft);
  refuseNegative(totals.amounts);
  // Before the invoice itself: once it is booked, the database lets nobody change its lines.
  if (lines.some((line, index) => line !== drafted[index]))
    await invoiceLines.updateAmounts(em, lines, totals.lines);

  const booked = {
    ...draft,
    ...totals.amounts,
    state: 'booked' as const,
    dueDate: dueDateAtBooking(draft),
    party: addressedParty(draft.customer, draft),
    terms: draft.paymentTerms,
  };
  await storeBooked(em, booked, context);
  const effects = await moveByBooking(em, { invoice: booked, lines, orders, options }, context);
  const event = {
    action: 'book',
    before: { state: 'draft' },
    after: {
      state: 'booked',
      invoice_date: booked.date,
      due_date: booked.dueDate,
      currency: booked.currency,
      ...amountsForEvent(booked),
      lines: linesDigest(lines, totals),
      ...effects.after,
    },
  };
  await recordEvent(em, booked, context, event, { type: booked.kind, customer_id: booked.party.number });
  await effects.tell();
  const { made, moved, warnings } = effects;
  return { ...booked, made, moved, warnings };
}

/** A document right after its booking. */
export type BookedInvoice = InvoiceHead & {
  readonly party: PartySnapshot;
  readonly terms: PaymentTermsForErp;
  /** Documents that the booking made, and others that it moved on. */
  readonly made: readonly DocumentId[];
  readonly moved: readonly DocumentId[];
  /** What is below zero in stock now, in words for whoever booked it. */
  readonly warnings: readonly string[];
};

/** As `touch` marks an entity: the version moves on, and the moment always differs from the one before. */
const touched = `version = version + 1, changed_by = $3,
  updated_at = greatest($2, updated_at + interval '1 millisecond')`;

const book = prepare(
  'book_invoice',
  [
    ...['uuid', 'timestamptz', 'text', 'date', 'jsonb', 'jsonb'],
    ...['numeric', 'numeric', 'numeric', 'numeric', 'numeric', 'numeric'],
  ],
  `update customer_invoice set state = 'booked', booked_at = $2, booked_by = $3, due_date = $4, party = $5, terms = $6,
     net_amount = $7, vat_amount = $8, gross_amount = $9, base_net_amount = $10, base_vat_amount = $11,
     base_gross_amount = $12, ${touched}
   where id = $1`,
);

const archive = prepare(
  'archive_invoice',
  ['uuid', 'timestamptz', 'text'],
  `update customer_invoice set archived_at = $2, ${touched} where id = $1`,
);

/** Stores what booking sets; with the next statement. */
async function storeBooked(em: EntityManager, booked: Booked, context: InvoiceContext): Promise<void> {
  await book.later(em, [
    ...[booked.id, context.now.toISOString(), context.actor, booked.dueDate],
    ...[JSON.stringify(booked.party), JSON.stringify(booked.terms)],
    ...[booked.netAmount, booked.vatAmount, booked.grossAmount],
    ...[booked.baseNetAmount, booked.baseVatAmount, booked.baseGrossAmount],
  ]);
}

type Booked = Omit<BookedInvoice, 'made' | 'moved' | 'warnings'>;

const amountsForEvent = (invoice: Booked): Record<string, string> => ({
  net_amount: invoice.netAmount,
  vat_amount: invoice.vatAmount,
  gross_amount: invoice.grossAmount,
  base_gross_amount: invoice.baseGrossAmount,
});

async function refuseUnbookable(
  em: EntityManager,
  invoice: InvoiceHead,
  lines: readonly SalesLine[],
): Promise<void> {
  if (!lines.some((line) => line.product)) throw withoutLines(documentName(invoice.kind, invoice.number));
  if (invoice.kind === 'credit-note') {
    await refuseOverCredit(em, invoice, lines);
    return;
  }
  const { number } = invoice.customer;
  // What an order promised is billed, whatever is barred since.
  const isOwn = (line: SalesLine): boolean => line.product !== null && line.orderLineId === null;
  if (lines.some(isOwn)) refuseBarredCustomer({ number, isBarred: invoice.customerIsBarred });
  const reasons = lines.map((line, index): [string, string | undefined] => [
    `lines.${index}.item_id`,
    line.product && isOwn(line) ? unsellableReason(line.product) : undefined,
  ]);
  refuseBarred(new Map(reasons.filter((entry): entry is [string, string] => entry[1] !== undefined)));
  await refuseUnknownContacts(
    em,
    { id: invoice.customerId, number },
    {
      theirReferenceContact: invoice.theirReferenceContact,
      attentionContact: invoice.attentionContact,
    },
  );
}

function refuseNegative(amounts: { readonly netAmount: string; readonly grossAmount: string }): void {
  if (isNegative(amounts.netAmount) || isNegative(amounts.grossAmount))
    throw invalidInput({ lines: ['The document amounts to less than nothing. Make a credit note instead.'] });
}

/** A credit note is due at once where its terms would ask for a typed date: nobody types one for it. */
function dueDateAtBooking(invoice: InvoiceHead): string | null {
  const typed = invoice.kind === 'credit-note' ? (invoice.dueDate ?? invoice.date) : invoice.dueDate;
  return dueDate(invoice.paymentTerms, invoice.date, typed);
}

/**
 * Archives a booked document, with the next statements: it is complete. When that is, is the caller's to know (every transfer
 * has its outcome), who holds its lock. Throws `InvalidTransition` where it is a draft or archived already.
 */
export async function archiveInvoice(
  em: EntityManager,
  document: DocumentStanding,
  context: InvoiceContext,
): Promise<void> {
  assertAllowed(document, 'archive', document.number);
  await archive.later(em, [document.id, context.now.toISOString(), context.actor]);
  await recordEvent(em, document, context, {
    action: 'archive',
    before: { is_archived: false },
    after: { is_archived: true },
  });
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
