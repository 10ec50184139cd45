import type { EntityManager } from '@mikro-orm/postgresql';
import type { Customer } from '../customers/customer.entity.ts';
import type { DocumentRow } from '../documents/document.ts';
import type { Employee } from '../employees/employee.entity.ts';
import type { PaymentTermsForErp, VatZone } from '../erp/documents.ts';
import type { EventData } from '../events/event-hash.ts';
import type { Language } from '../languages.ts';
import type { Layout } from '../layouts/layout.entity.ts';
import { equal, plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { PaymentTerms } from '../terms/payment-terms.entity.ts';
import type { BillingSnapshot, DeliverySnapshot, DeliveryTermsSnapshot, PartySnapshot } from './party.ts';
import type { SalesHeadInput, SalesLineInput } from './sales-input.ts';
import type { LineContent } from './sales-line-rows.ts';
import { resolveLines, totalsOf } from './sales-lines.ts';
import {
  addressedParty,
  billingSnapshot,
  defaultDeliveryAddress,
  deliverySnapshot,
  deliveryTermsSnapshot,
  exchangeRateFor,
  findCustomer,
  headReferences,
} from './sales-references.ts';
import type { HeadReferences } from './sales-references.ts';
import type { Amounts, DocumentTotals } from './totals.ts';

/** The head of a document to a customer, as its entity has it (`salesColumns`). */
export interface SalesHead extends TradeHead {
  customer: Customer;
  deliveryTerms?: DeliveryTermsSnapshot | null | undefined;
  billingAddress?: BillingSnapshot | null | undefined;
  corporateIdentificationNumber?: string | null | undefined;
}

/** The head of a document to a customer or a supplier, beside that party (`tradeColumns`). */
export interface TradeHead extends Amounts {
  deliveryDate?: string | null | undefined;
  currency: string;
  exchangeRate: Decimal;
  vatZone: VatZone;
  paymentTerms: PaymentTerms;
  layout?: Layout | null | undefined;
  employee?: Employee | null | undefined;
  language: Language;
  heading?: string | null | undefined;
  note?: string | null | undefined;
  otherReference?: string | null | undefined;
  theirReferenceContact?: number | null | undefined;
  attentionContact?: number | null | undefined;
  projectNumber?: number | null | undefined;
  discountPercentage: Decimal;
  deliveryAddress?: DeliverySnapshot | null | undefined;
}

/** A document to a customer or a supplier. */
export type TradeRow = DocumentRow &
  TradeHead & {
    party?: PartySnapshot | null | undefined;
    terms?: PaymentTermsForErp | null | undefined;
  };

/** A document to a customer. */
export type SalesRow = TradeRow & SalesHead;

/** A new document's head, its lines and what they amount to. */
export interface SalesDraft {
  readonly head: Readonly<SalesHead>;
  readonly lines: readonly LineContent[];
  readonly totals: DocumentTotals;
  /** Of a copy of an invoice: its EAN. */
  readonly ean?: string | null | undefined;
}

/** What a document's head takes from its customer. */
export const customerDefaults = (customer: Customer): HeadReferences => ({
  paymentTerms: customer.paymentTerms,
  layout: customer.layout ?? null,
  employee: customer.employee ?? null,
  theirReferenceContact: null,
  attentionContact: customer.attentionContact ?? null,
  deliveryTerms: deliveryTermsSnapshot(customer.deliveryTerms),
});

/**
 * What a new document says: what the input leaves out comes from its customer: terms, layout, VAT zone, currency, language,
 * delivery address, our reference and attention; the exchange rate from the register. A later change of the customer does
 * not reach it. The input was held against its rules. Throws `ReferenceNotFound`, `Barred`, `CurrencyRateMissing` and
 * `InvalidInput`, each with its fields.
 */
export async function newSalesDraft(
  em: EntityManager,
  input: SalesHeadInput & {
    readonly customerId: string;
    readonly lines?: readonly SalesLineInput[] | undefined;
  },
): Promise<SalesDraft> {
  const customer = await findCustomer(em, input.customerId);
  const references = await headReferences(em, customer, input, customerDefaults(customer));
  const currency = input.currency ?? customer.currency;
  const exchangeRate = await exchangeRateFor(em, currency, input.exchangeRate);
  const vatZone = input.vatZone ?? customer.vatZone;
  const language = input.language ?? customer.language;
  const terms = { customer, currency, exchangeRate, vatZone, language };
  const lines = await resolveLines(em, input.lines ?? [], terms);
  const discountPercentage = input.discountPercentage ?? '0';
  const totals = totalsOf(lines, { discountPercentage, exchangeRate });
  const deliveryAddress =
    input.deliveryAddress === undefined
      ? await defaultDeliveryAddress(em, customer)
      : input.deliveryAddress && deliverySnapshot(input.deliveryAddress);
  const head = {
    customer,
    ...references,
    deliveryDate: input.deliverAt ?? null,
    currency,
    exchangeRate,
    vatZone,
    language,
    heading: input.heading ?? null,
    note: input.note ?? null,
    otherReference: input.otherReference ?? null,
    projectNumber: input.projectId ?? null,
    discountPercentage,
    deliveryAddress,
    billingAddress: input.billingAddress ? billingSnapshot(input.billingAddress) : null,
    corporateIdentificationNumber: input.corporateIdentificationNumber ?? null,
    ...totals.amounts,
  };
  return { head, lines, totals };
}

const headDefaults = (head: SalesHead): HeadReferences => ({
  paymentTerms: head.paymentTerms,
  layout: head.layout ?? null,
  employee: head.employee ?? null,
  theirReferenceContact: head.theirReferenceContact ?? null,
  attentionContact: head.attentionContact ?? null,
  deliveryTerms: head.deliveryTerms ?? null,
});

/**
 * Changes what the edit names in a document's head; amounts stay for who knows the lines. Another customer brings what
 * documents take from their customer, another currency its rate. Throws what `newSalesDraft` throws.
 */
export async function editSalesHead(
  em: EntityManager,
  head: SalesHead,
  edit: SalesHeadInput & { readonly customerId?: string | undefined },
): Promise<{ readonly hasOtherCustomer: boolean }> {
  const isOther = edit.customerId !== undefined && edit.customerId !== head.customer.number;
  const customer = isOther ? await findCustomer(em, edit.customerId ?? '') : head.customer;
  const defaults = isOther ? customerDefaults(customer) : headDefaults(head);
  Object.assign(head, await headReferences(em, customer, edit, defaults));
  if (isOther) {
    head.customer = customer;
    head.vatZone = customer.vatZone;
    head.language = customer.language;
    head.deliveryAddress = await defaultDeliveryAddress(em, customer);
    head.billingAddress = null;
    head.corporateIdentificationNumber = null;
  }
  const currency = edit.currency ?? (isOther ? customer.currency : head.currency);
  if (currency !== head.currency || edit.exchangeRate !== undefined) {
    head.exchangeRate = await exchangeRateFor(em, currency, edit.exchangeRate);
    head.currency = currency;
  }
  editTradeHead(head, edit);
  if (edit.billingAddress !== undefined)
    head.billingAddress = edit.billingAddress && billingSnapshot(edit.billingAddress);
  if (edit.corporateIdentificationNumber !== undefined)
    head.corporateIdentificationNumber = edit.corporateIdentificationNumber;
  return { hasOtherCustomer: isOther };
}

/** Changes what the edit names in a head and what refers to no register. */
export function editTradeHead(head: TradeHead, edit: SalesHeadInput): void {
  const given = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);
  head.deliveryDate = given(edit.deliverAt, head.deliveryDate);
  head.vatZone = given(edit.vatZone, head.vatZone);
  head.language = given(edit.language, head.language);
  head.heading = given(edit.heading, head.heading);
  head.note = given(edit.note, head.note);
  head.otherReference = given(edit.otherReference, head.otherReference);
  head.projectNumber = given(edit.projectId, head.projectNumber);
  if (edit.discountPercentage !== undefined && !equal(edit.discountPercentage, head.discountPercentage))
    head.discountPercentage = edit.discountPercentage;
  if (edit.deliveryAddress !== undefined)
    head.deliveryAddress = edit.deliveryAddress && deliverySnapshot(edit.deliveryAddress);
}

