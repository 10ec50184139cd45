/** What posting writes: a handful of statements for any number of lines. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { newId } from '../ids.ts';
import { isPositive, share } from '../money.ts';
import type { Decimal } from '../money.ts';
import { agreementOf } from '../tenant.ts';
import type { LedgerInput, StockLineType } from './engine/ledger.ts';
import type { LoadedItem, PostedLines } from './engine/post-lines.ts';
import type { LedgerPlace, Layer } from './engine/state.ts';
import type { StockEntry } from './stock-entries.ts';
import type { ItemRow } from './stock-load.ts';
import type { ParcelKind } from './stock-parcel.entity.ts';
import {
  deleteNegatives,
  deleteParcels,
  insertCheckpoints,
  insertCorrections,
  insertLines,
  insertTracking,
  moveLocations,
  storeItems,
  storeParcels,
  voidCheckpoints,
} from './stock-statements.ts';
import { trackingRows } from './stock-tracking.ts';

/** An item with what happened to it. */
export interface PostedItem {
  readonly row: ItemRow;
  readonly loaded: LoadedItem;
  readonly entries: readonly StockEntry[];
  /** Of the entries, in their order. */
  readonly lines: readonly LedgerInput[];
  readonly posted: PostedLines;
  /** Where a replay began that makes later checkpoints void. */
  readonly replayedFrom: LedgerPlace | null;
}

/** The item as it stands after its lines. */
export function rowAfter({ row, posted, lines }: PostedItem): ItemRow {
  const days = [row.lastDay ?? '', ...lines.map(({ ledgerDate }) => ledgerDate)];
  return {
    ...row,
    quantity: posted.state.quantity,
    value: posted.state.value,
    lastCostValue: posted.state.lastCost?.value ?? null,
    lastCostQuantity: posted.state.lastCost?.quantity ?? null,
    youngestDay: posted.state.youngestDay,
    lastSequence: row.lastSequence + lines.length + posted.settlements.length,
    lastDay: days.sort().at(-1) ?? null,
    sinceCheckpoint: posted.sinceCheckpoint,
  };
}

/** What a unit in stock costs, 4 decimals; null where there is none (H-00106). */
export const costPriceOf = (quantity: Decimal, value: Decimal): Decimal | null =>
  isPositive(quantity) ? share(value, '1', quantity, 4) : null;

/** Writes lines, corrections, queues, checkpoints and the items themselves. */
export async function storePosted(
  em: EntityManager,
  items: readonly PostedItem[],
  context: ActionContext,
): Promise<void> {
  const agreement = agreementOf(em);
  const now = context.now.toISOString();
  const lines = JSON.stringify(items.flatMap(lineRows));
  await insertLines.later(em, [agreement, now, context.actor, lines]);
  const some = async (rows: readonly unknown[], store: (json: string) => Promise<void>): Promise<void> => {
    if (rows.length > 0) await store(JSON.stringify(rows));
  };
  const entries = items.flatMap((item) => item.entries);
  await some(entries.flatMap(trackingRows), (rows) => insertTracking.later(em, [agreement, rows]));
  await some(items.flatMap(correctionRows), (rows) => insertCorrections.later(em, [agreement, now, rows]));
  const replayed = items.filter(({ loaded }) => loaded.tail !== null);
  await some(
    replayed.map(({ row }) => row.productId),
    (rows) => deleteNegatives.later(em, [rows]),
  );
  const parcels = items.map(parcelChanges);
  await some(
    parcels.flatMap(({ gone }) => gone),
    (rows) => deleteParcels.later(em, [rows]),
  );
  await some(
    parcels.flatMap(({ kept }) => kept),
    (rows) => storeParcels.later(em, [agreement, rows]),
  );
  await some(replayed.flatMap(voidRow), (rows) => voidCheckpoints.later(em, [rows]));
  await some(items.flatMap(checkpointRows), (rows) => insertCheckpoints.later(em, [agreement, rows]));
  const moved = entries.filter(({ locationId }) => locationId !== null);
  await some(
    moved.map(({ productId, locationId, quantity }) => ({
      product_id: productId,
      location_id: locationId,
      quantity,
    })),
    (rows) => moveLocations.later(em, [agreement, rows]),
  );
  await storeItems.run(em, [JSON.stringify(items.map(itemRow))]);
}

