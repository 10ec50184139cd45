import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createApiKey, findCredential, revokeApiKey } from '../../../domain/agreements/api-key.service.ts';
import { acrossAgreements, close, createOrm, withAgreement } from '../../../domain/database.ts';
import { definerFunctions } from '../../../domain/sql/security-definer.ts';
import { accountsOf } from '../../../domain/users/log-in.service.ts';
import { findSession } from '../../../domain/users/session.service.ts';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { createLink, findLink, tokenOf } from '../../../domain/users/user-link.service.ts';
import { findUser } from '../../../domain/users/user.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestAgreement, TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { activeUser } from '../../support/users.ts';
import { refusedAttempt, untestedConnection } from '../../support/attempts.ts';

let database: TestDatabase;
let superuser: MikroORM;
let one: TestAgreement;
let two: TestAgreement;

beforeAll(async () => {
  database = await testDatabase();
  superuser = await createOrm(database.superuserUrl, { poolMax: 1 });
  one = await createTestAgreement(database.orm);
  two = await createTestAgreement(database.orm);
});

afterAll(async () => {
  await close(superuser);
  await database.drop();
});

/** Columns that would be secret, but are what the caller brings himself. */
const lookedUpBy = new Set([
  'api_key.hash',
  'user_session.token_hash',
  'user_link.token_hash',
  'app_user.email',
]);

const asSuperuser = <Row>(sql: string): Promise<Row[]> =>
  superuser.em.getConnection().execute<Row[]>(sql, [], 'all');

