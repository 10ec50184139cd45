import { defineEntity, p } from '@mikro-orm/core';
import { Product } from '../products/product.entity.ts';
import { decimal4, tenantColumns, tenantTable } from '../tenant.ts';
import { stockValue } from './stock-item.entity.ts';
import { StockLine } from './stock-line.entity.ts';

/** `layer`: what is left of a receipt (FIFO); `negative`: what left before it came. */
export const parcelKinds = ['layer', 'negative'] as const;
export type ParcelKind = (typeof parcelKinds)[number];

const StockParcelSchema = defineEntity({
  name: 'StockParcel',
  ...tenantTable,
  uniques: [
    { name: 'stock_parcel_line_uq', properties: ['line', 'kind'] },
    { name: 'stock_parcel_place_uq', properties: ['product', 'kind', 'ledgerDate', 'sequence'] },
  ],
  checks: [{ name: 'stock_parcel_check', expression: 'quantity > 0 and value >= 0' }],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    kind: p.enum(parcelKinds),
    line: () => p.manyToOne(StockLine).deleteRule('no action'),
    /** Its place in the queue; of returned goods not the day of their line (V12). */
    ledgerDate: p.date(),
    sequence: p.integer(),
    quantity: decimal4(),
    value: stockValue(),
  },
});

/** Units of an item that wait in a queue, the oldest first. */
export class StockParcel extends StockParcelSchema.class {}
StockParcelSchema.setClass(StockParcel);

const StockCheckpointSchema = defineEntity({
  name: 'StockCheckpoint',
  ...tenantTable,
  uniques: [{ name: 'stock_checkpoint_place_uq', properties: ['product', 'ledgerDate', 'sequence'] }],
  checks: [{ name: 'stock_checkpoint_check', expression: 'quantity >= 0 and (quantity <> 0 or value = 0)' }],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    ledgerDate: p.date(),
    sequence: p.integer(),
    quantity: decimal4(),
    value: stockValue(),
    lastCostValue: stockValue().nullable(),
    lastCostQuantity: decimal4().nullable(),
  },
});

/** What an item was worth after a line of its past: where replays begin (average cost). */
export class StockCheckpoint extends StockCheckpointSchema.class {}
StockCheckpointSchema.setClass(StockCheckpoint);
