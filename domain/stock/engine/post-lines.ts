/**
 * Posting lines of one item: what has to be loaded for them, and what they do to it. Pure; who calls it reads and stores.
 */
import { equal, isNegative, isPositive, negate, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { applyLine } from './ledger.ts';
import type { LedgerInput, ReferredLine } from './ledger.ts';
import { Referred, replayAverage } from './replay.ts';
import type { Correction } from './replay.ts';
import { comparePlaces } from './state.ts';
import type { InventoryPrinciple, ItemState, LedgerPlace } from './state.ts';

/** Every so many lines the state of an item is kept, for replays to begin at (average cost). */
export const checkpointEvery = 500;

/** A state of the past that a replay may begin at: after the line in this place nothing was sold short. */
export interface Checkpoint extends LedgerPlace {
  readonly state: ItemState;
}

/** A line as it stands in the ledger, with what it is worth now. */
export interface StoredLine extends LedgerInput {
  readonly value: Decimal;
}

/** The part of an item's ledger that comes after a checkpoint, all of it, in order. */
export interface Tail {
  readonly start: ItemState;
  /** Given values as they are now. */
  readonly lines: readonly StoredLine[];
}

export interface LoadedItem {
  readonly state: ItemState;
  /** Lines since the last checkpoint. */
  readonly sinceCheckpoint: number;
  /** Lines that the new ones are of, and of average cost those that the tail's are of. */
  readonly referred: ReadonlyMap<string, ReferredLine>;
  /** Of average cost, where something goes into the past: see `isOfThePast`. */
  readonly tail: Tail | null;
  /** Lines from one checkpoint to the next; default `checkpointEvery`. */
  readonly every?: number;
}

/** What lines take, so that enough of the queues is loaded. */
export interface Needs {
  /** So many units of the oldest layers; null: all of them. */
  readonly layers: Decimal | null;
  /** Layers that are needed wherever they stand: of their receipts. */
  readonly layersOf: readonly string[];
  readonly negatives: Decimal;
}

export function needsOf(lines: readonly LedgerInput[]): Needs {
  const moving = lines.filter(({ type }) => type !== 'movement');
  const out = moving.filter(({ quantity }) => isNegative(quantity));
  const into = moving.filter(({ quantity }) => isPositive(quantity));
  const isRevalued = lines.some(({ type }) => type === 'value-adjustment');
  return {
    layers: isRevalued ? null : sum(out.map(({ quantity }) => negate(quantity))),
    layersOf: lines.flatMap(({ type, ofLineId }) =>
      (type === 'supplier-return' || type === 'cost-change') && ofLineId !== null ? [ofLineId] : [],
    ),
    negatives: sum(into.map(({ quantity }) => quantity)),
  };
}

/**
 * Where the ledger has to be replayed from for these lines (V7): the earliest place that something is put into or changed at;
 * null where all of them follow the last line. `receipts` are the places of the receipts whose costs change.
 */
export function replayFrom(
  lines: readonly LedgerInput[],
  last: LedgerPlace | null,
  receipts: ReadonlyMap<string, LedgerPlace>,
): LedgerPlace | null {
  let from: LedgerPlace | null = null;
  let end = last;
  for (const line of lines) {
    const changed = line.type === 'cost-change' ? receipts.get(line.ofLineId ?? '') : undefined;
    const isLate = end !== null && comparePlaces(line, end) < 0;
    for (const place of [...(changed ? [changed] : []), ...(isLate ? [line] : [])])
      if (from === null || comparePlaces(place, from) < 0) from = place;
    if (!isLate) end = line;
  }
  return from;
}

/** A value line that settles another (FIFO, V9 and V11). */
export interface Settlement {
  readonly ofLineId: string;
  readonly value: Decimal;
  /** The line that brought it about. */
  readonly causeLineId: string;
}

export interface PostedLines {
  readonly state: ItemState;
  /** First values of the new lines, in their order. */
  readonly values: readonly Decimal[];
  /** The item's quantity after each. */
  readonly quantities: readonly Decimal[];
  readonly corrections: readonly Correction[];
  readonly settlements: readonly Settlement[];
  readonly checkpoints: readonly Checkpoint[];
  readonly sinceCheckpoint: number;
}

/** Counts lines towards the next checkpoint, and takes it where nothing is sold short. */
class Checkpoints {
  readonly taken: Checkpoint[] = [];
  private readonly every: number;
  since: number;

  constructor(every: number, since: number) {
    this.every = every;
    this.since = since;
  }

  after({ ledgerDate, sequence }: LedgerPlace, state: ItemState): void {
    this.since += 1;
    if (this.since < this.every || isNegative(state.quantity)) return;
    this.taken.push({ ledgerDate, sequence, state });
    this.since = 0;
  }
}

/** Posts lines in this order. Those of average cost that go into the past need the item's tail. */
export function postLines(
  principle: InventoryPrinciple,
  item: LoadedItem,
  lines: readonly LedgerInput[],
): PostedLines {
  return item.tail === null ? appendLines(principle, item, lines) : insertLines(item, item.tail, lines);
}

function appendLines(
  principle: InventoryPrinciple,
  item: LoadedItem,
  lines: readonly LedgerInput[],
): PostedLines {
  let { state } = item;
  const referred = new Referred(item.referred);
  const checkpoints = new Checkpoints(item.every ?? checkpointEvery, item.sinceCheckpoint);
  const values: Decimal[] = [];
  const quantities: Decimal[] = [];
  const corrections: { lineId: string; by: Decimal; causeLineId: string }[] = [];
  const settlements: Settlement[] = [];
  for (const line of lines) {
    const outcome = applyLine(principle, state, line, referred.of(line));
    state = outcome.state;
    values.push(outcome.value);
    quantities.push(state.quantity);
    referred.posted(line, outcome.value);
    for (const { lineId, by } of outcome.settlements) {
      settlements.push({ ofLineId: lineId, value: by, causeLineId: line.lineId });
      referred.changed(lineId, by);
    }
    for (const { lineId, by } of outcome.corrections) {
      corrections.push({ lineId, by, causeLineId: line.lineId });
      referred.changed(lineId, by);
    }
    if (principle === 'average') checkpoints.after(line, state);
  }
  return {
    state,
    values,
    quantities,
    corrections: chained(corrections, lines, values, item.referred),
    settlements,
    checkpoints: checkpoints.taken,
    sinceCheckpoint: checkpoints.since,
  };
}

/** Corrections with old and new values; one line may be corrected more than once. */
function chained(
  corrections: readonly { lineId: string; by: Decimal; causeLineId: string }[],
  lines: readonly LedgerInput[],
  values: readonly Decimal[],
  known: ReadonlyMap<string, ReferredLine>,
): Correction[] {
  if (corrections.length === 0) return [];
  const now = new Map(lines.map(({ lineId }, at) => [lineId, values[at] ?? '0']));
  return corrections.flatMap(({ lineId, by, causeLineId }) => {
    const oldValue = now.get(lineId) ?? known.get(lineId)?.value ?? '0';
    const newValue = sum([oldValue, by]);
    now.set(lineId, newValue);
    return equal(by, '0') ? [] : [{ lineId, oldValue, newValue, causeLineId }];
  });
}

/** The line that made a replay necessary: what the corrections of it name as their cause. */
const causeOf = (lines: readonly LedgerInput[], tail: readonly StoredLine[]): LedgerInput | undefined =>
  lines.find((line) => {
    const last = tail.at(-1);
    return line.type === 'cost-change' || (last !== undefined && comparePlaces(line, last) < 0);
  }) ?? lines[0];

function insertLines(item: LoadedItem, tail: Tail, lines: readonly LedgerInput[]): PostedLines {
  const newCosts = new Map(
    lines.flatMap(({ type, ofLineId, givenValue }) =>
      type === 'cost-change' && ofLineId !== null ? [[ofLineId, givenValue]] : [],
    ),
  );
  const all = [...tail.lines, ...lines]
    .map((line) => ({ ...line, givenValue: newCosts.get(line.lineId) ?? line.givenValue }))
    .sort(comparePlaces);
  const checkpoints = new Checkpoints(item.every ?? checkpointEvery, 0);
  const { state, values } = replayAverage(tail.start, all, item.referred, (line, after) => {
    checkpoints.after(line, after);
  });
  const causeLineId = causeOf(lines, tail.lines)?.lineId ?? '';
  const corrections = tail.lines.flatMap(({ lineId, value: oldValue }) => {
    const newValue = values.get(lineId) ?? oldValue;
    return equal(oldValue, newValue) ? [] : [{ lineId, oldValue, newValue, causeLineId }];
  });
  let { quantity } = item.state;
  const quantities = lines.map((line) => {
    if (line.type !== 'movement') quantity = sum([quantity, line.quantity]);
    return quantity;
  });
  return {
    state,
    values: lines.map(({ lineId }) => values.get(lineId) ?? '0'),
    quantities,
    corrections,
    settlements: [],
    checkpoints: checkpoints.taken,
    sinceCheckpoint: checkpoints.since,
  };
}
