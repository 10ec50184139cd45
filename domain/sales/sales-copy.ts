import { refuseBarredCustomer } from './sales-references.ts';
import type { SalesDraft, SalesHead } from './sales-draft.ts';
import { noLinks } from './sales-line-rows.ts';
import type { LineContent, SalesLine } from './sales-line-rows.ts';
import { totalsOf } from './sales-lines.ts';
import type { Amounts } from './totals.ts';

/** What of a head goes on: all that is not computed of the lines. */
type CarriedHead = Required<Omit<SalesHead, keyof Amounts>>;

/**
 * What a document that is made of another one has of it: its head without amounts, and without the party and terms that a
 * document keeps when it becomes final.
 */
export const headOf = (row: SalesHead): CarriedHead => ({
  customer: row.customer,
  deliveryDate: row.deliveryDate ?? null,
  paymentTerms: row.paymentTerms,
  layout: row.layout ?? null,
  employee: row.employee ?? null,
  theirReferenceContact: row.theirReferenceContact ?? null,
  attentionContact: row.attentionContact ?? null,
  currency: row.currency,
  exchangeRate: row.exchangeRate,
  vatZone: row.vatZone,
  language: row.language,
  heading: row.heading ?? null,
  note: row.note ?? null,
  otherReference: row.otherReference ?? null,
  projectNumber: row.projectNumber ?? null,
  discountPercentage: row.discountPercentage,
  deliveryAddress: row.deliveryAddress ?? null,
  deliveryTerms: row.deliveryTerms ?? null,
  billingAddress: row.billingAddress ?? null,
  corporateIdentificationNumber: row.corporateIdentificationNumber ?? null,
});

/**
 * A new document of another one: its head, and lines that say what they said there, prices and all. `of` gives each line's
 * quantity and links; undefined leaves the line out.
 */
export function draftOf(
  row: SalesHead,
  source: readonly SalesLine[],
  of: (line: SalesLine) => Partial<LineContent> | undefined,
): SalesDraft {
  const lines = source.flatMap((line): LineContent[] => {
    const change = of(line);
    return change === undefined ? [] : [{ ...line, ...noLinks, tracking: null, ...change }];
  });
  const totals = totalsOf(lines, row);
  return { head: { ...headOf(row), ...totals.amounts }, lines, totals };
}

/** A copy: the same lines, linked to nothing. Throws `Barred` for a barred customer. */
export function copyOf(row: SalesHead, lines: readonly SalesLine[]): SalesDraft {
  refuseBarredCustomer(row.customer);
  return draftOf(row, lines, () => ({}));
}
