import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { KnownSessions } from '../../api/known-keys.ts';
import { LogInThrottle } from '../../api/log-in-throttle.ts';
import { DomainError } from '../../domain/errors.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { activeUser, testPassword } from '../support/users.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { TestApi } from './support.ts';

interface Session {
  readonly id: string;
  readonly is_current: boolean;
  readonly token?: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
}

let database: TestDatabase;
let api: TestApi;
let agreement: TestAgreement;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  // A throttle of its own for each test: all of them ask from one place.
  api = testApi({ orm: database.orm });
  agreement = await createTestAgreement(database.orm);
});

const logIn = (body: object) => request(api.app).post('/api/sessions').send(body);
const sql = (text: string) => withSql(database.superuserUrl, (run) => run(text));

describe('logging in', () => {
  test('gives a token once, with which one is the user', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    const response = await expecting(
      201,
      logIn({ email: user.email.toUpperCase(), password: testPassword }).set('user-agent', 'Firefox'),
    );
    const { session } = bodyOf<{ session: Session }>(response);
    expect(session).toMatchObject({
      is_current: true,
      user_agent: 'Firefox',
      agreement_number: agreement.number,
    });
    expect(session.token).toMatch(/^bls_[\w-]{43}$/);
    const client = api.as(session.token ?? '');
    expect((await expecting(200, client.get('/api/self'))).body).toMatchObject({
      user: { email: user.email },
    });
    const listed = await expecting(200, client.get('/api/sessions'));
    expect(listed.text).not.toContain(session.token);
    expect(bodyOf<{ sessions: Session[] }>(listed).sessions.map((row) => row.is_current)).toEqual([
      true,
      false,
    ]);
    const stored = await sql(`select token_hash from user_session where id = '${session.id}'`);
    expect(JSON.stringify(stored)).not.toContain(session.token);
  });

  test('an unknown address, a wrong password, an invited and a barred user get the very same words', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    const barred = await activeUser(database.orm, agreement.number, ['sales']);
    const key = api.as(agreement.apiKey);
    await expecting(200, key.put(`/api/users/${barred.id}`, { is_barred: true }));
    await expecting(201, key.post('/api/users', { email: 'new@example.dk', name: 'New', roles: ['sales'] }));
    const answers = [];
    for (const [email, password] of [
      ['nobody@example.dk', testPassword],
      [user.email, `${testPassword}!`],
      [barred.email, testPassword],
      ['new@example.dk', testPassword],
    ]) {
      const problem = problemIn(await logIn({ email, password }));
      answers.push({ ...problem, requestId: 'another each time' });
    }
    expect(answers[0]).toMatchObject({ status: 401, code: 'LogInRefused' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('an address of two agreements needs the number, and nobody learns that without the password', async () => {
    const other = await createTestAgreement(database.orm);
    const email = `both${agreement.number}@example.dk`;
    await activeUser(database.orm, agreement.number, ['sales'], email);
    await activeUser(database.orm, other.number, ['admin'], email);
    expect(problemIn(await logIn({ email, password: testPassword })).code).toBe('LogInRefused');
    for (const { number } of [agreement, other]) {
      const body = { agreement_number: number, email, password: testPassword };
      expect((await expecting(201, logIn(body))).body).toMatchObject({
        session: { agreement_number: number },
      });
    }
    const elsewhere = { agreement_number: 99_999, email, password: testPassword };
    expect(problemIn(await logIn(elsewhere)).code).toBe('LogInRefused');
  });

  test('asks the same of the database, and hashes once, whoever it is', async () => {
    const counted = await testDatabase({ countStatements: true });
    const own = testApi({ orm: counted.orm });
    const { number } = await createTestAgreement(counted.orm);
    const user = await activeUser(counted.orm, number, ['sales']);
    const asked: number[] = [];
    for (const email of ['nobody@example.dk', user.email]) {
      const before = counted.statements.length;
      await expecting(
        401,
        request(own.app).post('/api/sessions').send({ email, password: 'wrong password' }),
      );
      asked.push(counted.statements.length - before);
    }
    expect(asked[0]).toBe(asked[1]);
    await own.close();
    await counted.drop();
  });

  test('nothing of the password is logged or stored', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(201, logIn({ email: user.email, password: testPassword }));
    expect(api.logged.join('')).not.toContain('cykler');
    const commands = await sql(`select count(*) as n from command where body::text like '%cykler%'`);
    expect(JSON.stringify(commands)).toContain('"0"');
  });

  test.each([
    [{ email: 'a@b.dk' }, 'password'],
    [{ email: 'a@b.dk', password: 'x'.repeat(2_000) }, 'password'],
    [{ email: 'a@b.dk', password: 'x', agreement_number: 'x' }, 'agreement_number'],
    [{ password: 'x' }, 'email'],
  ])('%j is refused at %s', async (body, field) => {
    expect(Object.keys(problemIn(await logIn(body)).errors)).toEqual([field]);
  });
});

describe('trying passwords', () => {
  test('an address is tried ten times from one place; then it is to wait, whether or not it is anybody’s', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    for (const email of [user.email, 'nobody@example.dk']) {
      for (let tries = 0; tries < 10; tries += 1) await logIn({ email, password: 'wrong' });
      const response = await logIn({ email, password: testPassword });
      expect(problemIn(response)).toMatchObject({ status: 429, code: 'TooManyRequests' });
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(1);
    }
  });

  test('other places and later hours are not concerned; a place has a limit over all addresses', () => {
    let now = 0;
    const throttle = new LogInThrottle(() => now);
    const take = (address: string, place: string) => () => {
      throttle.take('log-in', address, place);
    };
    for (let tries = 0; tries < 10; tries += 1) take('a@b.dk', '192.0.2.1')();
    expect(take('a@b.dk', '192.0.2.1')).toThrow(DomainError);
    expect(take('a@b.dk', '192.0.2.2')).not.toThrow();
    now += 15 * 60_000;
    expect(take('a@b.dk', '192.0.2.1')).not.toThrow();
    for (let tries = 0; tries < 99; tries += 1) take(`${tries}@b.dk`, '192.0.2.1')();
    expect(take('other@b.dk', '192.0.2.1')).toThrow(DomainError);
  });
});

