import type { EntityManager } from '@mikro-orm/postgresql';
import { Customer } from '../customers/customer.entity.ts';
import { readDocument } from '../invoices/invoice-head.ts';
import { addressedParty } from '../sales/sales-references.ts';
import { printableCompany } from './printable-company.ts';
import type { PrintSource } from './printable-document.ts';
import {
  addressedFacts,
  customerContacts,
  day,
  printableLine,
  printableParty,
  printableTotals,
  referenceFacts,
  text,
  withoutNothing,
} from './printable-parts.ts';

/**
 * An invoice or credit note as it is printed. Booked, its party and terms are those of the booking; names of contacts and
 * employees, and the company's own address, are as the registers have them now. Throws `NotFound`.
 */
export async function printableInvoice(em: EntityManager, number: number): Promise<PrintSource> {
  const { head, lines } = await readDocument(em, number);
  const { company, baseCurrency } = await printableCompany(em);
  const customer = await em.findOneOrFail(Customer, { id: head.customerId }, { populate: ['layout'] });
  const party = head.party ?? addressedParty(head.customer, head);
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
      facts: withoutNothing({
        ...addressedFacts({ ...head, party, terms: head.terms ?? head.paymentTerms }),
        ...(await referenceFacts(
          em,
          { ...head, employee: head.employeeNumber === null ? null : { number: head.employeeNumber } },
          customerContacts(em, head.customerId),
        )),
        ean: text(head.ean),
        due_date: day(head.dueDate),
      }),
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
    party: printableParty('customer', customer),
  };
}
