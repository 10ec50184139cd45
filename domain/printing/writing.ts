/** How numbers, days and sentences are written. Exact: decimals stay strings. */
import { isNegative, plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { PrintWords } from './words/words.ts';

/** A sentence with its placeholders filled; one that has no value stays as it stands. */
export const fill = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (found, name: string) => values[name] ?? found);

/** Digits in groups of three, with as many decimals as the decimal has: `-1234.5` is `-1.234,5` in Danish. */
export function writeDecimal(words: PrintWords, value: Decimal): string {
  const [whole = '0', fraction] = value.replace('-', '').split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, words.thousands);
  const sign = isNegative(value) ? '-' : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `${words.decimalPoint}${fraction}`}`;
}

/** An amount with its two decimals. */
export const writeAmount = (words: PrintWords, amount: Decimal): string =>
  writeDecimal(words, round(amount, 2));

/** A quantity or percentage without needless zeros. */
export const writePlain = (words: PrintWords, value: Decimal): string => writeDecimal(words, plain(value));

/** A day, `YYYY-MM-DD`. */
export function writeDay(words: PrintWords, day: string): string {
  const [yyyy = '', mm = '', dd = ''] = day.split('-');
  const [m, d] = [String(Number(mm)), String(Number(dd))];
  return fill(words.day, { yyyy, mm, dd, m, d, month: words.months[Number(mm) - 1] ?? mm });
}
