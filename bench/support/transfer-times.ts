import { databaseName } from '../../sandbox/stack/postgres.ts';
import { type Sql, withSql } from '../../sandbox/stack/sql.ts';
import { pollUntil } from './poll-until.ts';
import type { BenchStack } from './stack.ts';

/** One document's way, by the database's clock, in milliseconds since the epoch. */
export interface TransferTime {
  readonly agreement: number;
  readonly bookedAt: number;
  readonly settledAt: number;
}

/** The product's database with all agreements in sight. */
export async function onDatabase<T>(stack: BenchStack, step: (sql: Sql) => Promise<T>): Promise<T> {
  const url = new URL(stack.postgres.superuserUrl);
  url.pathname = `/${databaseName}`;
  return withSql(url.toString(), step);
}

/** The ways of these agreements' documents that were booked since a moment of the database's clock, all of them ended. */
export async function transferTimes(
  sql: Sql,
  agreements: readonly number[],
  since: number,
): Promise<TransferTime[]> {
  const rows = await sql(
    `select t.agreement_number as agreement, extract(epoch from i.booked_at)::float8 * 1000 as "bookedAt",
       extract(epoch from t.settled_at)::float8 * 1000 as "settledAt"
     from transfer t join customer_invoice i on i.id = t.document_id
     where t.agreement_number in (${agreements.join(', ')}) and t.settled_at is not null
       and i.booked_at >= to_timestamp(? / 1000.0)`,
    [since],
  );
  return rows as unknown as TransferTime[];
}

/** The database's clock. */
export async function databaseMillis(sql: Sql): Promise<number> {
  const [row] = await sql('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
  return Number(row?.['now']);
}

/** Waits until so many of the agreements' transfers booked since then have their outcome; answers their ways. */
export async function allSettled(
  sql: Sql,
  agreements: readonly number[],
  since: number,
  count: number,
  withinMs: number,
): Promise<TransferTime[]> {
  return pollUntil(withinMs, `${count} transfers have their outcome`, async () => {
    const times = await transferTimes(sql, agreements, since);
    return times.length >= count ? times : undefined;
  });
}
