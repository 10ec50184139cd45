import type { EntityManager } from '@mikro-orm/postgresql';
import type { TemplateKind } from '../layouts/template-parts.ts';
import { partyOf, termsOf } from '../sales/sales-draft.ts';
import type { SalesRow } from '../sales/sales-draft.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import { Customer } from '../customers/customer.entity.ts';
import { printableCompany } from './printable-company.ts';
import type { PrintableDocument, PrintSource } from './printable-document.ts';
import {
  addressedFacts,
  customerContacts,
  printableLine,
  printableParty,
  printableTotals,
  referenceFacts,
  withoutNothing,
} from './printable-parts.ts';
import type { Facts } from './printable-parts.ts';

/** What an offer or order says of itself beside its head. */
export interface SalesPrint {
  readonly kind: TemplateKind;
  /** Offer or order date. */
  readonly date: string;
  readonly isDraft: boolean;
  /** When it became final; null on a draft. */
  readonly finalAt: Date | null;
  readonly facts: Facts;
  readonly source: PrintableDocument['source'];
  /** Where its layout is set. */
  readonly layoutPath: string;
}

/**
 * An offer or order as it is printed. Final, its party and terms are those of then; names of contacts and employees, and the
 * company's own address, are as the registers have them now.
 */
export async function printableSales(
  em: EntityManager,
  row: SalesRow & { readonly createdAt: Date },
  lines: readonly SalesLine[],
  print: SalesPrint,
): Promise<PrintSource> {
  const { company, baseCurrency } = await printableCompany(em);
  const customer = await em.findOneOrFail(Customer, { id: row.customer.id }, { populate: ['layout'] });
  const party = row.party ?? partyOf(row);
  const people = await referenceFacts(em, row, customerContacts(em, customer.id));
  const { deliveryTerms, language, deliveryDate, otherReference, projectNumber } = row;
  const terms = row.terms ?? termsOf(row.paymentTerms);
  const addressed = { party, terms, deliveryTerms, language, deliveryDate, otherReference, projectNumber };
  return {
    document: {
      kind: print.kind,
      number: String(row.number),
      language,
      date: print.date,
      contentFrom: print.finalAt ?? row.updatedAt,
      isDraft: print.isDraft,
      company,
      party,
      deliveryAddress: row.deliveryAddress ?? null,
      heading: row.heading ?? null,
      note: row.note ?? null,
      facts: withoutNothing({ ...addressedFacts(addressed), ...people, ...print.facts }),
      source: print.source,
      lines: lines.map((line) => printableLine(line, row)),
      totals: printableTotals(row, lines, baseCurrency),
    },
    layoutNumber: row.layout?.number ?? null,
    madeAt: row.createdAt,
    layoutPath: print.layoutPath,
    party: printableParty('customer', customer),
  };
}