describe('sessions', () => {
  test('one ends one’s own, this one or another, and nobody else’s', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    const colleague = await activeUser(database.orm, agreement.number, ['admin']);
    const { session } = bodyOf<{ session: Session }>(
      await logIn({ email: user.email, password: testPassword }),
    );
    const client = api.as(session.token ?? '');
    const { sessions } = bodyOf<{ sessions: Session[] }>(await client.get('/api/sessions'));
    const other = sessions.find((row) => !row.is_current);
    expect((await api.as(colleague.token).delete(`/api/sessions/${other?.id ?? ''}`)).status).toBe(404);
    await expecting(200, api.as(user.token).get('/api/self'));
    await expecting(204, client.delete(`/api/sessions/${other?.id ?? ''}`));
    await expecting(401, api.as(user.token).get('/api/self'));
    await expecting(204, client.delete(`/api/sessions/${session.id}`));
    await expecting(401, client.get('/api/self'));
  });

  test.each([
    ['is too old', `expires_at = now() - interval '1 second'`],
    ['was not used for twelve hours', `last_used_at = now() - interval '12 hours 1 second'`],
  ])('one that %s has ended, and goes at the next log-in', async (_what, change) => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await sql(`update user_session set ${change} where user_id = '${user.id}'`);
    expect(problemIn(await api.as(user.token).get('/api/self')).code).toBe('Unauthorized');
    const { session } = bodyOf<{ session: Session }>(
      await logIn({ email: user.email, password: testPassword }),
    );
    const listed = await api.as(session.token ?? '').get('/api/sessions');
    expect(bodyOf<{ sessions: Session[] }>(listed).sessions.map(({ id }) => id)).toEqual([session.id]);
    const rows = await sql(`select count(*) as n from user_session where user_id = '${user.id}'`);
    expect(JSON.stringify(rows)).toContain('"1"');
  });

  test('a use is written down, to the minute', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await sql(
      `update user_session set last_used_at = now() - interval '2 hours' where user_id = '${user.id}'`,
    );
    await expecting(200, api.as(user.token).get('/api/self'));
    const rows = await sql(
      `select count(*) as n from user_session where user_id = '${user.id}' and last_used_at > now() - interval '1 minute'`,
    );
    expect(JSON.stringify(rows)).toContain('"1"');
  });

  test('that ended here is known elsewhere for a second', async () => {
    let clock = 0;
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    const elsewhere = new KnownSessions(database.orm, () => clock);
    expect(await elsewhere.find(user.token)).toMatchObject({ userId: user.id, roles: ['sales'] });
    await sql(`delete from user_session where user_id = '${user.id}'`);
    clock = 999;
    expect(await elsewhere.find(user.token)).toBeDefined();
    clock = 1_000;
    expect(await elsewhere.find(user.token)).toBeUndefined();
  });

  test('are for persons: an API key has none, and a token is no key', async () => {
    const problem = problemIn(await api.as(agreement.apiKey).get('/api/sessions'));
    expect(problem).toMatchObject({ status: 403, code: 'PersonRequired' });
    expect((await api.as('bls_unknown').get('/api/self')).status).toBe(401);
  });
});
