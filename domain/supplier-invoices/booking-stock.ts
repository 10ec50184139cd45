/** What booking a supplier invoice does to the stock. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { compare, equal, isPositive, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { bringIn, receiptCosts, refuseUnchecked } from '../receipts/receive.service.ts';
import { Receipt } from '../receipts/receipt.entity.ts';
import type { ReceiptLine } from '../receipts/receipt.entity.ts';
import { addReceiptLine, madeNow } from '../receipts/receipt.service.ts';
import { receiptLinesOf } from '../receipts/receipt.table.ts';
import type { CostChangePosting, StockTracking } from '../stock/posting.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { postStock } from '../stock/stock.service.ts';
import { allNumbers, numbersWithout } from '../stock/tracking-parts.ts';
import { agreementOf } from '../tenant.ts';
import { newId } from '../ids.ts';
import { store } from './matching.ts';
import type { Match } from './matching.ts';
import type { SupplierInvoice } from './supplier-invoice.entity.ts';
import type { SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

export const originOf = ({ id, number }: SupplierInvoice, lineId: string | null) => ({
  documentKind: 'supplier-invoice' as const,
  documentId: id,
  documentNumber: number,
  lineId,
});

/**
 * Goods that came at another price than the invoice's are worth what the invoice says (V7, V11): every line of a receipt
 * that has a matched one, for freight is spread over all of them.
 */
export async function correctReceived(
  em: EntityManager,
  invoice: SupplierInvoice,
  matches: readonly Match[],
  ledgerDate: string,
  context: ActionContext,
): Promise<void> {
  if (matches.length === 0) return;
  const found = await em.execute<{ id: string }[]>(
    `select distinct receipt_id as id from receipt_line where agreement_number = ? and id = any(?::uuid[]) order by 1`,
    [agreementOf(em), `{${matches.map(({ otherId }) => otherId).join(',')}}`],
  );
  const postings: CostChangePosting[] = [];
  for (const { id } of found) {
    const receipt = await em.findOneOrFail(Receipt, { id });
    const lines = await receiptLinesOf(em, id);
    const values = await receiptCosts(em, receipt, lines);
    for (const [at, line] of lines.entries()) {
      const value = values[at];
      const { stockLineId } = line;
      if (!value || !stockLineId || equal(value, line.value ?? '0')) continue;
      line.value = value;
      const origin = originOf(invoice, null);
      postings.push({
        type: 'cost-change',
        productId: line.product.id,
        ledgerDate,
        origin,
        ofLineId: stockLineId,
        value,
      });
    }
  }
  await postStock(em, postings, context);
  await em.flush();
}

/**
 * What of an invoice's lines came on no receipt yet: goods with their batch and serial numbers, and freight that is spread over
 * them. One statement where there are numbers and matches, none otherwise.
 */
export async function notReceived(
  em: EntityManager,
  lines: readonly SupplierInvoiceLineRow[],
  matches: readonly Match[],
): Promise<readonly SupplierInvoiceLineRow[]> {
  const numbers = await numbersOfReceipts(em, lines.some(({ tracking }) => tracking) ? matches : []);
  return lines.flatMap((line) => {
    const group = line.product?.group;
    if (!group || !(group.hasInventory || group.shouldSpreadCost)) return [];
    const own = matches.filter(({ lineId }) => lineId === line.id);
    const quantity = subtract(line.quantity, sum(own.map((match) => match.quantity)));
    if (!isPositive(quantity)) return [];
    const came = allNumbers(...own.map(({ otherId }) => numbers.get(otherId)));
    return [{ ...line, quantity, tracking: line.tracking && numbersWithout(line.tracking, came) }];
  });
}

async function numbersOfReceipts(
  em: EntityManager,
  matches: readonly Match[],
): Promise<ReadonlyMap<string, readonly StockTracking[]>> {
  if (matches.length === 0) return new Map();
  const rows = await em.execute<{ id: string; tracking: readonly StockTracking[] }[]>(
    `select id, tracking from receipt_line where agreement_number = ? and id = any(?::uuid[]) and tracking is not null`,
    [agreementOf(em), `{${matches.map(({ otherId }) => otherId).join(',')}}`],
  );
  return new Map(rows.map(({ id, tracking }) => [id, tracking]));
}

