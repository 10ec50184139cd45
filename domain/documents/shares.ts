/** How far a document got, by the quantities of its lines that are on other documents (domain rules: §2.1). Pure. */
import { compare, isPositive } from '../money.ts';
import type { Decimal } from '../money.ts';

/** A line: how much there is, how much of it is done, and how much waits on open documents. */
export interface Share {
  readonly whole: Decimal;
  readonly done: Decimal;
  readonly open: Decimal;
}

/** Nothing done and nothing waiting; nothing done but something waiting; something done; all done. */
export type SharesWord = 'none' | 'ready' | 'partly' | 'all';

/** "All" is decided line by line, and more than all of a line counts as all of it. Of no lines nothing is done. */
export function wordOfShares(shares: readonly Share[]): SharesWord {
  const isDone = ({ whole, done }: Share): boolean => compare(done, whole) >= 0;
  if (shares.length > 0 && shares.every(isDone)) return 'all';
  if (shares.some(({ done }) => isPositive(done))) return 'partly';
  return shares.some(({ open }) => isPositive(open)) ? 'ready' : 'none';
}
