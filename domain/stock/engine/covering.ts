import { least, negate, plain, subtract, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { quantityOf, takeFrom, takeValue } from './state.ts';
import type { Change, OpenNegative } from './state.ts';

/** How goods that come in first cover what left before they came (V6, V9). */
export interface Covering {
  readonly negatives: readonly OpenNegative[];
  /** Per covered issue: what it was provisionally worth less what it turned out to cost. */
  readonly changes: readonly Change[];
  /** What is left of the goods for the stock. */
  readonly quantity: Decimal;
  readonly value: Decimal;
}

/**
 * Covers open negatives with goods that come in, the oldest first: each takes its part of the goods' value by V4, so that
 * all parts and what is left for the stock sum to that value.
 */
export function cover(negatives: readonly OpenNegative[], quantity: Decimal, value: Decimal): Covering {
  const { taken, left } = takeFrom(negatives, quantity);
  const covered = least(quantityOf(taken), quantity);
  const forStock = subtract(quantity, covered);
  let costLeft = takeValue(value, covered, quantity);
  const valueLeft = subtract(value, costLeft);
  let quantityLeft = covered;
  const changes: Change[] = [];
  for (const part of taken) {
    const cost = takeValue(costLeft, part.quantity, quantityLeft);
    costLeft = subtract(costLeft, cost);
    quantityLeft = subtract(quantityLeft, part.quantity);
    changes.push({ lineId: part.lineId, by: sum([part.value, negate(cost)]) });
  }
  return { negatives: left, changes, quantity: plain(forStock), value: valueLeft };
}
