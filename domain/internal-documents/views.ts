/** What answers show of every internal stock document. */
import type { DocumentRow } from '../documents/document.ts';
import type { FilterValue } from '../lists.ts';
import { plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';

export interface Named<Key> {
  readonly number: Key;
  readonly name: string;
}

export const named = <Key>({ number, name }: Named<Key>): Named<Key> => ({ number, name });

export const namedOrNull = <Key>(row: Named<Key> | null | undefined): Named<Key> | null =>
  row ? named(row) : null;

/** The head that all of them have. */
export interface InternalSummary {
  readonly id: string;
  readonly number: number;
  readonly is_archived: boolean;
  readonly version: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
}

export const internalSummary = (
  row: DocumentRow & { readonly createdBy: string; readonly createdAt: Date },
): InternalSummary => ({
  id: row.id,
  number: row.number,
  is_archived: row.archivedAt instanceof Date,
  version: row.version,
  created_at: row.createdAt.toISOString(),
  created_by: row.createdBy,
  updated_at: row.updatedAt.toISOString(),
});

export const trackingView = (parts: readonly StockTracking[]): StockTracking[] =>
  parts.map(({ number, quantity }) => ({ number, quantity: plain(quantity) }));

export const plainOrNull = (value: Decimal | null | undefined): Decimal | null =>
  value === null || value === undefined ? null : plain(value);

/** A value in base currency, 2 decimals. */
export const valueOrNull = (value: Decimal | null | undefined): Decimal | null =>
  value === null || value === undefined ? null : round(value, 2);

/** Filters by the day of the document; both days belong to it. */
export const dayFilters = {
  dateFrom: (value: FilterValue): object => ({ date: { $gte: value } }),
  dateTo: (value: FilterValue): object => ({ date: { $lte: value } }),
};
