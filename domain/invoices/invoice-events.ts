import type { EventData } from '../events/event-hash.ts';
import { salesState } from '../sales/sales-draft.ts';
import type { CustomerInvoice } from './customer-invoice.entity.ts';

/** What events keep of a document: its head by the API's names, and its lines as a count and a hash. */
export function invoiceState(
  invoice: CustomerInvoice,
  lines: { readonly count: number; readonly hash: string },
): EventData {
  return {
    state: invoice.state,
    type: invoice.kind,
    invoice_date: invoice.date,
    due_date: invoice.dueDate ?? null,
    ean: invoice.ean ?? null,
    offer_number: invoice.offer?.number ?? null,
    order_number: invoice.order?.number ?? null,
    order_numbers: invoice.orderNumbers ?? null,
    credited_invoice_number: invoice.creditedInvoice?.number ?? null,
    ...salesState(invoice, lines),
  };
}
