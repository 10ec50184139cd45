import type { EntityManager } from '@mikro-orm/postgresql';
import { Currency } from '../currencies/currency.entity.ts';
import { dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import { recordDocumentEvent, touchDocument, withoutLines } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { Location } from '../locations/location.entity.ts';
import { refuseBlocked } from '../locations/location.service.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { refreshPurchaseOrder, tellMovedPurchaseOrder } from '../purchase-orders/purchase-order-progress.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { costsOf } from '../purchasing/receipt-cost.ts';
import { matchReceipt, partsOf } from '../supplier-invoices/matching.ts';
import { postStock } from '../stock/stock.service.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import type { Receipt, ReceiptLine } from './receipt.entity.ts';
import { lockReceipt } from './receipt.service.ts';
import { receiptLinesOf, receiptTable } from './receipt.table.ts';

/** How a receipt is received. */
export interface ReceiveInput {
  /** The day on which the stock counts it, not in the future; default: today, UTC. */
  readonly ledgerDate?: string | undefined;
}

/**
 * Receives what is on the receipt: its goods come into stock at what they cost (V14), at the exchange rate of the currency as
 * the register has it now, and its order moves on. Where invoices move the stock, nothing comes into stock here. Throws
 * `NotFound`, `InvalidTransition`, `InvalidInput` (field `ledger_date`), `NoLines`, `QualityCheckMissing`,
 * `ReceivingLocationMissing`, `Barred` (a blocked location), `FreightNotAllocatable` and what `postStock` throws.
 */
export async function receiveReceipt(
  em: EntityManager,
  key: DocumentKey,
  input: ReceiveInput,
  context: ActionContext,
): Promise<{ readonly receipt: Receipt; readonly order: PurchaseOrder | null }> {
  const { receipt, order } = await lockReceipt(em, key, 'receive');
  receipt.exchangeRate = await rateOfToday(em, receipt);
  const today = dayOf(context.now);
  const ledgerDate = input.ledgerDate ?? today;
  if (ledgerDate > today)
    throw invalidInput({ ledger_date: [`ledger_date must not lie in the future; today is ${today}.`] });
  const lines = await receiptLinesOf(em, receipt.id);
  refuseUnreceivable(receipt, lines);
  if (!(await stockFollowsInvoices(em))) {
    await matchReceipt(
      em,
      lines.map(({ id, quantity, purchaseOrderLine }) => ({
        id,
        quantity,
        orderLineId: purchaseOrderLine?.id ?? null,
      })),
    );
    await bringIn(em, receipt, lines, ledgerDate, context);
  }
  // The lines are stored while the receipt is open: from then on they stand.
  await em.flush();
  Object.assign(receipt, { state: 'received', archivedAt: context.now, ledgerDate });
  Object.assign(receipt, { receivedAt: context.now, receivedBy: context.actor });
  touchDocument(receipt, context);
  await em.flush();
  const moved = order ? await refreshPurchaseOrder(em, order, context) : undefined;
  await recordDocumentEvent(em, receiptTable, receipt, context, {
    action: 'receive',
    before: { state: 'open' },
    after: {
      ...{ state: receipt.state, ledger_date: ledgerDate, is_archived: true },
      exchange_rate: plain(receipt.exchangeRate),
    },
  });
  await tellMovedPurchaseOrder(em, moved, context, { receipt_number: receipt.number });
  return { receipt, order };
}

/** The currency's rate in the register; the receipt's own where the currency was closed since. */
async function rateOfToday(em: EntityManager, receipt: Receipt): Promise<Decimal> {
  const currency = await em.findOne(Currency, { code: receipt.currency });
  return currency?.rate ?? receipt.exchangeRate;
}

function refuseUnreceivable({ number }: Receipt, lines: readonly ReceiptLine[]): void {
  if (!lines.some(({ product }) => product.group.hasInventory))
    throw withoutLines(`Receipt ${number}`, 'At least one line needs a stocked product.');
  refuseUnchecked(lines);
}

/** Throws `QualityCheckMissing`. */
export function refuseUnchecked(lines: readonly ReceiptLine[]): void {
  const unchecked = lines.find(
    ({ product, isQualityChecked }) => product.shouldAssureQuality && !isQualityChecked,
  );
  if (unchecked) throw new DomainError('QualityCheckMissing', { item: unchecked.product.number });
}

/** Keeps what the items are now: from here on only prices change what the lines cost (V14). */
function keepCosting(lines: readonly ReceiptLine[]): void {
  for (const line of lines) {
    line.isGoods = line.product.group.hasInventory;
    line.extraCostPercentage = line.product.costAdditionPercentage;
  }
}

/** What each line costs, at the invoices' prices where they ask for it already; items as they were when it came. */
export async function receiptCosts(
  em: EntityManager,
  receipt: Receipt,
  lines: readonly ReceiptLine[],
): Promise<(Decimal | null)[]> {
  const parts = await partsOf(em, receipt.id, lines, receipt.exchangeRate);
  return costsOf(
    lines.map((line) => ({
      isGoods: line.isGoods ?? line.product.group.hasInventory,
      unitQuantity: line.unitQuantity,
      parts: parts.get(line.id) ?? [],
      extraCostPercentage: line.extraCostPercentage ?? line.product.costAdditionPercentage,
    })),
    receipt.allocation,
  );
}

/** Brings goods into stock at what they cost; the lines keep the value and the ledger's line. Nothing is stored yet. */
export async function bringIn(
  em: EntityManager,
  receipt: Receipt,
  lines: readonly ReceiptLine[],
  ledgerDate: string,
  context: ActionContext,
): Promise<void> {
  keepCosting(lines);
  const values = await receiptCosts(em, receipt, lines);
  const usual = await em.findOne(Location, { isDefault: true });
  const goods = lines.flatMap((line, at) => {
    const value = values[at];
    if (value === null || value === undefined) return [];
    const location = line.location ?? line.product.defaultLocation ?? usual;
    if (!location) throw new DomainError('ReceivingLocationMissing', { item: line.product.number });
    // Of one that an invoice made, the lines are the invoice's, not the receipt's.
    const field = receipt.supplierInvoiceId ? undefined : `lines.${at}`;
    return [{ line, value, location, field }];
  });
  await refuseBlocked(
    em,
    goods.map(({ location, field }) => ({ location, field: field ? `${field}.location_id` : 'lines' })),
  );
  const posted = await postStock(
    em,
    goods.map(({ line, value, location, field }) => ({
      type: 'receipt',
      field,
      productId: line.product.id,
      ledgerDate,
      origin: {
        documentKind: 'receipt',
        documentId: receipt.id,
        documentNumber: receipt.number,
        lineId: line.id,
      },
      locationId: location.id,
      quantity: toStandardQuantity(line.quantity, line.unitQuantity),
      value,
      ...(line.tracking && { tracking: line.tracking }),
    })),
    context,
  );
  for (const [at, { line, value, location }] of goods.entries())
    Object.assign(line, { stockLineId: posted[at]?.lineId ?? null, value, location });
}
