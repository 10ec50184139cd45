import { z } from 'zod';
import { customerInvoiceKinds } from '../../domain/invoices/customer-invoice.lifecycle.ts';
import { linesOfListed, listInvoices } from '../../domain/invoices/customer-invoice.service.ts';
import { isExpanded, queryBoolean, queryInteger } from '../lists.ts';
import { invoiceListed } from '../schemas/invoices.ts';
import { invoiceSummary } from '../views/invoices.ts';
import { deepListEndpoint } from './list.ts';
import { salesFilterNames, salesListFilters } from './sales-endpoints.ts';

const filters = {
  ...salesListFilters,
  type: z.enum(customerInvoiceKinds, `must be one of ${customerInvoiceKinds.join(', ')}`).optional(),
  is_draft: queryBoolean().optional(),
  is_booked: queryBoolean().optional(),
  is_ready_for_shipping: queryBoolean().optional(),
  is_partly_shipped: queryBoolean().optional(),
  is_shipped: queryBoolean().optional(),
  order_number: queryInteger(1, 999_999_999).optional(),
  credited_invoice_number: queryInteger(1, 999_999_999).optional(),
};

/** `GET /api/customer-invoices`. */
export const invoiceList = deepListEndpoint({
  path: '/api/customer-invoices',
  tag: 'customer-invoices',
  plural: 'customer_invoices',
  summary: 'List invoices and credit notes, archived ones too.',
  row: invoiceListed,
  filters,
  expands: ['lines'],
  fieldOwner: 'customer-invoice',
  filterNames: { ...salesFilterNames, invoice_date: 'date' },
  sortable: ['number', 'invoice_date', 'due_date', 'created_at', 'updated_at', 'booked_at', 'gross_amount'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { query, context: { caller } }) => {
    const withLines = isExpanded(query, 'lines');
    const { rows, ...page } = await listInvoices(em, asked);
    const lines = withLines ? await linesOfListed(em, rows) : undefined;
    return {
      ...page,
      rows: rows.map((row) => ({
        ...invoiceSummary(row, caller.agreementNumber),
        ...(lines && { lines: lines.get(row.id) }),
      })),
    };
  },
});
