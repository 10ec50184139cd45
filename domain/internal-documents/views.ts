/** What answers show of every internal stock document. */
import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentRow } from '../documents/document.ts';
import type { FilterValue } from '../lists.ts';
import { plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import { agreementOf } from '../tenant.ts';

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

/** Nothing has it: what a filter names does not exist. */
const nobody = { id: { $in: [] } };

/** The id alone, not as an entity: a row of which only the id is loaded would go into the list as it is. */
async function idOf(
  em: EntityManager,
  table: 'product' | 'location',
  number: FilterValue,
): Promise<string | undefined> {
  const [row] = await em.execute<{ id: string }[]>(
    `select id from ${table} where agreement_number = ? and number = ?`,
    [agreementOf(em), number],
  );
  return row?.id;
}

/** Documents that have an item on a line; looked up first, for with joins PostgreSQL would sort all there is. */
export const withItem =
  (lines: string, parent: string) =>
  async (value: FilterValue, em: EntityManager): Promise<object> => {
    const id = await idOf(em, 'product', value);
    if (id === undefined) return nobody;
    const hasLine = raw(
      (alias) =>
        `exists (select from ${lines} line where line.product_id = ? and line.${parent} = ${alias}.id)`,
      [id],
    );
    return { [hasLine as unknown as string]: [] };
  };

/** Documents whose property is the item of that number. */
export const ofItem =
  (property: string) =>
  async (value: FilterValue, em: EntityManager): Promise<object> => {
    const id = await idOf(em, 'product', value);
    return id === undefined ? nobody : { [property]: id };
  };

/** Documents whose property is the location of that number. */
export const atLocation =
  (property: string) =>
  async (value: FilterValue, em: EntityManager): Promise<object> => {
    const id = await idOf(em, 'location', value);
    return id === undefined ? nobody : { [property]: id };
  };
