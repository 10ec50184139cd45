import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import {
  fewValuesIndex,
  lineIndex,
  listIndexes,
  namingIndex,
  valueIndex,
} from '../documents/list-indexes.ts';
import { Location } from '../locations/location.entity.ts';
import { Offer, OfferLine } from '../offers/offer.entity.ts';
import { salesChecks, salesColumns, salesLineChecks, salesLineColumns } from '../sales/sales-columns.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { deliveryAxis, invoicingAxis, orderStates, purchasingAxis } from './order.lifecycle.ts';

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'sales_order',
  ...tenantTable,
  uniques: [{ name: 'sales_order_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('sales_order', 'date', 'createdAt', 'updatedAt'),
    namingIndex('sales_order', 'customer'),
    valueIndex('sales_order', 'currency'),
    fewValuesIndex('sales_order', 'state', ['draft', 'cancelled']),
    fewValuesIndex('sales_order', 'delivery', ['ready', 'partly']),
    fewValuesIndex('sales_order', 'invoicing', ['ready', 'partly']),
    fewValuesIndex('sales_order', 'purchasing', ['ready', 'partly']),
  ],
  checks: [
    ...salesChecks('sales_order'),
    {
      name: 'sales_order_standing_check',
      expression:
        `case state when 'draft' then archived_at is null and party is null and terms is null and booked_at is null ` +
        `when 'sent' then party is not null and terms is not null and booked_at is not null ` +
        'else archived_at is not null end',
    },
  ],
  properties: {
    ...documentColumns(orderStates),
    /** The order date. */
    date: p.date(),
    bookedAt: instant().nullable(),
    bookedBy: p.string().length(255).nullable(),
    /** Derived from the quantities of other documents, in the transactions that move them. */
    delivery: p.enum(deliveryAxis).default('not-sent'),
    invoicing: p.enum(invoicingAxis).default('not-invoiced'),
    purchasing: p.enum(purchasingAxis).default('not-purchased'),
    /** The offer from which it was made. */
    offer: () => p.manyToOne(Offer).nullable().deleteRule('no action').index(),
    ...salesColumns(),
  },
});

/** What a customer ordered. */
export class Order extends OrderSchema.class {}
OrderSchema.setClass(Order);

const OrderLineSchema = defineEntity({
  name: 'OrderLine',
  tableName: 'sales_order_line',
  ...tenantTable,
  uniques: [{ name: 'sales_order_line_position_uq', properties: ['order', 'position'] }],
  indexes: [lineIndex('sales_order_line')],
  checks: salesLineChecks('sales_order_line'),
  properties: {
    ...salesLineColumns(),
    order: () => p.manyToOne(Order).deleteRule('cascade'),
    /** Where it shall leave from; null: the item's own location, or the agreement's. */
    location: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    /** The line of the offer from which it was made. */
    offerLine: () => p.manyToOne(OfferLine).nullable().deleteRule('no action').index(),
  },
});

/** A line of an order. */
export class OrderLine extends OrderLineSchema.class {}
OrderLineSchema.setClass(OrderLine);

const OrderNoteSchema = defineEntity({
  name: 'OrderNote',
  tableName: 'sales_order_note',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    order: () => p.manyToOne(Order).deleteRule('cascade').index(),
    text: p.string().length(2000),
    createdBy: p.string().length(255),
    createdAt: instant(),
  },
});

/** What somebody noted on an order, for those who work on it: on no PDF. */
export class OrderNote extends OrderNoteSchema.class {}
OrderNoteSchema.setClass(OrderNote);
