import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { dayFilters, internalSummary, named } from '../internal-documents/views.ts';
import type { InternalSummary, Named } from '../internal-documents/views.ts';
import { naming } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, FilterValue, ListSpec } from '../lists.ts';
import { plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import { findComponents } from './components.ts';
import { ProductionOrder } from './production-order.entity.ts';
import { productionLife } from './production-order.lifecycle.ts';
import type { ProductionAction, ProductionState } from './production-order.lifecycle.ts';
import { productionTable } from './production-order.table.ts';

/** A production order in a list, in the API's dialect. */
export interface ProductionSummary extends InternalSummary {
  readonly is_started: boolean;
  readonly is_partly_finished: boolean;
  readonly is_finished: boolean;
  readonly is_cancelled: boolean;
  readonly date: string;
  readonly item: Named<string>;
  readonly quantity: Decimal;
  readonly finished_quantity: Decimal;
  readonly finished_value: Decimal;
  readonly order_number: number | null;
  readonly our_reference_id: number | null;
  readonly location: Named<number>;
  readonly note: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** A whole production order in the API's dialect: with its components. */
export interface ProductionView extends ProductionSummary {
  readonly lines: readonly {
    readonly id: string;
    readonly position: number;
    readonly item: Named<string>;
    readonly quantity: Decimal;
    readonly used_quantity: Decimal;
  }[];
  readonly allowed_actions: readonly ProductionAction[];
}

const summaryOf = (row: ProductionOrder): ProductionSummary => ({
  ...internalSummary(row),
  is_started: row.startedAt instanceof Date,
  is_partly_finished: row.state !== 'finished' && Number(row.finishedQuantity) > 0,
  is_finished: row.state === 'finished',
  is_cancelled: row.state === 'cancelled',
  date: row.date,
  item: named(row.product),
  quantity: plain(row.quantity),
  finished_quantity: plain(row.finishedQuantity),
  finished_value: round(row.finishedValue, 2),
  order_number: row.orderNumber ?? null,
  our_reference_id: row.employee?.number ?? null,
  location: named(row.location),
  note: row.note ?? null,
  started_at: row.startedAt?.toISOString() ?? null,
  finished_at: row.finishedAt?.toISOString() ?? null,
});

/** The production order of an id or number with its components. Throws `NotFound`. */
export async function productionView(em: EntityManager, key: DocumentKey): Promise<ProductionView> {
  const row = await findDocument(em, productionTable, key);
  const lines = await findComponents(em, row.id);
  return {
    ...summaryOf(row),
    lines: lines.map((line) => ({
      id: line.id,
      position: line.position,
      item: named(line.product),
      quantity: plain(line.quantity),
      used_quantity: plain(line.usedQuantity),
    })),
    allowed_actions: allowedActionsOf(productionLife, productionTable.standingOf(row)),
  };
}

const stateIs =
  (state: ProductionState) =>
  (value: FilterValue): object => ({ state: value === true ? state : { $ne: state } });

const listSpec: ListSpec<ProductionOrder> = {
  entity: ProductionOrder,
  fieldOwner: 'production-order',
  order: ['number', 'date', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    ...dayFilters,
    number: 'property',
    numberPart,
    isStarted: (value) => ({ startedAt: value === true ? { $ne: null } : null }),
    isFinished: stateIs('finished'),
    isCancelled: stateIs('cancelled'),
    locationId: naming('location', 'location'),
    orderNumber: 'property',
    // What is made, not what goes into it.
    item: naming('product', 'product'),
  },
  populate: ['product', 'employee', 'location'],
};

/** One page of production orders, archived ones included unless filtered. Throws `InvalidInput` for what it does not allow. */
export async function listProductionOrders(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<ProductionSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
