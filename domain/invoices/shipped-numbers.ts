/** Batch and serial numbers that invoices take over from what their order shipped. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { multiply } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import { allNumbers, firstNumbers, numbersWithout } from '../stock/tracking-parts.ts';
import { agreementOf } from '../tenant.ts';

interface ShippedRow {
  readonly lineId: string;
  readonly shipmentId: string;
  readonly isSent: boolean;
  readonly unitQuantity: Decimal;
  readonly tracking: readonly StockTracking[];
}

interface InvoicedRow {
  readonly lineId: string;
  readonly tracking: readonly StockTracking[];
}

const shippedOf = (em: EntityManager, orderId: string): Promise<ShippedRow[]> =>
  em.execute<ShippedRow[]>(
    `select l.order_line_id as "lineId", s.id as "shipmentId", s.state = 'sent' as "isSent",
         l.unit_quantity::text as "unitQuantity", l.tracking
       from shipment s join shipment_line l on l.shipment_id = s.id and l.tracking is not null
      where s.agreement_number = ? and s.order_id = ? order by s.ledger_date, s.number, l.position`,
    [agreementOf(em), orderId],
  );

const numbersOf = (rows: readonly InvoicedRow[], lineId: string): readonly StockTracking[] =>
  allNumbers(...rows.filter((row) => row.lineId === lineId).map(({ tracking }) => tracking));

/** The numbers for a quantity of an order's line; null where none were shipped that are on no invoice yet. */
export type NumbersToInvoice = (orderLineId: string, quantity: Decimal) => readonly StockTracking[] | null;

/**
 * The numbers with which an order's lines were sent (by that shipment alone, where one is named) and that are on no invoice
 * yet, drafts and invoices of several orders counted; the first sent first. The order is locked by the caller. One statement
 * where nothing was shipped by numbers, else two.
 */
export async function numbersToInvoice(
  em: EntityManager,
  orderId: string,
  shipmentId?: string,
): Promise<NumbersToInvoice> {
  const shipped = (await shippedOf(em, orderId)).filter(
    (row) => row.isSent && (shipmentId === undefined || row.shipmentId === shipmentId),
  );
  if (shipped.length === 0) return () => null;
  const invoiced = await em.execute<InvoicedRow[]>(
    `select l.order_line_id as "lineId", l.tracking from sales_order_line o
       join customer_invoice_line l on l.order_line_id = o.id and l.tracking is not null
       join customer_invoice i on i.id = l.invoice_id and i.kind = 'invoice'
      where o.agreement_number = ? and o.order_id = ?`,
    [agreementOf(em), orderId],
  );
  return (lineId, quantity) => {
    const unitQuantity = shipped.find((row) => row.lineId === lineId)?.unitQuantity ?? '1';
    const left = numbersWithout(numbersOf(shipped, lineId), numbersOf(invoiced, lineId));
    const numbers = firstNumbers(multiply(quantity, unitQuantity), left);
    return numbers.length > 0 ? numbers : null;
  };
}

/** Numbers of an order's lines that are on none of its shipments, waiting ones counted. */
export async function numbersToShip(
  em: EntityManager,
  orderId: string,
  named: ReadonlyMap<string, readonly StockTracking[]>,
): Promise<ReadonlyMap<string, readonly StockTracking[]>> {
  if (named.size === 0) return named;
  const shipped = await shippedOf(em, orderId);
  return new Map(
    [...named].map(([lineId, numbers]) => [lineId, numbersWithout(numbers, numbersOf(shipped, lineId))]),
  );
}
