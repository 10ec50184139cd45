import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from './ids.ts';
import { countedTables } from './sql/list-totals.ts';
import { agreementOf } from './tenant.ts';

/**
 * How many rows a table has of this agreement, without counting them; undefined of a table whose number is not kept
 * (`countedTables`).
 */
export async function keptTotal(em: EntityManager, table: string): Promise<number | undefined> {
  if (!countedTables.includes(table)) return undefined;
  const [row] = await em.execute<{ total: string }[]>(
    `select coalesce(sum(row_count), 0) as total from list_total where agreement_number = ? and list = ?`,
    [agreementOf(em), table],
  );
  return Number(row?.total ?? 0);
}

/**
 * What is kept of a counted table, and how many rows it has of this agreement, both at one moment: nothing is locked, for what
 * writes a row counts it in the same transaction.
 */
export async function comparedTotal(
  em: EntityManager,
  table: string,
): Promise<{ readonly kept: number; readonly counted: number }> {
  const [row] = await em.execute<{ kept: string; counted: string }[]>(
    `select (select coalesce(sum(row_count), 0) from list_total where agreement_number = ? and list = ?) as kept,
            (select count(*) from ${table} where agreement_number = ?) as counted`,
    [agreementOf(em), table, agreementOf(em)],
  );
  return { kept: Number(row?.kept), counted: Number(row?.counted) };
}

/** Counts a table anew, with its writers waiting until the transaction ends, and keeps that; answers the number. */
export async function recountTotal(em: EntityManager, table: string): Promise<number> {
  // Who adds to the kept number has written a row of the table first, so that nobody does from here on.
  await em.execute(`lock table ${table} in share mode`);
  const { counted } = await comparedTotal(em, table);
  await em.execute('delete from list_total where agreement_number = ? and list = ?', [
    agreementOf(em),
    table,
  ]);
  await em.execute('insert into list_total (id, agreement_number, list, row_count) values (?, ?, ?, ?)', [
    newId(),
    agreementOf(em),
    table,
    counted,
  ]);
  return counted;
}
