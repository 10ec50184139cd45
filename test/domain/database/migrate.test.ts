import { afterAll, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { lacksMigration } from '../../../domain/create-migration.ts';
import { close, createOrm } from '../../../domain/database.ts';
import { migrate, pendingSchemaChanges, tablesOf } from '../../../domain/migrate.ts';
import { createTestAgreement } from '../../support/database.ts';
import { testPostgres } from '../../support/servers.ts';
import { onDatabase, runOnce } from '../../support/template.ts';

const name = `bilag_migrate_${process.pid}`;
const login = `bilag_login_${process.pid}`;
const server = testPostgres();
const ownerUrl = onDatabase(server.ownerUrl, name);
const appUrl = ((): string => {
  const url = new URL(onDatabase(server.appUrl, name));
  url.username = login;
  // What has a meaning in SQL, in addresses or in placeholders.
  url.password = encodeURIComponent(`it's ? "100 %" :a \\ $1`);
  return url.toString();
})();

const query = async <Row>(url: string, sql: string): Promise<Row[]> => {
  const orm = await createOrm(url, { poolMax: 1 });
  try {
    return await orm.em.getConnection().execute<Row[]>(sql, [], 'all');
  } finally {
    await close(orm);
  }
};

afterAll(async () => {
  await runOnce(server.superuserUrl, `drop database if exists "${name}" with (force)`);
  await runOnce(server.superuserUrl, `drop role if exists "${login}"`);
});

describe('migrating', () => {
  const migrations = readdirSync(`${import.meta.dirname}/../../../domain/migrations`)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();

  test('makes everything from an empty database, as a plain owner, and the login of the app', async () => {
    await runOnce(server.ownerUrl, `create database "${name}"`);
    const lines: string[] = [];
    const { executed } = await migrate({ ownerUrl, appUrl, log: (line) => lines.push(line) });
    expect(executed).toEqual(migrations);
    expect(lines).toContain(`the app logs in as ${login}`);
    const orm = await createOrm(appUrl, { poolMax: 1 });
    const { number } = await createTestAgreement(orm);
    await close(orm);
    expect(number).toBe(1000);
  });

  test('again changes nothing', async () => {
    const shape = `select md5(string_agg(line, E'\\n' order by line)) as shape from (
      select format('%s %s %s', c.oid::regclass, c.relacl, c.relrowsecurity) as line
        from pg_class c where relnamespace = 'public'::regnamespace
      union all select format('%s %s %s', p.oid::regprocedure, p.proacl, p.prosrc)
        from pg_proc p where pronamespace = 'public'::regnamespace
      union all select format('%s %s', tgrelid::regclass, tgname) from pg_trigger) as lines`;
    const before = await query(ownerUrl, shape);
    expect((await migrate({ ownerUrl, appUrl })).executed).toEqual([]);
    expect(await query(ownerUrl, shape)).toEqual(before);
  });

  test('twice at once is one after the other', async () => {
    const results = await Promise.all([migrate({ ownerUrl, appUrl }), migrate({ ownerUrl, appUrl })]);
    expect(results.map((result) => result.executed)).toEqual([[], []]);
  });

  test('leaves no difference between entities, migrations and database', async () => {
    expect(await pendingSchemaChanges(ownerUrl)).toEqual([]);
  });

  test('and a difference is found', async () => {
    await runOnce(ownerUrl, 'alter table unit add column surplus int');
    expect(await pendingSchemaChanges(ownerUrl)).toEqual(['alter table "unit" drop column "surplus";']);
    await runOnce(ownerUrl, 'alter table unit drop column surplus');
  });

  test('refuses the owner as the login of the app', async () => {
    await expect(migrate({ ownerUrl, appUrl: ownerUrl })).rejects.toThrow(
      /DATABASE_URL has to name a login of its own/,
    );
  });

  test('grants the app every table of an entity, and no more than it needs of the append-only ones', async () => {
    const orm = await createOrm(ownerUrl, { poolMax: 1 });
    const tables = tablesOf(orm);
    await close(orm);
    const rights = await query<{ table: string; rights: string }>(
      ownerUrl,
      `select table_name as table, string_agg(lower(privilege_type), ', ' order by privilege_type) as rights
         from information_schema.role_table_grants where grantee = 'bilag_app' group by table_name`,
    );
    const byTable = new Map(rights.map((row) => [row.table, row.rights]));
    expect([...byTable.keys()].sort()).toEqual(tables);
    expect(byTable.get('document_event')).toBe('insert, select');
    expect(byTable.get('agreement')).toBe('insert, select, update');
    expect(byTable.get('customer')).toBe('delete, insert, select, update');
  });
});

describe('the snapshot beside the migrations', () => {
  test('has every entity: no migration is lacking (npm run migration:create)', async () => {
    expect(await lacksMigration()).toBe(false);
  });
});
