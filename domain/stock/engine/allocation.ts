/** What a receipt's lines cost (V14): price, extra cost, and their part of freight and the like. */
import { DomainError } from '../../errors.ts';
import {
  compare,
  invariant,
  isNegative,
  isPositive,
  multiply,
  round,
  share,
  subtract,
  sum,
} from '../../money.ts';
import type { Decimal } from '../../money.ts';

/** How freight is spread over what came with it. */
export const allocationMethods = ['quantity', 'value'] as const;
export type AllocationMethod = (typeof allocationMethods)[number];

/** A stocked line of a receipt, in standard units. */
export interface CostedLine {
  readonly quantity: Decimal;
  /** What the goods alone cost, base currency; 2 decimals. */
  readonly goodsValue: Decimal;
  /** The item's extra cost. */
  readonly extraCostPercentage: Decimal;
}

/** Cuts down to the cent: towards zero, of what is not negative. */
function cutToCent(value: Decimal, part: Decimal, whole: Decimal): { cents: Decimal; fraction: Decimal } {
  // Comparable fractions need one denominator: of `value · part ÷ whole` in cents, `whole` is that of every line.
  const rounded = share(value, part, whole, 2);
  const product = multiply(value, part);
  const isOver = compare(multiply(rounded, whole), product) > 0;
  const cents = isOver ? subtract(rounded, '0.01') : rounded;
  return { cents, fraction: subtract(product, multiply(cents, whole)) };
}

/**
 * Splits an amount of 2 decimals by weights: every share cut down to the cent, the missing cents handed out one each by the
 * largest cut-off fraction, ties by order. So none is negative and they sum exactly.
 */
export function allocate(amount: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights);
  invariant(isPositive(whole), 'an amount is split over something');
  invariant(!weights.some(isNegative) && !isNegative(amount), 'nothing is split over less than nothing');
  const shares = weights.map((weight, at) => ({ at, ...cutToCent(amount, weight, whole) }));
  const missing = Number(multiply(subtract(amount, sum(shares.map(({ cents }) => cents))), '100'));
  const first = new Set(
    [...shares]
      .sort((a, b) => compare(b.fraction, a.fraction) || a.at - b.at)
      .slice(0, missing)
      .map(({ at }) => at),
  );
  return shares.map(({ at, cents }) => round(first.has(at) ? sum([cents, '0.01']) : cents, 2));
}

/**
 * The value of every line: the goods with their extra cost, and then its part of the freight, which bears no extra cost.
 * Throws `FreightNotAllocatable` where freight is to be spread by value over goods that cost nothing, or over no goods.
 */
export function receiptValues(
  lines: readonly CostedLine[],
  freight: Decimal,
  method: AllocationMethod,
): Decimal[] {
  const goods = lines.map(({ goodsValue, extraCostPercentage }) =>
    share(goodsValue, sum(['100', extraCostPercentage]), '100', 2),
  );
  invariant(!isNegative(freight), 'freight costs nothing at least');
  if (!isPositive(freight)) return goods;
  const weights = lines.map((line) => (method === 'quantity' ? line.quantity : line.goodsValue));
  if (!isPositive(sum(weights))) throw new DomainError('FreightNotAllocatable', { method, freight });
  const shares = allocate(freight, weights);
  return goods.map((value, at) => round(sum([value, shares[at] ?? '0']), 2));
}
