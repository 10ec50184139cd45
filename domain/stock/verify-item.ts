/** Whether what is stored of an item is what its ledger gives, replayed from nothing (I5). Pure. */
import { equal, plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { postLines } from './engine/post-lines.ts';
import { replayAverage } from './engine/replay.ts';
import { comparePlaces, emptyItem } from './engine/state.ts';
import type { ItemState, Layer } from './engine/state.ts';
import { costPriceOf } from './stock-store.ts';
import type { StoredItem } from './verify-load.ts';

interface Replayed {
  readonly state: ItemState;
  /** By line. */
  readonly values: ReadonlyMap<string, Decimal>;
  /** FIFO: what the replay settled, as `of cause value`. */
  readonly settlements: readonly string[];
  /** Average cost: what was there after each line, by sequence. */
  readonly states: ReadonlyMap<number, ItemState>;
}

function replay({ principle, lines, checkpoints }: StoredItem): Replayed {
  if (principle === 'average') {
    const wanted = new Set(checkpoints.map(({ sequence }) => sequence));
    const states = new Map<number, ItemState>();
    const { state, values } = replayAverage(
      emptyItem,
      [...lines].sort(comparePlaces),
      new Map(),
      (line, after) => {
        if (wanted.has(line.sequence)) states.set(line.sequence, after);
      },
    );
    return { state, values, settlements: [], states };
  }
  const posted = lines.filter(({ type }) => type !== 'settlement');
  const start = { state: emptyItem, sinceCheckpoint: 0, referred: new Map(), tail: null };
  const { state, values, settlements } = postLines('fifo', start, posted);
  return {
    state,
    values: new Map(posted.map(({ lineId }, at) => [lineId, values[at] ?? '0'])),
    settlements: settlements.map((one) => settlementOf(one.ofLineId, one.causeLineId, one.value)),
    states: new Map(),
  };
}

const settlementOf = (of: string | null, cause: string | null, value: Decimal): string =>
  `${of} ${cause} ${plain(value)}`;

/** In words, the first figure that is not what the ledger gives; undefined where all of them are. */
export function differenceIn(item: StoredItem): string | undefined {
  return (
    gapIn(item) ??
    brokenCorrection(item) ??
    differenceFrom(item, replay(item)) ??
    item.sums
      .filter(({ stored, summed }) => !equal(stored, summed))
      .map(({ what, stored, summed }) => differs(what, stored, summed))[0]
  );
}

const differs = (what: string, stored: Decimal | null, replayed: Decimal | null): string =>
  `${what} is stored as ${stored === null ? 'nothing' : plain(stored)}, the ledger gives ${replayed === null ? 'nothing' : plain(replayed)}`;

function gapIn({ lines, lastSequence, lastDay }: StoredItem): string | undefined {
  const gap = lines.findIndex(({ sequence }, at) => sequence !== at + 1);
  if (gap >= 0) return `line ${gap + 1} is missing`;
  if (lines.length !== lastSequence)
    return `there are ${lines.length} lines, and the newest should be ${lastSequence}`;
  const day =
    lines
      .map(({ ledgerDate }) => ledgerDate)
      .sort()
      .at(-1) ?? null;
  return day === lastDay ? undefined : `the latest day is stored as ${lastDay}, the ledger gives ${day}`;
}

/** Each correction begins at what its line was worth by then. */
function brokenCorrection({ corrections, lines }: StoredItem): string | undefined {
  const worth = new Map<string, Decimal>();
  const sequences = new Map(lines.map(({ lineId, sequence }) => [lineId, sequence]));
  for (const { lineId, postedValue, oldValue, newValue } of corrections) {
    const before = worth.get(lineId) ?? postedValue;
    if (!equal(before, oldValue))
      return `a correction of line ${sequences.get(lineId)} begins at ${oldValue}, the line was worth ${before}`;
    worth.set(lineId, newValue);
  }
  return undefined;
}

function differenceFrom(item: StoredItem, replayed: Replayed): string | undefined {
  for (const { lineId, sequence, type, value } of item.lines) {
    const other = replayed.values.get(lineId);
    if (type !== 'settlement' && (other === undefined || !equal(value, other)))
      return differs(`the value of line ${sequence}`, value, other ?? null);
  }
  const settled = item.lines
    .filter(({ type }) => type === 'settlement')
    .map(({ ofLineId, causeLineId, value }) => settlementOf(ofLineId, causeLineId, value));
  if (settled.sort().join() !== [...replayed.settlements].sort().join())
    return 'the settlements are not those that the ledger gives';
  const { state } = replayed;
  const cost = costPriceOf(state.quantity, state.value);
  const figures: [string, Decimal | null, Decimal | null][] = [
    ['the quantity', item.quantity, state.quantity],
    ['the value', item.value, state.value],
    ['the cost price', item.costPrice, cost],
    ['the value of the last cost', item.lastCostValue, state.lastCost?.value ?? null],
    ['the quantity of the last cost', item.lastCostQuantity, state.lastCost?.quantity ?? null],
  ];
  for (const [what, stored, given] of figures)
    if (!isSame(stored, given)) return differs(what, stored, given);
  return queueDifference(item, state) ?? checkpointDifference(item, replayed);
}

const isSame = (a: Decimal | null, b: Decimal | null): boolean =>
  a === null || b === null ? a === b : equal(a, b);

function queueDifference({ parcels }: StoredItem, state: ItemState): string | undefined {
  const text = ({ lineId, ledgerDate, sequence, quantity, value }: Layer): string =>
    `${lineId} ${ledgerDate} ${sequence} ${plain(quantity)} ${plain(value)}`;
  const stored = (kind: string): string =>
    parcels
      .filter((parcel) => parcel.kind === kind)
      .map(text)
      .join();
  if (stored('layer') !== state.layers.map(text).join())
    return 'the layers are not those that the ledger gives';
  return stored('negative') === state.negatives.map(text).join()
    ? undefined
    : 'the open negatives are not those that the ledger gives';
}

function checkpointDifference({ checkpoints }: StoredItem, { states }: Replayed): string | undefined {
  for (const { sequence, quantity, value } of checkpoints) {
    const state = states.get(sequence);
    if (state === undefined || !equal(state.quantity, quantity) || !equal(state.value, value))
      return `the checkpoint after line ${sequence} is not what the ledger gives`;
  }
  return undefined;
}
