/** Batch and serial numbers that supplier invoices take over from the receipts of their order, and credit notes from invoices. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { equal, multiply, negate } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import {
  allNumbers,
  firstNumbers,
  numbersLeft,
  numbersWithout,
  plainTracking,
} from '../stock/tracking-parts.ts';
import { agreementOf } from '../tenant.ts';
import type { SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

interface NumbersOfLine {
  readonly lineId: string;
  readonly tracking: readonly StockTracking[];
}

const numbersOf = (rows: readonly NumbersOfLine[], lineId: string): readonly StockTracking[] =>
  allNumbers(...rows.filter((row) => row.lineId === lineId).map(({ tracking }) => tracking));

/**
 * The numbers with which lines of a purchase order were received and that are on no invoice of it, drafts counted; the first
 * received first. Null where there are none. The order is locked by the caller.
 */
export async function numbersToInvoice(
  em: EntityManager,
  orderId: string,
): Promise<
  (line: {
    readonly id: string;
    readonly quantity: Decimal;
    readonly unitQuantity: Decimal;
  }) => readonly StockTracking[] | null
> {
  const received = await em.execute<NumbersOfLine[]>(
    `select l.purchase_order_line_id as "lineId", l.tracking from receipt r
       join receipt_line l on l.receipt_id = r.id and l.purchase_order_line_id is not null and l.tracking is not null
      where r.agreement_number = ? and r.purchase_order_id = ? and r.state = 'received'
      order by r.ledger_date, r.number, l.position`,
    [agreementOf(em), orderId],
  );
  if (received.length === 0) return () => null;
  const invoiced = await em.execute<NumbersOfLine[]>(
    `select l.purchase_order_line_id as "lineId", l.tracking from supplier_invoice i
       join supplier_invoice_line l on l.supplier_invoice_id = i.id and l.purchase_order_line_id is not null
        and l.tracking is not null
      where i.agreement_number = ? and i.purchase_order_id = ? and i.kind = 'invoice'`,
    [agreementOf(em), orderId],
  );
  return ({ id, quantity, unitQuantity }) =>
    plainTracking(
      firstNumbers(
        multiply(quantity, unitQuantity),
        numbersWithout(numbersOf(received, id), numbersOf(invoiced, id)),
      ),
    );
}

/**
 * The numbers of an invoice's lines that no credit note of it names, for lines that credit all that is left of them; of less
 * they are named, or found when it is booked.
 */
export async function numbersToCredit(
  em: EntityManager,
  invoiceId: string,
  source: readonly SupplierInvoiceLineRow[],
): Promise<(line: SupplierInvoiceLineRow, left: Decimal) => readonly StockTracking[] | null> {
  if (!source.some(({ tracking }) => tracking)) return () => null;
  const credited = await em.execute<{ lineId: string; tracking: readonly StockTracking[] | null }[]>(
    `select l.credited_line_id as "lineId", l.tracking from supplier_invoice i
       join supplier_invoice_line l on l.supplier_invoice_id = i.id and l.credited_line_id is not null
      where i.agreement_number = ? and i.credited_invoice_id = ?`,
    [agreementOf(em), invoiceId],
  );
  return (line, left) => {
    const of = source.find(({ id }) => id === line.creditedLineId);
    const gone = credited.filter(({ lineId }) => lineId === of?.id).map(({ tracking }) => tracking);
    return of !== undefined && equal(negate(line.quantity), left) ? numbersLeft(of, gone, left) : null;
  };
}
