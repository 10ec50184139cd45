import { lineTable } from '../sales/sales-line-rows.ts';

/** The lines of customer invoices and credit notes. */
export const invoiceLines = lineTable({
  document: 'customer_invoice',
  parent: 'invoice_id',
  links: ['creditedLineId', 'offerLineId', 'orderLineId'],
  own: { tracking: { column: 'tracking', type: 'jsonb' } },
});
