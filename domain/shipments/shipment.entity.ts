import { defineEntity, p } from '@mikro-orm/core';
import { Customer } from '../customers/customer.entity.ts';
import { documentColumns } from '../documents/document.ts';
import { listIndexes, namingIndex } from '../documents/list-indexes.ts';
import { CustomerInvoiceLine } from '../invoices/customer-invoice-line.entity.ts';
import { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { Layout } from '../layouts/layout.entity.ts';
import { Location } from '../locations/location.entity.ts';
import { Order, OrderLine } from '../orders/order.entity.ts';
import { Product } from '../products/product.entity.ts';
import { Unit } from '../products/unit.entity.ts';
import type { DeliverySnapshot } from '../sales/party.ts';
import type { StockTracking } from '../stock/posting.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { pickedAxis, shipmentStates } from './shipment.lifecycle.ts';

const ShipmentSchema = defineEntity({
  name: 'Shipment',
  ...tenantTable,
  uniques: [{ name: 'shipment_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('shipment', 'ledgerDate', 'createdAt', 'updatedAt'),
    namingIndex('shipment', 'customer'),
  ],
  checks: [
    { name: 'shipment_source_check', expression: '(order_id is null) <> (invoice_id is null)' },
    {
      name: 'shipment_standing_check',
      expression:
        `case state when 'open' then archived_at is null and shipped_at is null and ledger_date is null ` +
        'else archived_at is not null and shipped_at is not null and ledger_date is not null end',
    },
  ],
  properties: {
    ...documentColumns(shipmentStates),
    /** What it was made of: an order, or a booked invoice. */
    order: () => p.manyToOne(Order).nullable().deleteRule('no action').index(),
    invoice: () => p.manyToOne(CustomerInvoice).nullable().deleteRule('no action').index(),
    customer: () => p.manyToOne(Customer),
    deliveryAddress: p.json<DeliverySnapshot>().nullable(),
    /** Of its two PDFs; taken from what it was made of. */
    layout: () => p.manyToOne(Layout).nullable().deleteRule('no action').index(),
    /** Derived from the picked quantities of its lines. */
    picked: p.enum(pickedAxis).default('not-picked'),
    isReadyForTransport: p.boolean().default(false),
    shippedAt: instant().nullable(),
    shippedBy: p.string().length(255).nullable(),
    /** The day on which the stock counts it. */
    ledgerDate: p.date().nullable(),
  },
});

/** Goods on their way to a customer. */
export class Shipment extends ShipmentSchema.class {}
ShipmentSchema.setClass(Shipment);

const ShipmentLineSchema = defineEntity({
  name: 'ShipmentLine',
  ...tenantTable,
  uniques: [{ name: 'shipment_line_position_uq', properties: ['shipment', 'position'] }],
  checks: [
    { name: 'shipment_line_quantity_check', expression: 'quantity > 0' },
    {
      name: 'shipment_line_picked_check',
      expression: 'picked_quantity >= 0 and picked_quantity <= quantity',
    },
    {
      name: 'shipment_line_source_check',
      expression: '(order_line_id is null) <> (invoice_line_id is null)',
    },
  ],
  properties: {
    ...tenantColumns(),
    shipment: () => p.manyToOne(Shipment).deleteRule('cascade'),
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    orderLine: () => p.manyToOne(OrderLine).nullable().deleteRule('no action').index(),
    invoiceLine: () => p.manyToOne(CustomerInvoiceLine).nullable().deleteRule('no action').index(),
    product: () => p.manyToOne(Product).deleteRule('no action').index(),
    description: p.string().length(2500),
    unit: () => p.manyToOne(Unit).nullable().deleteRule('no action').index(),
    /** Standard units in one of the line's unit, as it was when the shipment was made. */
    unitQuantity: decimal4(),
    /** In the line's unit; of a sent shipment, what was sent. */
    quantity: decimal4(),
    pickedQuantity: decimal4().default('0'),
    /** Where it is taken from; null: the item's own location, or the agreement's. */
    location: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    /** Batch or serial numbers, in standard units. */
    tracking: p.json<readonly StockTracking[]>().nullable(),
    /** The line of the stock ledger by which it left; null where no stock moved. */
    stockLineId: p.uuid().nullable(),
  },
});

/** A line of a shipment. */
export class ShipmentLine extends ShipmentLineSchema.class {}
ShipmentLineSchema.setClass(ShipmentLine);
