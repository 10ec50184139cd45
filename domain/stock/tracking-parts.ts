/** Reckoning with batch and serial numbers: quantities by number, in standard units, in the order in which they come. Pure. */
import { equal, isPositive, least, multiply, plain, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from './posting.ts';

type Numbers = readonly StockTracking[] | null | undefined;

/** How many units the numbers stand for. */
export const trackedQuantity = (numbers: Numbers): Decimal =>
  sum((numbers ?? []).map(({ quantity }) => quantity));

/** All of several, each number once. */
export function allNumbers(...parts: readonly Numbers[]): readonly StockTracking[] {
  const all = new Map<string, Decimal>();
  for (const { number, quantity } of parts.flatMap((part) => part ?? []))
    all.set(number, sum([all.get(number) ?? '0', quantity]));
  return [...all].map(([number, quantity]) => ({ number, quantity }));
}

/** What is left of numbers when others are taken away. */
export function numbersWithout(numbers: Numbers, taken: Numbers): readonly StockTracking[] {
  const gone = new Map(allNumbers(taken).map(({ number, quantity }) => [number, quantity]));
  return allNumbers(numbers)
    .map(({ number, quantity }) => ({ number, quantity: subtract(quantity, gone.get(number) ?? '0') }))
    .filter(({ quantity }) => isPositive(quantity));
}

/** What two have in common. */
export const commonNumbers = (numbers: Numbers, others: Numbers): readonly StockTracking[] =>
  numbersWithout(numbers, numbersWithout(numbers, others));

/** The first of them that stand for so many units, or all of them where they stand for fewer. */
export function firstNumbers(quantity: Decimal, numbers: Numbers): readonly StockTracking[] {
  const taken: StockTracking[] = [];
  let open = quantity;
  for (const { number, quantity: there } of numbers ?? []) {
    const part = least(open, there);
    if (!isPositive(part)) continue;
    taken.push({ number, quantity: part });
    open = subtract(open, part);
  }
  return taken;
}

/** The numbers of so many units out of these, where there is nothing to choose: one number, or all of them. Else null. */
export function onlyNumbers(quantity: Decimal, numbers: Numbers): readonly StockTracking[] | null {
  const there = (numbers ?? []).filter((part) => isPositive(part.quantity));
  if (there.length === 0) return null;
  const isAll = !isPositive(subtract(trackedQuantity(there), quantity));
  return isAll || there.length === 1 ? firstNumbers(quantity, there) : null;
}

/** Numbers as lines keep and show them; null where there are none. */
export const plainTracking = (numbers: Numbers): readonly StockTracking[] | null =>
  numbers && numbers.length > 0
    ? numbers.map(({ number, quantity }) => ({ number, quantity: plain(quantity) }))
    : null;

/**
 * The numbers that are left of a line of which so much is left, when those of others are gone; null where they are not known: one
 * of the others named none, or not what it took.
 */
export function numbersLeft(
  line: { readonly quantity: Decimal; readonly tracking?: Numbers },
  gone: readonly Numbers[],
  left: Decimal,
): readonly StockTracking[] | null {
  if (gone.some((numbers) => !numbers)) return null;
  const rest = numbersWithout(line.tracking, allNumbers(...gone));
  const whole = multiply(trackedQuantity(line.tracking), left);
  return equal(multiply(trackedQuantity(rest), line.quantity), whole) ? plainTracking(rest) : null;
}
