import type { EntityManager } from '@mikro-orm/postgresql';
import type { PaymentTermsForErp, VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import type { DeliveryAxis } from '../orders/order.lifecycle.ts';
import type { Decimal } from '../money.ts';
import { epochMs, termsJson } from '../sql/fragments.ts';
import { prepare, together } from '../statements.ts';
import type { Call, Calls, RowsOf } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type {
  BillingSnapshot,
  DeliverySnapshot,
  DeliveryTermsSnapshot,
  PartySnapshot,
} from '../sales/party.ts';
import { assertAllowed } from './customer-invoice.lifecycle.ts';
import type { CustomerInvoiceAction } from './customer-invoice.lifecycle.ts';
import { asLines } from '../sales/sales-line-rows.ts';
import { invoiceLines } from './invoice-line-table.ts';
import type { SalesLine, LineRow } from '../sales/sales-line-rows.ts';
import { documentNotFound } from './invoice-store.ts';
import type { DocumentStanding, InvoiceKey } from './invoice-store.ts';
import type { Amounts } from '../sales/totals.ts';

/**
 * A document without its lines, with what it refers to: a plain row, because booking it and every answer about it read it.
 * Amounts are decimal strings, days `YYYY-MM-DD`, moments milliseconds since the epoch.
 */
export interface InvoiceHead extends DocumentStanding, Amounts {
  readonly date: string;
  readonly dueDate: string | null;
  readonly deliveryDate: string | null;
  readonly currency: string;
  readonly exchangeRate: Decimal;
  readonly vatZone: VatZone;
  readonly language: Language;
  readonly heading: string | null;
  readonly note: string | null;
  readonly otherReference: string | null;
  readonly theirReferenceContact: number | null;
  readonly attentionContact: number | null;
  readonly ean: string | null;
  readonly projectNumber: number | null;
  readonly discountPercentage: Decimal;
  readonly deliveryAddress: DeliverySnapshot | null;
  readonly deliveryTerms: DeliveryTermsSnapshot | null;
  /** What the document says in place of the customer's own; null = that. */
  readonly billingAddress: BillingSnapshot | null;
  readonly corporateIdentificationNumber: string | null;
  /** As they were at booking; null on a draft. */
  readonly party: PartySnapshot | null;
  readonly terms: PaymentTermsForErp | null;
  readonly bookedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  /** The registers as they are now. */
  readonly customer: PartySnapshot;
  readonly customerId: string;
  readonly customerIsBarred: boolean;
  readonly paymentTerms: PaymentTermsForErp;
  readonly layoutNumber: number | null;
  readonly employeeNumber: number | null;
  /** How much of it left by shipments of its own. */
  readonly delivery: DeliveryAxis;
  /** Whether invoices move the agreement's stock. */
  readonly movesStock: boolean;
  /** From what it was made. */
  readonly offer: { readonly id: string; readonly number: number } | null;
  readonly order: { readonly id: string; readonly number: number } | null;
  /** Where it was made from several: all their numbers. */
  readonly orderNumbers: readonly number[] | null;
  /** Of a credit note: the invoice it credits. */
  readonly creditedInvoice: { readonly id: string; readonly number: number } | null;
}

/**
 * Each register is asked by itself, not joined: PostgreSQL plans a few short questions in a fraction of the time that it
 * takes to plan one join of six tables.
 */
const headQuery = (column: 'id' | 'number'): string => `
  select i.id, i.number, i.kind, i.state, i.archived_at is not null as "isArchived", i.version,
    i.date::text as date, i.due_date::text as "dueDate", i.delivery_date::text as "deliveryDate", i.currency,
    i.exchange_rate::text as "exchangeRate", i.vat_zone as "vatZone", i.language, i.heading, i.note,
    i.other_reference as "otherReference", i.their_reference_contact as "theirReferenceContact",
    i.attention_contact as "attentionContact", i.ean, i.project_number as "projectNumber",
    i.discount_percentage::text as "discountPercentage", i.delivery_address as "deliveryAddress", i.delivery_terms as "deliveryTerms",
    i.billing_address as "billingAddress", i.corporate_identification_number as "corporateIdentificationNumber",
    i.party, i.terms, i.order_numbers as "orderNumbers",
    i.net_amount::text as "netAmount", i.vat_amount::text as "vatAmount", i.gross_amount::text as "grossAmount",
    i.base_net_amount::text as "baseNetAmount", i.base_vat_amount::text as "baseVatAmount",
    i.base_gross_amount::text as "baseGrossAmount", ${epochMs('i.booked_at')} as "bookedAt",
    ${epochMs('i.created_at')} as "createdAt", ${epochMs('i.updated_at')} as "updatedAt",
    (select jsonb_build_object('number', c.number, 'name', c.name,
        'street', c.street, 'street2', c.street2, 'zip', c.zip, 'city', c.city, 'country', c.country,
        'corporateIdentificationNumber', c.corporate_identification_number, 'vatNumber', c.vat_number,
        'phone', c.phone, 'email', c.email, 'emailInvoices', c.email_invoices)
      from customer c where c.id = i.customer_id) as customer, i.customer_id as "customerId",
    (select c.is_barred from customer c where c.id = i.customer_id) as "customerIsBarred",
    (select ${termsJson} from payment_terms t where t.id = i.payment_terms_id) as "paymentTerms",
    (select l.number from layout l where l.id = i.layout_id) as "layoutNumber",
    (select e.number from employee e where e.id = i.employee_id) as "employeeNumber",
    (select jsonb_build_object('id', o.id, 'number', o.number) from customer_invoice o
      where o.id = i.credited_invoice_id) as "creditedInvoice", i.delivery,
    (select a.stock_follows_invoices from agreement a where a.number = i.agreement_number) as "movesStock",
    (select jsonb_build_object('id', o.id, 'number', o.number) from offer o where o.id = i.offer_id) as offer,
    (select jsonb_build_object('id', o.id, 'number', o.number) from sales_order o where o.id = i.order_id) as "order"
  from customer_invoice i where i.agreement_number = $1 and i.${column} = $2`;

const lockQuery = (column: 'id' | 'number'): string =>
  `select 1 from customer_invoice where agreement_number = $1 and ${column} = $2 for update`;

const byId = {
  find: prepare<InvoiceHead>('invoice_head', ['int', 'uuid'], headQuery('id')),
  lock: prepare('lock_invoice', ['int', 'uuid'], lockQuery('id')),
};
const byNumber = {
  find: prepare<InvoiceHead>('invoice_head_by_number', ['int', 'int'], headQuery('number')),
  lock: prepare('lock_invoice_by_number', ['int', 'int'], lockQuery('number')),
};
const statements = (key: InvoiceKey): typeof byId => (typeof key === 'string' ? byId : byNumber);

/** The head of a document, for `together`. */
export const headCall = (em: EntityManager, key: InvoiceKey): Call<InvoiceHead> =>
  statements(key).find.with([agreementOf(em), key]);

/** A document: its head and its lines. */
export interface InvoiceDocument {
  readonly head: InvoiceHead;
  readonly lines: SalesLine[];
}

/** A document, in one round trip. Throws `NotFound`. */
export async function readDocument(em: EntityManager, key: InvoiceKey): Promise<InvoiceDocument> {
  const [[head], lines] = await together<[InvoiceHead, LineRow]>(em, [
    headCall(em, key),
    invoiceLines.call(em, key),
  ]);
  if (head === undefined) throw documentNotFound(key);
  return { head, lines: asLines(lines) };
}

/** Locks the document until the transaction ends, with the next statement, which then sees it as the lock found it. */
export async function holdInvoice(em: EntityManager, key: InvoiceKey): Promise<void> {
  await statements(key).lock.later(em, [agreementOf(em), key]);
}

/**
 * Locks a document until the transaction ends, so that actions on one happen one after the other, and reads it as the lock
 * found it: for `together`. A credit note is locked before the invoice it credits.
 */
export type DocumentRows = [never, InvoiceHead, LineRow];
export const lockDocumentCalls = (em: EntityManager, key: InvoiceKey): Calls<DocumentRows> => [
  statements(key).lock.with([agreementOf(em), key]),
  headCall(em, key),
  invoiceLines.call(em, key),
];

/** The document of those rows. Throws `NotFound`, and `InvalidTransition` where the action is not allowed. */
export function lockedDocument(
  key: InvoiceKey,
  action: CustomerInvoiceAction,
  [, [head], lines]: RowsOf<DocumentRows>,
): InvoiceDocument {
  if (head === undefined) throw documentNotFound(key);
  assertAllowed(head, action, head.number);
  return { head, lines: asLines(lines) };
}
