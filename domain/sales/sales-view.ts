import type { VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { atLeast, plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import { inLanguage } from '../translations.ts';
import type { DeliverySnapshot, DeliveryTermsSnapshot, PartySnapshot } from './party.ts';
import { partyOf, termsOf } from './sales-draft.ts';
import type { SalesRow, TradeRow } from './sales-draft.ts';
import type { SalesLine } from './sales-line-rows.ts';
import { totalsOf } from './sales-lines.ts';
import type { TotalsTerms } from './sales-lines.ts';

/**
 * Documents to customers in the API's dialect: amounts are decimal strings, moments ISO 8601 in UTC, days `YYYY-MM-DD`.
 * Party and terms are as they were when the document became final; of a draft, as they are now.
 */

export interface AddressView {
  readonly name: string | null;
  readonly street: string | null;
  readonly street2: string | null;
  readonly zipcode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

export interface PartyView extends AddressView {
  readonly number: string;
  readonly name: string;
  readonly corporate_identification_number: string | null;
}

export interface DeliveryView extends AddressView {
  readonly email: string | null;
  readonly phone: string | null;
}

export interface SalesLineView {
  readonly id: string;
  readonly position: number;
  readonly item: { readonly number: string; readonly name: string; readonly barcode: string | null } | null;
  readonly name: string;
  readonly quantity: Decimal;
  readonly line_price: Decimal;
  readonly discount_percentage: Decimal;
  readonly unit: { readonly number: number; readonly name: string } | null;
  /** Standard units in one of the unit. */
  readonly unit_quantity: Decimal;
  readonly vat_percentage: Decimal;
  /** Net after discounts. */
  readonly line_total: Decimal;
  /** The line's share of the document's VAT. */
  readonly line_vat: Decimal;
}

export interface VatView {
  readonly vat_percentage: Decimal;
  readonly net_amount: Decimal;
  readonly vat_amount: Decimal;
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

export const partyView = (party: PartySnapshot): PartyView => ({
  number: party.number,
  ...addressView(party),
  name: party.name,
  corporate_identification_number: party.corporateIdentificationNumber,
});

export const deliveryView = (address: DeliverySnapshot | null | undefined): DeliveryView | null =>
  address ? { ...addressView(address), email: address.email, phone: address.phone } : null;

export const lineView = (line: SalesLine): SalesLineView => ({
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
  unit_quantity: plain(line.unitQuantity),
  vat_percentage: plain(line.vatPercentage),
  line_total: round(line.netAmount, 2),
  line_vat: atLeast(line.vatAmount, 2),
});

/** A line of an invoice: with its batch and serial numbers, in standard units. */
export interface TrackedLineView extends SalesLineView {
  readonly tracking: readonly StockTracking[];
}

export const trackedLineView = (line: SalesLine): TrackedLineView => ({
  ...lineView(line),
  tracking: line.tracking ?? [],
});

/** Whom a document addresses, and how the goods are delivered, in the document's language. */
export const addressingView = (
  party: PartySnapshot,
  {
    deliveryTerms,
    language,
  }: { readonly deliveryTerms?: DeliveryTermsSnapshot | null | undefined; readonly language: Language },
): AddressingView => ({
  customer: partyView(party),
  billing_address: addressView(party),
  corporate_identification_number: party.corporateIdentificationNumber,
  delivery_terms: deliveryTerms
    ? { number: deliveryTerms.number, name: inLanguage(deliveryTerms, language).name }
    : null,
});

/** VAT by rate. */
export const vatView = (lines: readonly SalesLine[], terms: TotalsTerms): readonly VatView[] =>
  totalsOf(lines, terms).vat.map((rate) => ({
    vat_percentage: rate.vatPercentage,
    net_amount: rate.netAmount,
    vat_amount: rate.vatAmount,
  }));

/** What a list shows of every document to a customer. */
export interface SalesSummary extends TradeSummary {
  readonly customer_id: string;
  readonly customer_name: string;
}

/** What a list shows of every document to a customer or a supplier, beside that party. */
export interface TradeSummary {
  readonly id: string;
  readonly number: number;
  readonly is_archived: boolean;
  readonly currency: string;
  readonly net_amount: Decimal;
  readonly vat_amount: Decimal;
  readonly gross_amount: Decimal;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export function salesSummary(row: SalesRow & { readonly createdAt: Date }): SalesSummary {
  const party = row.party ?? row.customer;
  return { customer_id: party.number, customer_name: party.name, ...tradeSummary(row) };
}

export function tradeSummary(row: TradeRow & { readonly createdAt: Date }): TradeSummary {
  return {
    id: row.id,
    number: row.number,
    is_archived: row.archivedAt instanceof Date,
    currency: row.currency,
    net_amount: round(row.netAmount, 2),
    vat_amount: round(row.vatAmount, 2),
    gross_amount: round(row.grossAmount, 2),
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** Whom a document addresses, and how the goods are delivered. */
export interface AddressingView {
  readonly customer: PartyView;
  /** The document's own, else the customer's. */
  readonly billing_address: AddressView;
  readonly corporate_identification_number: string | null;
  readonly delivery_terms: { readonly number: number; readonly name: string } | null;
}

/** The head of a document to a customer. */
export type SalesHeadView = TradeHeadView & AddressingView;

/** The head of a document to a customer or a supplier, beside that party. */
export interface TradeHeadView {
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
  readonly language: Language;
  readonly project_id: number | null;
  readonly discount_percentage: Decimal;
  readonly delivery_address: DeliveryView | null;
  readonly base_net_amount: Decimal;
  readonly base_vat_amount: Decimal;
  readonly base_gross_amount: Decimal;
}

export const salesHeadView = (row: SalesRow): SalesHeadView => ({
  ...addressingView(row.party ?? partyOf(row), row),
  ...tradeHeadView(row),
});

export function tradeHeadView(row: TradeRow): TradeHeadView {
  const terms = row.terms ?? termsOf(row.paymentTerms);
  return {
    deliver_at: row.deliveryDate ?? null,
    exchange_rate: plain(row.exchangeRate),
    vat_zone: row.vatZone,
    payment_terms: { number: terms.number, name: terms.name },
    layout_id: row.layout?.number ?? null,
    our_reference_id: row.employee?.number ?? null,
    their_reference_id: row.theirReferenceContact ?? null,
    attention_id: row.attentionContact ?? null,
    other_reference: row.otherReference ?? null,
    heading: row.heading ?? null,
    note: row.note ?? null,
    language: row.language,
    project_id: row.projectNumber ?? null,
    discount_percentage: plain(row.discountPercentage),
    delivery_address: deliveryView(row.deliveryAddress),
    base_net_amount: round(row.baseNetAmount, 2),
    base_vat_amount: round(row.baseVatAmount, 2),
    base_gross_amount: round(row.baseGrossAmount, 2),
  };
}
