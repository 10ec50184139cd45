import type { DocumentTable } from '../documents/document.ts';
import { StockCount } from './count.entity.ts';
import { countLife } from './count.lifecycle.ts';
import type { CountAction, CountStanding } from './count.lifecycle.ts';

/** Counts, as what all documents do alike sees them. */
export const countTable: DocumentTable<StockCount, CountStanding, CountAction> = {
  kind: 'count',
  entity: StockCount,
  table: 'stock_count',
  what: 'Count',
  life: countLife,
  populate: ['location'],
  standingOf: ({ state, archivedAt }) => ({ state, isArchived: archivedAt instanceof Date }),
  published: {
    create: 'inventory_count.created',
    edit: 'inventory_count.updated',
    book: 'inventory_count.booked',
    delete: 'inventory_count.deleted',
  },
};
