import type { EntityManager } from '@mikro-orm/postgresql';
import { CustomerContact } from '../customers/customer-contact.entity.ts';
import { Customer } from '../customers/customer.entity.ts';
import { Employee } from '../employees/employee.entity.ts';
import { readDocument } from '../invoices/invoice-head.ts';
import type { InvoiceHead } from '../invoices/invoice-head.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { totalsOf } from '../sales/sales-lines.ts';
import { combineDiscounts } from '../money.ts';
import { printableCompany } from './printable-company.ts';
import type { Fact, FactField, PrintableLine, PrintableTotals, PrintSource } from './printable-document.ts';

/**
 * An invoice or credit note as it is printed. Booked, its party and terms are those of the booking; names of contacts and
 * employees, and the company's own address, are as the registers have them now. Throws `NotFound`.
 */
export async function printableInvoice(em: EntityManager, number: number): Promise<PrintSource> {
  const { head, lines } = await readDocument(em, number);
  const { company, baseCurrency } = await printableCompany(em);
  const customer = await em.findOneOrFail(Customer, { id: head.customerId }, { populate: ['layout'] });
  const party = head.party ?? head.customer;
  return {
    document: {
      kind: head.kind,
      number: String(head.number),
      language: head.language,
      date: head.date,
      contentFrom: new Date(head.bookedAt ?? head.updatedAt),
      isDraft: head.state === 'draft',
      company,
      party,
      deliveryAddress: head.deliveryAddress,
      heading: head.heading,
      note: head.note,
      facts: withoutNothing({ ...partyFacts(head), ...(await referenceFacts(em, head)), ...dayFacts(head) }),
      source:
        head.creditedInvoice === null
          ? null
          : { kind: 'invoice', number: String(head.creditedInvoice.number) },
      lines: lines.map((line) => printableLine(line, head)),
      totals: printableTotals(head, lines, baseCurrency),
    },
    layoutNumber: head.layoutNumber,
    madeAt: new Date(head.createdAt),
    layoutPath: `/api/customer-invoices/${head.number}/layout`,
    party: {
      path: `/api/customers/${encodeURIComponent(customer.number)}`,
      number: customer.number,
      layoutNumber: customer.layout?.number ?? null,
      layoutChangedAt: customer.layoutChangedAt ?? null,
    },
  };
}

type Facts = Partial<Record<FactField, Fact | null>>;

const text = (value: string | number | null | undefined): Fact | null =>
  value === null || value === undefined || value === '' ? null : { text: String(value) };
const day = (value: string | null): Fact | null => (value === null ? null : { day: value });

const withoutNothing = (facts: Facts): Partial<Record<FactField, Fact>> =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null));

function partyFacts(head: InvoiceHead): Facts {
  const party = head.party ?? head.customer;
  const terms = head.terms ?? head.paymentTerms;
  return {
    party_number: text(party.number),
    corporate_identification_number: text(party.corporateIdentificationNumber),
    vat_number: text(party.vatNumber),
    ean: text(head.ean),
    other_reference: text(head.otherReference),
    project: text(head.projectNumber),
    payment_terms: text([terms.name, terms.description].filter(Boolean).join('\n')),
  };
}

const dayFacts = (head: InvoiceHead): Facts => ({
  delivery_date: day(head.deliveryDate),
  due_date: day(head.dueDate),
});

/** Names of the people on both sides: one statement each where any is named. */
async function referenceFacts(em: EntityManager, head: InvoiceHead): Promise<Facts> {
  const contactNumbers = [head.theirReferenceContact, head.attentionContact].filter((n) => n !== null);
  const contacts =
    contactNumbers.length === 0
      ? []
      : await em.find(CustomerContact, { customer: head.customerId, number: { $in: contactNumbers } });
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

function printableLine(line: SalesLine, head: InvoiceHead): PrintableLine {
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
    discountPercentage: combineDiscounts(line.discountPercentage, head.discountPercentage),
    vatPercentage: line.vatPercentage,
    netAmount: line.netAmount,
  };
}

const printableTotals = (
  head: InvoiceHead,
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
