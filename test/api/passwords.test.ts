import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliveryActivities } from '../../activities/deliveries/deliver.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import { withAgreement } from '../../domain/database.ts';
import { dueDeliveries } from '../../domain/deliveries/courier.ts';
import { listDeliveries } from '../../domain/deliveries/delivery.service.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { testMailDir, testSenders } from '../support/senders.ts';
import { activeUser, testPassword } from '../support/users.ts';
import { expecting, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let api: TestApi;
let agreement: TestAgreement;
let key: ApiClient;
const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
const next = 'tolv blå elefanter';

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  api = testApi({ orm: database.orm, vault });
  agreement = await createTestAgreement(database.orm);
  key = api.as(agreement.apiKey);
});

const sql = (text: string) => withSql(database.superuserUrl, (run) => run(text));
const post = (path: string, body: object) => request(api.app).post(path).send(body);
const logIn = (email: string, password: string) => post('/api/sessions', { email, password });
const invited = { email: 'mette@example.dk', name: 'Mette Holm', language: 'da', roles: ['sales'] };

async function invite(body: object): Promise<string> {
  const response = await expecting(201, key.post('/api/users', body));
  return (response.body as { user: { id: string } }).user.id;
}

/** A message whose body is quoted-printable, as its reader sees it. */
const decoded = (message: string): string =>
  Buffer.from(
    message
      .replaceAll(/=\r?\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** Sends what is promised, as the worker does, and gives the mails. */
async function mailed(): Promise<string[]> {
  await api.aside.idle();
  const activities = createDeliveryActivities({ orm: database.orm, vault, ...testSenders() });
  const mails: string[] = [];
  for (const due of await dueDeliveries(database.orm, 100, { isOverdue: false })) {
    await new MockActivityEnvironment().run(() => activities.attemptDelivery(due));
    const file = join(testMailDir(), `${due.deliveryId}.eml`);
    try {
      mails.push(decoded(readFileSync(file, 'utf8')));
      rmSync(file);
    } catch {
      // Given up: there is no mail.
    }
  }
  return mails;
}

const pathIn = (mail: string | undefined): string =>
  /https:\/\/bilag\.example\.com(\/api\/[\w-]+\/blk_[\w-]{43})/.exec(mail ?? '')?.[1] ?? 'no link';

describe('an invitation', () => {
  test('is mailed in the person’s language, shown, accepted once with a password, and then he logs in', async () => {
    await expecting(201, key.post('/api/users', invited));
    const mails = await mailed();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('To: mette@example.dk');
    expect(mails[0]).toContain('Vælg din adgangskode her, én gang');
    expect(mails[0]).not.toMatch(/[{}]/);
    const path = pathIn(mails[0]);
    expect((await expecting(200, request(api.app).get(path))).body).toMatchObject({
      invitation: {
        email: 'mette@example.dk',
        agreement_number: agreement.number,
        company: 'Prøvefirma ApS',
      },
    });
    expect((await logIn(invited.email, next)).status).toBe(401);
    await expecting(204, post(path, { password: next }));
    await expecting(201, logIn(invited.email, next));
    expect(problemIn(await post(path, { password: next })).code).toBe('LinkNotValid');
    expect(problemIn(await request(api.app).get(path)).code).toBe('LinkNotValid');
  });

  test('holds for seven days, and a newer one ends it', async () => {
    const id = await invite({ ...invited, email: 'b@example.dk' });
    const first = pathIn((await mailed())[0]);
    await expecting(200, key.post(`/api/users/${id}/invite`));
    const second = pathIn((await mailed())[0]);
    expect(problemIn(await post(first, { password: next })).code).toBe('LinkNotValid');
    const [row] = await sql(
      `select extract(epoch from expires_at - created_at) / 86400 as days from user_link where user_id = '${id}' and ended_at is null`,
    );
    expect(Number(row?.['days'])).toBeCloseTo(7, 3);
    await sql(`update user_link set expires_at = now() where user_id = '${id}'`);
    expect(problemIn(await post(second, { password: next })).code).toBe('LinkNotValid');
  });

  test('is for who has not accepted one: an active user is not invited again, a barred one cannot accept', async () => {
    const active = await activeUser(database.orm, agreement.number, ['sales']);
    expect(problemIn(await key.post(`/api/users/${active.id}/invite`)).code).toBe('InvalidTransition');
    const id = await invite({ ...invited, email: 'c@example.dk' });
    const path = pathIn((await mailed())[0]);
    await expecting(200, key.put(`/api/users/${id}`, { is_barred: true }));
    expect(problemIn(await post(path, { password: next })).code).toBe('LinkNotValid');
  });

  test('a repeat of the request with its key is one user and one mail', async () => {
    const twice = { ...invited, email: 'd@example.dk' };
    for (let n = 0; n < 2; n += 1)
      await expecting(201, key.post('/api/users', twice).set('idempotency-key', 'd'));
    expect(await mailed()).toHaveLength(1);
  });
});

describe('a forgotten password', () => {
  test('is set anew with the link of the mail, once; all sessions end, and the old one fits no more', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(202, post('/api/password-resets', { email: user.email.toUpperCase() }));
    const [mail] = await mailed();
    expect(mail).toContain('Somebody asked for a new password');
    await expecting(200, api.as(user.token).get('/api/self'));
    await expecting(204, post(pathIn(mail), { password: next }));
    await expecting(401, api.as(user.token).get('/api/self'));
    expect((await logIn(user.email, testPassword)).status).toBe(401);
    await expecting(201, logIn(user.email, next));
    expect(problemIn(await post(pathIn(mail), { password: testPassword })).code).toBe('LinkNotValid');
  });

  test('gets the same answer, no sooner, whoever the address is; only an active user gets a mail', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    const barred = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(200, key.put(`/api/users/${barred.id}`, { is_barred: true }));
    await expecting(201, key.post('/api/users', { ...invited, email: 'e@example.dk' }));
    await mailed();
    const answers = [];
    for (const email of [user.email, barred.email, 'e@example.dk', 'nobody@example.dk']) {
      const began = performance.now();
      const { status, text, headers } = await post('/api/password-resets', { email });
      expect(performance.now() - began).toBeGreaterThan(290);
      answers.push({ status, text, names: Object.keys(headers) });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const mails = await mailed();
    expect(mails.map((mail) => /^To: (.*)\r?$/m.exec(mail)?.[1])).toEqual([user.email]);
  });

  test('is answered while the work for somebody still waits: here for a lock on his row', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await withAgreement(database.orm, agreement.number, async (em) => {
      await em.execute('select id from app_user where id = ? for update', [user.id]);
      await expecting(202, post('/api/password-resets', { email: user.email }));
      expect(await em.execute('select id from user_link where user_id = ?', [user.id])).toEqual([]);
    });
    expect(await mailed()).toHaveLength(1);
  });

  test('a newer link ends the older one, a changed password ends both, and a link holds for an hour', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    const ask = async () => {
      await expecting(202, post('/api/password-resets', { email: user.email }));
      return pathIn((await mailed())[0]);
    };
    const [first, second] = [await ask(), await ask()];
    expect((await request(api.app).get(first)).status).toBe(404);
    await expecting(200, request(api.app).get(second));
    const body = { current_password: testPassword, password: next };
    await expecting(204, api.as(user.token).put('/api/self/password', body));
    expect((await request(api.app).get(second)).status).toBe(404);
    const third = await ask();
    await sql(
      `update user_link set expires_at = expires_at - interval '1 hour' where user_id = '${user.id}'`,
    );
    expect((await request(api.app).get(third)).status).toBe(404);
  });

  test('a link is of one kind, and a password that is not taken leaves it as it was', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(202, post('/api/password-resets', { email: user.email }));
    const path = pathIn((await mailed())[0]);
    expect((await post(path.replace('password-resets', 'invitations'), { password: next })).status).toBe(404);
    for (const password of ['short', 'password1234', user.email]) {
      const problem = problemIn(await post(path, { password }));
      expect([problem.status, Object.keys(problem.errors)]).toEqual([422, ['password']]);
    }
    await expecting(204, post(path, { password: next }));
  });

  test('used twice at the same time, it is used once', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(202, post('/api/password-resets', { email: user.email }));
    const path = pathIn((await mailed())[0]);
    const both = await Promise.all([post(path, { password: next }), post(path, { password: `${next}!` })]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 404]);
  });

  test('is asked for ten times from one place, then 429', async () => {
    const ask = () => post('/api/password-resets', { email: 'nobody@example.dk' });
    await Promise.all(Array.from({ length: 10 }, ask));
    expect(problemIn(await ask()).code).toBe('TooManyRequests');
  });
});