function lineRows({ row, entries, lines, posted }: PostedItem): object[] {
  const byId = new Map(entries.map((entry) => [entry.lineId, entry]));
  const own = entries.map((entry, at) => ({
    ...documentOf(entry),
    id: entry.lineId,
    product_id: entry.productId,
    sequence: lines[at]?.sequence,
    ledger_date: entry.ledgerDate,
    type: entry.type,
    location_id: entry.locationId,
    quantity: entry.quantity,
    value: posted.values[at],
    given_value: entry.givenValue,
    given_unit_cost: entry.givenUnitCost,
    expected_unit_cost: lines[at]?.expectedUnitCost,
    of_line_id: entry.ofLineId,
  }));
  const settled = posted.settlements.flatMap(({ ofLineId, value, causeLineId }, at) => {
    const cause = byId.get(causeLineId);
    if (cause === undefined) return [];
    return {
      ...documentOf(cause),
      id: newId(),
      product_id: row.productId,
      sequence: row.lastSequence + lines.length + at + 1,
      ledger_date: cause.ledgerDate,
      type: 'settlement' satisfies StockLineType,
      quantity: '0',
      value,
      of_line_id: ofLineId,
      cause_line_id: causeLineId,
    };
  });
  return [...own, ...settled];
}

const documentOf = ({ origin }: StockEntry) => ({
  document_kind: origin.documentKind,
  document_id: origin.documentId,
  document_number: origin.documentNumber,
  document_line_id: origin.lineId,
});

const correctionRows = ({ posted }: PostedItem): object[] =>
  posted.corrections.map(({ lineId, oldValue, newValue, causeLineId }) => ({
    id: newId(),
    line_id: lineId,
    old_value: oldValue,
    new_value: newValue,
    cause_line_id: causeLineId,
  }));

/** Parcels that are used up, and those that are new or not what they were. */
function parcelChanges({ row, loaded, posted }: PostedItem) {
  const gone: object[] = [];
  const kept: object[] = [];
  const compareQueues = (kind: ParcelKind, before: readonly Layer[], after: readonly Layer[]): void => {
    const old = new Map(before.map((parcel) => [parcel.lineId, parcel]));
    for (const { lineId, ledgerDate, sequence, quantity, value } of after) {
      const was = old.get(lineId);
      old.delete(lineId);
      if (was?.quantity === quantity && was.value === value) continue;
      kept.push({
        ...{ product_id: row.productId, kind, line_id: lineId },
        ...{ ledger_date: ledgerDate, sequence, quantity, value },
      });
    }
    gone.push(...[...old.keys()].map((lineId) => ({ line_id: lineId, kind })));
  };
  // A replay begins without open negatives, and its own have taken the place of those that were stored.
  compareQueues('negative', loaded.tail === null ? loaded.state.negatives : [], posted.state.negatives);
  compareQueues('layer', loaded.state.layers, posted.state.layers);
  return { gone, kept };
}

const voidRow = ({ row, replayedFrom }: PostedItem): object[] =>
  replayedFrom === null
    ? []
    : [{ product_id: row.productId, ledger_date: replayedFrom.ledgerDate, sequence: replayedFrom.sequence }];

const checkpointRows = ({ row, posted }: PostedItem): object[] =>
  posted.checkpoints.map(({ ledgerDate, sequence, state }) => ({
    product_id: row.productId,
    ledger_date: ledgerDate,
    sequence,
    quantity: state.quantity,
    value: state.value,
    last_cost_value: state.lastCost?.value ?? null,
    last_cost_quantity: state.lastCost?.quantity ?? null,
  }));

function itemRow(item: PostedItem): object {
  const after = rowAfter(item);
  return {
    product_id: after.productId,
    quantity: after.quantity,
    value: after.value,
    last_cost_value: after.lastCostValue,
    last_cost_quantity: after.lastCostQuantity,
    youngest_day: after.youngestDay,
    last_sequence: after.lastSequence,
    last_day: after.lastDay,
    since_checkpoint: after.sinceCheckpoint,
    cost_price: costPriceOf(after.quantity, after.value),
  };
}
