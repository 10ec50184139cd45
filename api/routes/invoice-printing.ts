import { printableInvoice } from '../../domain/printing/printable-invoice.ts';
import type { Endpoint } from '../endpoint.ts';
import { layoutCheckEndpoint, pdfEndpoint } from '../printing.ts';
import { erpPdf } from './invoice-erp-pdf.ts';

const tag = 'customer-invoices';
const path = '/api/customer-invoices/{number}';

/** What an invoice or credit note looks like: our PDF, the ERP's own, and why a field is missing on ours. */
export const invoicePrintingEndpoints: readonly Endpoint[] = [
  pdfEndpoint({
    path: `${path}.pdf`,
    tag,
    summary: 'The PDF of an invoice or credit note.',
    build: printableInvoice,
  }),
  erpPdf,
  layoutCheckEndpoint({ path: `${path}/layout-check`, tag, build: printableInvoice }),
];
