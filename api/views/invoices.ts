import { invoiceWithTransfers } from '../../domain/invoices/customer-invoice.service.ts';
import type { InvoiceSummary } from '../../domain/invoices/customer-invoice.service.ts';
import type { InvoiceKey } from '../../domain/invoices/invoice-store.ts';
import { customerInvoiceWorkflowId } from '../../workflows/shared/ids.ts';
import type { Answer, Em } from '../context.ts';
import { singleAnswer } from '../lists.ts';

/** A document in a list, with where to look further. */
export const invoiceSummary = (invoice: InvoiceSummary, agreementNumber: number) => ({
  ...invoice,
  workflow_id: customerInvoiceWorkflowId(agreementNumber, invoice.id),
  self: selfOf(invoice.number),
});

const selfOf = (number: number): string => `/api/customer-invoices/${number}`;

/** The ERP's number of a document, whatever that ERP calls it; null before there is one. */
const erpNumber = (identity: Readonly<Record<string, string>> | null | undefined): string | null =>
  identity?.['bookedInvoiceNumber'] ?? identity?.['draftInvoiceNumber'] ?? identity?.['number'] ?? null;

/** A whole document with its transfers, as an answer with its ETag. Throws `NotFound`. */
export async function invoiceAnswer(
  em: Em,
  key: InvoiceKey,
  options: {
    readonly status: number;
    readonly agreementNumber: number;
    /** Whether the transaction may end with it: nothing else is read or changed in it afterwards. */
    readonly commits?: boolean;
  },
): Promise<Answer> {
  const { invoice, transfers } = await invoiceWithTransfers(em, key, { commits: options.commits });
  const answer = singleAnswer(
    options.status,
    'customer_invoice',
    {
      ...invoiceSummary(invoice, options.agreementNumber),
      pdf_url: `${selfOf(invoice.number)}.pdf`,
      transfers: transfers.map((transfer) => ({
        id: transfer.id,
        integration_id: transfer.connectionId,
        provider: transfer.provider,
        state: transfer.state,
        cause: transfer.cause ?? null,
        erp_number: erpNumber(transfer.identity),
      })),
    },
    invoice.version,
  );
  if (options.status !== 201) return answer;
  return { ...answer, headers: { ...answer.headers, location: selfOf(invoice.number) } };
}
