import type { Agreement } from './agreement.ts';
import { codeOf, singleError } from './errors.ts';
import type { InvoiceContent } from './records.ts';
import type { Switches } from './switches.ts';

/** A record that others refer to cannot be deleted; a draft counts as much as a booked invoice. */

const invoicesOf = ({ tables }: Agreement): readonly InvoiceContent[] => [
  ...tables.drafts.all(),
  ...tables.bookedInvoices.all(),
];

const usedBy: Readonly<Record<string, (agreement: Agreement, id: string) => boolean>> = {
  customers: (agreement, id) => invoicesOf(agreement).some((i) => String(i.customer.customerNumber) === id),
  products: (agreement, id) =>
    invoicesOf(agreement).some((i) => i.lines.some((line) => line.product?.productNumber === id)),
  units: (agreement, id) =>
    agreement.tables.products.all().some((product) => String(product.unit?.unitNumber) === id) ||
    invoicesOf(agreement).some((i) => i.lines.some((line) => String(line.unit?.unitNumber) === id)),
  paymentTerms: (agreement, id) =>
    agreement.tables.customers.all().some((c) => String(c.paymentTerms.paymentTermsNumber) === id) ||
    invoicesOf(agreement).some((i) => String(i.paymentTerms.paymentTermsNumber) === id),
  customerGroups: (agreement, id) =>
    agreement.tables.customers.all().some((c) => String(c.customerGroup.customerGroupNumber) === id),
  productGroups: (agreement, id) =>
    agreement.tables.products.all().some((p) => String(p.productGroup.productGroupNumber) === id),
};

/** Whether a draft, an invoice or another register names it. */
export const isUsed = (agreement: Agreement, table: string, id: string): boolean =>
  usedBy[table]?.(agreement, id) ?? false;

/** Throws the 400 where it is used. */
export function assertUnused(
  agreement: Agreement,
  switches: Switches,
  table: string,
  id: string,
  key: string,
): void {
  if (!isUsed(agreement, table, id)) return;
  throw singleError([key], {
    propertyName: key,
    errorMessage: `'${id}' is in use and cannot be deleted.`,
    errorCode: codeOf(switches, 'recordInUse'),
    inputValue: id,
    developerHint: 'Delete what refers to it first.',
  });
}
