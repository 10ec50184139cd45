import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { dayFilters, internalSummary, named, plainOrNull, valueOrNull } from '../internal-documents/views.ts';
import type { InternalSummary, Named } from '../internal-documents/views.ts';
import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { differenceOf, findCountLines } from './count-lines.ts';
import { StockCount } from './count.entity.ts';
import { countLife } from './count.lifecycle.ts';
import type { CountAction } from './count.lifecycle.ts';
import { countTable } from './count.table.ts';

/** A count in a list, in the API's dialect. */
export interface CountSummary extends InternalSummary {
  readonly is_open: boolean;
  readonly is_booked: boolean;
  readonly date: string;
  readonly location: Named<number>;
  readonly note: string | null;
  readonly booked_at: string | null;
}

/** A whole count in the API's dialect; `booked_…` is what booking a line moved. */
export interface CountView extends CountSummary {
  readonly lines: readonly {
    readonly id: string;
    readonly position: number;
    readonly item: Named<string>;
    readonly tracking_number: string | null;
    readonly counted_quantity: Decimal;
    readonly expected_quantity: Decimal;
    readonly difference: Decimal;
    readonly counted_at: string;
    readonly counted_by: string;
    readonly booked_quantity: Decimal | null;
    readonly booked_value: Decimal | null;
  }[];
  readonly allowed_actions: readonly CountAction[];
}

const summaryOf = (row: StockCount): CountSummary => ({
  ...internalSummary(row),
  is_open: row.state === 'open',
  is_booked: row.state === 'booked',
  date: row.date,
  location: named(row.location),
  note: row.note ?? null,
  booked_at: row.bookedAt?.toISOString() ?? null,
});

/** The count of an id or number with its lines. Throws `NotFound`. */
export async function countView(em: EntityManager, key: DocumentKey): Promise<CountView> {
  const row = await findDocument(em, countTable, key);
  const lines = await findCountLines(em, row.id);
  return {
    ...summaryOf(row),
    lines: lines.map((line) => ({
      id: line.id,
      position: line.position,
      item: named(line.product),
      tracking_number: line.trackingNumber ?? null,
      counted_quantity: plain(line.countedQuantity),
      expected_quantity: plain(line.expectedQuantity),
      difference: plain(differenceOf(line)),
      counted_at: line.countedAt.toISOString(),
      counted_by: line.countedBy,
      booked_quantity: plainOrNull(line.bookedQuantity),
      booked_value: valueOrNull(line.bookedValue),
    })),
    allowed_actions: allowedActionsOf(countLife, countTable.standingOf(row)),
  };
}

const listSpec: ListSpec<StockCount> = {
  entity: StockCount,
  fieldOwner: 'count',
  order: ['number', 'date', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    ...dayFilters,
    number: 'property',
    numberPart,
    isBooked: archivedFilters.isArchived,
    locationId: naming('location', 'location'),
    item: withItem('stock_count_line'),
  },
  populate: ['location'],
};

/** One page of counts, archived ones included unless filtered. Throws `InvalidInput` for what it does not allow. */
export async function listCounts(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<CountSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
