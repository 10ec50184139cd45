import { Big } from 'big.js';
import type { ErpIdentity, PreparedWrite } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { filterEndsWith } from './filter.ts';
import { bookedInvoiceSchema, type BookedInvoice, type DraftInvoice, draftInvoiceSchema } from './schemas.ts';

/** A document of the ERP's, reduced to what tells whether it is ours. */
export interface FoundInvoice {
  readonly identity: ErpIdentity;
  readonly amounts: { readonly net: string; readonly gross: string };
  readonly difference: string | undefined;
}

/** Everything that carries our key, whatever a person has made of it. */
export interface FoundInvoices {
  readonly drafts: readonly DraftInvoice[];
  readonly booked: readonly BookedInvoice[];
}

/**
 * Asks by our key, drafts first: one that a person books between the two reads then shows twice, never not at all. Of
 * a draft that shows twice the booked one stays. Throws `ErpReadError`.
 */
export async function findByKey(calls: EconomicCalls, mark: string): Promise<FoundInvoices> {
  const filter = filterEndsWith('references.other', mark);
  const ours = (invoice: DraftInvoice | BookedInvoice): boolean => carriesMark(invoice, mark);
  const drafts = (await calls.list(draftInvoiceSchema, '/invoices/drafts', filter)).filter(ours);
  const booked = (await calls.list(bookedInvoiceSchema, '/invoices/booked', filter)).filter(ours);
  if (drafts.length === 0 || booked.length === 0) return { drafts, booked };
  const standing: DraftInvoice[] = [];
  for (const draft of drafts) {
    const there = await calls.readIfThere(draftInvoiceSchema, `/invoices/drafts/${draft.draftInvoiceNumber}`);
    if (there !== undefined && ours(there)) standing.push(there);
  }
  return { drafts: standing, booked };
}

/** Whether our key stands at the end of the other reference, by itself. */
export function carriesMark(invoice: DraftInvoice | BookedInvoice, mark: string): boolean {
  const other = invoice.references?.other?.trim() ?? '';
  return other === mark || other.endsWith(` ${mark}`);
}

/** A draft against what we expect of it. */
export function asFoundDraft(draft: DraftInvoice, expected: PreparedWrite['expected']): FoundInvoice {
  return found(draft, { draftInvoiceNumber: draft.draftInvoiceNumber }, expected);
}

/** A booked invoice against what we expect of it; its order number is the number that its draft had. */
export function asFoundBooked(booked: BookedInvoice, expected: PreparedWrite['expected']): FoundInvoice {
  const identity = {
    bookedInvoiceNumber: booked.bookedInvoiceNumber,
    ...(booked.orderNumber === undefined ? {} : { draftInvoiceNumber: booked.orderNumber }),
  };
  return found(booked, identity, expected);
}

/** The ERP's amounts with two places; it shows those of drafts with six. */
export function amountsOf(invoice: { netAmount: string; grossAmount: string }): FoundInvoice['amounts'] {
  const amount = (value: string): string => new Big(value).toFixed(2, Big.roundHalfUp);
  return { net: amount(invoice.netAmount), gross: amount(invoice.grossAmount) };
}

function found(
  invoice: DraftInvoice | BookedInvoice,
  identity: ErpIdentity,
  expected: PreparedWrite['expected'],
): FoundInvoice {
  const amounts = amountsOf(invoice);
  const there = {
    customerNumber: invoice.customer.customerNumber,
    currency: invoice.currency,
    date: invoice.date.slice(0, 10),
    ...amounts,
  };
  const differences = Object.entries(there)
    .filter(([name, value]) => expected[name] !== undefined && expected[name] !== value)
    .map(([name, value]) => `${labels[name] ?? name} ${value} there, ${String(expected[name])} here`);
  return { identity, amounts, difference: differences.length === 0 ? undefined : differences.join('; ') };
}

const labels: Readonly<Record<string, string>> = { customerNumber: 'customer', net: 'net', gross: 'gross' };
