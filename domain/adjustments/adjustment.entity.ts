import { defineEntity, p } from '@mikro-orm/core';
import { AdjustmentCategory } from './adjustment-category.entity.ts';
import { documentColumns } from '../documents/document.ts';
import { documentNumber, lineIndex, listIndexes, namingIndex } from '../documents/list-indexes.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import type { StockTracking } from '../stock/posting.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { adjustmentStates } from './adjustment.lifecycle.ts';

const AdjustmentSchema = defineEntity({
  name: 'Adjustment',
  ...tenantTable,
  uniques: [{ name: 'adjustment_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('adjustment', 'date', 'createdAt', 'updatedAt'),
    namingIndex('adjustment', 'category'),
  ],
  checks: [
    {
      name: 'adjustment_standing_check',
      expression:
        "(state = 'booked') = (archived_at is not null) and (archived_at is null) = (booked_at is null)",
    },
  ],
  properties: {
    ...documentColumns(adjustmentStates),
    /** The ledger date: when it counts. */
    date: p.date(),
    /** What it is for. */
    category: () => p.manyToOne(AdjustmentCategory).nullable().deleteRule('no action'),
    /** For the transaction report. */
    reason: p.string().length(255).nullable(),
    /** For the ledger. */
    description: p.string().length(255).nullable(),
    bookedAt: instant().nullable(),
    bookedBy: p.string().length(255).nullable(),
  },
});

/** Stock that is more, less or worth something else than the ledger says. */
export class Adjustment extends AdjustmentSchema.class {}
AdjustmentSchema.setClass(Adjustment);

const AdjustmentLineSchema = defineEntity({
  name: 'AdjustmentLine',
  ...tenantTable,
  uniques: [{ name: 'adjustment_line_position_uq', properties: ['adjustment', 'position'] }],
  indexes: [lineIndex('adjustment_line')],
  checks: [
    {
      name: 'adjustment_line_change_check',
      expression: 'num_nonnulls(adjust_quantity, new_quantity) <= 1',
    },
    {
      name: 'adjustment_line_location_check',
      expression:
        'case when adjust_quantity is null and new_quantity is null then location_id is null and cost_price is not null else location_id is not null end',
    },
    {
      name: 'adjustment_line_amounts_check',
      expression: 'adjust_quantity <> 0 and new_quantity >= 0 and cost_price >= 0',
    },
  ],
  properties: {
    ...tenantColumns(),
    adjustment: () => p.manyToOne(Adjustment).deleteRule('cascade'),
    documentNumber,
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** Null where only the value changes: locations hold quantity, never value (V2). */
    location: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    /** The difference, signed. */
    adjustQuantity: decimal4().nullable(),
    /** What there shall be at the location. */
    newQuantity: decimal4().nullable(),
    /** Of one standard unit, base currency. */
    costPrice: decimal4().nullable(),
    tracking: p.json<StockTracking[]>(),
    /** What booking it moved, signed; null on a draft. */
    bookedQuantity: decimal4().nullable(),
    bookedValue: exactDecimal(19, 2).nullable(),
  },
});

/** A line of an adjustment: one item's quantity at a location, its value, or under FIFO both. */
export class AdjustmentLine extends AdjustmentLineSchema.class {}
AdjustmentLineSchema.setClass(AdjustmentLine);
