import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import {
  dayFilters,
  internalSummary,
  named,
  namedOrNull,
  plainOrNull,
  trackingView,
  valueOrNull,
} from '../internal-documents/views.ts';
import type { InternalSummary, Named } from '../internal-documents/views.ts';
import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import { findAdjustmentLines } from './adjustment-lines.ts';
import { Adjustment } from './adjustment.entity.ts';
import type { AdjustmentLine } from './adjustment.entity.ts';
import { adjustmentLife } from './adjustment.lifecycle.ts';
import type { AdjustmentAction } from './adjustment.lifecycle.ts';
import { adjustmentTable } from './adjustment.table.ts';

/** An adjustment in a list, in the API's dialect. */
export interface AdjustmentSummary extends InternalSummary {
  readonly is_draft: boolean;
  readonly is_booked: boolean;
  readonly date: string;
  readonly category: Named<number> | null;
  readonly reason: string | null;
  readonly description: string | null;
  readonly booked_at: string | null;
}

/** A line; `booked_…` is what booking it moved. */
export interface AdjustmentLineView {
  readonly id: string;
  readonly position: number;
  readonly item: Named<string>;
  readonly location: Named<number> | null;
  readonly adjust_quantity: Decimal | null;
  readonly new_quantity: Decimal | null;
  readonly cost_price: Decimal | null;
  readonly tracking: readonly StockTracking[];
  readonly booked_quantity: Decimal | null;
  readonly booked_value: Decimal | null;
}

/** A whole adjustment in the API's dialect. */
export interface AdjustmentView extends AdjustmentSummary {
  readonly lines: readonly AdjustmentLineView[];
  readonly allowed_actions: readonly AdjustmentAction[];
}

const summaryOf = (row: Adjustment): AdjustmentSummary => ({
  ...internalSummary(row),
  is_draft: row.state === 'draft',
  is_booked: row.state === 'booked',
  date: row.date,
  category: namedOrNull(row.category),
  reason: row.reason ?? null,
  description: row.description ?? null,
  booked_at: row.bookedAt?.toISOString() ?? null,
});

const lineView = (line: AdjustmentLine): AdjustmentLineView => ({
  id: line.id,
  position: line.position,
  item: named(line.product),
  location: namedOrNull(line.location),
  adjust_quantity: plainOrNull(line.adjustQuantity),
  new_quantity: plainOrNull(line.newQuantity),
  cost_price: plainOrNull(line.costPrice),
  tracking: trackingView(line.tracking),
  booked_quantity: plainOrNull(line.bookedQuantity),
  booked_value: valueOrNull(line.bookedValue),
});

/** The adjustment of an id or number with its lines. Throws `NotFound`. */
export async function adjustmentView(em: EntityManager, key: DocumentKey): Promise<AdjustmentView> {
  const row = await findDocument(em, adjustmentTable, key);
  const lines = await findAdjustmentLines(em, row.id);
  return {
    ...summaryOf(row),
    lines: lines.map(lineView),
    allowed_actions: allowedActionsOf(adjustmentLife, adjustmentTable.standingOf(row)),
  };
}

const listSpec: ListSpec<Adjustment> = {
  entity: Adjustment,
  fieldOwner: 'adjustment',
  order: ['number', 'date', 'createdAt', 'updatedAt'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...archivedFilters,
    ...dayFilters,
    number: 'property',
    numberPart,
    isBooked: archivedFilters.isArchived,
    item: withItem('adjustment_line'),
    categoryId: naming('category', 'adjustment_category'),
  },
  populate: ['category'],
};

/** One page of adjustments, archived ones included unless filtered. Throws `InvalidInput` for what it does not allow. */
export async function listAdjustments(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<AdjustmentSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
