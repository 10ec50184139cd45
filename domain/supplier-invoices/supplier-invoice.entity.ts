import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import { fewIndex, lineIndex, listIndexes, namingIndex, valueIndex } from '../documents/list-indexes.ts';
import { PurchaseOrder, PurchaseOrderLine } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseColumns, purchaseLineColumns } from '../purchasing/purchase-columns.ts';
import { ReceiptLine } from '../receipts/receipt.entity.ts';
import { salesChecks, salesLineChecks } from '../sales/sales-columns.ts';
import type { StockTracking } from '../stock/posting.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { supplierInvoiceKinds, supplierInvoiceStates } from './supplier-invoice.lifecycle.ts';

const SupplierInvoiceSchema = defineEntity({
  name: 'SupplierInvoice',
  ...tenantTable,
  uniques: [{ name: 'supplier_invoice_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('supplier_invoice', 'date', 'createdAt', 'updatedAt'),
    namingIndex('supplier_invoice', 'supplier'),
    valueIndex('supplier_invoice', 'supplierInvoiceNumber'),
    fewIndex('supplier_invoice', 'draft', `"state" = 'draft'`),
    fewIndex('supplier_invoice', 'credit_note', `"kind" = 'credit-note'`),
  ],
  checks: [
    ...salesChecks('supplier_invoice'),
    {
      name: 'supplier_invoice_standing_check',
      expression:
        `case state when 'draft' then archived_at is null and party is null and terms is null and booked_at is null ` +
        'else party is not null and terms is not null and booked_at is not null end',
    },
    {
      name: 'supplier_invoice_credit_check',
      expression: `kind = 'credit-note' or (credited_invoice_id is null and not reverses_inventory)`,
    },
  ],
  properties: {
    ...documentColumns(supplierInvoiceStates),
    /** A credit note has negative quantities, and so negative amounts. */
    kind: p.enum(supplierInvoiceKinds),
    /** The invoice date. */
    date: p.date(),
    /** Null: its terms have none, or ask for a typed one that is not there yet. */
    dueDate: p.date().nullable(),
    /** The supplier's own number. */
    supplierInvoiceNumber: p.string().length(50).nullable(),
    purchaseOrder: () => p.manyToOne(PurchaseOrder).nullable().deleteRule('no action').index(),
    /** Of a credit note: the invoice that it credits. */
    creditedInvoice: () => p.manyToOne(SupplierInvoice).nullable().deleteRule('no action').index(),
    /** Of a credit note: whether the goods go back to the supplier. */
    reversesInventory: p.boolean().default(false),
    reason: p.string().length(250).nullable(),
    bookedAt: instant().nullable(),
    bookedBy: p.string().length(255).nullable(),
    ...purchaseColumns(),
  },
});

/** What a supplier asks for, or gives back. */
export class SupplierInvoice extends SupplierInvoiceSchema.class {}
SupplierInvoiceSchema.setClass(SupplierInvoice);

const SupplierInvoiceLineSchema = defineEntity({
  name: 'SupplierInvoiceLine',
  ...tenantTable,
  uniques: [{ name: 'supplier_invoice_line_position_uq', properties: ['supplierInvoice', 'position'] }],
  indexes: [lineIndex('supplier_invoice_line')],
  checks: [...salesLineChecks('supplier_invoice_line', 'quantity <> 0')],
  properties: {
    ...purchaseLineColumns(),
    supplierInvoice: () => p.manyToOne(SupplierInvoice).deleteRule('cascade'),
    purchaseOrderLine: () => p.manyToOne(PurchaseOrderLine).nullable().deleteRule('no action').index(),
    /** Of a credit note: the line that it credits. */
    creditedLine: () => p.manyToOne(SupplierInvoiceLine).nullable().deleteRule('no action').index(),
    /** Batch or serial numbers, in standard units; of a credit note those that go back. */
    tracking: p.json<readonly StockTracking[]>().nullable(),
  },
});

/** A line of a supplier invoice. */
export class SupplierInvoiceLine extends SupplierInvoiceLineSchema.class {}
SupplierInvoiceLineSchema.setClass(SupplierInvoiceLine);

const PurchaseMatchSchema = defineEntity({
  name: 'PurchaseMatch',
  ...tenantTable,
  uniques: [{ name: 'purchase_match_uq', properties: ['receiptLine', 'invoiceLine'] }],
  checks: [
    { name: 'purchase_match_quantity_check', expression: 'quantity > 0' },
    { name: 'purchase_match_freed_check', expression: 'freed_quantity >= 0 and freed_quantity <= quantity' },
  ],
  properties: {
    ...tenantColumns(),
    receiptLine: () => p.manyToOne(ReceiptLine).deleteRule('no action'),
    invoiceLine: () => p.manyToOne(SupplierInvoiceLine).deleteRule('no action').index(),
    /** In the unit of both lines. */
    quantity: decimal4(),
    /** What of it was credited and stays here: it can be invoiced anew. */
    freedQuantity: decimal4().default('0'),
  },
});

/** So much of what came is so much of what a booked invoice asks for: what it cost is the invoice's price, until it is freed. */
export class PurchaseMatch extends PurchaseMatchSchema.class {}
PurchaseMatchSchema.setClass(PurchaseMatch);
