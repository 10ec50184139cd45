import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import { documentNumber, lineIndex, listIndexes, namingIndex } from '../documents/list-indexes.ts';
import { Location } from '../locations/location.entity.ts';
import { Product } from '../products/product.entity.ts';
import type { StockTracking } from '../stock/posting.ts';
import { decimal4, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { movementStates } from './movement.lifecycle.ts';

const location = () => p.manyToOne(Location).deleteRule('no action');

const MovementSchema = defineEntity({
  name: 'Movement',
  ...tenantTable,
  uniques: [{ name: 'movement_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('movement', 'date', 'createdAt', 'updatedAt'),
    namingIndex('movement', 'fromLocation'),
    namingIndex('movement', 'toLocation'),
  ],
  checks: [
    {
      name: 'movement_standing_check',
      expression:
        "case state when 'draft' then archived_at is null and booked_at is null " +
        "when 'booked' then booked_at is not null and (archived_at is null) = (transport_location_id is not null) " +
        "when 'receiving' then archived_at is null and transport_location_id is not null " +
        'else archived_at is not null and transport_location_id is not null and received_at is not null end',
    },
    {
      name: 'movement_locations_check',
      expression:
        'from_location_id <> to_location_id and transport_location_id <> from_location_id and transport_location_id <> to_location_id',
    },
  ],
  properties: {
    ...documentColumns(movementStates),
    /** The ledger date of the goods leaving. */
    date: p.date(),
    /** The ledger date of the goods arriving from the transport location. */
    receivedDate: p.date().nullable(),
    fromLocation: location,
    toLocation: location,
    transportLocation: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    note: p.string().length(2000).nullable(),
    bookedAt: instant().nullable(),
    bookedBy: p.string().length(255).nullable(),
    receivedAt: instant().nullable(),
    receivedBy: p.string().length(255).nullable(),
  },
});

/** Goods that go from one location to another, at once or through a transport location. */
export class Movement extends MovementSchema.class {}
MovementSchema.setClass(Movement);

const MovementLineSchema = defineEntity({
  name: 'MovementLine',
  ...tenantTable,
  uniques: [{ name: 'movement_line_position_uq', properties: ['movement', 'position'] }],
  indexes: [lineIndex('movement_line')],
  checks: [{ name: 'movement_line_quantity_check', expression: 'quantity > 0' }],
  properties: {
    ...tenantColumns(),
    movement: () => p.manyToOne(Movement).deleteRule('cascade'),
    documentNumber,
    /** From 1, in the order in which the lines stand. */
    position: p.integer(),
    product: () => p.manyToOne(Product).deleteRule('no action'),
    /** In the standard unit. */
    quantity: decimal4(),
    tracking: p.json<StockTracking[]>(),
  },
});

/** A line of a movement: how much of an item. */
export class MovementLine extends MovementLineSchema.class {}
MovementLineSchema.setClass(MovementLine);
