import type { DocumentTable } from '../documents/document.ts';
import { Adjustment } from './adjustment.entity.ts';
import { adjustmentLife } from './adjustment.lifecycle.ts';
import type { AdjustmentAction, AdjustmentStanding } from './adjustment.lifecycle.ts';

/** Adjustments, as what all documents do alike sees them. */
export const adjustmentTable: DocumentTable<Adjustment, AdjustmentStanding, AdjustmentAction> = {
  kind: 'adjustment',
  entity: Adjustment,
  table: 'adjustment',
  what: 'Adjustment',
  life: adjustmentLife,
  populate: [],
  standingOf: ({ state, archivedAt }) => ({ state, isArchived: archivedAt instanceof Date }),
  published: {
    create: 'inventory_adjustment.created',
    edit: 'inventory_adjustment.updated',
    book: 'inventory_adjustment.booked',
    delete: 'inventory_adjustment.deleted',
  },
};
