import { defineEntity, p } from '@mikro-orm/core';
import { exactDecimal } from '../exact-decimal.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import { decimal4, tenantColumns, tenantTable } from '../tenant.ts';

/** A value of stock: base currency, 2 decimals. */
export const stockValue = () => exactDecimal(19, 2);

const StockItemSchema = defineEntity({
  name: 'StockItem',
  ...tenantTable,
  uniques: [{ name: 'stock_item_product_uq', properties: ['product'] }],
  checks: [
    { name: 'stock_item_nothing_check', expression: 'quantity <> 0 or value = 0' },
    { name: 'stock_item_value_check', expression: 'quantity <= 0 or value >= 0' },
    {
      name: 'stock_item_last_cost_check',
      expression: '(last_cost_quantity is null) = (last_cost_value is null) and last_cost_quantity > 0',
    },
    ...['in_order', 'purchased', 'in_production'].map((column) => ({
      name: `stock_item_${column}_check`,
      expression: `${column} >= 0`,
    })),
  ],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** Over all locations; negative where more left than came. */
    quantity: decimal4().default('0'),
    value: stockValue().default('0'),
    /** What a unit cost when there last was one, as so much for so many; null where there never was one. */
    lastCostValue: stockValue().nullable(),
    lastCostQuantity: decimal4().nullable(),
    /** FIFO: the latest day that a layer ever had. */
    youngestDay: p.date().nullable(),
    /** Lines of the ledger: the sequence of the newest. */
    lastSequence: p.integer().default(0),
    /** The latest ledger date of a line. */
    lastDay: p.date().nullable(),
    /** Average cost: lines since the last checkpoint. */
    sinceCheckpoint: p.integer().default(0),
    /** Sums of the item's reservations, by kind. */
    inOrder: decimal4().default('0'),
    purchased: decimal4().default('0'),
    inProduction: decimal4().default('0'),
  },
});

/** What an item has in stock, and what it is worth: derived from its ledger, locked by whoever posts. */
export class StockItem extends StockItemSchema.class {}
StockItemSchema.setClass(StockItem);

const StockLocationQuantitySchema = defineEntity({
  name: 'StockLocationQuantity',
  ...tenantTable,
  uniques: [{ name: 'stock_location_quantity_uq', properties: ['product', 'location'] }],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    location: () => p.manyToOne(Location).deleteRule('no action').index(),
    quantity: decimal4(),
  },
});

/** How many of an item are at a location; locations hold quantity, never value (V2). */
export class StockLocationQuantity extends StockLocationQuantitySchema.class {}
StockLocationQuantitySchema.setClass(StockLocationQuantity);

const StockTrackedQuantitySchema = defineEntity({
  name: 'StockTrackedQuantity',
  ...tenantTable,
  uniques: [{ name: 'stock_tracked_quantity_uq', properties: ['product', 'number', 'location'] }],
  indexes: [
    {
      name: 'stock_tracked_serial_uq',
      expression:
        'create unique index "stock_tracked_serial_uq" on "stock_tracked_quantity" ("product_id", "number") where ("is_serial" and "quantity" > 0)',
    },
  ],
  checks: [
    {
      name: 'stock_tracked_quantity_check',
      expression: 'quantity >= 0 and (not is_serial or quantity = 0 or quantity = 1)',
    },
  ],
  properties: {
    ...tenantColumns(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    location: () => p.manyToOne(Location).deleteRule('no action').index(),
    /** Of the batch, or the serial number. */
    number: p.string().length(255),
    isSerial: p.boolean(),
    quantity: decimal4(),
  },
});

/** How many of a batch are at a location; of a serial number it is one at one location at most. */
export class StockTrackedQuantity extends StockTrackedQuantitySchema.class {}
StockTrackedQuantitySchema.setClass(StockTrackedQuantity);
