/** The one door to the stock: documents post what moved, in their own transaction. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { isNegative, isPositive, plain, round, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { producedValue } from './engine/ledger.ts';
import type { LedgerInput } from './engine/ledger.ts';
import { needsOf, postLines, replayFrom } from './engine/post-lines.ts';
import type { LoadedItem } from './engine/post-lines.ts';
import type { LedgerPlace } from './engine/state.ts';
import type { PostedStock, ProductionPosting, StockPosting } from './posting.ts';
import { refuseEntry, refuseVoid, requireReferred, requireTracking, stockedItem } from './stock-checks.ts';
import { componentEntries, entriesOf, finishedEntry } from './stock-entries.ts';
import type { StockEntry } from './stock-entries.ts';
import {
  findStockSettings,
  loadParcels,
  loadReferred,
  loadTail,
  lockStockItems,
  referredIds,
  stateOf,
} from './stock-load.ts';
import type { ItemRow, ParcelWish, ReferredRow, StockSettings } from './stock-load.ts';
import { rowAfter, storePosted } from './stock-store.ts';
import type { PostedItem } from './stock-store.ts';
import { moveTracked } from './stock-tracking.ts';

/**
 * Posts effects on the stock, in their order, in the caller's transaction; one answer per posting. Items are locked in the
 * order of their ids, so that two documents never wait for each other. A production takes its components first.
 *
 * Throws `NotFound`, `ItemNotStocked`, `TrackingMissing`, `TrackingNotKept`, `SerialQuantityNotOne`, `SerialNumberInStock`,
 * `StockTooLow`, `NoStockToRevalue`, `RevaluationVoided`, `ReturnBeforeIssue` and `ReturnExceedsIssue`; the caller's transaction must not go on then.
 */
export async function postStock(
  em: EntityManager,
  postings: readonly StockPosting[],
  context: ActionContext,
): Promise<readonly PostedStock[]> {
  if (postings.length === 0) return [];
  const settings = await findStockSettings(em);
  const posting = new Posting(em, settings, await lockStockItems(em, productsOf(postings)), context);
  const results: (() => PostedStock)[] = [];
  let open: StockEntry[] = [];
  const flush = async (): Promise<void> => {
    if (open.length > 0) await posting.post(open);
    open = [];
  };
  for (const one of postings) {
    if (one.type === 'production') {
      await flush();
      const lineId = await produce(posting, one);
      results.push(() => posting.result(lineId));
      continue;
    }
    const entries = entriesOf(one);
    open.push(...entries);
    const lineId = entries[0]?.lineId ?? '';
    results.push(() => posting.result(lineId));
  }
  await flush();
  return results.map((result) => result());
}

const productsOf = (postings: readonly StockPosting[]): string[] =>
  postings.flatMap((one) => [
    one.productId,
    ...(one.type === 'production' ? one.components.map(({ productId }) => productId) : []),
  ]);

async function produce(posting: Posting, production: ProductionPosting): Promise<string> {
  const components = componentEntries(production);
  await posting.post(components);
  const values = components.map(({ lineId }) => posting.result(lineId).value);
  const finished = finishedEntry(production, producedValue(values, production.extraCostPercentage));
  await posting.post([finished]);
  return finished.lineId;
}

/** What is being posted in one transaction: the items as they stand, and what became of each line. */
class Posting {
  private readonly em: EntityManager;
  private readonly settings: StockSettings;
  private readonly items: Map<string, ItemRow>;
  private readonly context: ActionContext;
  private readonly results = new Map<string, PostedStock>();

  constructor(
    em: EntityManager,
    settings: StockSettings,
    items: ReadonlyMap<string, ItemRow>,
    context: ActionContext,
  ) {
    this.em = em;
    this.settings = settings;
    this.items = new Map(items);
    this.context = context;
  }

  result(lineId: string): PostedStock {
    const result = this.results.get(lineId);
    if (result === undefined) throw new Error('A line was not posted.');
    return result;
  }

  /** Posts lines, in their order: checks them, values them per item, and writes them. */
  async post(entries: readonly StockEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const referred = await loadReferred(
      this.em,
      entries.flatMap(({ ofLineId }) => ofLineId ?? []),
    );
    const moves = entries.map((entry) => ({ item: itemOf(this.items, entry), entry }));
    check(moves, referred);
    await moveTracked(this.em, moves);
    const groups = new Map<string, StockEntry[]>();
    for (const entry of entries) {
      const group = groups.get(entry.productId);
      if (group === undefined) groups.set(entry.productId, [entry]);
      else group.push(entry);
    }
    const posted = await this.value(groups, referred);
    await storePosted(this.em, posted, this.context);
    for (const item of posted) this.note(item);
  }

