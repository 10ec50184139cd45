import type { EntityManager } from '@mikro-orm/postgresql';
import type { VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import { deliveryFlags } from '../orders/order-view.ts';
import type { DeliveryFlags } from '../orders/order-view.ts';
import type { DeliveryAxis } from '../orders/order.lifecycle.ts';
import { together } from '../statements.ts';
import { transfersCall } from '../transfers/transfer-row.ts';
import type { TransferRow } from '../transfers/transfer-row.ts';
import type { PartySnapshot } from '../sales/party.ts';
import { allowedActions } from './customer-invoice.lifecycle.ts';
import type {
  CustomerInvoiceAction,
  CustomerInvoiceKind,
  CustomerInvoiceState,
} from './customer-invoice.lifecycle.ts';
import { headCall, readDocument } from './invoice-head.ts';
import type { InvoiceDocument, InvoiceHead } from './invoice-head.ts';
import { asLines } from '../sales/sales-line-rows.ts';
import { invoiceLines } from './invoice-line-table.ts';
import type { LineRow } from '../sales/sales-line-rows.ts';
import { addressedParty } from '../sales/sales-references.ts';
import { addressingView, deliveryView, trackedLineView, vatView } from '../sales/sales-view.ts';
import type { AddressingView, DeliveryView, TrackedLineView, VatView } from '../sales/sales-view.ts';
import { documentNotFound } from './invoice-store.ts';
import type { InvoiceKey } from './invoice-store.ts';

/** A document in a list, in the API's dialect: amounts are decimal strings, moments ISO 8601 in UTC. */
export interface InvoiceSummary extends DeliveryFlags {
  readonly id: string;
  readonly number: number;
  readonly type: CustomerInvoiceKind;
  readonly is_draft: boolean;
  readonly is_booked: boolean;
  readonly is_archived: boolean;
  readonly is_credit_note: boolean;
  readonly booked_at: string | null;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly invoice_date: string;
  readonly due_date: string | null;
  readonly currency: string;
  readonly net_amount: Decimal;
  readonly vat_amount: Decimal;
  readonly gross_amount: Decimal;
  readonly credited_invoice_number: number | null;
  readonly offer_number: number | null;
  readonly order_number: number | null;
  readonly order_numbers: readonly number[];
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A whole document in the API's dialect. Party and terms are as they were at booking; of a draft, as they are now. */
export interface InvoiceView extends InvoiceSummary, AddressingView {
  readonly deliver_at: string | null;
  readonly exchange_rate: Decimal;
  readonly vat_zone: VatZone;
  readonly payment_terms: { readonly number: number; readonly name: string };
  readonly layout_id: number | null;
  readonly our_reference_id: number | null;
  readonly their_reference_id: number | null;
  readonly attention_id: number | null;
  readonly other_reference: string | null;
  readonly heading: string | null;
  readonly note: string | null;
  readonly ean: string | null;
  readonly language: Language;
  readonly project_id: number | null;
  readonly discount_percentage: Decimal;
  readonly delivery_address: DeliveryView | null;
  readonly lines: readonly TrackedLineView[];
  readonly vat: readonly VatView[];
  readonly base_net_amount: Decimal;
  readonly base_vat_amount: Decimal;
  readonly base_gross_amount: Decimal;
  readonly allowed_actions: readonly CustomerInvoiceAction[];
}

/** The document of an id or number, in one round trip. Throws `NotFound`. */
export async function invoiceView(em: EntityManager, key: InvoiceKey): Promise<InvoiceView> {
  return viewOf(await readDocument(em, key));
}

/**
 * As `invoiceView`, with the document's transfers. With `commits` the transaction ends with it: for a request that reads
 * nothing else.
 */
export async function invoiceWithTransfers(
  em: EntityManager,
  key: InvoiceKey,
  options: { readonly commits?: boolean | undefined },
): Promise<{ readonly invoice: InvoiceView; readonly transfers: readonly TransferRow[] }> {
  const [[head], lines, transfers] = await together<[InvoiceHead, LineRow, { transfer: TransferRow }]>(
    em,
    [headCall(em, key), invoiceLines.call(em, key), transfersCall(em, key)],
    options,
  );
  if (head === undefined) throw documentNotFound(key);
  return {
    invoice: viewOf({ head, lines: asLines(lines) }),
    transfers: transfers.map(({ transfer }) => transfer),
  };
}

function viewOf({ head: invoice, lines }: InvoiceDocument): InvoiceView {
  const party = invoice.party ?? addressedParty(invoice.customer, invoice);
  const terms = invoice.terms ?? invoice.paymentTerms;
  return {
    ...summary(
      {
        ...invoice,
        bookedAt: invoice.bookedAt === null ? null : new Date(invoice.bookedAt),
        createdAt: new Date(invoice.createdAt),
        updatedAt: new Date(invoice.updatedAt),
      },
      invoice.isArchived,
    ),
    ...addressingView(party, invoice),
    deliver_at: invoice.deliveryDate,
    exchange_rate: plain(invoice.exchangeRate),
    vat_zone: invoice.vatZone,
    payment_terms: { number: terms.number, name: terms.name },
    layout_id: invoice.layoutNumber,
    our_reference_id: invoice.employeeNumber,
    their_reference_id: invoice.theirReferenceContact,
    attention_id: invoice.attentionContact,
    other_reference: invoice.otherReference,
    heading: invoice.heading,
    note: invoice.note,
    ean: invoice.ean,
    language: invoice.language,
    project_id: invoice.projectNumber,
    discount_percentage: plain(invoice.discountPercentage),
    delivery_address: deliveryView(invoice.deliveryAddress),
    lines: lines.map(trackedLineView),
    vat: vatView(lines, invoice),
    base_net_amount: round(invoice.baseNetAmount, 2),
    base_vat_amount: round(invoice.baseVatAmount, 2),
    base_gross_amount: round(invoice.baseGrossAmount, 2),
    allowed_actions: allowedActions(invoice),
  };
}

/** What a summary reads: of a row of a list, or of the head of one document. */
interface Summarised {
  readonly id: string;
  readonly number: number;
  readonly kind: CustomerInvoiceKind;
  readonly state: CustomerInvoiceState;
  readonly bookedAt?: Date | null | undefined;
  readonly party?: PartySnapshot | null | undefined;
  readonly customer: { readonly number: string; readonly name: string };
  readonly date: string;
  readonly dueDate?: string | null | undefined;
  readonly currency: string;
  readonly netAmount: Decimal;
  readonly vatAmount: Decimal;
  readonly grossAmount: Decimal;
  readonly creditedInvoice?: { readonly number: number } | null | undefined;
  readonly offer?: { readonly number: number } | null | undefined;
  readonly order?: { readonly number: number } | null | undefined;
  readonly orderNumbers?: readonly number[] | null | undefined;
  readonly delivery: DeliveryAxis;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A document in a list. */
export function summary(invoice: Summarised, isArchived: boolean): InvoiceSummary {
  const party = invoice.party ?? invoice.customer;
  return {
    id: invoice.id,
    number: invoice.number,
    type: invoice.kind,
    is_draft: invoice.state === 'draft',
    is_booked: invoice.state === 'booked',
    is_archived: isArchived,
    is_credit_note: invoice.kind === 'credit-note',
    booked_at: invoice.bookedAt?.toISOString() ?? null,
    customer_id: party.number,
    customer_name: party.name,
    invoice_date: invoice.date,
    due_date: invoice.dueDate ?? null,
    currency: invoice.currency,
    net_amount: round(invoice.netAmount, 2),
    vat_amount: round(invoice.vatAmount, 2),
    gross_amount: round(invoice.grossAmount, 2),
    credited_invoice_number: invoice.creditedInvoice?.number ?? null,
    offer_number: invoice.offer?.number ?? null,
    order_number: invoice.order?.number ?? null,
    order_numbers: invoice.orderNumbers ?? (invoice.order ? [invoice.order.number] : []),
    ...deliveryFlags(invoice.delivery),
    version: invoice.version,
    created_at: invoice.createdAt.toISOString(),
    updated_at: invoice.updatedAt.toISOString(),
  };
}