describe('the token of a link', () => {
  test('is nowhere in plain: not in the database, the log or an answer of the API', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(202, post('/api/password-resets', { email: user.email }));
    await api.aside.idle();
    const before = await sql(`select to_jsonb(l) as row from user_link l where user_id = '${user.id}'`);
    const path = pathIn((await mailed())[0]);
    const token = path.split('/').at(-1) ?? '';
    expect(token).toMatch(/^blk_/);
    await expecting(200, request(api.app).get(path));
    const { rows } = await withAgreement(database.orm, agreement.number, (em) => listDeliveries(em));
    const id = rows[0]?.id ?? '';
    const shown = await expecting(200, key.get(`/api/deliveries/${id}`));
    expect(shown.body).toMatchObject({
      delivery: { event: 'password-reset', target: 'mail', user_id: user.id, email: user.email, body: null },
    });
    for (const text of [JSON.stringify(before), shown.text, api.logged.join('\n')])
      expect(text).not.toContain(token);
    expect(api.logged.join('\n')).toContain('/api/password-resets/…');
    await expecting(204, post(path, { password: next }));
    const [after] = await sql(`select sealed from user_link where user_id = '${user.id}'`);
    expect(after).toEqual({ sealed: null });
  });

  test('is not mailed once the link has ended, and such a mail is not sent again', async () => {
    const user = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(202, post('/api/password-resets', { email: user.email }));
    await api.aside.idle();
    await sql(`update user_link set expires_at = now() where user_id = '${user.id}'`);
    expect(await mailed()).toEqual([]);
    const { rows } = await withAgreement(database.orm, agreement.number, (em) => listDeliveries(em));
    expect(rows[0]).toMatchObject({ state: 'given-up', lastError: expect.stringContaining('has ended') });
    const replay = await key.post(`/api/deliveries/${rows[0]?.id ?? ''}/replay`);
    expect(problemIn(replay).code).toBe('InvalidTransition');
  });
});