describe('the doors across agreements', () => {
  test('are those of the list, belong to the keeper, and only the app may use them', async () => {
    const found = await asSuperuser<{ name: string }>(
      `select p.proname as name from pg_proc p
        where p.prosecdef and p.pronamespace = 'public'::regnamespace
          and p.proowner = 'bilag_keeper'::regrole
          and p.proconfig = '{"search_path=pg_catalog, pg_temp"}'
          and has_function_privilege('bilag_app', p.oid, 'execute')
          and not exists (select 1 from aclexplode(p.proacl) where grantee = 0)`,
    );
    const all = await asSuperuser<{ name: string }>(`select proname as name from pg_proc where prosecdef`);
    const listed = definerFunctions.map((fn) => fn.name).sort();
    expect(found.map((row) => row.name).sort()).toEqual(listed);
    expect(all.map((row) => row.name).sort()).toEqual(listed);
  });

  test('see the columns of the list and no others', async () => {
    const granted = await asSuperuser<{ column: string }>(
      `select c.oid::regclass || '.' || a.attname || ' ' || lower(x.privilege_type) as column
         from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
        where x.grantee = 'bilag_keeper'::regrole`,
    );
    const whole = await asSuperuser(
      `select c.relname from pg_class c, aclexplode(c.relacl) x where x.grantee = 'bilag_keeper'::regrole`,
    );
    const listed = definerFunctions.flatMap((fn) =>
      [['select', fn.reads] as const, ['update', fn.updates ?? {}] as const].flatMap(([right, columnsOf]) =>
        Object.entries(columnsOf).flatMap(([table, columns]) =>
          columns.map((column) => `${table}.${column} ${right}`),
        ),
      ),
    );
    expect(granted.map((row) => row.column).sort()).toEqual([...new Set(listed)].sort());
    expect(whole).toEqual([]);
  });

  test('never see a secret: no hash but that of a key or token, no password, no body, no amount', () => {
    const seen = definerFunctions.flatMap((fn) =>
      Object.entries(fn.reads).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
    );
    expect(
      seen.filter(
        (column) =>
          !lookedUpBy.has(column) &&
          /hash|password|credential|secret|sealed|token|body|amount|name|email|party/.test(column),
      ),
    ).toEqual([]);
  });

  test('the keeper is nobody: it cannot log in, and the app cannot become it', async () => {
    const [keeper] = await asSuperuser(
      `select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'bilag_keeper'`,
    );
    expect(keeper).toEqual({
      rolcanlogin: false,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
    });
    await expect(acrossAgreements(database.orm, 'set role bilag_keeper', [])).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('finding an API key', () => {
  test('tells whose it is and what it may do, and nothing more', async () => {
    const credential = await findCredential(database.orm, one.apiKey);
    expect(credential).toEqual({
      keyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agreementNumber: one.number,
      prefix: one.apiKey.slice(0, 12),
      scopes: ['read', 'write', 'book', 'support', 'admin'],
    });
    const [row] = await acrossAgreements<object>(
      database.orm,
      `select * from bilag_find_api_key(encode(sha256('${two.apiKey}'), 'hex'))`,
      [],
    );
    expect(Object.keys(row ?? {}).sort()).toEqual(['agreement_number', 'id', 'prefix', 'scopes']);
  });

  test('works the same inside the session of another agreement', async () => {
    const rows = await withAgreement(database.orm, one.number, (em) =>
      em.execute<{ agreement_number: number }[]>(
        `select * from bilag_find_api_key(encode(sha256('${two.apiKey}'), 'hex'))`,
      ),
    );
    expect(rows.map((row) => row.agreement_number)).toEqual([two.number]);
  });

  test.each([
    ['an unknown key', () => 'blg_unknown'],
    ['no key', () => ''],
    ['the prefix of a key', () => one.apiKey.slice(0, 12)],
    ['a key with something behind it', () => `${one.apiKey}x`],
    ['a pattern', () => 'blg_%'],
    ['a very long text', () => `blg_${'x'.repeat(100_000)}`],
    ['SQL', () => `blg_' or true --`],
    ['a zero byte', () => 'blg_\0'],
  ])('%s finds nothing', async (_what, plainKey) => {
    expect(await findCredential(database.orm, plainKey())).toBeUndefined();
  });

  test('gives the same empty answer for an expired and a revoked key', async () => {
    const { expired, revoked } = await withAgreement(database.orm, one.number, async (em) => {
      const inAMoment = new Date(Date.now() + 60_000);
      const first = await createApiKey(em, { name: 'a', scopes: ['read'], expiresAt: inAMoment }, 'test');
      const second = await createApiKey(em, { name: 'b', scopes: ['read'] }, 'test');
      await revokeApiKey(em, second.key.id, 'test');
      first.key.expiresAt = new Date(Date.now() - 1);
      return { expired: first.plainKey, revoked: second.plainKey };
    });
    expect(await findCredential(database.orm, expired)).toBeUndefined();
    expect(await findCredential(database.orm, revoked)).toBeUndefined();
  });
});

describe('the number of a new agreement', () => {
  test('is one more than the largest, and tells nothing else', async () => {
    const rows = await acrossAgreements(database.orm, 'select bilag_next_agreement_number() as next', []);
    expect(rows).toEqual([{ next: Math.max(one.number, two.number) + 1 }]);
  });
});

describe('the numbers of all agreements', () => {
  test('are numbers alone', async () => {
    const rows = await acrossAgreements(database.orm, 'select * from bilag_agreement_numbers()', []);
    expect(rows).toEqual([{ bilag_agreement_numbers: one.number }, { bilag_agreement_numbers: two.number }]);
  });
});

describe('the unmapped refusals', () => {
  test('are counts per provider over all agreements, and nothing of what was refused', async () => {
    for (const { number } of [one, two]) {
      const connection = await untestedConnection(database.orm, number);
      const before = await counted();
      await refusedAttempt(database.orm, number, connection, 'PeriodClosed');
      expect(await counted()).toEqual(before);
      await refusedAttempt(database.orm, number, connection, 'ErpRefusedUnknown');
      expect(await counted()).toEqual([
        { provider: 'e-conomic', refusals: String(Number(before[0]?.refusals) + 1) },
      ]);
    }
    expect(await counted()).toEqual([{ provider: 'e-conomic', refusals: '2' }]);
  });

  const counted = (): Promise<{ provider: string; refusals: string }[]> =>
    acrossAgreements(database.orm, 'select * from bilag_unmapped_refusals()', []);
});

describe('finding who has logged in', () => {
  test('tells who holds the token, and nothing of his password or his other sessions', async () => {
    const user = await activeUser(database.orm, one.number, ['sales']);
    expect(await findSession(database.orm, user.token)).toEqual({
      sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agreementNumber: one.number,
      userId: user.id,
      email: user.email,
      roles: ['sales'],
    });
    const [row] = await acrossAgreements<object>(
      database.orm,
      `select * from bilag_find_session(encode(sha256('${user.token}'), 'hex'))`,
      [],
    );
    expect(Object.keys(row ?? {}).sort()).toEqual([
      'agreement_number',
      'email',
      'roles',
      'session_id',
      'user_id',
    ]);
  });

  test.each([
    ['unknown', `update app_user set name = name where id = ?`, 'x'],
    ['expired', `update user_session set expires_at = now() where user_id = ?`, ''],
    ['idle', `update user_session set last_used_at = now() - interval '13 hours' where user_id = ?`, ''],
    ['of a barred user', `update app_user set status = 'barred' where id = ?`, ''],
  ])('tells nothing of a token that is %s', async (_what, change, more) => {
    const user = await activeUser(database.orm, one.number, ['sales']);
    expect(await findSession(database.orm, user.token)).toBeDefined();
    await superuser.em.getConnection().execute(change, [user.id]);
    expect(await findSession(database.orm, `${user.token}${more}`)).toBeUndefined();
  });
});

describe('finding the accounts of an address', () => {
  test('tells where active users of just this address are, and nothing of them', async () => {
    const email = 'both@example.dk';
    const ours = await activeUser(database.orm, one.number, ['admin'], email);
    const theirs = await activeUser(database.orm, two.number, ['sales'], email);
    await activeUser(database.orm, two.number, ['sales'], 'another@example.dk');
    expect(await accountsOf(database.orm, ' Both@Example.DK ')).toEqual([
      { agreementNumber: one.number, userId: ours.id },
      { agreementNumber: two.number, userId: theirs.id },
    ]);
    expect(await accountsOf(database.orm, email, two.number)).toEqual([
      { agreementNumber: two.number, userId: theirs.id },
    ]);
    const rows = await acrossAgreements<object>(
      database.orm,
      `select * from bilag_find_accounts('${email}', null)`,
      [],
    );
    expect(rows.map((row) => Object.keys(row).sort())).toEqual([
      ['agreement_number', 'user_id'],
      ['agreement_number', 'user_id'],
    ]);
  });

  test('tells nothing of barred users, of a part of an address, or of a pattern', async () => {
    const user = await activeUser(database.orm, one.number, ['sales'], 'gone@example.dk');
    for (const part of ['gone', 'gone@example', '%', 'gone%', '']) {
      expect([part, await accountsOf(database.orm, part)]).toEqual([part, []]);
    }
    await superuser.em
      .getConnection()
      .execute(`update app_user set status = 'barred' where id = ?`, [user.id]);
    expect(await accountsOf(database.orm, 'gone@example.dk')).toEqual([]);
  });
});

describe('finding the link of a mail', () => {
  const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);

  test('tells which it is, not whose, and nothing once it has ended or is too old', async () => {
    const user = await activeUser(database.orm, one.number, ['sales']);
    const make = () =>
      withAgreement(database.orm, one.number, async (em) => {
        const link = await createLink(em, vault, await findUser(em, user.id), 'password-reset', 'test');
        return { id: link.id, token: tokenOf(vault, one.number, { id: link.id, sealed: link.sealed ?? '' }) };
      });
    const first = await make();
    expect(await findLink(database.orm, first.token)).toEqual({
      agreementNumber: one.number,
      linkId: first.id,
    });
    const second = await make();
    expect((await refusalOf(findLink(database.orm, first.token))).code).toBe('LinkNotValid');
    await superuser.em
      .getConnection()
      .execute(`update user_link set expires_at = now() where id = ?`, [second.id]);
    expect((await refusalOf(findLink(database.orm, second.token))).code).toBe('LinkNotValid');
  });
});
