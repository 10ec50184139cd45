import type { EntityManager } from '@mikro-orm/postgresql';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { columnIs, dateFilters, salesFilters } from '../sales/sales-list.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { trackedLineView } from '../sales/sales-view.ts';
import type { TrackedLineView } from '../sales/sales-view.ts';
import { invoiceLines } from './invoice-line-table.ts';
import { summary } from './invoice-view.ts';
import type { InvoiceSummary } from './invoice-view.ts';
import { standingOf } from './invoice-store.ts';

/**
 * Filters: `isDraft`, `isBooked`, `isArchived`, `archived` (`archived`, `not_archived`, `all`), `customerId`, `type`, `number`,
 * `numberPart` (digits anywhere in the number), `item` (the number of a product on a line), `currency`, `dateFrom` and
 * `dateTo` (both days belong to it), `creditedInvoiceNumber`, `orderNumber`, `isReadyForShipping`, `isPartlyShipped`,
 * `isShipped`. Sorted by number, invoice date, due date, making, change,
 * booking or gross amount; by invoice date where dates are filtered by and nothing is said.
 */
export type InvoiceListQuery = DeepListQuery;

const listSpec: ListSpec<CustomerInvoice> = {
  entity: CustomerInvoice,
  order: ['number', 'date', 'dueDate', 'createdAt', 'updatedAt', 'bookedAt', 'grossAmount'],
  sortedBy: { grossAmount: 'grossOrder' },
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...salesFilters({ table: 'customer_invoice_line', parent: 'invoice_id' }),
    ...dateFilters,
    currency: 'property',
    type: (value) => ({ kind: value }),
    isDraft: (value) => ({ state: value === true ? 'draft' : 'booked' }),
    isBooked: (value) => ({ state: value === true ? 'booked' : 'draft' }),
    isReadyForShipping: columnIs('delivery', 'ready'),
    isPartlyShipped: columnIs('delivery', 'partly'),
    isShipped: columnIs('delivery', 'sent'),
    orderNumber: (value) => ({ order: { number: value } }),
    creditedInvoiceNumber: (value) => ({ creditedInvoice: { number: value } }),
  },
  populate: ['customer', 'creditedInvoice', 'offer', 'order'],
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
): Promise<ReadonlyMap<string, readonly TrackedLineView[]>> {
  const lines = await invoiceLines.findOf(
    em,
    rows.map((row) => row.id),
  );
  return new Map([...lines].map(([id, of]) => [id, of.map(trackedLineView)]));
}
