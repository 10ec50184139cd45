import type { EntityManager } from '@mikro-orm/postgresql';
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