  private async value(
    groups: ReadonlyMap<string, readonly StockEntry[]>,
    referred: ReadonlyMap<string, ReferredRow>,
  ): Promise<PostedItem[]> {
    const open = [...groups].map(([productId, entries]) => {
      const row = stockedItem(this.items, productId);
      return { row, entries, lines: entries.map((entry, at) => this.line(row, entry, at)) };
    });
    const wishes = open.flatMap(({ row, lines }) => this.wishesOf(row, lines));
    const layersOf =
      this.settings.principle === 'fifo' ? needsOf(open.flatMap(({ lines }) => lines)).layersOf : [];
    const parcels = wishes.length + layersOf.length === 0 ? [] : await loadParcels(this.em, wishes, layersOf);
    // Average cost corrects the lines of open negatives, so that it has to know what they are worth.
    const negatives = parcels.filter(
      ({ kind }) => kind === 'negative' && this.settings.principle === 'average',
    );
    const corrected = await loadReferred(
      this.em,
      negatives.map(({ lineId }) => lineId),
    );
    const known = new Map([...referred, ...corrected]);
    const posted: PostedItem[] = [];
    for (const { row, entries, lines } of open) {
      const own = parcels.filter(({ productId }) => productId === row.productId).sort(byPlace);
      const state = {
        ...stateOf(row),
        negatives: own.filter(({ kind }) => kind === 'negative'),
        layers: own.filter(({ kind }) => kind === 'layer'),
      };
      const replayedFrom = this.replayFrom(row, lines, known);
      const loaded = await this.load(row, state, replayedFrom, known);
      await refuseVoid(this.em, this.settings.principle, row, loaded, lines);
      posted.push({
        ...{ row, entries, lines, loaded, replayedFrom },
        posted: postLines(this.settings.principle, loaded, lines),
      });
    }
    return posted;
  }

  /** The item with its tail, where something goes into its past, and with what the tail's lines are of. */
  private async load(
    row: ItemRow,
    state: LoadedItem['state'],
    replayedFrom: LedgerPlace | null,
    known: ReadonlyMap<string, ReferredRow>,
  ): Promise<LoadedItem> {
    const { sinceCheckpoint } = row;
    if (replayedFrom === null) return { state, sinceCheckpoint, referred: known, tail: null };
    const tail = await loadTail(this.em, row.productId, replayedFrom);
    const inTail = new Set(tail.lines.map(({ lineId }) => lineId));
    const more = await loadReferred(this.em, referredIds(tail.lines));
    // Of lines before the tail only; what came back of them within it is replayed.
    const before = [...known, ...more].filter(([lineId]) => !inTail.has(lineId));
    const referred = new Map(
      before.map(([lineId, line]) => {
        const returned = line.returns
          .filter((back) => !inTail.has(back.lineId))
          .map(({ quantity }) => quantity);
        return [lineId, { ...line, returned }];
      }),
    );
    return { state, sinceCheckpoint, referred, tail };
  }

  private line(row: ItemRow, entry: StockEntry, at: number): LedgerInput {
    const { lineId, type, ledgerDate, quantity, givenValue, givenUnitCost, ofLineId } = entry;
    const isFree =
      this.settings.principle === 'average' &&
      this.settings.negativeValue !== 'expected-cost' &&
      isNegative(quantity);
    return {
      ...{ lineId, type, ledgerDate, quantity, givenUnitCost, ofLineId },
      givenValue: givenValue === null ? null : round(givenValue, 2),
      sequence: row.lastSequence + at + 1,
      expectedUnitCost: isFree ? null : row.expectedUnitCost,
    };
  }

  private wishesOf(row: ItemRow, lines: readonly LedgerInput[]): ParcelWish[] {
    const { productId } = row;
    const needs = needsOf(lines);
    const wishes: ParcelWish[] = [];
    if (isNegative(row.quantity) && isPositive(needs.negatives))
      wishes.push({ productId, kind: 'negative', quantity: needs.negatives });
    if (this.settings.principle === 'fifo' && isPositive(row.quantity)) {
      const { layers } = needs;
      if (layers === null || isPositive(layers)) wishes.push({ productId, kind: 'layer', quantity: layers });
    }
    return wishes;
  }

  private replayFrom(
    row: ItemRow,
    lines: readonly LedgerInput[],
    referred: ReadonlyMap<string, ReferredRow>,
  ): LedgerPlace | null {
    if (this.settings.principle === 'fifo') return null;
    const last = row.lastDay === null ? null : { ledgerDate: row.lastDay, sequence: row.lastSequence };
    return replayFrom(lines, last, referred);
  }

  private note(item: PostedItem): void {
    this.items.set(item.row.productId, rowAfter(item));
    for (const [at, { lineId, quantity }] of item.entries.entries())
      this.results.set(lineId, {
        lineId,
        quantity,
        value: item.posted.values[at] ?? '0',
        stockAfter: plain(item.posted.quantities[at] ?? '0'),
      });
  }
}

const byPlace = (a: LedgerPlace, b: LedgerPlace): number =>
  a.ledgerDate === b.ledgerDate ? a.sequence - b.sequence : a.ledgerDate < b.ledgerDate ? -1 : 1;

function itemOf(items: ReadonlyMap<string, ItemRow>, entry: StockEntry): ItemRow {
  try {
    return stockedItem(items, entry.productId);
  } catch (error) {
    return refuseEntry(entry, error);
  }
}

/** Everything that §4 forbids of lines, before anything is written. */
function check(
  moves: readonly { readonly item: ItemRow; readonly entry: StockEntry }[],
  referred: ReadonlyMap<string, ReferredRow>,
): void {
  const back = new Map<string, Decimal>();
  for (const { item, entry } of moves) {
    try {
      requireTracking(item, entry);
      requireReferred(item, entry, referred, back.get(entry.ofLineId ?? '') ?? '0');
    } catch (error) {
      refuseEntry(entry, error);
    }
    if (entry.type === 'customer-return' && entry.ofLineId !== null)
      back.set(entry.ofLineId, sum([back.get(entry.ofLineId) ?? '0', entry.quantity]));
  }
}
