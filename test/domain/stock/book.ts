import { needsOf, postLines, replayFrom } from '../../../domain/stock/engine/post-lines.ts';
import type { Checkpoint, LoadedItem, StoredLine, Tail } from '../../../domain/stock/engine/post-lines.ts';
import { emptyItem, comparePlaces } from '../../../domain/stock/engine/state.ts';
import type { InventoryPrinciple, ItemState } from '../../../domain/stock/engine/state.ts';
import type { LedgerInput, ReferredLine } from '../../../domain/stock/engine/ledger.ts';
import { compare, isNegative, isPositive, subtract, sum } from '../../../domain/money.ts';
import type { Decimal } from '../../../domain/money.ts';

export type NewLine = Omit<LedgerInput, 'sequence' | 'lineId'>;

/** An item's ledger in memory, that loads no more of it than the engine asks for, as the database does. */
export class Book {
  readonly principle: InventoryPrinciple;
  lines: StoredLine[] = [];
  corrections: { lineId: string; oldValue: Decimal; newValue: Decimal; causeLineId: string }[] = [];
  state: ItemState = emptyItem;
  private checkpoints: Checkpoint[] = [];
  private sinceCheckpoint = 0;
  /** How many lines a replay went over, the last time. */
  replayed = 0;

  private readonly every: number;

  constructor(principle: InventoryPrinciple, every = 3) {
    this.principle = principle;
    this.every = every;
  }

  /** Posts lines together; answers their ids. */
  post(...news: readonly NewLine[]): string[] {
    const lines = news.map((line, at) => {
      const sequence = this.lines.length + at + 1;
      return { ...line, sequence, lineId: `line ${sequence}` };
    });
    const item = this.load(lines);
    const posted = postLines(this.principle, item, lines);
    const stored = lines.map((line, at) => ({ ...line, value: posted.values[at] ?? '0' }));
    this.lines.push(...stored);
    for (const correction of posted.corrections) {
      const line = this.lines.find(({ lineId }) => lineId === correction.lineId);
      if (line?.value !== correction.oldValue && compare(line?.value ?? '0', correction.oldValue) !== 0)
        throw new Error(`${correction.lineId} was not worth ${correction.oldValue}`);
      this.corrections.push(correction);
      this.lines = this.lines.map((one) => (one === line ? { ...one, value: correction.newValue } : one));
    }
    for (const { ofLineId, value, causeLineId } of posted.settlements) {
      const sequence = this.lines.length + 1;
      const cause = this.lines.find(({ lineId }) => lineId === causeLineId);
      this.lines.push({
        lineId: `line ${sequence}`,
        sequence,
        ledgerDate: cause?.ledgerDate ?? '',
        type: 'settlement',
        quantity: '0',
        value,
        givenValue: null,
        givenUnitCost: null,
        expectedUnitCost: null,
        ofLineId,
      });
    }
    this.store(item, posted);
    return lines.map(({ lineId }) => lineId);
  }

  private store(item: LoadedItem, posted: ReturnType<typeof postLines>): void {
    const keep = <P extends { lineId: string }>(
      all: readonly P[],
      loaded: readonly P[],
      left: readonly P[],
    ) =>
      [...all.filter((one) => !loaded.some(({ lineId }) => lineId === one.lineId)), ...left].sort((a, b) =>
        comparePlaces(a as never, b as never),
      );
    const replaces = item.tail !== null;
    this.state = {
      ...posted.state,
      negatives: replaces
        ? posted.state.negatives
        : keep(this.state.negatives, item.state.negatives, posted.state.negatives),
      layers: keep(this.state.layers, item.state.layers, posted.state.layers),
    };
    if (item.tail !== null) {
      const { lines } = item.tail;
      this.checkpoints = this.checkpoints.filter(
        (one) => !lines.some((line) => comparePlaces(line, one) <= 0),
      );
      // Those that the new lines themselves went before.
      this.checkpoints = this.checkpoints.filter((one) => comparePlaces(one, this.replayStart ?? one) < 0);
    }
    this.checkpoints.push(...posted.checkpoints);
    this.sinceCheckpoint = posted.sinceCheckpoint;
  }

  private replayStart: { ledgerDate: string; sequence: number } | undefined;

  private load(lines: readonly LedgerInput[]): LoadedItem {
    const needs = needsOf(lines);
    const sorted = [...this.lines].sort(comparePlaces);
    const receipts = new Map(this.lines.map((line) => [line.lineId, line]));
    const from = this.principle === 'fifo' ? null : replayFrom(lines, sorted.at(-1) ?? null, receipts);
    let tail: Tail | null = null;
    this.replayStart = from ?? undefined;
    if (from !== null) {
      const start = this.checkpoints
        .filter((one) => comparePlaces(one, from) < 0)
        .sort(comparePlaces)
        .at(-1);
      const after = sorted.filter((line) => start === undefined || comparePlaces(line, start) > 0);
      this.replayed = after.length;
      tail = {
        start: start?.state ?? emptyItem,
        lines: after.map((line) => ({ ...line, givenValue: this.effective(line) })),
      };
    }
    const state = {
      ...this.state,
      negatives: enough(this.state.negatives, needs.negatives, []),
      layers:
        needs.layers === null ? this.state.layers : enough(this.state.layers, needs.layers, needs.layersOf),
    };
    const inTail = new Set(tail?.lines.map(({ lineId }) => lineId));
    const wanted = [...(tail?.lines ?? []), ...lines].flatMap(({ ofLineId }) => ofLineId ?? []);
    const referred = new Map(
      [...wanted, ...state.negatives.map(({ lineId }) => lineId)]
        .map((id) => receipts.get(id))
        .filter((line) => line !== undefined && !inTail.has(line.lineId))
        .map((line) => [line?.lineId ?? '', this.referred(line as StoredLine, inTail)]),
    );
    return { state, sinceCheckpoint: this.sinceCheckpoint, referred, tail, every: this.every };
  }

  /** The whole value that a line came in with, as it is known now. */
  private effective(line: StoredLine): Decimal | null {
    const change = this.lines.filter(
      ({ type, ofLineId }) => type === 'cost-change' && ofLineId === line.lineId,
    );
    return change.at(-1)?.givenValue ?? line.givenValue;
  }

  private referred(line: StoredLine, tail: ReadonlySet<string>): ReferredLine {
    const of = this.lines.filter(({ ofLineId }) => ofLineId === line.lineId);
    const settled = of.filter(({ type }) => type === 'settlement').map(({ value }) => value);
    const returns = of.filter(({ type, lineId }) => type === 'customer-return' && !tail.has(lineId));
    // In the order of the ledger (average) or of posting (FIFO).
    if (this.principle === 'average') returns.sort(comparePlaces);
    return {
      quantity: line.quantity,
      value: isNegative(line.quantity) ? sum([line.value, ...settled]) : (this.effective(line) ?? line.value),
      returned: returns.map(({ quantity }) => quantity),
    };
  }
}

/** The first that are enough for so many, and those of the named lines. */
function enough<P extends { lineId: string; quantity: Decimal }>(
  queue: readonly P[],
  quantity: Decimal,
  named: readonly string[],
): P[] {
  let left = quantity;
  return queue.filter((one) => {
    const isWanted = isPositive(left);
    left = subtract(left, one.quantity);
    return isWanted || named.includes(one.lineId);
  });
}
