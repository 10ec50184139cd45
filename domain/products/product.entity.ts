import { defineEntity, p } from '@mikro-orm/core';
import { Location } from '../locations/location.entity.ts';
import { quantitiesOfId } from '../stock/quantities.ts';
import type { ItemQuantities } from '../stock/quantities.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import { decimal4, editable, percentage, tenantColumns, tenantTable } from '../tenant.ts';
import { expectedCostMethods } from './bom.ts';
import { ProductGroup } from './product-group.entity.ts';
import { isInLedger, isUsedInLines } from './product-use.ts';
import { Unit } from './unit.entity.ts';

/** `lot` is the API's word for a BOM, an item made of others; batches are something else. */
export const itemTypes = ['product', 'lot'] as const;
export type ItemType = (typeof itemTypes)[number];

const notNegative = [
  'sales_price',
  'recommended_sales_price',
  'recommended_cost_price',
  'cost_addition_percentage',
  'min_order',
  'min_sales',
  'min_stock',
];

const isConvertable = (id: string): string =>
  `(select item.type = 'product' and not (${isUsedInLines('item.id')} or ${isInLedger('item.id')})
      from product item where item.id = ${id})`;

const ProductSchema = defineEntity({
  name: 'Product',
  ...tenantTable,
  uniques: [{ name: 'product_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    {
      // BOMs are counted apart from the products, whose number is kept.
      name: 'product_lot_idx',
      expression: `create index "product_lot_idx" on "product" ("agreement_number") where "type" = 'lot'`,
    },
    { name: 'product_barcode_idx', properties: ['agreementNumber', 'barcode'] },
  ],
  checks: [
    ...notNegative.map((column) => ({ name: `product_${column}_check`, expression: `${column} >= 0` })),
    {
      name: 'product_lot_check',
      expression: "type = 'lot' or not (adjust_to_zero or expected_cost_method <> 'typed')",
    },
    { name: 'product_tracking_check', expression: 'not (has_batch_control and has_serial_numbers)' },
  ],
  properties: {
    ...tenantColumns(),
    number: p.string().length(25),
    type: p.enum(itemTypes).default('product'),
    name: p.string().length(255),
    description: p.text().nullable(),
    group: () => p.manyToOne(ProductGroup).index(),
    /** The standard unit: stock and cost are kept in it. */
    unit: () => p.manyToOne(Unit).nullable().deleteRule('no action').index(),
    barcode: p.string().length(255).nullable(),
    /** Base currency, without VAT. */
    salesPrice: decimal4(),
    recommendedSalesPrice: decimal4().nullable(),
    /** What a unit in stock cost: computed from the stock ledger, never typed; null before the first receipt. */
    costPrice: decimal4().nullable(),
    /** The expected cost price, as typed. */
    recommendedCostPrice: decimal4().nullable(),
    /** Extra cost in % of what goods cost, added when they are received or produced (V14, V16). */
    costAdditionPercentage: percentage().default('0'),
    /** Least quantities to purchase, to sell and to keep, in the standard unit. */
    minOrder: decimal4().default('0'),
    minSales: decimal4().default('0'),
    minStock: decimal4().default('0'),
    defaultLocation: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    /** Whom the item is purchased from where nothing else is said. */
    defaultSupplier: () => p.manyToOne(Supplier).nullable().deleteRule('no action').index(),
    shouldAssureQuality: p.boolean().default(false),
    hasBatchControl: p.boolean().default(false),
    hasSerialNumbers: p.boolean().default(false),
    /** Of BOMs: shipping more than there is consumes components, and the BOM ends at 0 (H-00068). */
    adjustToZero: p.boolean().default(false),
    /** Whence the expected cost comes; anything but `typed` is for BOMs alone. */
    expectedCostMethod: p.enum(expectedCostMethods).default('typed'),
    isBarred: p.boolean(),
    /** The customs tariff's number of the goods. */
    goodsCode: p.string().length(50).nullable(),
    /** ISO 3166-1 alpha-2: where the goods come from. */
    countryCode: p.string().length(2).nullable(),
    departmentNumber: p.integer().nullable(),
    weight: decimal4().nullable(),
    weightUnit: p.string().length(10).nullable(),
    width: decimal4().nullable(),
    height: decimal4().nullable(),
    depth: decimal4().nullable(),
    size: decimal4().nullable(),
    sizeUnit: p.string().length(10).nullable(),
    /** Whether it can become a BOM: on no line, never in stock. Loaded only where it is asked for. */
    isConvertable: p
      .boolean()
      .formula((columns) => isConvertable(columns['id'] ?? ''))
      .lazy()
      .nullable(),
    /** What is in stock and what documents speak for; null where it never moved. Loaded only where it is asked for. */
    quantities: p
      .json<ItemQuantities>()
      .formula((columns) => quantitiesOfId(columns['id'] ?? ''))
      .lazy()
      .nullable(),
    ...editable(),
  },
});

/** Something that is sold: a product, or a BOM of others. */
export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);
