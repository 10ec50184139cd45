import type { EntityManager } from '@mikro-orm/postgresql';
import type { Customer } from '../customers/customer.entity.ts';
import { newId } from '../ids.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { agreementOf } from '../tenant.ts';
import { dueDate } from '../terms/due-date.ts';
import type { PaymentTerms } from '../terms/payment-terms.entity.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { initialState } from './customer-invoice.lifecycle.ts';
import { invoiceState, withoutNulls } from './invoice-events.ts';
import { checkDraft } from './invoice-input.ts';
import type { DraftInvoiceInput } from './invoice-input.ts';
import { insertLines } from './invoice-line-rows.ts';
import { linesDigest, resolveLines, totalsOf } from './invoice-lines.ts';
import {
  billingSnapshot,
  defaultDeliveryAddress,
  deliverySnapshot,
  deliveryTermsSnapshot,
  exchangeRateFor,
  findCustomer,
  headReferences,
} from './invoice-references.ts';
import type { HeadReferences } from './invoice-references.ts';
import { lockInvoice, recordEvent, requireVersion, storeNewInvoice } from './invoice-store.ts';
import type { InvoiceContext, InvoiceKey } from './invoice-store.ts';

/** The day on which something happens, UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

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
  const customer = await findCustomer(em, input.customerId);
  const head = await headReferences(em, customer, input, customerDefaults(customer));
  const currency = input.currency ?? customer.currency;
  const exchangeRate = await exchangeRateFor(em, currency, input.exchangeRate);
  const vatZone = input.vatZone ?? customer.vatZone;
  const lines = await resolveLines(em, input.lines ?? [], { vatZone, exchangeRate });
  const discountPercentage = input.discountPercentage ?? '0';
  const totals = totalsOf(lines, { discountPercentage, exchangeRate });
  const date = input.invoiceDate ?? dayOf(context.now);
  const deliveryAddress =
    input.deliveryAddress === undefined
      ? await defaultDeliveryAddress(em, customer)
      : input.deliveryAddress && deliverySnapshot(input.deliveryAddress);

  const invoice = em.create(CustomerInvoice, {
    id: input.id ?? newId(),
    agreementNumber: agreementOf(em),
    kind: 'invoice',
    state: initialState,
    number: await takeNumber(em, 'customer-invoice'),
    customer,
    ...head,
    date,
    dueDate: draftDueDate(head.paymentTerms, date, input.dueDate),
    deliveryDate: input.deliverAt ?? null,
    currency,
    exchangeRate,
    vatZone,
    language: input.language ?? customer.language,
    heading: input.heading ?? null,
    note: input.note ?? null,
    otherReference: input.otherReference ?? null,
    ean: input.ean === undefined ? (customer.ean ?? null) : input.ean,
    projectNumber: input.projectId ?? null,
    discountPercentage,
    deliveryAddress,
    billingAddress: input.billingAddress ? billingSnapshot(input.billingAddress) : null,
    corporateIdentificationNumber: input.corporateIdentificationNumber ?? null,
    ...totals.amounts,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewInvoice(em, invoice);
  await insertLines(em, invoice.id, lines, totals.lines);
  const after = withoutNulls(invoiceState(invoice, linesDigest(lines, totals)));
  await recordEvent(em, invoice, context, { action: 'create', before: null, after });
  return invoice;
}

/** What a document's head takes from its customer. */
export const customerDefaults = (customer: Customer): HeadReferences => ({
  paymentTerms: customer.paymentTerms,
  layout: customer.layout ?? null,
  employee: customer.employee ?? null,
  theirReferenceContact: null,
  attentionContact: customer.attentionContact ?? null,
  deliveryTerms: deliveryTermsSnapshot(customer.deliveryTerms),
});

/** A draft's due date: by its terms; null while terms that ask for a typed one have none. */
export function draftDueDate(
  terms: PaymentTerms,
  date: string,
  typed: string | null | undefined,
): string | null {
  const isOpen = terms.type === 'due-date' && (typed === null || typed === undefined);
  return isOpen ? null : dueDate(terms, date, typed);
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
  await em.nativeDelete(CustomerInvoice, { id });
  const before = { state: 'draft', type: kind, gross_amount: grossAmount, currency };
  await recordEvent(em, invoice, context, { action: 'delete', before, after: null });
  em.getUnitOfWork().unsetIdentity(invoice);
  return number;
}
