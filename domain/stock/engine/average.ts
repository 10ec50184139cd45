/** Average cost (V5–V7, V15): one pool per item; what leaves, leaves at the pool's average. */
import { invariant, isNegative, isPositive, least, negate, share, subtract, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { cover } from './covering.ts';
import { atCurrentCost, takeValue, withLastCost } from './state.ts';
import type { Incoming, ItemState, Outcome, Outgoing } from './state.ts';

/** Goods come in (V5); what left before they came is corrected to what they cost, the oldest first (V6). */
export function receiveAtAverage(state: ItemState, goods: Incoming): Outcome {
  invariant(isPositive(goods.quantity), 'goods that come in have a quantity');
  const value = goods.value ?? atCurrentCost(state, goods.quantity, goods.expectedUnitCost);
  invariant(!isNegative(value), 'goods that come in cost nothing at least');
  const covering = cover(state.negatives, goods.quantity, value);
  const next = {
    ...state,
    quantity: sum([state.quantity, goods.quantity]),
    value: sum([state.value, value, ...covering.changes.map((change) => change.by)]),
    negatives: covering.negatives,
  };
  return {
    state: withLastCost(next, { value, quantity: goods.quantity }),
    value,
    corrections: covering.changes,
    settlements: [],
  };
}

/** Goods go out at the average (V5); what is not there leaves at its provisional value and is remembered (V6). */
export function issueAtAverage(state: ItemState, goods: Outgoing): Outcome {
  invariant(isPositive(goods.quantity), 'goods that go out have a quantity');
  const there = isPositive(state.quantity) ? state.quantity : '0';
  const covered = least(goods.quantity, there);
  const coveredValue = isPositive(covered) ? takeValue(state.value, covered, there) : '0';
  const uncovered = subtract(goods.quantity, covered);
  const provisional = share(goods.expectedUnitCost ?? '0', uncovered, '1', 2);
  const { lineId, ledgerDate, sequence } = goods;
  const negatives = isPositive(uncovered)
    ? [...state.negatives, { lineId, ledgerDate, sequence, quantity: uncovered, value: provisional }]
    : state.negatives;
  const value = negate(sum([coveredValue, provisional]));
  const next = {
    ...state,
    quantity: subtract(state.quantity, goods.quantity),
    value: sum([state.value, value]),
    negatives,
  };
  return { state: withLastCost(next, null), value, corrections: [], settlements: [] };
}

/**
 * What is in stock gets another unit cost (V15). Without stock nothing changes: whoever asks for it then, or takes the stock
 * from under one, is refused before.
 */
export function revalueAtAverage(state: ItemState, unitCost: Decimal): Outcome {
  if (!isPositive(state.quantity)) return { state, value: '0', corrections: [], settlements: [] };
  const value = share(unitCost, state.quantity, '1', 2);
  return {
    state: withLastCost({ ...state, value }, null),
    value: subtract(value, state.value),
    corrections: [],
    settlements: [],
  };
}
