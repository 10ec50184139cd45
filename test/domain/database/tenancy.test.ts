import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { close, createOrm, readAgreement, withAgreement } from '../../../domain/database.ts';
import { tablesOf } from '../../../domain/migrate.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let superuser: MikroORM;
let tenantTables: { table: string; column: string }[];
let mine: number;
let theirs: number;

/** Tables of the installation, not of an agreement: they hold nothing of anybody's. */
const installationTables = ['keeper_look'];

const asSuperuser = <Row>(sql: string): Promise<Row[]> =>
  superuser.em.getConnection().execute<Row[]>(sql, [], 'all');

beforeAll(async () => {
  database = await testDatabase();
  superuser = await createOrm(database.superuserUrl, { poolMax: 2 });
  mine = (await createTestAgreement(database.orm)).number;
  theirs = (await createTestAgreement(database.orm)).number;
  tenantTables = tablesOf(database.orm)
    .filter((table) => !installationTables.includes(table))
    .map((table) => ({ table, column: table === 'agreement' ? 'number' : 'agreement_number' }));
  await oneRowOfTheirsEverywhere();
});

afterAll(async () => {
  await close(superuser);
  await database.drop();
});

/** A row of the other agreement in every table, whatever it means: no constraint or trigger counts here. */
async function oneRowOfTheirsEverywhere(): Promise<void> {
  for (const { table, column } of tenantTables) {
    const columns = await asSuperuser<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
        where attrelid = '"${table}"'::regclass and attnum > 0 and attnotnull and attgenerated = ''`,
    );
    const values = new Map(columns.map(({ name, type }) => [name, anyValue(type)]));
    values.set(column, String(theirs));
    await superuser.em.fork().transactional(async (em) => {
      await em.execute(`set local session_replication_role = replica`);
      for (const { conname } of await em.execute<{ conname: string }[]>(
        `select conname from pg_constraint where conrelid = '"${table}"'::regclass and contype = 'c'`,
      ))
        await em.execute(`alter table "${table}" drop constraint "${conname}"`);
      await em.execute(
        `insert into "${table}" (${[...values.keys()].map((name) => `"${name}"`).join(', ')})
         values (${[...values.values()].join(', ')}) on conflict do nothing`,
      );
    });
  }
}

const anyValue = (type: string): string => {
  if (type.endsWith('[]')) return `'{}'`;
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'jsonb') return `'{}'`;
  if (type === 'boolean') return 'false';
  if (type === 'bytea') return `''`;
  if (type.startsWith('timestamp') || type === 'date') return 'now()';
  if (/^(integer|bigint|numeric|smallint|double)/.test(type)) return '1';
  return `'x'`;
};

describe('another agreement', () => {
  test('has a row in every table of agreements, so that the tests below can find something', async () => {
    expect(tenantTables.length).toBeGreaterThan(20);
    for (const { table, column } of tenantTables) {
      const [row] = await asSuperuser<{ rows: number }>(
        `select count(*)::int as rows from "${table}" where "${column}" = ${theirs}`,
      );
      expect([table, (row?.rows ?? 0) > 0]).toEqual([table, true]);
    }
  });

  test('is invisible in every table, by raw SQL too', async () => {
    await withAgreement(database.orm, mine, async (em) => {
      for (const { table, column } of tenantTables) {
        const rows = await em.execute<unknown[]>(`select 1 from "${table}" where "${column}" <> ${mine}`);
        expect([table, rows.length]).toEqual([table, 0]);
      }
    });
  });

  test('is invisible to the ORM, with its filters switched off too', async () => {
    const em = readAgreement(database.orm, mine);
    for (const meta of database.orm.getMetadata()) {
      if (installationTables.includes(meta.tableName)) continue;
      const column = meta.tableName === 'agreement' ? 'number' : 'agreementNumber';
      const rows = (await em.find(meta.class, {}, { filters: false })) as Record<string, unknown>[];
      expect([meta.tableName, rows.filter((row) => row[column] !== mine)]).toEqual([meta.tableName, []]);
    }
  });

  test('cannot be changed, emptied or written to, in any table', async () => {
    for (const { table, column } of tenantTables) {
      const before = await asSuperuser(`select * from "${table}" where "${column}" = ${theirs}`);
      for (const statement of [
        `update "${table}" set "${column}" = "${column}" where "${column}" = ${theirs}`,
        `delete from "${table}" where "${column}" = ${theirs}`,
        `truncate "${table}"`,
        // A row of one's own handed over to them.
        `update "${table}" set "${column}" = ${theirs} where "${column}" = ${mine}`,
      ])
        await withAgreement(database.orm, mine, (em) => em.execute(statement)).catch(() => undefined);
      expect([table, await asSuperuser(`select * from "${table}" where "${column}" = ${theirs}`)]).toEqual([
        table,
        before,
      ]);
    }
  });

  test('gets no rows from us: an insert in its name is refused', async () => {
    const insert = withAgreement(database.orm, mine, (em) =>
      em.execute(
        `insert into unit (id, agreement_number, number, name, version, changed_by, created_at, updated_at)
         values (gen_random_uuid(), ${theirs}, 77, 'x', 1, 'x', now(), now())`,
      ),
    );
    await expect(insert).rejects.toThrow(/row-level security/);
  });
});

describe('without an agreement', () => {
  test('no table gives anything', async () => {
    for (const { table } of tenantTables)
      await expect(database.orm.em.getConnection().execute(`select * from "${table}"`)).rejects.toThrow(
        /mikro.tenant.agreementNumber|invalid input syntax for type integer/,
      );
  });

  test('the ORM refuses to ask', async () => {
    for (const meta of database.orm.getMetadata())
      if (!installationTables.includes(meta.tableName))
        await expect(database.orm.em.fork().find(meta.class, {})).rejects.toThrow(/tenant/);
  });
});

describe('the database', () => {
  test('has row-level security, enabled and forced, with a tenant policy on every table of agreements', async () => {
    const secured = await asSuperuser<{ table: string }>(
      `select c.relname as table from pg_class c
        where c.relrowsecurity and c.relforcerowsecurity
          and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = c.relname || '_tenant_policy')`,
    );
    expect(secured.map((row) => row.table).sort()).toEqual(tenantTables.map((row) => row.table).sort());
  });

  test('has no other policy than the tenant one for everybody and the one for the keeper', async () => {
    const others = await asSuperuser(
      `select p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
        where not (p.polname = c.relname || '_tenant_policy' and p.polroles = '{0}')
          and not (p.polname = 'keeper' and p.polroles = array['bilag_keeper'::regrole::oid])`,
    );
    expect(others).toEqual([]);
  });

  test('gives the app a login that is neither superuser nor owner and owns nothing', async () => {
    const [role] = await asSuperuser<Record<string, boolean>>(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              exists (select 1 from pg_class where relowner = r.oid) as owns,
              pg_has_role(oid, 'bilag_keeper', 'MEMBER') as keeps
         from pg_roles r where rolname = '${new URL(database.appUrl).username}'`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owns: false,
      keeps: false,
    });
  });

  test("keeps the migrations' own table from the app", async () => {
    await expect(
      database.orm.em.getConnection().execute('select * from mikro_orm_migrations'),
    ).rejects.toThrow(/permission denied/);
  });
});
