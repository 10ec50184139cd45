import type { MikroORM } from '@mikro-orm/postgresql';
import { withAgreement } from '../../domain/database.ts';

/** What an agreement's tables hold: of each table how many rows, and a digest of all of them. */
export type Digest = Readonly<Record<string, string>>;

let statement: string | undefined;

/**
 * Everything that is stored of an agreement, in short: equal digests mean that no row of any of its tables was added, changed
 * or taken away. Tables in `except` are left out.
 */
export async function digestOf(
  orm: MikroORM,
  agreementNumber: number,
  except: readonly string[] = [],
): Promise<Digest> {
  return withAgreement(orm, agreementNumber, async (em) => {
    statement ??= digestStatement(
      await em.execute<{ name: string }[]>(
        `select c.table_name as name from information_schema.columns c
           join information_schema.tables t using (table_schema, table_name)
          where c.column_name = 'agreement_number' and c.table_schema = current_schema()
            and t.table_type = 'BASE TABLE' order by 1`,
      ),
    );
    const rows = await em.execute<{ name: string; digest: string }[]>(statement);
    return Object.fromEntries(
      rows.flatMap(({ name, digest }) => (except.includes(name) ? [] : [[name, digest]])),
    );
  });
}

/** Row-level security shows the agreement's own rows alone. */
function digestStatement(tables: readonly { readonly name: string }[]): string {
  if (tables.length < 50) throw new Error(`Only ${tables.length} tables of agreements were found.`);
  return ['agreement', ...tables.map(({ name }) => name)]
    .map(
      (name) =>
        `select '${name}' as name, concat(count(*), ' ', md5(string_agg(md5(t::text), '' order by md5(t::text)))) as digest from "${name}" t`,
    )
    .join(' union all ');
}
