import { defineEntity, p } from '@mikro-orm/core';
import { documentKinds } from '../documents/kinds.ts';
import { Product } from '../products/product.entity.ts';
import { decimal4, tenantColumns, tenantTable } from '../tenant.ts';

/** What a document expects of an item: to leave, to come, to be used up. */
export const reservationKinds = ['in-order', 'purchased', 'in-production'] as const;
export type ReservationKind = (typeof reservationKinds)[number];

const StockReservationSchema = defineEntity({
  name: 'StockReservation',
  ...tenantTable,
  uniques: [{ name: 'stock_reservation_line_uq', properties: ['documentId', 'lineId', 'kind', 'product'] }],
  indexes: [{ name: 'stock_reservation_product_idx', properties: ['product'] }],
  checks: [{ name: 'stock_reservation_quantity_check', expression: 'quantity > 0' }],
  properties: {
    ...tenantColumns(),
    kind: p.enum(reservationKinds),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    documentKind: p.enum(documentKinds),
    documentId: p.uuid(),
    lineId: p.uuid(),
    /** In the standard unit; positive. */
    quantity: decimal4(),
  },
});

/** A quantity of an item that a line of an open document speaks for; a stock item keeps their sums. */
export class StockReservation extends StockReservationSchema.class {}
StockReservationSchema.setClass(StockReservation);
