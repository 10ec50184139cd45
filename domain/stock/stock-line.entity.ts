import { defineEntity, p } from '@mikro-orm/core';
import { documentKinds } from '../documents/kinds.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { stockLineTypes } from './engine/ledger.ts';
import { stockValue } from './stock-item.entity.ts';

const StockLineSchema = defineEntity({
  name: 'StockLine',
  ...tenantTable,
  uniques: [{ name: 'stock_line_sequence_uq', properties: ['product', 'sequence'] }],
  indexes: [
    { name: 'stock_line_place_idx', properties: ['product', 'ledgerDate', 'sequence'] },
    {
      name: 'stock_line_of_line_idx',
      expression:
        'create index "stock_line_of_line_idx" on "stock_line" ("of_line_id", "sequence") where "of_line_id" is not null',
    },
    { name: 'stock_line_document_idx', properties: ['documentId'] },
  ],
  checks: [
    { name: 'stock_line_sequence_check', expression: 'sequence >= 1' },
    {
      name: 'stock_line_quantity_check',
      expression:
        "(quantity <> 0) = (location_id is not null) and (quantity <> 0) = (type <> 'value-adjustment' and type <> 'cost-change' and type <> 'settlement')",
    },
    { name: 'stock_line_movement_check', expression: "type <> 'movement' or value = 0" },
    // The value of an issue never comes in, that of goods that come in never goes out.
    { name: 'stock_line_sign_check', expression: 'quantity * value >= 0' },
  ],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** Counts the item's lines in the order of posting, from 1, without gaps. */
    sequence: p.integer(),
    /** When it counts. */
    ledgerDate: p.date(),
    /** When it was posted. */
    transactionAt: instant(),
    type: p.enum(stockLineTypes),
    /** Null on a line that moves value alone. */
    location: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    /** Signed: out is negative. */
    quantity: decimal4(),
    /** Signed, as it was first posted; what it is worth since stands in its corrections. */
    value: stockValue(),
    /** What was put in, from which the value follows (see `LedgerInput`). */
    givenValue: stockValue().nullable(),
    givenUnitCost: decimal4().nullable(),
    expectedUnitCost: decimal4().nullable(),
    /** What goods came back of, or go back to; the receipt that cost something else; the line that is settled. */
    ofLine: () => p.manyToOne(StockLine).nullable().deleteRule('no action'),
    /** Of a settlement: the line that brought it about. */
    causeLine: () => p.manyToOne(StockLine).nullable().deleteRule('no action'),
    documentKind: p.enum(documentKinds),
    documentId: p.uuid(),
    documentNumber: p.integer(),
    documentLineId: p.uuid().nullable(),
    postedBy: p.string().length(255),
  },
});

/** A line of an item's ledger (V1): only ever added. */
export class StockLine extends StockLineSchema.class {}
StockLineSchema.setClass(StockLine);

const StockLineTrackingSchema = defineEntity({
  name: 'StockLineTracking',
  ...tenantTable,
  uniques: [{ name: 'stock_line_tracking_uq', properties: ['line', 'number'] }],
  indexes: [{ name: 'stock_line_tracking_number_idx', properties: ['product', 'number'] }],
  checks: [{ name: 'stock_line_tracking_quantity_check', expression: 'quantity <> 0' }],
  properties: {
    ...tenantColumns(),
    line: () => p.manyToOne(StockLine).deleteRule('no action'),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** Of the batch, or the serial number. */
    number: p.string().length(255),
    /** Signed, as the line's. */
    quantity: decimal4(),
  },
});

/** The part of a line that bears a batch or serial number: only ever added. */
export class StockLineTracking extends StockLineTrackingSchema.class {}
StockLineTrackingSchema.setClass(StockLineTracking);

const StockCorrectionSchema = defineEntity({
  name: 'StockCorrection',
  ...tenantTable,
  indexes: [
    { name: 'stock_correction_line_idx', properties: ['line'] },
    { name: 'stock_correction_place_idx', properties: ['product', 'ledgerDate'] },
  ],
  checks: [{ name: 'stock_correction_value_check', expression: 'old_value <> new_value' }],
  properties: {
    ...tenantColumns(),
    line: () => p.manyToOne(StockLine).deleteRule('no action'),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** Of the line: value on a day is a sum over it. */
    ledgerDate: p.date(),
    oldValue: stockValue(),
    newValue: stockValue(),
    /** The line that came later and changed it. */
    causeLine: () => p.manyToOne(StockLine).deleteRule('no action').index(),
    at: instant(),
  },
});

/** A line of the ledger turned out to be worth something else (V6, V7): only ever added. */
export class StockCorrection extends StockCorrectionSchema.class {}
StockCorrectionSchema.setClass(StockCorrection);
