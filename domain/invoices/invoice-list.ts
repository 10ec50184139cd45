import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Customer } from '../customers/customer.entity.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, FilterValue, ListSpec } from '../lists.ts';
import { Product } from '../products/product.entity.ts';
import { agreementOf } from '../tenant.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { lineView } from '../sales/sales-view.ts';
import type { SalesLineView } from '../sales/sales-view.ts';
import { invoiceLines } from './invoice-line-table.ts';
import { summary } from './invoice-view.ts';
import type { InvoiceSummary } from './invoice-view.ts';
import { standingOf } from './invoice-store.ts';

/**
 * Filters: `isDraft`, `isBooked`, `isArchived`, `archived` (`archived`, `not_archived`, `all`), `customerId`, `type`, `number`,
 * `numberPart` (digits anywhere in the number), `item` (the number of a product on a line), `currency`, `dateFrom` and
 * `dateTo` (both days belong to it), `creditedInvoiceNumber`. Sorted by number, invoice date, due date, making, change,
 * booking or gross amount; by invoice date where dates are filtered by and nothing is said.
 */
export type InvoiceListQuery = DeepListQuery;

/** Nothing has it: what a filter names does not exist. */
const nobody = { id: { $in: [] } };

/** Kept out of the identity map: the list's rows would take what is known of it for all of it. */
const idAlone = { fields: ['id'], disableIdentityMap: true } as const;

/** The id is looked up first: with a join, PostgreSQL would sort all that the customer has. */
const ofCustomer = async (number: FilterValue, em: EntityManager): Promise<object> => {
  const customer = await em.findOne(Customer, { number: String(number) }, idAlone);
  return customer === null ? nobody : { customer: customer.id };
};

const withItem = async (number: FilterValue, em: EntityManager): Promise<object> => {
  const product = await em.findOne(Product, { number: String(number) }, idAlone);
  if (product === null) return nobody;
  const hasLine = raw(
    (alias) => `exists (select from customer_invoice_line line
       where line.product_id = ? and line.invoice_id = ${alias}.id and line.agreement_number = ?)`,
    [product.id, agreementOf(em)],
  );
  return { [hasLine as unknown as string]: [] };
};

const listSpec: ListSpec<CustomerInvoice> = {
  entity: CustomerInvoice,
  order: ['number', 'date', 'dueDate', 'createdAt', 'updatedAt', 'bookedAt', 'grossAmount'],
  sortedBy: { grossAmount: 'grossOrder' },
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    number: 'property',
    numberPart,
    item: withItem,
    currency: 'property',
    type: (value) => ({ kind: value }),
    isDraft: (value) => ({ state: value === true ? 'draft' : 'booked' }),
    isBooked: (value) => ({ state: value === true ? 'booked' : 'draft' }),
    customerId: ofCustomer,
    creditedInvoiceNumber: (value) => ({ creditedInvoice: { number: value } }),
    dateFrom: (value) => ({ date: { $gte: value } }),
    dateTo: (value) => ({ date: { $lte: value } }),
  },
  populate: ['customer', 'creditedInvoice'],
};

/** One page of documents, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listInvoices(
  em: EntityManager,
  query: InvoiceListQuery = {},
): Promise<DeepListResult<InvoiceSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map((row) => summary(row, standingOf(row).isArchived)) };
}

/** The lines of such documents by the document's id, each in its order: one statement. */
export async function linesOfListed(
  em: EntityManager,
  rows: readonly InvoiceSummary[],
): Promise<ReadonlyMap<string, readonly SalesLineView[]>> {
  const lines = await invoiceLines.findOf(
    em,
    rows.map((row) => row.id),
  );
  return new Map([...lines].map(([id, of]) => [id, of.map(lineView)]));
}
