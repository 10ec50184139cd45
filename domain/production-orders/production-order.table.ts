import type { DocumentTable } from '../documents/document.ts';
import { ProductionOrder } from './production-order.entity.ts';
import { productionLife } from './production-order.lifecycle.ts';
import type { ProductionAction, ProductionStanding } from './production-order.lifecycle.ts';

/** Production orders, as what all documents do alike sees them. */
export const productionTable: DocumentTable<ProductionOrder, ProductionStanding, ProductionAction> = {
  kind: 'production-order',
  entity: ProductionOrder,
  table: 'production_order',
  what: 'Production order',
  life: productionLife,
  populate: ['product', 'product.group', 'employee', 'location'],
  standingOf: ({ state, archivedAt }) => ({ state, isArchived: archivedAt instanceof Date }),
  published: {
    create: 'production_order.created',
    edit: 'production_order.updated',
    start: 'production_order.started',
    finish: 'production_order.finished',
    cancel: 'production_order.cancelled',
    delete: 'production_order.deleted',
  },
};
