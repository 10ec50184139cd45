import type { EventData, EventValue } from '../events/event-hash.ts';
import { canonicalJson } from '../events/event-hash.ts';
import { plain } from '../money.ts';
import type { CustomerInvoice } from './customer-invoice.entity.ts';

/** What events keep of a document: its head by the API's names, and its lines as a count and a hash. */
export function invoiceState(
  invoice: CustomerInvoice,
  lines: { readonly count: number; readonly hash: string },
): EventData {
  return {
    state: invoice.state,
    type: invoice.kind,
    customer_id: invoice.customer.number,
    invoice_date: invoice.date,
    due_date: invoice.dueDate ?? null,
    deliver_at: invoice.deliveryDate ?? null,
    currency: invoice.currency,
    exchange_rate: plain(invoice.exchangeRate),
    vat_zone: invoice.vatZone,
    payment_terms_id: invoice.paymentTerms.number,
    layout_id: invoice.layout?.number ?? null,
    our_reference_id: invoice.employee?.number ?? null,
    their_reference_id: invoice.theirReferenceContact ?? null,
    attention_id: invoice.attentionContact ?? null,
    other_reference: invoice.otherReference ?? null,
    heading: invoice.heading ?? null,
    note: invoice.note ?? null,
    ean: invoice.ean ?? null,
    language: invoice.language,
    project_id: invoice.projectNumber ?? null,
    discount_percentage: plain(invoice.discountPercentage),
    delivery_address: invoice.deliveryAddress ? { ...invoice.deliveryAddress } : null,
    delivery_terms_id: invoice.deliveryTerms?.number ?? null,
    billing_address: invoice.billingAddress ? { ...invoice.billingAddress } : null,
    corporate_identification_number: invoice.corporateIdentificationNumber ?? null,
    credited_invoice_number: invoice.creditedInvoice?.number ?? null,
    net_amount: invoice.netAmount,
    vat_amount: invoice.vatAmount,
    gross_amount: invoice.grossAmount,
    lines: { count: lines.count, hash: lines.hash },
  };
}

/** The fields that say something: what an event of a new or deleted document keeps. */
export function withoutNulls(state: EventData): EventData {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null));
}

/** The fields in which two states differ, as they were and as they are. */
export function changedFields(
  before: EventData,
  after: EventData,
): { readonly before: EventData; readonly after: EventData } {
  const names = Object.keys(after).filter((name) => textOf(before[name]) !== textOf(after[name]));
  const only = (state: EventData): EventData =>
    Object.fromEntries(names.map((name) => [name, state[name] ?? null]));
  return { before: only(before), after: only(after) };
}

const textOf = (value: EventValue | undefined): string => canonicalJson(value ?? null);
