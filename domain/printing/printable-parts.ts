/** What documents are printed from alike. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { CustomerContact } from '../customers/customer-contact.entity.ts';
import { Employee } from '../employees/employee.entity.ts';
import type { PaymentTermsForErp, VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { combineDiscounts } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { DeliveryTermsSnapshot, PartySnapshot } from '../sales/party.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { totalsOf } from '../sales/sales-lines.ts';
import type { Amounts } from '../sales/totals.ts';
import { SupplierContact } from '../suppliers/supplier-contact.entity.ts';
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

/** What the facts of a document to a customer or supplier are read from. */
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

/** The contacts of a party that have these numbers. */
type ContactsOf = (
  numbers: number[],
) => Promise<readonly { readonly number: number; readonly name: string }[]>;

export const customerContacts =
  (em: EntityManager, customer: string): ContactsOf =>
  (numbers) =>
    em.find(CustomerContact, { customer, number: { $in: numbers } });

export const supplierContacts =
  (em: EntityManager, supplier: string): ContactsOf =>
  (numbers) =>
    em.find(SupplierContact, { supplier, number: { $in: numbers } });

/** Names of the people on both sides: one statement each where any is named. */
export async function referenceFacts(
  em: EntityManager,
  head: {
    readonly theirReferenceContact?: number | null | undefined;
    readonly attentionContact?: number | null | undefined;
    readonly employee?: { readonly number: number } | null | undefined;
  },
  contactsOf: ContactsOf,
): Promise<Facts> {
  const numbers = [head.theirReferenceContact, head.attentionContact].filter(
    (number) => typeof number === 'number',
  );
  const contacts = numbers.length === 0 ? [] : await contactsOf(numbers);
  const employee = head.employee ? await em.findOne(Employee, { number: head.employee.number }) : null;
  const contact = (number: number | null | undefined): Fact | null =>
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

/** The customer or supplier as the register has it now, for the check of its layout. */
export const printableParty = (
  kind: PrintSource['party']['kind'],
  party: {
    readonly number: string;
    readonly layout?: { readonly number: number } | null | undefined;
    readonly layoutChangedAt?: Date | null | undefined;
  },
): PrintSource['party'] => ({
  kind,
  path: `/api/${kind}s/${encodeURIComponent(party.number)}`,
  number: party.number,
  layoutNumber: party.layout?.number ?? null,
  layoutChangedAt: party.layoutChangedAt ?? null,
});
