/** What booking a supplier invoice or a credit note does to the stock. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { refuseBlocked } from '../locations/location.service.ts';
import { compare, equal, isPositive, least, multiply, negate, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { bringIn, receiptCosts, refuseUnchecked } from '../receipts/receive.service.ts';
import { Receipt } from '../receipts/receipt.entity.ts';
import type { ReceiptLine } from '../receipts/receipt.entity.ts';
import { addReceiptLine, madeNow } from '../receipts/receipt.service.ts';
import { receiptLinesOf } from '../receipts/receipt.table.ts';
import type { CostChangePosting, SupplierReturnPosting } from '../stock/posting.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { postStock } from '../stock/stock.service.ts';
import { agreementOf } from '../tenant.ts';
import { newId } from '../ids.ts';
import { leftOfMatch, store } from './matching.ts';
import type { Match } from './matching.ts';
import type { SupplierInvoice } from './supplier-invoice.entity.ts';
import type { SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

const originOf = ({ id, number }: SupplierInvoice, lineId: string | null) => ({
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

/** What of an invoice's lines came on no receipt yet: goods, and freight that is spread over them. */
export function notReceived(
  lines: readonly SupplierInvoiceLineRow[],
  matches: readonly Match[],
): readonly SupplierInvoiceLineRow[] {
  return lines.flatMap((line) => {
    const group = line.product?.group;
    if (!group || !(group.hasInventory || group.shouldSpreadCost)) return [];
    const came = sum(matches.filter(({ lineId }) => lineId === line.id).map(({ quantity }) => quantity));
    const quantity = subtract(line.quantity, came);
    return isPositive(quantity) ? [{ ...line, quantity }] : [];
  });
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

interface CameBy {
  readonly invoiceLineId: string;
  readonly stockLineId: string;
  readonly locationId: string;
  /** Standard units, less what went back already. */
  readonly quantity: Decimal;
}

/**
 * Goods of a credit note go back to their supplier (V13): out of the receipts by which the credited lines came, oldest
 * first; what is on none leaves the line's location. Throws `ReceivingLocationMissing`, `Barred` and what `postStock` throws.
 */
export async function returnGoods(
  em: EntityManager,
  invoice: SupplierInvoice,
  lines: readonly SupplierInvoiceLineRow[],
  ledgerDate: string,
  context: ActionContext,
): Promise<void> {
  const goods = lines.filter(({ product }) => product?.group.hasInventory === true);
  const credited = goods.flatMap(({ creditedLineId }) => creditedLineId ?? []);
  const came = await em.execute<CameBy[]>(
    `select m.invoice_line_id as "invoiceLineId", l.stock_line_id as "stockLineId", l.location_id as "locationId",
         (${leftOfMatch} * l.unit_quantity)::text as quantity
       from purchase_match m join receipt_line l on l.id = m.receipt_line_id and l.stock_line_id is not null
       join receipt r on r.id = l.receipt_id
      where m.agreement_number = ? and m.invoice_line_id = any(?::uuid[]) order by r.ledger_date, r.number, l.position`,
    [agreementOf(em), `{${credited.join(',')}}`],
  );
  const usual = await em.execute<{ productId: string; locationId: string | null }[]>(
    `select p.id as "productId", coalesce(p.default_location_id, d.id) as "locationId" from product p
       left join location d on d.agreement_number = p.agreement_number and d.is_default where p.id = any(?::uuid[])`,
    [`{${goods.flatMap(({ product }) => product?.id ?? []).join(',')}}`],
  );
  const postings = goods.flatMap((line): SupplierReturnPosting[] => {
    let left = multiply(negate(line.quantity), line.unitQuantity);
    const field = `lines.${line.position - 1}`;
    const base = { type: 'supplier-return', productId: line.product?.id ?? '', ledgerDate, field } as const;
    const made: SupplierReturnPosting[] = [];
    for (const one of came.filter(({ invoiceLineId }) => invoiceLineId === line.creditedLineId)) {
      const quantity = least(left, one.quantity);
      if (!isPositive(quantity)) continue;
      const { locationId, stockLineId: ofLineId } = one;
      made.push({ ...base, locationId, ofLineId, quantity, origin: originOf(invoice, line.id) });
      left = subtract(left, quantity);
    }
    if (!isPositive(left)) return made;
    const place = line.locationId ?? usual.find(({ productId }) => productId === base.productId)?.locationId;
    if (!place) throw new DomainError('ReceivingLocationMissing', { item: line.product?.number ?? '' });
    const origin = originOf(invoice, line.id);
    return [...made, { ...base, locationId: place, ofLineId: null, quantity: left, origin }];
  });
  await refuseBlocked(
    em,
    postings.map(({ locationId }) => ({ location: { id: locationId }, field: 'lines' })),
  );
  await postStock(em, postings, context);
}
