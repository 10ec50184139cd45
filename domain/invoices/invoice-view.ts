import type { EntityManager } from '@mikro-orm/postgresql';
import type { VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { listRows } from '../lists.ts';
import type { ListQuery } from '../lists.ts';
import { atLeast, plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import { inLanguage } from '../translations.ts';
import { together } from '../statements.ts';
import { transfersCall } from '../transfers/transfer-row.ts';
import type { TransferRow } from '../transfers/transfer-row.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import type { DeliverySnapshot, PartySnapshot } from './customer-invoice.entity.ts';
import { allowedActions } from './customer-invoice.lifecycle.ts';
import type {
  CustomerInvoiceAction,
  CustomerInvoiceKind,
  CustomerInvoiceState,
} from './customer-invoice.lifecycle.ts';
import { headCall, readDocument } from './invoice-head.ts';
import type { InvoiceDocument, InvoiceHead } from './invoice-head.ts';
import { asLines, linesCall } from './invoice-line-rows.ts';
import type { InvoiceLine, LineRow } from './invoice-line-rows.ts';
import { totalsOf } from './invoice-lines.ts';
import { addressedParty } from './invoice-references.ts';
import { documentNotFound, standingOf } from './invoice-store.ts';
import type { InvoiceKey } from './invoice-store.ts';

/** A document in a list, in the API's dialect: amounts are decimal strings, moments ISO 8601 in UTC. */
export interface InvoiceSummary {
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
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

interface AddressView {
  readonly name: string | null;
  readonly street: string | null;
  readonly street2: string | null;
  readonly zipcode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

export interface InvoiceLineView {
  readonly id: string;
  readonly position: number;
  readonly item: { readonly number: string; readonly name: string; readonly barcode: string | null } | null;
  readonly name: string;
  readonly quantity: Decimal;
  readonly line_price: Decimal;
  readonly discount_percentage: Decimal;
  readonly unit: { readonly number: number; readonly name: string } | null;
  readonly vat_percentage: Decimal;
  /** Net after discounts. */
  readonly line_total: Decimal;
  /** The line's share of the document's VAT. */
  readonly line_vat: Decimal;
}

/** A whole document in the API's dialect. Party and terms are as they were at booking; of a draft, as they are now. */
export interface InvoiceView extends InvoiceSummary {
  readonly customer: AddressView & {
    readonly number: string;
    readonly name: string;
    readonly corporate_identification_number: string | null;
  };
  /** The document's own, else the customer's. */
  readonly billing_address: AddressView;
  readonly corporate_identification_number: string | null;
  /** In the document's language. */
  readonly delivery_terms: { readonly number: number; readonly name: string } | null;
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
  readonly delivery_address:
    (AddressView & { readonly email: string | null; readonly phone: string | null }) | null;
  readonly lines: readonly InvoiceLineView[];
  /** VAT by rate. */
  readonly vat: readonly {
    readonly vat_percentage: Decimal;
    readonly net_amount: Decimal;
    readonly vat_amount: Decimal;
  }[];
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
    [headCall(em, key), linesCall(em, key), transfersCall(em, key)],
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
  const { deliveryTerms, language } = invoice;
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
    customer: {
      number: party.number,
      ...addressView(party),
      name: party.name,
      corporate_identification_number: party.corporateIdentificationNumber,
    },
    billing_address: addressView(party),
    corporate_identification_number: party.corporateIdentificationNumber,
    delivery_terms: deliveryTerms && {
      number: deliveryTerms.number,
      name: inLanguage(deliveryTerms, language).name,
    },
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
    lines: lines.map(lineView),
    vat: totalsOf(lines, invoice).vat.map((rate) => ({
      vat_percentage: rate.vatPercentage,
      net_amount: rate.netAmount,
      vat_amount: rate.vatAmount,
    })),
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
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function summary(invoice: Summarised, isArchived: boolean): InvoiceSummary {
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
    version: invoice.version,
    created_at: invoice.createdAt.toISOString(),
    updated_at: invoice.updatedAt.toISOString(),
  };
}

const addressView = (
  address: Omit<AddressView, 'zipcode'> & { readonly zip: string | null },
): AddressView => ({
  name: address.name,
  street: address.street,
  street2: address.street2,
  zipcode: address.zip,
  city: address.city,
  country: address.country,
});

const deliveryView = (address: DeliverySnapshot | null | undefined): InvoiceView['delivery_address'] =>
  address ? { ...addressView(address), email: address.email, phone: address.phone } : null;

const lineView = (line: InvoiceLine): InvoiceLineView => ({
  id: line.id,
  position: line.position,
  item: line.product
    ? { number: line.product.number, name: line.product.name, barcode: line.product.barcode ?? null }
    : null,
  name: line.description,
  quantity: plain(line.quantity),
  line_price: atLeast(line.unitPrice, 2),
  discount_percentage: plain(line.discountPercentage),
  unit: line.unit ? { number: line.unit.number, name: line.unit.name } : null,
  vat_percentage: plain(line.vatPercentage),
  line_total: round(line.netAmount, 2),
  line_vat: atLeast(line.vatAmount, 2),
});

/**
 * Filters: `isDraft`, `isBooked`, `isArchived`, `customerId`, `type`, `number`, `currency`, `dateFrom` and `dateTo` (both
 * days belong to it), `creditedInvoiceNumber`. Sorted by number, invoice date, due date, making, change or gross amount.
 */
export type InvoiceListQuery = ListQuery;

type FilterValue = string | number | boolean | null;

const listSpec = {
  entity: CustomerInvoice,
  order: ['number', 'date', 'dueDate', 'createdAt', 'updatedAt', 'bookedAt', 'grossAmount'] as const,
  filters: {
    number: 'property' as const,
    currency: 'property' as const,
    type: (value: FilterValue) => ({ kind: value }),
    isDraft: (value: FilterValue) => ({ state: value === true ? 'draft' : 'booked' }),
    isBooked: (value: FilterValue) => ({ state: value === true ? 'booked' : 'draft' }),
    isArchived: (value: FilterValue) => ({ archivedAt: value === true ? { $ne: null } : null }),
    customerId: (value: FilterValue) => ({ customer: { number: value } }),
    creditedInvoiceNumber: (value: FilterValue) => ({ creditedInvoice: { number: value } }),
    dateFrom: (value: FilterValue) => ({ date: { $gte: value } }),
    dateTo: (value: FilterValue) => ({ date: { $lte: value } }),
  },
  populate: ['customer', 'creditedInvoice'],
};

/** One page of documents, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listInvoices(
  em: EntityManager,
  query: InvoiceListQuery = {},
): Promise<{ readonly rows: readonly InvoiceSummary[]; readonly total: number }> {
  const { rows, total } = await listRows(em, listSpec, query);
  return { rows: rows.map((row) => summary(row, standingOf(row).isArchived)), total };
}
