import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { compare, plain, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { SalesLine } from '../sales/sales-line-rows.ts';
import type { StockTracking } from '../stock/posting.ts';
import { numbersLeft } from '../stock/tracking-parts.ts';

/**
 * Quantities on all credit notes of an invoice by the invoice's line, drafts included: a draft keeps what it would credit.
 * The invoice has to be locked. One credit note may be left out, so that it does not stand in its own way.
 */
async function creditedQuantities(
  em: EntityManager,
  invoiceId: string,
  exceptCreditNote: string | null,
): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await em.execute<{ line: string; quantity: string }[]>(
    `select l.credited_line_id as line, sum(l.quantity)::text as quantity
       from customer_invoice_line l join customer_invoice n on n.id = l.invoice_id
      where n.credited_invoice_id = ? and n.id is distinct from ? and l.credited_line_id is not null
      group by l.credited_line_id`,
    [invoiceId, exceptCreditNote],
  );
  return new Map(rows.map((row) => [row.line, row.quantity]));
}

/** What is left to credit of each line of an invoice, by the line's id. The invoice has to be locked. */
export async function leftToCredit(
  em: EntityManager,
  invoiceId: string,
  lines: readonly SalesLine[],
  exceptCreditNote: string | null = null,
): Promise<ReadonlyMap<string, Decimal>> {
  const credited = await creditedQuantities(em, invoiceId, exceptCreditNote);
  return new Map(lines.map((line) => [line.id, subtract(line.quantity, credited.get(line.id) ?? '0')]));
}

/**
 * Batch and serial numbers of what is `left` to credit of an invoice's lines, by the line's id; null where they are not known.
 * One statement where the invoice has any, none otherwise. The invoice has to be locked.
 */
export async function numbersToCredit(
  em: EntityManager,
  invoiceId: string,
  lines: readonly SalesLine[],
  left: ReadonlyMap<string, Decimal>,
  exceptCreditNote: string | null = null,
): Promise<ReadonlyMap<string, readonly StockTracking[] | null>> {
  const named = lines.filter(({ tracking }) => tracking && tracking.length > 0);
  if (named.length === 0) return new Map();
  const credited = await em.execute<{ line: string; tracking: readonly StockTracking[] | null }[]>(
    `select l.credited_line_id as line, l.tracking
       from customer_invoice_line l join customer_invoice n on n.id = l.invoice_id
      where n.credited_invoice_id = ? and n.id is distinct from ? and l.credited_line_id is not null`,
    [invoiceId, exceptCreditNote],
  );
  return new Map(
    named.map((line) => {
      const gone = credited.filter((row) => row.line === line.id).map(({ tracking }) => tracking);
      return [line.id, numbersLeft(line, gone, left.get(line.id) ?? '0')];
    }),
  );
}

/** `CreditExceedsInvoice` for a line of the invoice; `field` is the request's, where one asked for it. */
export const creditExceeds = (position: number, left: Decimal, field: string): DomainError =>
  new DomainError(
    'CreditExceedsInvoice',
    { line: position, left: plain(left) },
    { errors: { [field]: [`Of line ${position} of the invoice ${plain(left)} are left to credit.`] } },
  );

/**
 * Holds a credit note against its invoice once more, under the invoice's lock: two statements and the lock. Throws
 * `CreditExceedsInvoice`.
 */
export async function refuseOverCredit(
  em: EntityManager,
  creditNote: { readonly id: string; readonly creditedInvoice?: { readonly id: string } | null | undefined },
  lines: readonly SalesLine[],
): Promise<void> {
  const invoiceId = creditNote.creditedInvoice?.id;
  if (invoiceId === undefined) throw new Error('A credit note credits an invoice.');
  await lockCredited(em, invoiceId);
  const invoiced = await em.execute<{ id: string; position: number; quantity: string }[]>(
    'select id, position, quantity::text as quantity from customer_invoice_line where invoice_id = ?',
    [invoiceId],
  );
  const credited = await creditedQuantities(em, invoiceId, creditNote.id);
  const wanted = new Map<string, Decimal[]>();
  for (const line of lines) {
    const id = line.creditedLineId;
    if (id !== null && line.product) wanted.set(id, [...(wanted.get(id) ?? []), line.quantity]);
  }
  for (const { id, position, quantity } of invoiced) {
    const left = subtract(quantity, credited.get(id) ?? '0');
    const asked = sum(wanted.get(id) ?? []);
    if (compare(asked, left) > 0) throw creditExceeds(position, left, 'lines');
  }
}

/** Locks the invoice that a credit note credits: always after the credit note itself. */
export async function lockCredited(em: EntityManager, invoiceId: string): Promise<void> {
  await em.execute('select 1 from customer_invoice where id = ? for update', [invoiceId]);
}
