import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import {
  locationNumbers,
  purchaseHeadView,
  purchaseLineView,
  purchaseSummary,
} from '../purchasing/purchase-view.ts';
import { columnIs } from '../sales/sales-list.ts';
import { vatView } from '../sales/sales-view.ts';
import { agreementOf } from '../tenant.ts';
import { SupplierInvoice } from './supplier-invoice.entity.ts';
import { supplierInvoiceLife } from './supplier-invoice.lifecycle.ts';
import { supplierInvoiceLines, supplierInvoiceTable } from './supplier-invoice.table.ts';

/** A supplier invoice or credit note in a list, in the API's dialect. */
export type SupplierInvoiceSummary = ReturnType<typeof summaryOf>;

const summaryOf = (invoice: SupplierInvoice) => ({
  ...purchaseSummary(invoice),
  type: invoice.kind,
  is_draft: invoice.state === 'draft',
  is_booked: invoice.state === 'booked',
  invoice_date: invoice.date,
  due_date: invoice.dueDate ?? null,
  supplier_invoice_number: invoice.supplierInvoiceNumber ?? null,
  purchase_order_number: invoice.purchaseOrder?.number ?? null,
  credited_invoice_number: invoice.creditedInvoice?.number ?? null,
  reverse_inventory: invoice.reversesInventory,
  reason: invoice.reason ?? null,
  booked_at: invoice.bookedAt?.toISOString() ?? null,
});

/** The supplier invoice or credit note of an id or number with its lines. Throws `NotFound`. */
export async function supplierInvoiceView(em: EntityManager, key: DocumentKey) {
  const invoice = await findDocument(em, supplierInvoiceTable, key);
  const lines = await supplierInvoiceLines.find(em, invoice.id);
  const locations = await locationNumbers(
    em,
    lines.map(({ locationId }) => locationId),
  );
  const positions = await positionsOf(em, invoice);
  return {
    ...summaryOf(invoice),
    ...purchaseHeadView(invoice),
    lines: lines.map((line) => ({
      ...purchaseLineView(line, locations),
      purchase_order_line: positions.get(line.purchaseOrderLineId ?? '') ?? null,
      tracking: line.tracking ?? [],
    })),
    vat: vatView(lines, invoice),
    allowed_actions: allowedActionsOf(supplierInvoiceLife, supplierInvoiceTable.standingOf(invoice)),
  };
}

/** Positions of the lines of its order, by their ids. */
async function positionsOf(
  em: EntityManager,
  { purchaseOrder }: SupplierInvoice,
): Promise<ReadonlyMap<string, number>> {
  if (!purchaseOrder) return new Map();
  const rows = await em.execute<{ id: string; position: number }[]>(
    'select id, position from purchase_order_line where agreement_number = ? and purchase_order_id = ?',
    [agreementOf(em), purchaseOrder.id],
  );
  return new Map(rows.map(({ id, position }) => [id, position]));
}

const listSpec: ListSpec<SupplierInvoice> = {
  entity: SupplierInvoice,
  order: ['number', 'date', 'dueDate', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    number: 'property',
    numberPart,
    type: (value) => ({ kind: value }),
    isDraft: columnIs('state', 'draft'),
    isBooked: columnIs('state', 'booked'),
    supplierId: naming('supplier', 'supplier'),
    supplierInvoiceNumber: 'property',
    purchaseOrderNumber: (value) => ({ purchaseOrder: { number: value } }),
    item: withItem('supplier_invoice_line'),
    dateFrom: (value) => ({ date: { $gte: value } }),
    dateTo: (value) => ({ date: { $lte: value } }),
  },
  populate: ['supplier', 'purchaseOrder', 'creditedInvoice'],
};

/** One page of them, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listSupplierInvoices(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<SupplierInvoiceSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
