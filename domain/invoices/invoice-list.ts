import type { EntityManager } from '@mikro-orm/postgresql';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult, FilterValue, ListSpec } from '../lists.ts';
import { columnIs, dateFilters, salesFilters } from '../sales/sales-list.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { trackedLineView } from '../sales/sales-view.ts';
import type { TrackedLineView } from '../sales/sales-view.ts';
import { invoiceLines } from './invoice-line-table.ts';
import { summary } from './invoice-view.ts';
import type { InvoiceSummary } from './invoice-view.ts';
import { standingOf } from './invoice-store.ts';
import { agreementOf } from '../tenant.ts';

/**
 * Filters: `isDraft`, `isBooked`, `isArchived`, `archived` (`archived`, `not_archived`, `all`), `customerId`, `type`, `number`,
 * `numberPart` (digits anywhere in the number), `item` (the number of a product on a line), `currency`, `dateFrom` and
 * `dateTo` (both days belong to it), `creditedInvoiceNumber`, `orderNumber`, `isReadyForShipping`, `isPartlyShipped`,
 * `isShipped`. Sorted by number, invoice date, due date, making, change,
 * booking or gross amount; by invoice date where dates are filtered by and nothing is said.
 */
export type InvoiceListQuery = DeepListQuery;

/** Those that were made of the order of that number, or of it and others. */
const ofOrder = async (number: FilterValue, em: EntityManager): Promise<object> => {
  const rows = await em.execute<{ id: string }[]>(
    `select i.id from customer_invoice i join sales_order o on o.id = i.order_id where o.agreement_number = ? and o.number = ?
     union select l.invoice_id from sales_order o join sales_order_line ol on ol.order_id = o.id
       join customer_invoice_line l on l.order_line_id = ol.id where o.agreement_number = ? and o.number = ?`,
    [agreementOf(em), number, agreementOf(em), number],
  );
  return { id: { $in: rows.map(({ id }) => id) } };
};

const listSpec: ListSpec<CustomerInvoice> = {
  entity: CustomerInvoice,
  order: ['number', 'date', 'dueDate', 'createdAt', 'updatedAt', 'bookedAt', 'grossAmount'],
  sortedBy: { grossAmount: 'grossOrder' },
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...salesFilters('customer_invoice_line'),
    ...dateFilters,
    currency: 'property',
    type: (value) => ({ kind: value }),
    isDraft: (value) => ({ state: value === true ? 'draft' : 'booked' }),
    isBooked: (value) => ({ state: value === true ? 'booked' : 'draft' }),
    isReadyForShipping: columnIs('delivery', 'ready'),
    isPartlyShipped: columnIs('delivery', 'partly'),
    isShipped: columnIs('delivery', 'sent'),
    orderNumber: ofOrder,
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
