import type { EntityManager } from '@mikro-orm/postgresql';
import type {
  CustomerForErp,
  InvoiceForErp,
  InvoiceLineForErp,
  ProductForErp,
  UnitForErp,
} from '../erp/documents.ts';
import { DomainError } from '../errors.ts';
import { combineDiscounts, plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import { termsJson } from '../sql/fragments.ts';
import { prepare, together } from '../statements.ts';
import type { Call } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { BillingSnapshot, DeliverySnapshot, PartySnapshot } from '../sales/party.ts';
import { addressedParty } from '../sales/sales-references.ts';
import { asLines } from '../sales/sales-line-rows.ts';
import { invoiceLines } from './invoice-line-table.ts';
import type { SalesLine, LineProduct, LineRow } from '../sales/sales-line-rows.ts';

/** The head as PostgreSQL gives it; what is not here goes on as it is. */
type HeadRow = Omit<InvoiceForErp, 'lines' | 'recipient' | 'deliveryAddress'> & {
  readonly discountPercentage: Decimal;
  readonly party: PartySnapshot | null;
  readonly deliverySnapshot: DeliverySnapshot | null;
  readonly billingAddress: BillingSnapshot | null;
  readonly corporateIdentificationNumber: string | null;
};

/**
 * The document as ERP adapters see it in one round trip, however many lines. The document is as it was at booking (a draft
 * as it is now, so that what an ERP would refuse can be found before booking); its customer and products are as their
 * registers are now. A line's discount is its own and the document's as one. Throws `NotFound`.
 */
export async function invoiceForErp(em: EntityManager, id: string): Promise<InvoiceForErp> {
  const [invoice] = await invoicesForErp(em, [id]);
  if (invoice === undefined) throw new DomainError('NotFound', { what: `Customer invoice ${id}` });
  return invoice;
}

/** As `invoiceForErp`, of many, still in one round trip; those that are not there are left out. */
export async function invoicesForErp(em: EntityManager, ids: readonly string[]): Promise<InvoiceForErp[]> {
  if (ids.length === 0) return [];
  const calls = ids.flatMap((id): readonly Call<HeadRow | LineRow>[] => [
    headOf.with([agreementOf(em), id]),
    invoiceLines.call(em, id),
  ]);
  const answers = await together<(HeadRow | LineRow)[]>(em, calls);
  return ids.flatMap((_id, index) => {
    const [head] = answers[2 * index] as HeadRow[];
    return head === undefined ? [] : [asInvoice(head, answers[2 * index + 1] as LineRow[])];
  });
}

function asInvoice(head: HeadRow, lines: readonly LineRow[]): InvoiceForErp {
  const {
    party,
    deliverySnapshot,
    billingAddress,
    corporateIdentificationNumber,
    discountPercentage,
    ...document
  } = head;
  return {
    ...document,
    exchangeRate: plain(head.exchangeRate),
    recipient: recipientOf(party, head.customer, { billingAddress, corporateIdentificationNumber }),
    deliveryAddress: deliveryAddressOf(deliverySnapshot),
    customer: { ...head.customer, creditLimit: plainOrNull(head.customer.creditLimit) },
    lines: asLines(lines).map((line) => lineForErp(line, discountPercentage)),
  };
}

/**
 * Each register is asked by itself, not joined: PostgreSQL plans eight short questions in a fraction of the time that it
 * takes to plan one join of eight tables.
 */
const headOf = prepare<HeadRow>(
  'invoice_for_erp',
  ['int', 'uuid'],
  `select i.id, i.agreement_number as "agreementNumber", i.number, i.kind, i.date::text as "date",
    i.due_date::text as "dueDate", i.currency, i.exchange_rate::text as "exchangeRate", i.vat_zone as "vatZone",
    coalesce(i.terms, (select ${termsJson} from payment_terms t where t.id = i.payment_terms_id)) as "paymentTerms",
    (select l.number from layout l where l.id = i.layout_id) as "layoutNumber",
    (select e.number from employee e where e.id = i.employee_id) as "employeeNumber",
    i.heading, i.note, i.other_reference as "otherReference", i.their_reference_contact as "theirReferenceContact",
    i.attention_contact as "attentionContact", i.ean, i.project_number as "projectNumber",
    i.delivery_date::text as "deliveryDate", i.net_amount::text as "netAmount", i.vat_amount::text as "vatAmount",
    i.gross_amount::text as "grossAmount", i.discount_percentage::text as "discountPercentage",
    i.party, i.delivery_address as "deliverySnapshot", i.billing_address as "billingAddress",
    i.corporate_identification_number as "corporateIdentificationNumber",
    (select jsonb_build_object(
        'number', c.number, 'name', c.name,
        'group', (select jsonb_build_object('number', g.number, 'name', g.name) from customer_group g where g.id = c.group_id),
        'corporateIdentificationNumber', c.corporate_identification_number, 'ean', c.ean,
        'address', jsonb_build_object('name', c.name, 'street', c.street, 'street2', c.street2, 'zip', c.zip,
          'city', c.city, 'country', c.country),
        'phone', c.phone, 'email', c.email, 'currency', c.currency, 'creditLimit', c.credit_limit::text,
        'vatZone', c.vat_zone,
        'paymentTerms', (select ${termsJson} from payment_terms t where t.id = c.payment_terms_id),
        'layoutNumber', (select l.number from layout l where l.id = c.layout_id),
        'isBarred', c.is_barred,
        'contacts', (select coalesce(jsonb_agg(jsonb_build_object('number', p.number, 'name', p.name, 'email', p.email,
            'phone', p.phone) order by p.number), '[]')
          from customer_contact p where p.customer_id = c.id),
        'deliveryAddresses', (select coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'name', a.name,
            'street', a.street, 'street2', a.street2, 'zip', a.zip, 'city', a.city, 'country', a.country,
            'email', a.email, 'phone', a.phone) order by a.number), '[]')
          from delivery_address a where a.customer_id = c.id))
       from customer c where c.id = i.customer_id) as customer
    from customer_invoice i where i.agreement_number = $1 and i.id = $2`,
);

/** As booked; of a draft as it would be. */
function recipientOf(
  party: PartySnapshot | null,
  { name: customerName, address, corporateIdentificationNumber: ownNumber }: CustomerForErp,
  says: Pick<HeadRow, 'billingAddress' | 'corporateIdentificationNumber'>,
): InvoiceForErp['recipient'] {
  const now = { ...address, name: customerName, corporateIdentificationNumber: ownNumber };
  const { name, street, street2, zip, city, country, corporateIdentificationNumber } =
    party ?? addressedParty(now, says);
  return { name, street, street2, zip, city, country, corporateIdentificationNumber };
}

function deliveryAddressOf(snapshot: DeliverySnapshot | null): InvoiceForErp['deliveryAddress'] {
  if (!snapshot) return null;
  const { name, street, street2, zip, city, country } = snapshot;
  return { name, street, street2, zip, city, country };
}

const lineForErp = (line: SalesLine, documentDiscount: Decimal): InvoiceLineForErp => ({
  position: line.position,
  product: line.product ? productForErp(line.product) : null,
  description: line.description,
  quantity: plain(line.quantity),
  unitPrice: plain(line.unitPrice),
  discountPercentage: combineDiscounts(line.discountPercentage, line.product ? documentDiscount : '0'),
  unitCostPrice: plainOrNull(line.unitCostPrice),
  unit: line.unit ? unitForErp(line.unit) : null,
  vatPercentage: plain(line.vatPercentage),
  netAmount: round(line.netAmount, 2),
});

const plainOrNull = (value: Decimal | null | undefined): Decimal | null =>
  value === null || value === undefined ? null : plain(value);

const unitForErp = ({ number, name }: UnitForErp): UnitForErp => ({ number, name });

const productForErp = (product: LineProduct): ProductForErp => ({
  number: product.number,
  name: product.name,
  description: product.description ?? null,
  group: { number: product.group.number, name: product.group.name },
  unit: product.unit ? unitForErp(product.unit) : null,
  barcode: product.barcode ?? null,
  salesPrice: plain(product.salesPrice),
  recommendedSalesPrice: plainOrNull(product.recommendedSalesPrice),
  costPrice: plainOrNull(product.costPrice),
  recommendedCostPrice: plainOrNull(product.recommendedCostPrice),
  isBarred: product.isBarred,
});
