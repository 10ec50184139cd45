/** FIFO (V8–V13, V15): what came first leaves first; what has left keeps its value. */
import { compare, invariant, isNegative, isPositive, negate, share, subtract, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { cover } from './covering.ts';
import { atCurrentCost, comparePlaces, takeFrom, takeValue, valueOf, withLastCost } from './state.ts';
import type { Incoming, ItemState, Layer, OpenNegative, Outcome, Outgoing } from './state.ts';

/** The queue with one more, in its place by day and sequence (V10). */
function placed<P extends Layer | OpenNegative>(queue: readonly P[], one: P): readonly P[] {
  let at = queue.length;
  for (; at > 0; at -= 1) {
    const before = queue[at - 1];
    if (before === undefined || comparePlaces(before, one) <= 0) break;
  }
  return [...queue.slice(0, at), one, ...queue.slice(at)];
}

/**
 * Goods come in: they first settle what left before they came, each difference a value line of its own (V9); the rest is a
 * layer in its day's place (V8, V10), of returned goods the youngest (V12).
 */
export function receiveAtFifo(state: ItemState, goods: Incoming): Outcome {
  invariant(isPositive(goods.quantity), 'goods that come in have a quantity');
  const value = goods.value ?? atCurrentCost(state, goods.quantity, goods.expectedUnitCost);
  invariant(!isNegative(value), 'goods that come in cost nothing at least');
  const covering = cover(state.negatives, goods.quantity, value);
  const settlements = covering.changes.filter(({ by }) => compare(by, '0') !== 0);
  const { lineId, sequence } = goods;
  const before = state.youngestDay ?? goods.ledgerDate;
  const youngestDay = before > goods.ledgerDate ? before : goods.ledgerDate;
  const ledgerDate = goods.isYoungest === true ? youngestDay : goods.ledgerDate;
  const layer = { lineId, ledgerDate, sequence, quantity: covering.quantity, value: covering.value };
  const next = {
    ...state,
    quantity: sum([state.quantity, goods.quantity]),
    value: sum([state.value, value, ...settlements.map(({ by }) => by)]),
    negatives: covering.negatives,
    layers: isPositive(layer.quantity) ? placed(state.layers, layer) : state.layers,
    youngestDay,
  };
  return {
    state: withLastCost(next, { value, quantity: goods.quantity }),
    value,
    corrections: [],
    settlements,
  };
}

/**
 * Goods go out of the oldest layers (V8), of their own receipt's first where they go back to the supplier (V13). What is not
 * there leaves at the item's cost price, its last known one, the expected one, or at nothing (§4.4).
 */
export function issueAtFifo(state: ItemState, goods: Outgoing): Outcome {
  invariant(isPositive(goods.quantity), 'goods that go out have a quantity');
  const own = state.layers.filter((layer) => layer.lineId === goods.firstOfLineId);
  const others = state.layers.filter((layer) => layer.lineId !== goods.firstOfLineId);
  const ofOwn = takeFrom(own, goods.quantity);
  const ofOthers = takeFrom(others, ofOwn.missing);
  const missing = ofOthers.missing;
  invariant(
    !isPositive(missing) || compare(missing, subtract(goods.quantity, state.quantity)) <= 0,
    'the layers of an item hold all that is in stock',
  );
  const provisional = isPositive(missing) ? atCurrentCost(state, missing, goods.expectedUnitCost) : '0';
  const { lineId, ledgerDate, sequence } = goods;
  const negative = { lineId, ledgerDate, sequence, quantity: missing, value: provisional };
  const value = negate(sum([valueOf(ofOwn.taken), valueOf(ofOthers.taken), provisional]));
  const layers = ofOwn.left.reduce<readonly Layer[]>(placed, ofOthers.left);
  const next = {
    ...state,
    quantity: subtract(state.quantity, goods.quantity),
    value: sum([state.value, value]),
    negatives: isPositive(missing) ? placed(state.negatives, negative) : state.negatives,
    layers,
  };
  return { state: withLastCost(next, null), value, corrections: [], settlements: [] };
}

/** What is in stock gets another unit cost (V15): every layer of it, which must all be given. */
export function revalueAtFifo(state: ItemState, unitCost: Decimal): Outcome {
  if (!isPositive(state.quantity)) return { state, value: '0', corrections: [], settlements: [] };
  const value = share(unitCost, state.quantity, '1', 2);
  let valueLeft = value;
  let quantityLeft = state.quantity;
  const layers = state.layers.map((layer) => {
    const part = takeValue(valueLeft, layer.quantity, quantityLeft);
    valueLeft = subtract(valueLeft, part);
    quantityLeft = subtract(quantityLeft, layer.quantity);
    return { ...layer, value: part };
  });
  invariant(compare(quantityLeft, '0') === 0, 'the layers of an item hold all that is in stock');
  return {
    state: withLastCost({ ...state, value, layers }, null),
    value: subtract(value, state.value),
    corrections: [],
    settlements: [],
  };
}

/** A receipt turns out to have cost so much more, or less. */
export interface ReceiptChange {
  /** The receipt's line. */
  readonly ofLineId: string;
  /** Of the receipt. */
  readonly quantity: Decimal;
  readonly by: Decimal;
}

/**
 * V11: what is left of the receipt takes its share of the change, the rest is cost of sales, a value line of its own. The
 * share is of the whole receipt, so that a part which covered open negatives bears its own; and it never takes more off
 * the layer than that is worth (a value adjustment may have come between).
 */
export function changeCostAtFifo(state: ItemState, change: ReceiptChange): Outcome {
  const layer = state.layers.find(({ lineId }) => lineId === change.ofLineId);
  const fair = layer === undefined ? '0' : takeValue(change.by, layer.quantity, change.quantity);
  const lowest = negate(layer?.value ?? '0');
  const onLayer = compare(fair, lowest) < 0 ? lowest : fair;
  const layers = state.layers.map((one) =>
    one === layer ? { ...one, value: sum([one.value, onLayer]) } : one,
  );
  const costOfSales = subtract(onLayer, change.by);
  return {
    state: withLastCost({ ...state, value: sum([state.value, onLayer]), layers }, null),
    value: change.by,
    corrections: [],
    settlements: compare(costOfSales, '0') === 0 ? [] : [{ lineId: change.ofLineId, by: costOfSales }],
  };
}
