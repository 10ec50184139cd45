import type { EntityManager } from '@mikro-orm/postgresql';
import { combineDiscounts, compare, isPositive, least, negate, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { PricedQuantity } from '../purchasing/receipt-cost.ts';
import { agreementOf } from '../tenant.ts';

/** What is left to match of a line, oldest first; quantities in the lines' unit. */
interface Open {
  readonly id: string;
  readonly orderLineId: string;
  readonly quantity: Decimal;
}

/** SQL: how much of line `l` of that kind is matched. */
const matchedOf = (column: 'receipt_line_id' | 'invoice_line_id'): string =>
  `coalesce((select sum(o.quantity - o.freed_quantity) from purchase_match o where o.${column} = l.id), 0)`;

/** SQL: what of receipt line `l` no booked invoice asks for. */
const uninvoiced = `(l.quantity - ${matchedOf('receipt_line_id')})`;

/** SQL: what of invoice line `l` nothing came for, and no credit note took back while its goods stayed. */
const unmatched = `(l.quantity - ${matchedOf('invoice_line_id')} + coalesce((
  select sum(c.quantity) from supplier_invoice_line c
    join supplier_invoice n on n.id = c.supplier_invoice_id and n.state = 'booked' and not n.reverses_inventory
   where c.credited_line_id = l.id), 0))`;

/** What came of these order lines on received receipts, and no booked invoice asks for. */
const openReceived = (em: EntityManager, orderLineIds: readonly string[]): Promise<Open[]> =>
  em.execute<Open[]>(
    `select l.id, l.purchase_order_line_id as "orderLineId", ${uninvoiced}::text as quantity
       from receipt_line l join receipt r on r.id = l.receipt_id and r.state = 'received'
      where l.agreement_number = ? and l.purchase_order_line_id = any(?::uuid[]) and ${uninvoiced} > 0
      order by r.ledger_date, r.number, l.position`,
    [agreementOf(em), `{${orderLineIds.join(',')}}`],
  );

/** What booked invoices brought of these order lines where invoices move the stock, and was credited while it stayed. */
const openFreed = (em: EntityManager, orderLineIds: readonly string[]): Promise<Open[]> =>
  em.execute<Open[]>(
    `select l.id, i.purchase_order_line_id as "orderLineId", ${uninvoiced}::text as quantity
       from supplier_invoice_line i join purchase_match m on m.invoice_line_id = i.id and m.freed_quantity > 0
       join receipt_line l on l.id = m.receipt_line_id
       join receipt r on r.id = l.receipt_id and r.supplier_invoice_id = i.supplier_invoice_id
      where i.agreement_number = ? and i.purchase_order_line_id = any(?::uuid[]) and ${uninvoiced} > 0
      order by r.ledger_date, r.number, l.position`,
    [agreementOf(em), `{${orderLineIds.join(',')}}`],
  );

/** What booked invoices ask for of these order lines, and nothing came for yet. */
const openInvoiced = (em: EntityManager, orderLineIds: readonly string[]): Promise<Open[]> =>
  em.execute<Open[]>(
    `select l.id, l.purchase_order_line_id as "orderLineId", ${unmatched}::text as quantity
       from supplier_invoice_line l
       join supplier_invoice i on i.id = l.supplier_invoice_id and i.state = 'booked' and i.kind = 'invoice'
      where l.agreement_number = ? and l.purchase_order_line_id = any(?::uuid[]) and ${unmatched} > 0
      order by i.booked_at, i.number, l.position`,
    [agreementOf(em), `{${orderLineIds.join(',')}}`],
  );

/**
 * SQL: what of match `m` of receipt line `l` was neither freed nor sent back by a credit note of the matched invoice; in the
 * lines' unit.
 */
export const leftOfMatch = `(m.quantity - m.freed_quantity + coalesce((
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

/**
 * Matches an invoice's lines, before it is booked, with what came already, or was freed where invoices move the stock; the order
 * is locked.
 */
export async function matchInvoice(
  em: EntityManager,
  lines: readonly ToMatch[],
  { movesStock }: { readonly movesStock: boolean },
): Promise<Match[]> {
  const matches = matchesOf(lines, await (movesStock ? openFreed : openReceived)(em, orderLinesOf(lines)));
  await store(
    em,
    matches.map(({ lineId, otherId, quantity }) => ({ receiptLine: otherId, invoiceLine: lineId, quantity })),
  );
  return matches;
}

/** A line of a credit note whose goods stay here. */
export interface CreditLine {
  readonly id: string;
  readonly creditedLineId: string | null;
  /** Negative. */
  readonly quantity: Decimal;
}

/**
 * Frees what a credit note credits, before it is booked: first what nothing came for, then what was matched last. Answers which
 * lines of receipts can be invoiced anew; the credited invoice and its order are locked.
 */
export async function freeCredited(em: EntityManager, lines: readonly CreditLine[]): Promise<Match[]> {
  const credited = `{${lines.flatMap(({ creditedLineId }) => creditedLineId ?? []).join(',')}}`;
  const rests = await em.execute<{ id: string; quantity: Decimal }[]>(
    `select l.id, ${unmatched}::text as quantity from supplier_invoice_line l
      where l.agreement_number = ? and l.id = any(?::uuid[])`,
    [agreementOf(em), credited],
  );
  const matched = await em.execute<(Open & { readonly receiptLineId: string })[]>(
    `select m.id, m.invoice_line_id as "orderLineId", m.receipt_line_id as "receiptLineId", ${leftOfMatch}::text as quantity
       from purchase_match m join receipt_line l on l.id = m.receipt_line_id join receipt r on r.id = l.receipt_id
      where m.agreement_number = ? and m.invoice_line_id = any(?::uuid[])
      order by r.ledger_date desc, r.number desc, l.position desc`,
    [agreementOf(em), credited],
  );
  const wanted = lines.map(({ id, creditedLineId, quantity }) => {
    const rest = rests.find((one) => one.id === creditedLineId)?.quantity ?? '0';
    return { id, orderLineId: creditedLineId, quantity: subtract(negate(quantity), rest) };
  });
  const freed = matchesOf(wanted, matched);
  await em.execute(
    `update purchase_match m set freed_quantity = m.freed_quantity + n.quantity
       from jsonb_to_recordset(?::jsonb) as n ("otherId" uuid, quantity numeric)
      where m.agreement_number = ? and m.id = n."otherId"`,
    [JSON.stringify(freed), agreementOf(em)],
  );
  const receiptLines = new Map(matched.map(({ id, receiptLineId }) => [id, receiptLineId]));
  return freed.map((one) => ({ ...one, otherId: receiptLines.get(one.otherId) ?? '' }));
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
    `select m.receipt_line_id as "receiptLineId", (m.quantity - m.freed_quantity)::text as quantity, il.unit_price::text as "unitPrice",
         il.discount_percentage::text as "lineDiscount", i.discount_percentage::text as "documentDiscount",
         i.exchange_rate::text as "exchangeRate"
       from receipt_line l join purchase_match m on m.receipt_line_id = l.id and m.quantity > m.freed_quantity
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
