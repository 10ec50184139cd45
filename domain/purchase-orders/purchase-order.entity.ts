import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import {
  fewValuesIndex,
  lineIndex,
  listIndexes,
  namingIndex,
  valueIndex,
} from '../documents/list-indexes.ts';
import { purchaseColumns, purchaseLineColumns } from '../purchasing/purchase-columns.ts';
import { salesChecks, salesLineChecks } from '../sales/sales-columns.ts';
import { instant, tenantTable } from '../tenant.ts';
import { purchaseInvoicingAxis, purchaseOrderStates, receivingAxis } from './purchase-order.lifecycle.ts';

const PurchaseOrderSchema = defineEntity({
  name: 'PurchaseOrder',
  ...tenantTable,
  uniques: [{ name: 'purchase_order_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('purchase_order', 'date', 'deliveryDate', 'createdAt', 'updatedAt'),
    namingIndex('purchase_order', 'supplier'),
    { name: 'purchase_order_order_ix', properties: ['agreementNumber', 'orderId'] },
    valueIndex('purchase_order', 'currency'),
    fewValuesIndex('purchase_order', 'state', ['draft', 'cancelled']),
    fewValuesIndex('purchase_order', 'receiving', ['ready', 'partly']),
    fewValuesIndex('purchase_order', 'invoicing', ['ready', 'partly']),
  ],
  checks: [
    ...salesChecks('purchase_order'),
    {
      name: 'purchase_order_standing_check',
      expression:
        `case state when 'draft' then archived_at is null and party is null and terms is null and sent_at is null ` +
        `when 'sent' then party is not null and terms is not null and sent_at is not null ` +
        'else archived_at is not null end',
    },
  ],
  properties: {
    ...documentColumns(purchaseOrderStates),
    /** The order date. */
    date: p.date(),
    sentAt: instant().nullable(),
    sentBy: p.string().length(255).nullable(),
    /** Derived from the quantities of other documents, in the transactions that move them. */
    receiving: p.enum(receivingAxis).default('not-received'),
    invoicing: p.enum(purchaseInvoicingAxis).default('not-invoiced'),
    /** The sales order for which it was made. */
    orderId: p.uuid().nullable(),
    ...purchaseColumns(),
  },
});

/** What is ordered of a supplier. */
export class PurchaseOrder extends PurchaseOrderSchema.class {}
PurchaseOrderSchema.setClass(PurchaseOrder);

const PurchaseOrderLineSchema = defineEntity({
  name: 'PurchaseOrderLine',
  ...tenantTable,
  uniques: [{ name: 'purchase_order_line_position_uq', properties: ['purchaseOrder', 'position'] }],
  indexes: [lineIndex('purchase_order_line')],
  checks: [...salesLineChecks('purchase_order_line')],
  properties: {
    ...purchaseLineColumns(),
    purchaseOrder: () => p.manyToOne(PurchaseOrder).deleteRule('cascade'),
    /** The line of the sales order for which it is bought. */
    orderLineId: p.uuid().nullable(),
  },
});

/** A line of a purchase order. */
export class PurchaseOrderLine extends PurchaseOrderLineSchema.class {}
PurchaseOrderLineSchema.setClass(PurchaseOrderLine);
