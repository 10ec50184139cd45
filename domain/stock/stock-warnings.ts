import { isNegative, plain } from '../money.ts';
import type { IssuedGoods } from './issue-goods.ts';

/**
 * What of goods that left, or of components of theirs, is below zero now, in words for whoever took it; one of each item.
 * `items[i]` is of `posted[i]`.
 */
export function stockWarnings({ posted, short }: IssuedGoods, items: readonly string[]): readonly string[] {
  const last = new Map(posted.map(({ stockAfter }, at) => [items[at] ?? '', stockAfter]));
  for (const { item, stock } of short) last.set(item, stock);
  return [...last]
    .filter(([, stock]) => isNegative(stock))
    .map(([item, stock]) => `Item ${item} is at ${plain(stock)} in stock now.`);
}
