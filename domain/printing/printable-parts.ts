/** What documents to customers are printed from alike. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { CustomerContact } from '../customers/customer-contact.entity.ts';
import type { Customer } from '../customers/customer.entity.ts';
import { Employee } from '../employees/employee.entity.ts';
import type { PaymentTermsForErp, VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { combineDiscounts } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { DeliveryTermsSnapshot, PartySnapshot } from '../sales/party.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { totalsOf } from '../sales/sales-lines.ts';
import type { Amounts } from '../sales/totals.ts';
import { inLanguage } from '../translations.ts';
import type { Fact, FactField, PrintableLine, PrintableTotals, PrintSource } from './printable-document.ts';

export type Facts = Partial<Record<FactField, Fact | null>>;

/** A labelled text; null where there is nothing to say. */
export const text = (value: string | number | null | undefined): Fact | null =>
  value === null || value === undefined || value === '' ? null : { text: String(value) };

/** A labelled day; null where there is none. */
export const day = (value: string | null | undefined): Fact | null =>
  value === null || value === undefined ? null : { day: value };

/** The facts that say something. */
export const withoutNothing = (facts: Facts): Partial<Record<FactField, Fact>> =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null));

/** What the facts of a document to a customer are read from. */
export interface Addressed {
  readonly party: PartySnapshot;
  readonly terms: PaymentTermsForErp;
  readonly deliveryTerms: DeliveryTermsSnapshot | null | undefined;
  readonly language: Language;
  readonly deliveryDate: string | null | undefined;
  readonly otherReference: string | null | undefined;
  readonly projectNumber: number | null | undefined;
}

/** Number, CVR, terms and references of the party, and the delivery. */
export const addressedFacts = (head: Addressed): Facts => ({
  party_number: text(head.party.number),
  corporate_identification_number: text(head.party.corporateIdentificationNumber),
  vat_number: text(head.party.vatNumber),
  other_reference: text(head.otherReference),
  project: text(head.projectNumber),
  payment_terms: text([head.terms.name, head.terms.description].filter(Boolean).join('\n')),
  delivery_terms: text(head.deliveryTerms && inLanguage(head.deliveryTerms, head.language).name),
  delivery_date: day(head.deliveryDate),
});

/** Names of the people on both sides: one statement each where any is named. */
export async function referenceFacts(
  em: EntityManager,
  head: {
    readonly customerId: string;
    readonly theirReferenceContact: number | null;
    readonly attentionContact: number | null;
    readonly employeeNumber: number | null;
  },
): Promise<Facts> {
  const numbers = [head.theirReferenceContact, head.attentionContact].filter((n) => n !== null);
  const contacts =
    numbers.length === 0
      ? []
      : await em.find(CustomerContact, { customer: head.customerId, number: { $in: numbers } });
  const employee =
    head.employeeNumber === null ? null : await em.findOne(Employee, { number: head.employeeNumber });
  const contact = (number: number | null): Fact | null =>
    text(contacts.find((one) => one.number === number)?.name);
  return {
    our_reference: text(employee?.name),
    their_reference: contact(head.theirReferenceContact),
    attention: contact(head.attentionContact),
  };
}

/** A line of a document whose own discount comes after the lines'. */
export function printableLine(
  line: SalesLine,
  { discountPercentage }: { readonly discountPercentage: Decimal },
): PrintableLine {
  const { product } = line;
  const common = {
    position: line.position,
    itemNumber: product?.number ?? null,
    barcode: product?.barcode ?? null,
    name: line.description,
    location: null,
    batches: [],
  };
  const nothing = { quantity: null, unit: null, unitPrice: null, netAmount: null };
  if (product === null) return { ...common, ...nothing, discountPercentage: null, vatPercentage: null };
  return {
    ...common,
    quantity: line.quantity,
    unit: line.unit?.name ?? null,
    unitPrice: line.unitPrice,
    discountPercentage: combineDiscounts(line.discountPercentage, discountPercentage),
    vatPercentage: line.vatPercentage,
    netAmount: line.netAmount,
  };
}

/** What a document amounts to, with its VAT by rate. */
export const printableTotals = (
  head: Amounts & {
    readonly currency: string;
    readonly exchangeRate: Decimal;
    readonly discountPercentage: Decimal;
    readonly vatZone: VatZone;
  },
  lines: readonly SalesLine[],
  baseCurrency: string,
): PrintableTotals => ({
  currency: head.currency,
  netAmount: head.netAmount,
  vatAmount: head.vatAmount,
  grossAmount: head.grossAmount,
  vat: totalsOf(lines, head).vat,
  base:
    head.currency === baseCurrency
      ? null
      : { currency: baseCurrency, exchangeRate: head.exchangeRate, vatAmount: head.baseVatAmount },
});

/** The customer as the register has it now, for the check of its layout. */
export const printableParty = (customer: Customer): PrintSource['party'] => ({
  path: `/api/customers/${encodeURIComponent(customer.number)}`,
  number: customer.number,
  layoutNumber: customer.layout?.number ?? null,
  layoutChangedAt: customer.layoutChangedAt ?? null,
});
