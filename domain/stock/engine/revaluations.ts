/** Whether value adjustments find something in stock where they stand (V15). Pure. */
import { isPositive, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import type { LedgerInput } from './ledger.ts';
import { comparePlaces } from './state.ts';

/** A value adjustment that finds nothing in stock. */
export interface VoidRevaluation {
  readonly ledgerDate: string;
  /** One of the lines that are being posted; else they leave it without stock. */
  readonly isNew: boolean;
}

/**
 * Average cost: the first value adjustment that finds nothing in stock in its place once these lines are in theirs; one that
 * found nothing before is left alone. `quantity` is what was there before the stored lines, which are in order.
 */
export function voidRevaluation(
  quantity: Decimal,
  stored: readonly LedgerInput[],
  news: readonly LedgerInput[],
): VoidRevaluation | undefined {
  if (![...stored, ...news].some(({ type }) => type === 'value-adjustment')) return undefined;
  const isNew = new Set(news.map(({ lineId }) => lineId));
  let [before, after] = [quantity, quantity];
  for (const line of [...stored, ...news].sort(comparePlaces)) {
    if (line.type === 'movement') continue;
    after = sum([after, line.quantity]);
    if (!isNew.has(line.lineId)) before = sum([before, line.quantity]);
    if (line.type !== 'value-adjustment' || isPositive(after)) continue;
    if (isNew.has(line.lineId)) return { ledgerDate: line.ledgerDate, isNew: true };
    if (isPositive(before)) return { ledgerDate: line.ledgerDate, isNew: false };
  }
  return undefined;
}
