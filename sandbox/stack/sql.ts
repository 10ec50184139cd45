import { MikroORM } from '@mikro-orm/postgresql';

/** Runs one statement; `?` marks a parameter. */
export type Sql = (statement: string, parameters?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** Opens one connection, hands it to the step and closes it again, whatever happens. */
export async function withSql<T>(url: string, step: (sql: Sql) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 1 },
    ensureDatabase: false,
  });
  try {
    const connection = orm.em.getConnection();
    return await step((statement, parameters = []) =>
      connection.execute<Record<string, unknown>[]>(statement, [...parameters]),
    );
  } finally {
    await orm.close(true);
  }
}

/** A name as SQL takes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL takes it where no parameter is allowed. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