describe('one’s own password', () => {
  test('is changed with the current one; other sessions end, this one stays', async () => {
    const user = await activeUser(database.orm, agreement.number, ['read-only']);
    const other = (await expecting(201, logIn(user.email, testPassword))).body as {
      session: { token: string };
    };
    const client = api.as(user.token);
    const wrong = await client.put('/api/self/password', { current_password: next, password: next });
    expect(Object.keys(problemIn(wrong).errors)).toEqual(['current_password']);
    const weak = { current_password: testPassword, password: '123456789012' };
    expect(Object.keys(problemIn(await client.put('/api/self/password', weak)).errors)).toEqual(['password']);
    const body = { current_password: testPassword, password: next };
    await expecting(204, client.put('/api/self/password', body));
    await expecting(200, client.get('/api/self'));
    await expecting(401, api.as(other.session.token).get('/api/self'));
    await expecting(201, logIn(user.email, next));
    expect((await key.put('/api/self/password', body)).status).toBe(403);
  });
});

describe('the page behind a link', () => {
  const browse = (path: string, language = 'da') =>
    request(api.app)
      .get(path)
      .set({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': language });
  const submit = (path: string, password: string) =>
    request(api.app)
      .post(path)
      .type('form')
      .set({ accept: 'text/html', 'accept-language': 'da' })
      .send({ password });

  test('is a form without script in the browser’s language, which sets the password once and holds no token', async () => {
    const email = 'side@example.dk';
    await invite({ ...invited, email, name: 'Åse <b>"' });
    const path = pathIn((await mailed())[0]);
    const page = await expecting(200, browse(path));
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'da',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(page.text).toContain('<html lang="da">');
    expect(page.text).toContain('<label for="password">Ny adgangskode</label>');
    expect(page.text).toContain('Åse &lt;b&gt;&quot;');
    expect(page.text).not.toMatch(/<script|blk_/);
    for (const [language, title] of [
      ['en', 'Set your password'],
      ['nb', 'Velg passordet ditt'],
      ['fi', 'Aseta salasanasi'],
    ] as const)
      expect((await browse(path, language)).text).toContain(`<h1>${title}</h1>`);
    const weak = await expecting(422, submit(path, 'short'));
    expect(weak.text).toMatch(/role="alert">Adgangskoden blev ikke godtaget.*<form method="post">/s);
    const done = await expecting(200, submit(path, next));
    expect(done.text).toContain('Din adgangskode er gemt');
    await expecting(201, logIn(email, next));
    for (const again of [await browse(path), await submit(path, next)]) {
      expect(again.status).toBe(404);
      expect(again.text).toContain('Linket kan ikke bruges mere');
    }
    const token = path.split('/').at(-1) ?? '';
    expect(api.logged.join('\n')).not.toContain(token);
    expect(api.logged.join('\n')).not.toContain(next);
  });

  test('is for browsers alone: other endpoints take no form', async () => {
    expect((await request(api.app).post('/api/sessions').type('form').send({ email: 'x' })).status).toBe(415);
  });
});
