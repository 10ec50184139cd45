import type { EntityManager } from '@mikro-orm/postgresql';
import { combineDiscounts, compare, isPositive, least, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { PricedQuantity } from '../purchasing/receipt-cost.ts';
import { agreementOf } from '../tenant.ts';

/** What is left to match of a line, oldest first; quantities in the lines' unit. */
interface Open {
  readonly id: string;
  readonly orderLineId: string;
  readonly quantity: Decimal;
}

/** What came of these order lines on received receipts, and no booked invoice asked for yet. */
const openReceived = (em: EntityManager, orderLineIds: readonly string[]): Promise<Open[]> =>
  em.execute<Open[]>(
    `select l.id, l.purchase_order_line_id as "orderLineId", (l.quantity - coalesce(m.quantity, 0))::text as quantity
       from receipt_line l join receipt r on r.id = l.receipt_id and r.state = 'received'
       left join (select receipt_line_id, sum(quantity) as quantity from purchase_match group by 1) m on m.receipt_line_id = l.id
      where l.agreement_number = ? and l.purchase_order_line_id = any(?::uuid[])
        and l.quantity > coalesce(m.quantity, 0)
      order by r.ledger_date, r.number, l.position`,
    [agreementOf(em), `{${orderLineIds.join(',')}}`],
  );

/** What booked invoices ask for of these order lines, and nothing came for yet. */
const openInvoiced = (em: EntityManager, orderLineIds: readonly string[]): Promise<Open[]> =>
  em.execute<Open[]>(
    `select l.id, l.purchase_order_line_id as "orderLineId", (l.quantity - coalesce(m.quantity, 0))::text as quantity
       from supplier_invoice_line l
       join supplier_invoice i on i.id = l.supplier_invoice_id and i.state = 'booked' and i.kind = 'invoice'
       left join (select invoice_line_id, sum(quantity) as quantity from purchase_match group by 1) m on m.invoice_line_id = l.id
      where l.agreement_number = ? and l.purchase_order_line_id = any(?::uuid[])
        and l.quantity > coalesce(m.quantity, 0)
      order by i.booked_at, i.number, l.position`,
    [agreementOf(em), `{${orderLineIds.join(',')}}`],
  );

/** SQL: what of match `m` of receipt line `l` did not go back by a credit note of the matched invoice; in the lines' unit. */
export const leftOfMatch = `(m.quantity + coalesce((
  select sum(k.quantity) from stock_line k
    join supplier_invoice_line c on c.id = k.document_line_id and c.credited_line_id = m.invoice_line_id
   where k.of_line_id = l.stock_line_id and k.type = 'supplier-return'), 0) / l.unit_quantity)`;

/** A line that is matched with others of the same order line. */
export interface ToMatch {
  readonly id: string;
  readonly orderLineId: string | null;
  readonly quantity: Decimal;
}

/** So much of a line of the one kind is so much of a line of the other. */
export interface Match {
  readonly lineId: string;
  readonly otherId: string;
  readonly quantity: Decimal;
}

/** Matches lines with what is open of their order lines, oldest first. Pure. */
function matchesOf(lines: readonly ToMatch[], open: readonly Open[]): Match[] {
  const left = new Map(open.map(({ id, quantity }) => [id, quantity]));
  return lines.flatMap((line) => {
    let wanted = line.quantity;
    const found: Match[] = [];
    for (const { id, orderLineId } of open) {
      const quantity = least(wanted, left.get(id) ?? '0');
      if (orderLineId !== line.orderLineId || !isPositive(quantity)) continue;
      found.push({ lineId: line.id, otherId: id, quantity });
      left.set(id, subtract(left.get(id) ?? '0', quantity));
      wanted = subtract(wanted, quantity);
    }
    return found;
  });
}

const orderLinesOf = (lines: readonly ToMatch[]): string[] =>
  lines.flatMap(({ orderLineId }) => (orderLineId === null ? [] : [orderLineId]));

/** Matches an invoice's lines, before it is booked, with what came already; the order is locked. */
export async function matchInvoice(em: EntityManager, lines: readonly ToMatch[]): Promise<Match[]> {
  const matches = matchesOf(lines, await openReceived(em, orderLinesOf(lines)));
  await store(
    em,
    matches.map(({ lineId, otherId, quantity }) => ({ receiptLine: otherId, invoiceLine: lineId, quantity })),
  );
  return matches;
}

/** Matches a receipt's lines, while it is received, with what invoices ask for already; the order is locked. */
export async function matchReceipt(em: EntityManager, lines: readonly ToMatch[]): Promise<void> {
  const matches = matchesOf(lines, await openInvoiced(em, orderLinesOf(lines)));
  await store(
    em,
    matches.map(({ lineId, otherId, quantity }) => ({ receiptLine: lineId, invoiceLine: otherId, quantity })),
  );
}

/** Stores that what came is what was asked for. */
export async function store(
  em: EntityManager,
  rows: readonly { readonly receiptLine: string; readonly invoiceLine: string; readonly quantity: Decimal }[],
): Promise<void> {
  if (rows.length === 0) return;
  await em.execute(
    `insert into purchase_match (id, agreement_number, receipt_line_id, invoice_line_id, quantity)
     select gen_random_uuid(), ?, n."receiptLine", n."invoiceLine", n.quantity
       from jsonb_to_recordset(?::jsonb) as n ("receiptLine" uuid, "invoiceLine" uuid, quantity numeric)`,
    [agreementOf(em), JSON.stringify(rows)],
  );
}

interface PartRow extends Omit<PricedQuantity, 'discountPercentage'> {
  readonly receiptLineId: string;
  readonly lineDiscount: Decimal;
  readonly documentDiscount: Decimal;
}

/** At what prices lines of a receipt came: those of the invoices that ask for them, and for the rest its own. */
export async function partsOf(
  em: EntityManager,
  receiptId: string,
  lines: readonly ({ readonly id: string } & Omit<PricedQuantity, 'exchangeRate'>)[],
  exchangeRate: Decimal,
): Promise<ReadonlyMap<string, readonly PricedQuantity[]>> {
  const rows = await em.execute<PartRow[]>(
    `select m.receipt_line_id as "receiptLineId", m.quantity::text, il.unit_price::text as "unitPrice",
         il.discount_percentage::text as "lineDiscount", i.discount_percentage::text as "documentDiscount",
         i.exchange_rate::text as "exchangeRate"
       from receipt_line l join purchase_match m on m.receipt_line_id = l.id
       join supplier_invoice_line il on il.id = m.invoice_line_id join supplier_invoice i on i.id = il.supplier_invoice_id
      where l.agreement_number = ? and l.receipt_id = ? order by i.number, il.position`,
    [agreementOf(em), receiptId],
  );
  return new Map(
    lines.map(({ id, quantity, unitPrice, discountPercentage }) => {
      const invoiced = rows
        .filter(({ receiptLineId }) => receiptLineId === id)
        .map((row): PricedQuantity => ({
          quantity: row.quantity,
          unitPrice: row.unitPrice,
          discountPercentage: combineDiscounts(row.lineDiscount, row.documentDiscount),
          exchangeRate: row.exchangeRate,
        }));
      const rest = subtract(quantity, sum(invoiced.map((part) => part.quantity)));
      const own = { quantity: rest, unitPrice, discountPercentage, exchangeRate };
      return [id, compare(rest, '0') > 0 ? [...invoiced, own] : invoiced];
    }),
  );
}
