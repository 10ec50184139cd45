import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import {
  dayFilters,
  internalSummary,
  named,
  namedOrNull,
  trackingView,
} from '../internal-documents/views.ts';
import type { InternalSummary, Named } from '../internal-documents/views.ts';
import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import { findMovementLines, shortagesOf } from './movement-lines.ts';
import { Movement } from './movement.entity.ts';
import { movementLife } from './movement.lifecycle.ts';
import type { MovementAction } from './movement.lifecycle.ts';
import { movementTable } from './movement.table.ts';

/** A movement in a list, in the API's dialect. */
export interface MovementSummary extends InternalSummary {
  readonly is_draft: boolean;
  readonly is_booked: boolean;
  readonly is_receiving: boolean;
  readonly is_received: boolean;
  readonly date: string;
  readonly received_date: string | null;
  readonly from_location: Named<number>;
  readonly to_location: Named<number>;
  readonly transport_location: Named<number> | null;
  readonly note: string | null;
  readonly booked_at: string | null;
  readonly received_at: string | null;
}

/** A whole movement in the API's dialect. */
export interface MovementView extends MovementSummary {
  readonly lines: readonly {
    readonly id: string;
    readonly position: number;
    readonly item: Named<string>;
    readonly quantity: Decimal;
    readonly tracking: readonly StockTracking[];
  }[];
  readonly allowed_actions: readonly MovementAction[];
}

const summaryOf = (row: Movement): MovementSummary => ({
  ...internalSummary(row),
  is_draft: row.state === 'draft',
  is_booked: row.state !== 'draft',
  is_receiving: row.state === 'receiving',
  // What goes through no transport location is there when it is booked.
  is_received: row.state === 'received' || (row.state === 'booked' && !row.transportLocation),
  date: row.date,
  received_date: row.receivedDate ?? null,
  from_location: named(row.fromLocation),
  to_location: named(row.toLocation),
  transport_location: namedOrNull(row.transportLocation),
  note: row.note ?? null,
  booked_at: row.bookedAt?.toISOString() ?? null,
  received_at: row.receivedAt?.toISOString() ?? null,
});

/** The movement of an id or number with its lines. Throws `NotFound`. */
export async function movementView(em: EntityManager, key: DocumentKey): Promise<MovementView> {
  const row = await findDocument(em, movementTable, key);
  const lines = await findMovementLines(em, row.id);
  return {
    ...summaryOf(row),
    lines: lines.map(({ id, position, product, quantity, tracking }) => ({
      id,
      position,
      item: named(product),
      quantity: plain(quantity),
      tracking: trackingView(tracking),
    })),
    allowed_actions: allowedActionsOf(movementLife, movementTable.standingOf(row)),
  };
}

/** What is short where the goods come from; a batch or serial number by itself. */
export interface ShortageView {
  readonly item: Named<string>;
  readonly tracking_number: string | null;
  readonly quantity: Decimal;
  readonly stock_quantity: Decimal;
  readonly missing_quantity: Decimal;
}

/** What a movement that is still a draft takes more of than is there; of others nothing. Throws `NotFound`. */
export async function linesMissingStock(
  em: EntityManager,
  key: DocumentKey,
): Promise<readonly ShortageView[]> {
  const row = await findDocument(em, movementTable, key);
  if (row.state !== 'draft') return [];
  const shortages = await shortagesOf(em, await findMovementLines(em, row.id), row.fromLocation.id);
  return shortages.map(({ product, number, wanted, stock, missing }) => ({
    item: named(product),
    tracking_number: number,
    quantity: plain(wanted),
    stock_quantity: plain(stock),
    missing_quantity: plain(missing),
  }));
}

const listSpec: ListSpec<Movement> = {
  entity: Movement,
  fieldOwner: 'movement',
  order: ['number', 'date', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    ...dayFilters,
    number: 'property',
    numberPart,
    isBooked: (value) =>
      value === true ? { state: { $ne: 'draft' } } : { state: 'draft', archivedAt: null },
    isReceived: archivedFilters.isArchived,
    fromLocationId: naming('fromLocation', 'location'),
    toLocationId: naming('toLocation', 'location'),
    item: withItem('movement_line'),
  },
  populate: ['fromLocation', 'toLocation', 'transportLocation'],
};

/** One page of movements, archived ones included unless filtered. Throws `InvalidInput` for what it does not allow. */
export async function listMovements(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<MovementSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
