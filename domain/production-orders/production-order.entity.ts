import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import { fewIndex, listIndexes, namingIndex, valueIndex } from '../documents/list-indexes.ts';
import { Employee } from '../employees/employee.entity.ts';
import { exactDecimal } from '../exact-decimal.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { productionStates } from './production-order.lifecycle.ts';

const ProductionOrderSchema = defineEntity({
  name: 'ProductionOrder',
  ...tenantTable,
  uniques: [{ name: 'production_order_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('production_order', 'date', 'createdAt', 'updatedAt'),
    namingIndex('production_order', 'product'),
    namingIndex('production_order', 'location'),
    valueIndex('production_order', 'orderNumber'),
    fewIndex('production_order', 'cancelled', `"state" = 'cancelled'`),
  ],
  checks: [
    {
      name: 'production_order_standing_check',
      expression:
        "(state in ('finished', 'cancelled')) = (archived_at is not null) and (state <> 'started' or started_at is not null)",
    },
    {
      name: 'production_order_quantity_check',
      expression:
        "quantity > 0 and finished_quantity >= 0 and finished_quantity <= quantity and (state <> 'finished' or finished_quantity = quantity)",
    },
  ],
  properties: {
    ...documentColumns(productionStates),
    /** The day for which it is planned; stock moves on the days on which it is finished. */
    date: p.date(),
    /** The BOM that is made. */
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** How many shall be made, in the standard unit. */
    quantity: decimal4(),
    /** How many were made. */
    finishedQuantity: decimal4().default('0'),
    /** What they cost when they were made, base currency. */
    finishedValue: exactDecimal(19, 2).default('0'),
    /** Number of the customer's order for which it is made. */
    orderNumber: p.integer().nullable(),
    employee: () => p.manyToOne(Employee).nullable().deleteRule('no action').index(),
    /** Where the components are, and the finished goods go. */
    location: () => p.manyToOne(Location).deleteRule('no action'),
    note: p.string().length(2000).nullable(),
    startedAt: instant().nullable(),
    startedBy: p.string().length(255).nullable(),
    finishedAt: instant().nullable(),
    finishedBy: p.string().length(255).nullable(),
  },
});

/** So many of a BOM that are made of its components. */
export class ProductionOrder extends ProductionOrderSchema.class {}
ProductionOrderSchema.setClass(ProductionOrder);

const ProductionOrderLineSchema = defineEntity({
  name: 'ProductionOrderLine',
  ...tenantTable,
  uniques: [
    { name: 'production_order_line_position_uq', properties: ['productionOrder', 'position'] },
    { name: 'production_order_line_product_uq', properties: ['productionOrder', 'product'] },
  ],
  checks: [
    {
      name: 'production_order_line_quantity_check',
      expression: 'quantity > 0 and used_quantity >= 0 and used_quantity <= quantity',
    },
  ],
  properties: {
    ...tenantColumns(),
    productionOrder: () => p.manyToOne(ProductionOrder).deleteRule('cascade'),
    /** From 1, in the order of the BOM. */
    position: p.integer(),
    product: () => p.manyToOne(Product).deleteRule('no action').index(),
    /** What the whole order takes, in the component's standard unit. */
    quantity: decimal4(),
    /** What was used up. */
    usedQuantity: decimal4().default('0'),
  },
});

/** A component of a production order: an item that is no BOM itself. */
export class ProductionOrderLine extends ProductionOrderLineSchema.class {}
ProductionOrderLineSchema.setClass(ProductionOrderLine);
