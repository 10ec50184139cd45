import { isNegative, plain } from '../money.ts';
import type { PostedStock } from './posting.ts';

/** What of these lines is below zero now, in words for whoever took it; one of each item. `items[i]` is of `posted[i]`. */
export function stockWarnings(posted: readonly PostedStock[], items: readonly string[]): readonly string[] {
  const last = new Map(posted.map(({ stockAfter }, at) => [items[at] ?? '', stockAfter]));
  return [...last]
    .filter(([, stock]) => isNegative(stock))
    .map(([item, stock]) => `Item ${item} is at ${plain(stock)} in stock now.`);
}
