import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import { documentNumber, lineIndex, listIndexes, namingIndex } from '../documents/list-indexes.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import { Unit } from '../products/unit.entity.ts';
import { PurchaseOrder, PurchaseOrderLine } from '../purchase-orders/purchase-order.entity.ts';
import { allocationMethods } from '../stock/engine/allocation.ts';
import type { StockTracking } from '../stock/posting.ts';
import { stockValue } from '../stock/stock-item.entity.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import { decimal4, instant, percentage, tenantColumns, tenantTable } from '../tenant.ts';
import { receiptStates } from './receipt.lifecycle.ts';

const ReceiptSchema = defineEntity({
  name: 'Receipt',
  ...tenantTable,
  uniques: [{ name: 'receipt_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('receipt', 'ledgerDate', 'createdAt', 'updatedAt'),
    namingIndex('receipt', 'supplier'),
  ],
  checks: [
    {
      name: 'receipt_source_check',
      expression: 'purchase_order_id is not null or supplier_invoice_id is not null',
    },
    { name: 'receipt_exchange_rate_check', expression: 'exchange_rate > 0' },
    {
      name: 'receipt_standing_check',
      expression:
        `case state when 'open' then archived_at is null and received_at is null and ledger_date is null ` +
        'else archived_at is not null and received_at is not null and ledger_date is not null end',
    },
  ],
  properties: {
    ...documentColumns(receiptStates),
    /** What it was made of: an order, or the supplier invoice that was booked as received. */
    purchaseOrder: () => p.manyToOne(PurchaseOrder).nullable().deleteRule('no action').index(),
    supplierInvoiceId: p.uuid().nullable(),
    supplier: () => p.manyToOne(Supplier),
    currency: p.character().length(3),
    /** Base units per 100 units of the currency: the invoice's, or that of the day it is received (while open: the order's). */
    exchangeRate: exactDecimal(15, 6),
    /** How freight is spread over the goods (V14). */
    allocation: p.enum(allocationMethods),
    note: p.string().length(2000).nullable(),
    receivedAt: instant().nullable(),
    receivedBy: p.string().length(255).nullable(),
    /** The day on which the stock counts it. */
    ledgerDate: p.date().nullable(),
  },
});

/** Goods that came, or are about to, from a supplier. */
export class Receipt extends ReceiptSchema.class {}
ReceiptSchema.setClass(Receipt);

const ReceiptLineSchema = defineEntity({
  name: 'ReceiptLine',
  ...tenantTable,
  uniques: [{ name: 'receipt_line_position_uq', properties: ['receipt', 'position'] }],
  indexes: [lineIndex('receipt_line')],
  checks: [
    { name: 'receipt_line_quantity_check', expression: 'quantity > 0' },
    { name: 'receipt_line_unit_check', expression: 'unit_quantity > 0' },
  ],
  properties: {
    ...tenantColumns(),
    receipt: () => p.manyToOne(Receipt).deleteRule('cascade'),
    documentNumber,
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    purchaseOrderLine: () => p.manyToOne(PurchaseOrderLine).nullable().deleteRule('no action').index(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    description: p.string().length(2500),
    unit: () => p.manyToOne(Unit).nullable().deleteRule('no action').index(),
    /** Standard units in one of the line's unit. */
    unitQuantity: decimal4(),
    /** In the line's unit. */
    quantity: decimal4(),
    /** Document currency, without VAT, of one of the unit. */
    unitPrice: decimal4(),
    /** The line's and the document's discount as one. */
    discountPercentage: exactDecimal(9, 6),
    /** Null: the item's own location, or the agreement's. */
    location: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    /** Batch or serial numbers, in standard units. */
    tracking: p.json<readonly StockTracking[]>().nullable(),
    isQualityChecked: p.boolean().default(false),
    /** Whether it was goods, else freight and the like, and the item's extra cost, when it came; null where no stock moved. */
    isGoods: p.boolean().nullable(),
    extraCostPercentage: percentage().nullable(),
    /** The line of the stock ledger by which it came; null where no stock moved. */
    stockLineId: p.uuid().nullable(),
    /** What it cost, base currency: with extra cost and its part of the freight; null where no stock moved. */
    value: stockValue().nullable(),
  },
});

/** A line of a receipt. */
export class ReceiptLine extends ReceiptLineSchema.class {}
ReceiptLineSchema.setClass(ReceiptLine);
