import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { atLeast, plain, round } from '../money.ts';
import { Receipt } from './receipt.entity.ts';
import type { ReceiptLine } from './receipt.entity.ts';
import { receiptLife } from './receipt.lifecycle.ts';
import { receiptLinesOf, receiptTable } from './receipt.table.ts';

/** A receipt in a list, in the API's dialect. */
export type ReceiptSummary = ReturnType<typeof summaryOf>;

const summaryOf = (receipt: Receipt) => ({
  id: receipt.id,
  number: receipt.number,
  is_received: receipt.state === 'received',
  is_archived: receipt.archivedAt instanceof Date,
  purchase_order_number: receipt.purchaseOrder?.number ?? null,
  supplier_id: receipt.supplier.number,
  supplier_name: receipt.supplier.name,
  currency: receipt.currency,
  exchange_rate: plain(receipt.exchangeRate),
  allocation: receipt.allocation,
  note: receipt.note ?? null,
  ledger_date: receipt.ledgerDate ?? null,
  received_at: receipt.receivedAt?.toISOString() ?? null,
  version: receipt.version,
  created_at: receipt.createdAt.toISOString(),
  updated_at: receipt.updatedAt.toISOString(),
});

const lineOf = (line: ReceiptLine) => ({
  id: line.id,
  position: line.position,
  item: { number: line.product.number, name: line.product.name, barcode: line.product.barcode ?? null },
  name: line.description,
  quantity: plain(line.quantity),
  unit: line.unit ? { number: line.unit.number, name: line.unit.name } : null,
  unit_quantity: plain(line.unitQuantity),
  line_price: atLeast(line.unitPrice, 2),
  discount_percentage: plain(line.discountPercentage),
  location_id: line.location?.number ?? null,
  tracking: (line.tracking ?? []).map(({ number, quantity }) => ({ number, quantity })),
  should_assure_quality: line.product.shouldAssureQuality,
  is_quality_checked: line.isQualityChecked,
  value: typeof line.value === 'string' ? round(line.value, 2) : null,
});

/** The receipt of an id or number with its lines. Throws `NotFound`. */
export async function receiptView(em: EntityManager, key: DocumentKey) {
  const receipt = await findDocument(em, receiptTable, key);
  return {
    ...summaryOf(receipt),
    lines: (await receiptLinesOf(em, receipt.id)).map(lineOf),
    allowed_actions: allowedActionsOf(receiptLife, receiptTable.standingOf(receipt)),
  };
}

const listSpec: ListSpec<Receipt> = {
  entity: Receipt,
  fieldOwner: 'receipt',
  order: ['number', 'ledgerDate', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'ledgerDate', dateTo: 'ledgerDate' },
  filters: {
    ...archivedFilters,
    number: 'property',
    numberPart,
    isDraft: (value) => archivedFilters.isArchived(value !== true),
    dateFrom: (value) => ({ ledgerDate: { $gte: value } }),
    dateTo: (value) => ({ ledgerDate: { $lte: value } }),
    isReceived: archivedFilters.isArchived,
    supplierId: naming('supplier', 'supplier'),
    purchaseOrderNumber: (value) => ({ purchaseOrder: { number: value } }),
    item: withItem('receipt_line'),
  },
  populate: ['supplier', 'purchaseOrder'],
};

/** One page of receipts, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listReceipts(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<ReceiptSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
