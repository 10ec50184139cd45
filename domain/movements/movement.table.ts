import type { DocumentTable } from '../documents/document.ts';
import { Movement } from './movement.entity.ts';
import { movementLife } from './movement.lifecycle.ts';
import type { MovementAction, MovementStanding } from './movement.lifecycle.ts';

/** Movements, as what all documents do alike sees them. */
export const movementTable: DocumentTable<Movement, MovementStanding, MovementAction> = {
  kind: 'movement',
  entity: Movement,
  table: 'movement',
  what: 'Movement',
  life: movementLife,
  populate: ['fromLocation', 'toLocation', 'transportLocation'],
  standingOf: ({ state, archivedAt, transportLocation }) => ({
    state,
    isArchived: archivedAt instanceof Date,
    isTransport: transportLocation !== null && transportLocation !== undefined,
  }),
  published: {
    create: 'inventory_movement.created',
    edit: 'inventory_movement.updated',
    book: 'inventory_movement.booked',
    createReceipt: 'inventory_movement.updated',
    receive: 'inventory_movement.received',
    delete: 'inventory_movement.deleted',
  },
};
