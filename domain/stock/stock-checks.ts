/** What §4 forbids: each check throws one error that names the item, and nothing has been written by then. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { compare, equal, isNegative, isPositive, negate, plain, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { LedgerInput } from './engine/ledger.ts';
import type { LoadedItem } from './engine/post-lines.ts';
import { voidRevaluation } from './engine/revaluations.ts';
import type { VoidRevaluation } from './engine/revaluations.ts';
import type { InventoryPrinciple } from './engine/state.ts';
import type { StockEntry } from './stock-entries.ts';
import { mostAddedAfter } from './stock-load.ts';
import type { ItemRow, ReferredRow } from './stock-load.ts';

/** Throws what refused an entry, with the field that names the entry where it has one. */
export function refuseEntry({ field }: StockEntry, error: unknown): never {
  if (!(error instanceof DomainError) || field === undefined || Object.keys(error.errors).length > 0)
    throw error;
  throw new DomainError(error.code, error.params, { errors: { [field]: [error.message] }, cause: error });
}

/** The item of an entry. Throws `NotFound` and `ItemNotStocked`. */
export function stockedItem(items: ReadonlyMap<string, ItemRow>, productId: string): ItemRow {
  const item = items.get(productId);
  if (item === undefined) throw new DomainError('NotFound', { what: `Item ${productId}` });
  if (!item.hasInventory) throw new DomainError('ItemNotStocked', { item: item.number });
  return item;
}

/** Throws where batch or serial numbers are missing, superfluous, or stand for the wrong quantity. */
export function requireTracking(item: ItemRow, entry: StockEntry): void {
  const { tracking } = entry;
  const isTracked = item.hasBatchControl || item.hasSerialNumbers;
  if (!isTracked && tracking.length > 0) throw new DomainError('TrackingNotKept', { item: item.number });
  if (!isTracked || equal(entry.quantity, '0')) return;
  const quantity = plain(isNegative(entry.quantity) ? negate(entry.quantity) : entry.quantity);
  const given = sum(tracking.map((part) => part.quantity));
  if (!equal(given, quantity))
    throw new DomainError('TrackingMissing', { item: item.number, quantity, given });
  if (!item.hasSerialNumbers) return;
  const wrong = tracking.find((part) => !equal(part.quantity, '1'));
  if (wrong !== undefined)
    throw new DomainError('SerialQuantityNotOne', {
      item: item.number,
      number: wrong.number,
      quantity: plain(wrong.quantity),
    });
}

/**
 * Throws `NoStockToRevalue` for a value adjustment that finds nothing in stock in its place (of FIFO, where what is here now is
 * revalued, at any time from then on), and `RevaluationVoided` for lines that leave one of the past without. Of average cost
 * nothing is read; of FIFO one statement for each value adjustment.
 */
export async function refuseVoid(
  em: EntityManager,
  principle: InventoryPrinciple,
  item: ItemRow,
  { state, tail }: LoadedItem,
  lines: readonly LedgerInput[],
): Promise<void> {
  const found =
    principle === 'average'
      ? voidRevaluation(tail?.start.quantity ?? state.quantity, tail?.lines ?? [], lines)
      : await voidAtFifo(em, item, lines);
  if (found === undefined) return;
  const params = { item: item.number, date: found.ledgerDate };
  throw new DomainError(found.isNew ? 'NoStockToRevalue' : 'RevaluationVoided', params);
}

async function voidAtFifo(
  em: EntityManager,
  item: ItemRow,
  lines: readonly LedgerInput[],
): Promise<VoidRevaluation | undefined> {
  for (const [at, { type, ledgerDate }] of lines.entries()) {
    if (type !== 'value-adjustment') continue;
    const before = lines
      .slice(0, at)
      .filter((line) => line.type !== 'movement' && line.ledgerDate <= ledgerDate);
    const lowest = subtract(item.quantity, await mostAddedAfter(em, item.productId, ledgerDate));
    if (!isPositive(sum([lowest, ...before.map(({ quantity }) => quantity)])))
      return { ledgerDate, isNew: true };
  }
  return undefined;
}

/**
 * Throws `NotFound` where a line is of one that its item does not have, or that is none it can be of, `ReturnBeforeIssue` and
 * `ReturnExceedsIssue`. `back` are quantities that come back of the same line before it in this transaction.
 */
export function requireReferred(
  item: ItemRow,
  entry: StockEntry,
  referred: ReadonlyMap<string, ReferredRow>,
  back: Decimal,
): void {
  if (entry.ofLineId === null) return;
  const line = referred.get(entry.ofLineId);
  const isReturn = entry.type === 'customer-return';
  const fits = line?.productId === entry.productId && isNegative(line.quantity) === isReturn;
  if (line === undefined || !fits || line.type === 'movement')
    throw new DomainError('NotFound', { what: `The ledger line ${entry.ofLineId} of item ${item.number}` });
  if (!isReturn) return;
  if (entry.ledgerDate < line.ledgerDate)
    throw new DomainError('ReturnBeforeIssue', {
      item: item.number,
      issued: line.ledgerDate,
      date: entry.ledgerDate,
    });
  const left = subtract(negate(line.quantity), sum([...line.returned, back]));
  if (compare(entry.quantity, left) > 0)
    throw new DomainError('ReturnExceedsIssue', {
      item: item.number,
      left: plain(left),
      quantity: plain(entry.quantity),
    });
}
