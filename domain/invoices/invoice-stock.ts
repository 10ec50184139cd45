import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { dayOf } from '../documents/changes.ts';
import { invalidInput } from '../field-rules.ts';
import { refuseBlocked } from '../locations/location.service.ts';
import { isPositive, least, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { invoiceProgress } from '../shipments/invoice-delivery.ts';
import type { InvoiceLineProgress } from '../shipments/invoice-delivery.ts';
import { prepare } from '../statements.ts';
import type { CustomerReturnPosting, ShipmentPosting, StockOrigin, StockTracking } from '../stock/posting.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { issueGoods } from '../stock/issue-goods.ts';
import { postStock } from '../stock/stock.service.ts';
import { agreementOf } from '../tenant.ts';
import type { BookingOptions } from './booking-effects.ts';
import type { InvoiceHead } from './invoice-head.ts';

interface Booked {
  readonly invoice: InvoiceHead;
  readonly options: BookingOptions;
}

/** The invoice's day, where that was asked for, else today. Throws `InvalidInput` for a day that is still to come. */
function stockDate({ invoice, options }: Booked, now: Date): string {
  const today = dayOf(now);
  if (options.useInvoiceDate !== true) return today;
  if (invoice.date > today)
    throw invalidInput({ use_invoice_date: [`The invoice date ${invoice.date} is still to come.`] });
  return invoice.date;
}

const originOf = (invoice: InvoiceHead, line: InvoiceLineProgress): StockOrigin => ({
  documentKind: 'customer-invoice',
  documentId: invoice.id,
  documentNumber: invoice.number,
  lineId: line.id,
});

/** Throws `Barred`: nothing leaves a blocked location, or comes back to it. */
const refuseBlockedPlaces = (em: EntityManager, postings: readonly { readonly locationId: string }[]) =>
  refuseBlocked(
    em,
    postings.map(({ locationId }) => ({ location: { id: locationId }, field: 'lines' })),
  );

function locationOf(line: InvoiceLineProgress): string {
  const { fromId, item, field } = line;
  if (fromId === null)
    throw new DomainError(
      'LocationMissing',
      { item },
      { errors: { [field]: [`Item ${item} leaves from no location.`] } },
    );
  return fromId;
}

/** Takes an invoice's goods from the stock, where invoices move it (§4.2). Throws `Barred` and what `postStock` throws. */
export async function postInvoice(em: EntityManager, booked: Booked, context: ActionContext): Promise<void> {
  const ledgerDate = stockDate(booked, context.now);
  const lines = await invoiceProgress(em, booked.invoice.id);
  const postings = lines.map((line): ShipmentPosting => ({
    type: 'shipment',
    productId: line.productId,
    ledgerDate,
    origin: originOf(booked.invoice, line),
    field: line.field,
    locationId: locationOf(line),
    quantity: toStandardQuantity(line.ordered, line.unitQuantity),
  }));
  await refuseBlockedPlaces(em, postings);
  const boms = lines.filter(({ adjustsToZero }) => adjustsToZero).map(({ productId }) => productId);
  await issueGoods(em, postings, boms, context);
}

/** A ledger line by which a credited line's goods left; in standard units. */
export interface Issue {
  readonly creditLineId: string;
  readonly id: string;
  readonly locationId: string;
  readonly quantity: Decimal;
  /** What came back of it already. */
  readonly returned: Decimal;
  /** Its batch or serial numbers, less what came back of each; null where it has none. */
  readonly tracking: readonly StockTracking[] | null;
}

const issuesOf = prepare<Issue>(
  'credited_issues',
  ['int', 'uuid'],
  `with credited as materialized (
     select l.id, c.id as line_id, c.order_line_id, c.invoice_id
       from customer_invoice_line l join customer_invoice_line c on c.id = l.credited_line_id
      where l.agreement_number = $1 and l.invoice_id = $2),
   issue as (
     select c.id, s.stock_line_id from credited c join shipment_line s on s.invoice_line_id = c.line_id
     union select c.id, s.stock_line_id from credited c join shipment_line s on s.order_line_id = c.order_line_id
     union select c.id, k.id from credited c
       join stock_line k on k.document_id = c.invoice_id and k.document_line_id = c.line_id)
   select issue.id as "creditLineId", k.id, k.location_id as "locationId", (-k.quantity)::text as quantity,
       coalesce((select sum(r.quantity) from stock_line r where r.of_line_id = k.id and r.type = 'customer-return'), 0)::text
         as returned,
       (select jsonb_agg(jsonb_build_object('number', t.number, 'quantity', (-t.quantity - coalesce((
            select sum(b.quantity) from stock_line r join stock_line_tracking b on b.line_id = r.id
             where r.of_line_id = k.id and b.number = t.number), 0))::text) order by t.number)
          from stock_line_tracking t where t.line_id = k.id) as tracking
     from issue join stock_line k on k.id = issue.stock_line_id
    where k.type = 'shipment'
    order by k.ledger_date, k.sequence`,
);

/** A part of a returned line that comes back of one issue, or of none that is known. */
export interface ReturnPart {
  readonly quantity: Decimal;
  readonly issue: Issue | null;
  readonly tracking: readonly StockTracking[] | null;
}

/**
 * Divides a returned quantity over the issues by which the goods left, oldest first, each up to what has not come back of it;
 * what is over is of none (V12: it comes back at today's cost price). Pure.
 */
export function returnParts(quantity: Decimal, issues: readonly Issue[]): readonly ReturnPart[] {
  const parts: ReturnPart[] = [];
  let open = quantity;
  for (const issue of issues) {
    const part = least(open, subtract(issue.quantity, issue.returned));
    if (!isPositive(part)) continue;
    parts.push({ quantity: part, issue, tracking: issue.tracking && trackingOf(part, issue.tracking) });
    open = subtract(open, part);
  }
  if (isPositive(open)) parts.push({ quantity: open, issue: null, tracking: null });
  return parts;
}

/** Numbers for a quantity, in their order. */
function trackingOf(quantity: Decimal, tracking: readonly StockTracking[]): readonly StockTracking[] {
  const taken: StockTracking[] = [];
  let open = quantity;
  for (const { number, quantity: there } of tracking) {
    const part = least(open, there);
    if (!isPositive(part)) continue;
    taken.push({ number, quantity: part });
    open = subtract(open, part);
  }
  return taken;
}

/**
 * Brings a credit note's goods back to stock, each at the value by which it left (V12). Throws `LocationMissing`, `Barred`, and
 * what `postStock` throws.
 */
export async function postReturn(em: EntityManager, booked: Booked, context: ActionContext): Promise<void> {
  const { invoice } = booked;
  const ledgerDate = stockDate(booked, context.now);
  const lines = await invoiceProgress(em, invoice.id);
  // Invoices of one order share its shipments: what another credit note takes back of them is seen under the items' locks.
  await lockStockItems(
    em,
    lines.map(({ productId }) => productId),
  );
  const issues = await issuesOf.run(em, [agreementOf(em), invoice.id]);
  // Two lines may credit one invoice line: what the first takes back is not left for the second.
  const left = new Map(issues.map((issue) => [issue.id, issue]));
  const postings: CustomerReturnPosting[] = [];
  for (const line of lines) {
    const own = issues
      .filter(({ creditLineId }) => creditLineId === line.id)
      .map((issue) => left.get(issue.id) ?? issue);
    for (const { quantity, issue, tracking } of returnParts(
      toStandardQuantity(line.ordered, line.unitQuantity),
      own,
    )) {
      postings.push({
        type: 'customer-return',
        productId: line.productId,
        ledgerDate,
        origin: originOf(invoice, line),
        field: line.field,
        locationId: issue?.locationId ?? locationOf(line),
        quantity,
        ofLineId: issue?.id ?? null,
        ...(tracking && { tracking }),
      });
      if (issue) left.set(issue.id, { ...issue, returned: sum([issue.returned, quantity]) });
    }
  }
  await refuseBlockedPlaces(em, postings);
  await postStock(em, postings, context);
}