/** How an invoice's goods come in. */
interface Incoming {
  readonly lines: readonly SupplierInvoiceLineRow[];
  /** The order that is received by it; null where it only moves the stock. */
  readonly order: PurchaseOrder | null;
  readonly ledgerDate: string;
}

/**
 * Brings goods in by a received receipt of the invoice, at the invoice's prices. Undefined where no goods are left. Throws
 * `QualityCheckMissing`, and what `bringIn` throws.
 */
export async function receiveInvoiced(
  em: EntityManager,
  invoice: SupplierInvoice,
  { lines, order, ledgerDate }: Incoming,
  context: ActionContext,
): Promise<Receipt | undefined> {
  if (!lines.some(({ product }) => product?.group.hasInventory === true)) return undefined;
  const receipt = em.create(Receipt, {
    id: newId(),
    agreementNumber: agreementOf(em),
    state: 'open',
    number: await takeNumber(em, 'receipt'),
    purchaseOrder: order,
    supplierInvoiceId: invoice.id,
    supplier: invoice.supplier,
    currency: invoice.currency,
    exchangeRate: invoice.exchangeRate,
    allocation: invoice.allocation,
    note: null,
    ...madeNow(context),
  });
  const made = lines.map((line, at) =>
    addReceiptLine(em, receipt, at + 1, line, {
      orderLineId: order ? line.purchaseOrderLineId : null,
      documentDiscount: invoice.discountPercentage,
    }),
  );
  await em.flush();
  await store(
    em,
    lines.map(({ id, quantity }, at) => ({ receiptLine: made[at]?.id ?? '', invoiceLine: id, quantity })),
  );
  const receiptLines = await receiptLinesOf(em, receipt.id);
  if (await stockFollowsInvoices(em)) await takeChecks(em, lines, receiptLines);
  refuseUnchecked(receiptLines);
  await bringIn(em, receipt, receiptLines, ledgerDate, context);
  await em.flush();
  const { now: receivedAt, actor: receivedBy } = context;
  Object.assign(receipt, { state: 'received', archivedAt: receivedAt, ledgerDate, receivedAt, receivedBy });
  await em.flush();
  return receipt;
}

/**
 * Where invoices move the stock, receipts are where quality is checked: what they brought of an order line and no invoice did yet
 * is checked.
 */
async function takeChecks(
  em: EntityManager,
  lines: readonly SupplierInvoiceLineRow[],
  made: readonly ReceiptLine[],
): Promise<void> {
  if (!made.some(({ product }) => product.shouldAssureQuality)) return;
  const orderLines = lines.flatMap(({ purchaseOrderLineId }) => purchaseOrderLineId ?? []);
  const checked = await em.execute<{ id: string; quantity: Decimal }[]>(
    `select o.id, (coalesce((
          select sum(l.quantity) from receipt_line l
            join receipt r on r.id = l.receipt_id and r.state = 'received' and r.supplier_invoice_id is null
           where l.purchase_order_line_id = o.id and l.is_quality_checked), 0) - coalesce((
          select sum(m.quantity) from supplier_invoice_line i join purchase_match m on m.invoice_line_id = i.id
            join receipt_line l on l.id = m.receipt_line_id
            join receipt r on r.id = l.receipt_id and r.state = 'received' and r.supplier_invoice_id = i.supplier_invoice_id
           where i.purchase_order_line_id = o.id), 0))::text as quantity
       from purchase_order_line o where o.agreement_number = ? and o.id = any(?::uuid[])`,
    [agreementOf(em), `{${orderLines.join(',')}}`],
  );
  for (const [at, line] of made.entries()) {
    const left = checked.find(({ id }) => id === lines[at]?.purchaseOrderLineId)?.quantity ?? '0';
    line.isQualityChecked = compare(line.quantity, left) <= 0;
  }
}
