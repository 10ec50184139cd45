import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import { documentNumber, lineIndex, listIndexes, namingIndex } from '../documents/list-indexes.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { countStates } from './count.lifecycle.ts';

const StockCountSchema = defineEntity({
  name: 'StockCount',
  ...tenantTable,
  uniques: [{ name: 'stock_count_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('stock_count', 'date', 'createdAt', 'updatedAt'),
    namingIndex('stock_count', 'location'),
  ],
  checks: [
    {
      name: 'stock_count_standing_check',
      expression:
        "(state = 'booked') = (archived_at is not null) and (archived_at is null) = (booked_at is null)",
    },
  ],
  properties: {
    ...documentColumns(countStates),
    /** The ledger date of its differences. */
    date: p.date(),
    location: () => p.manyToOne(Location).deleteRule('no action'),
    note: p.string().length(2000).nullable(),
    bookedAt: instant().nullable(),
    bookedBy: p.string().length(255).nullable(),
  },
});

/** What somebody counted at a location. */
export class StockCount extends StockCountSchema.class {}
StockCountSchema.setClass(StockCount);

const StockCountLineSchema = defineEntity({
  name: 'StockCountLine',
  ...tenantTable,
  uniques: [{ name: 'stock_count_line_position_uq', properties: ['count', 'position'] }],
  indexes: [
    lineIndex('stock_count_line'),
    {
      name: 'stock_count_line_item_uq',
      expression:
        'create unique index "stock_count_line_item_uq" on "stock_count_line" ("count_id", "product_id", coalesce("tracking_number", \'\'))',
    },
  ],
  checks: [{ name: 'stock_count_line_quantity_check', expression: 'counted_quantity >= 0' }],
  properties: {
    ...tenantColumns(),
    count: () => p.manyToOne(StockCount).deleteRule('cascade'),
    documentNumber,
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** Of the batch, or the serial number, that was counted; null = an item without them. */
    trackingNumber: p.string().length(255).nullable(),
    /** In the standard unit. */
    countedQuantity: decimal4(),
    /** What the stock said when it was counted. */
    expectedQuantity: decimal4(),
    countedAt: instant(),
    countedBy: p.string().length(255),
    /** What booking it moved, signed; null on a draft. */
    bookedQuantity: decimal4().nullable(),
    bookedValue: exactDecimal(19, 2).nullable(),
  },
});

/** A line of a count: how many of an item, or of a batch or serial number of it, were there. */
export class StockCountLine extends StockCountLineSchema.class {}
StockCountLineSchema.setClass(StockCountLine);
