/**
 * Exact decimal arithmetic for money, quantities, percentages and rates. Everything comes in and goes out as a decimal
 * string; inside it is big.js in strict mode, so that a JavaScript number can never slip in. Pure: usable in workflows.
 *
 * "Half up" means away from zero when exactly in the middle, so that a negative amount rounds as its positive twin does.
 */
import { Big } from 'big.js';

/** A decimal number as a string, such as `12`, `-0.5` or `1234.5678`. */
export type Decimal = string;

const Exact = Big();
Exact.strict = true;
Exact.RM = Exact.roundHalfUp;

/** What the API takes as an amount, price or quantity: at most 15 digits before the point and 4 after it. */
export const decimalPattern = /^-?\d{1,15}(\.\d{1,4})?$/;

/** Amounts of a line or document are smaller than this (absolute), in any currency: `numeric(19,4)` holds them. */
export const amountLimit: Decimal = '1000000000000000';

/** Whether the text is a decimal as the API takes it: {@link decimalPattern}, and at most `places` decimals. */
export function isDecimal(text: string, places = 4): boolean {
  return decimalPattern.test(text) && decimals(text) <= places;
}

/** Decimals after the point that count: `1.50` has 1. Throws on what is no decimal. */
export function decimals(value: Decimal): number {
  const fraction = plain(value).split('.')[1];
  return fraction?.length ?? 0;
}

/** Throws an error that names `what`, where the condition does not hold: a defect of ours, never of the caller. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new InvariantViolation(what);
}

/** Something that can never be was found: nothing may be saved from here on. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

const exact = (value: Decimal): Big => new Exact(value);
const withoutMinusZero = (text: string): string => (/^-[0.]+$/.test(text) ? text.slice(1) : text);

/** The shortest plain notation: no exponent, no trailing zeros, no minus before zero. */
export function plain(value: Decimal): Decimal {
  return withoutMinusZero(exact(value).toFixed());
}

/** Rounded half up to `places` decimals, which are all written: `round('2.5', 2)` is `2.50`. */
export function round(value: Decimal, places: number): Decimal {
  return withoutMinusZero(exact(value).toFixed(places));
}

/** The shortest notation with at least `places` decimals; never rounds. Prices are shown so: `9.50`, `0.1234`. */
export function atLeast(value: Decimal, places: number): Decimal {
  return decimals(value) < places ? round(value, places) : plain(value);
}

/** The exact sum; `0` of nothing. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total = exact('0');
  for (const value of values) total = total.plus(exact(value));
  return plain(total.toFixed());
}

/** Exactly `a − b`. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return plain(exact(a).minus(exact(b)).toFixed());
}

/** The exact product of all values; `1` of nothing. */
export function multiply(...values: readonly Decimal[]): Decimal {
  let product = exact('1');
  for (const value of values) product = product.times(exact(value));
  return plain(product.toFixed());
}

/** Big numbers whose quotients have this many decimals, rounded half up once: never twice, as after a longer quotient. */
const divisors = new Map<number, typeof Exact>();

function dividing(places: number): typeof Exact {
  const known = divisors.get(places);
  if (known !== undefined) return known;
  const made = Big();
  made.strict = true;
  made.RM = made.roundHalfUp;
  made.DP = places;
  divisors.set(places, made);
  return made;
}

/**
 * The part of a value that `part` of `whole` has: `value · part ÷ whole`, rounded half up to `places` decimals, once and at
 * the end. Throws on a whole of zero, which is a defect of ours.
 */
export function share(value: Decimal, part: Decimal, whole: Decimal, places: number): Decimal {
  invariant(!equal(whole, '0'), 'a share of nothing was asked for');
  const Quotient = dividing(places);
  const product = exact(value).times(exact(part)).toFixed();
  return round(new Quotient(product).div(new Quotient(whole)).toFixed(), places);
}

/** The smaller of two. */
export function least(a: Decimal, b: Decimal): Decimal {
  return compare(a, b) <= 0 ? a : b;
}

/** The same number with the other sign; 0 stays 0. */
export function negate(value: Decimal): Decimal {
  return plain(exact(value).neg().toFixed());
}

/** Negative, 0 or positive as `a` is smaller than, equal to or larger than `b`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return exact(a).cmp(exact(b));
}

/** Whether both are the same number, however they are written. */
export function equal(a: Decimal, b: Decimal): boolean {
  return compare(a, b) === 0;
}

export function isNegative(value: Decimal): boolean {
  return compare(value, '0') < 0;
}

export function isPositive(value: Decimal): boolean {
  return compare(value, '0') > 0;
}

/** Exactly `percentage` % of the value. */
export function percentageOf(value: Decimal, percentage: Decimal): Decimal {
  return multiply(value, percentage, '0.01');
}

/** Exactly what is left of the value after a discount of `percentage` %. */
export function afterDiscount(value: Decimal, percentage: Decimal): Decimal {
  return subtract(value, percentageOf(value, percentage));
}

/**
 * The one discount that equals two, one after the other: 10 % and then 5 % are 14.5 %. Exact; two percentages of 2
 * decimals give at most 6.
 */
export function combineDiscounts(first: Decimal, second: Decimal): Decimal {
  return subtract(sum([first, second]), percentageOf(first, second));
}

/** An amount in base currency, 2 decimals, half up. The rate is base units per 100 units of the currency. */
export function toBaseCurrency(amount: Decimal, exchangeRate: Decimal): Decimal {
  return round(percentageOf(amount, exchangeRate), 2);
}

/**
 * A price of base currency in another currency, 2 decimals, half up: what is printed and what every ERP takes. The rate
 * is base units per 100 units of the currency.
 */
export function fromBaseCurrency(price: Decimal, exchangeRate: Decimal): Decimal {
  const rate = exact(exchangeRate);
  invariant(rate.gt('0'), 'an exchange rate is positive');
  return round(exact(multiply(price, '100')).div(rate).toFixed(), 2);
}
