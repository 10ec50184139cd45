import type { DocumentTable } from '../documents/document.ts';
import { purchaseRelations } from '../purchasing/purchase-draft.ts';
import { purchaseLineOwn } from '../purchasing/purchase-lines.ts';
import type { PurchaseLine, PurchaseLineOwn } from '../purchasing/purchase-lines.ts';
import { lineTable } from '../sales/sales-line-rows.ts';
import { SupplierInvoice } from './supplier-invoice.entity.ts';
import { supplierInvoiceLife } from './supplier-invoice.lifecycle.ts';
import type { SupplierInvoiceAction, SupplierInvoiceStanding } from './supplier-invoice.lifecycle.ts';

/** Supplier invoices and credit notes, as what all documents do alike sees them. */
export const supplierInvoiceTable: DocumentTable<
  SupplierInvoice,
  SupplierInvoiceStanding,
  SupplierInvoiceAction
> = {
  kind: 'supplier-invoice',
  entity: SupplierInvoice,
  table: 'supplier_invoice',
  what: 'Supplier invoice',
  life: supplierInvoiceLife,
  populate: [...purchaseRelations, 'purchaseOrder', 'creditedInvoice'],
  standingOf: ({ state, archivedAt, kind }) => ({ state, isArchived: archivedAt instanceof Date, kind }),
  published: {
    create: 'supplier_invoice.created',
    edit: 'supplier_invoice.updated',
    setLayout: 'supplier_invoice.updated',
    book: 'supplier_invoice.booked',
    delete: 'supplier_invoice.deleted',
  },
};

/** What lines of supplier invoices have beside what those of all purchases have. */
export interface SupplierInvoiceLineOwn extends PurchaseLineOwn {
  readonly purchaseOrderLineId: string | null;
}
export type SupplierInvoiceLineRow = PurchaseLine & SupplierInvoiceLineOwn;

/** The lines of supplier invoices and credit notes. */
export const supplierInvoiceLines = lineTable<SupplierInvoiceLineOwn>({
  document: 'supplier_invoice',
  parent: 'supplier_invoice_id',
  links: ['creditedLineId'],
  own: {
    ...purchaseLineOwn,
    purchaseOrderLineId: { column: 'purchase_order_line_id', type: 'uuid' },
    tracking: { column: 'tracking', type: 'jsonb' },
  },
});
