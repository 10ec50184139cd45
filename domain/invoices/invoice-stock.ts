import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { dayOf } from '../documents/changes.ts';
import { invalidInput } from '../field-rules.ts';
import { refuseBlocked } from '../locations/location.service.ts';
import { equal, isPositive, least, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { invoiceProgress } from '../shipments/invoice-delivery.ts';
import type { InvoiceLineProgress } from '../shipments/invoice-delivery.ts';
import { prepare } from '../statements.ts';
import type { CustomerReturnPosting, ShipmentPosting, StockOrigin, StockTracking } from '../stock/posting.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { issueGoods, lockGoods } from '../stock/issue-goods.ts';
import { postStock } from '../stock/stock.service.ts';
import { stockWarnings } from '../stock/stock-warnings.ts';
import { TrackedPlaces } from '../stock/tracked-places.ts';
import { commonNumbers, numbersWithout, onlyNumbers, trackedQuantity } from '../stock/tracking-parts.ts';
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

/**
 * Takes an invoice's goods from the stock, where invoices move it (§4.2): batches and serial numbers from where they lie, or
 * from where its order was shipped. Answers what is below zero now. Throws `LocationMissing`, `Barred` and what `postStock`
 * throws.
 */
export async function postInvoice(
  em: EntityManager,
  booked: Booked,
  context: ActionContext,
): Promise<readonly string[]> {
  const ledgerDate = stockDate(booked, context.now);
  const lines = await invoiceProgress(em, booked.invoice.id);
  const boms = lines.filter(({ adjustsToZero }) => adjustsToZero).map(({ productId }) => productId);
  // Before places are read under locks of these items: what BOMs may be made of is locked with them.
  if (boms.length > 0 && lines.some(({ tracking }) => tracking))
    await lockGoods(
      em,
      lines.map(({ productId }) => productId),
    );
  const places = await TrackedPlaces.read(
    em,
    lines.map(({ productId, tracking }) => ({ productId, tracking: tracking ?? [] })),
  );
  const shippedFrom = await placesOfShipments(em, lines);
  const postings = lines.flatMap((line) => {
    const { productId, field, item } = line;
    const origin = originOf(booked.invoice, line);
    const base = { type: 'shipment', productId, ledgerDate, origin, field } as const;
    const locationId = locationOf(line);
    const quantity = toStandardQuantity(line.ordered, line.unitQuantity);
    const tracking = line.tracking ?? [];
    // Numbers for another quantity are refused by posting, whole.
    const parts = equal(trackedQuantity(tracking), quantity)
      ? places.take({ productId, tracking }, [...(shippedFrom.get(line.orderLineId ?? '') ?? []), locationId])
      : [{ locationId, quantity, tracking }];
    return parts.map((part) => ({ posting: { ...base, ...part } satisfies ShipmentPosting, item }));
  });
  const issues = postings.map(({ posting }) => posting);
  await refuseBlockedPlaces(em, issues);
  return stockWarnings(
    await issueGoods(em, issues, boms, context),
    postings.map(({ item }) => item),
  );
}

/** From where lines with numbers were shipped, by their order's lines. */
async function placesOfShipments(
  em: EntityManager,
  lines: readonly InvoiceLineProgress[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = lines.flatMap(({ tracking, orderLineId }) => (tracking && orderLineId ? [orderLineId] : []));
  const places = new Map<string, string[]>();
  if (ids.length === 0) return places;
  const rows = await em.execute<{ lineId: string; locationId: string }[]>(
    `select distinct l.order_line_id as "lineId", l.location_id as "locationId" from shipment_line l
       join shipment s on s.id = l.shipment_id and s.state = 'sent'
      where l.agreement_number = ? and l.order_line_id = any(?::uuid[]) and l.location_id is not null`,
    [agreementOf(em), `{${ids.join(',')}}`],
  );
  for (const { lineId, locationId } of rows) places.set(lineId, [...(places.get(lineId) ?? []), locationId]);
  return places;
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
 * what is over is of none (V12: it comes back at today's cost price). Numbers that are named come back of the issue by which
 * they left; where none are named, those that leave nothing to choose. Pure.
 */
export function returnParts(
  quantity: Decimal,
  issues: readonly Issue[],
  named: readonly StockTracking[] | null = null,
): readonly ReturnPart[] {
  return named === null ? partsByAge(quantity, issues) : partsByNumber(quantity, issues, named);
}

function partsByAge(quantity: Decimal, issues: readonly Issue[]): readonly ReturnPart[] {
  const parts: ReturnPart[] = [];
  let open = quantity;
  for (const issue of issues) {
    const part = least(open, subtract(issue.quantity, issue.returned));
    if (!isPositive(part)) continue;
    parts.push({ quantity: part, issue, tracking: onlyNumbers(part, issue.tracking) });
    open = subtract(open, part);
  }
  if (isPositive(open)) parts.push({ quantity: open, issue: null, tracking: null });
  return parts;
}

function partsByNumber(
  quantity: Decimal,
  issues: readonly Issue[],
  named: readonly StockTracking[],
): readonly ReturnPart[] {
  // Numbers for another quantity are refused by posting.
  if (!equal(trackedQuantity(named), quantity)) return [{ quantity, issue: null, tracking: named }];
  const parts: ReturnPart[] = [];
  let open = named;
  for (const issue of issues) {
    const tracking = commonNumbers(open, issue.tracking);
    if (tracking.length === 0) continue;
    parts.push({ quantity: trackedQuantity(tracking), issue, tracking });
    open = numbersWithout(open, tracking);
  }
  if (open.length === 0) return parts;
  return [...parts, { quantity: trackedQuantity(open), issue: null, tracking: open }];
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
      line.tracking,
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
      if (issue) left.set(issue.id, afterReturn(issue, quantity, tracking));
    }
  }
  await refuseBlockedPlaces(em, postings);
  await postStock(em, postings, context);
}

const afterReturn = (issue: Issue, quantity: Decimal, tracking: readonly StockTracking[] | null): Issue => ({
  ...issue,
  returned: sum([issue.returned, quantity]),
  tracking: issue.tracking && numbersWithout(issue.tracking, tracking),
});