/** What events keep of a head, by the API's names, and of its lines a count and a hash. */
export const salesState = (
  head: SalesHead,
  lines: { readonly count: number; readonly hash: string },
): EventData => ({
  customer_id: head.customer.number,
  ...tradeState(head, lines),
  delivery_terms_id: head.deliveryTerms?.number ?? null,
  billing_address: head.billingAddress ? { ...head.billingAddress } : null,
  corporate_identification_number: head.corporateIdentificationNumber ?? null,
});

/** As `salesState`, beside the party. */
export const tradeState = (
  head: TradeHead,
  lines: { readonly count: number; readonly hash: string },
): EventData => ({
  deliver_at: head.deliveryDate ?? null,
  currency: head.currency,
  exchange_rate: plain(head.exchangeRate),
  vat_zone: head.vatZone,
  payment_terms_id: head.paymentTerms.number,
  layout_id: head.layout?.number ?? null,
  our_reference_id: head.employee?.number ?? null,
  their_reference_id: head.theirReferenceContact ?? null,
  attention_id: head.attentionContact ?? null,
  other_reference: head.otherReference ?? null,
  heading: head.heading ?? null,
  note: head.note ?? null,
  language: head.language,
  project_id: head.projectNumber ?? null,
  discount_percentage: plain(head.discountPercentage),
  delivery_address: head.deliveryAddress ? { ...head.deliveryAddress } : null,
  net_amount: head.netAmount,
  vat_amount: head.vatAmount,
  gross_amount: head.grossAmount,
  lines: { count: lines.count, hash: lines.hash },
});

/** The customer as the document addresses it now, and keeps it when it becomes final. */
export const partyOf = (head: SalesHead): PartySnapshot =>
  addressedParty(registerParty(head.customer), {
    billingAddress: head.billingAddress ?? null,
    corporateIdentificationNumber: head.corporateIdentificationNumber ?? null,
  });

/** A customer or supplier as documents keep it. */
type Party = Pick<Customer, 'number' | 'name'> & {
  readonly [K in Exclude<keyof PartySnapshot, 'number' | 'name'>]?: PartySnapshot[K] | undefined;
};

/** The customer or supplier as the register has it now. */
export const registerParty = (customer: Party): PartySnapshot => ({
  number: customer.number,
  name: customer.name,
  street: customer.street ?? null,
  street2: customer.street2 ?? null,
  zip: customer.zip ?? null,
  city: customer.city ?? null,
  country: customer.country ?? null,
  corporateIdentificationNumber: customer.corporateIdentificationNumber ?? null,
  vatNumber: customer.vatNumber ?? null,
  phone: customer.phone ?? null,
  email: customer.email ?? null,
  emailInvoices: customer.emailInvoices ?? null,
});

/** The payment terms as a document keeps them when it becomes final. */
export const termsOf = (terms: PaymentTerms): PaymentTermsForErp => ({
  number: terms.number,
  name: terms.name,
  type: terms.type,
  maturityDays: terms.maturityDays,
  description: terms.description ?? null,
});
