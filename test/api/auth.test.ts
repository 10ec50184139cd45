import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KnownKeys } from '../../api/known-keys.ts';
import request from 'supertest';
import { RateLimiter } from '../../api/rate-limit.ts';
import { DomainError } from '../../domain/errors.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, keyWith, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface Key {
  readonly id: string;
  readonly name: string;
  readonly key?: string | null;
  readonly prefix: string;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
}

let database: TestDatabase;
let one: TestAgreement;
let other: TestAgreement;
let api: TestApi;
let ours: ApiClient;
let theirs: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  one = await createTestAgreement(database.orm);
  other = await createTestAgreement(database.orm);
  api = testApi({ orm: database.orm });
  ours = api.as(one.apiKey);
  theirs = api.as(other.apiKey);
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('who may ask', () => {
  test.each([
    ['no key', undefined],
    ['another scheme', 'Basic YWRtaW46YWRtaW4='],
    ['an unknown key', 'Bearer blg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['nonsense', 'Bearer ]]]'],
    ['an empty key', 'Bearer '],
  ])('%s is 401, and the answer says how to send a key', async (_what, authorization) => {
    const asked = request(api.app).get('/api/units');
    const response = await (authorization === undefined ? asked : asked.set('authorization', authorization));
    expect(problemIn(response)).toMatchObject({ status: 401, code: 'Unauthorized' });
    expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test('an expired, a revoked and an unknown key get the very same words', async () => {
    const expired = await keyWith(database.orm, one.number, ['read'], new Date(Date.now() + 50));
    const revoked = await keyWith(database.orm, one.number, ['read']);
    const keys = bodyOf<{ api_keys: Key[] }>(await ours.get('/api/api-keys')).api_keys;
    const row = keys.find((key) => revoked.startsWith(key.prefix));
    await expecting(204, ours.delete(`/api/api-keys/${row?.id ?? ''}`));
    while ((await api.as(expired).get('/api/units')).status === 200);
    const answers = [];
    for (const key of [expired, revoked, `${revoked}x`]) {
      const problem = problemIn(await api.as(key).get('/api/units'));
      answers.push({ ...problem, requestId: 'another each time' });
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401 });
  });

  test('a key that was just used is refused as soon as it is revoked, by another process a second later', async () => {
    let clock = 0;
    const elsewhere = new KnownKeys(database.orm, () => clock);
    const plain = await keyWith(database.orm, one.number, ['read']);
    await expecting(200, api.as(plain).get('/api/units'));
    const known = await elsewhere.find(plain);
    expect(known).toMatchObject({ agreementNumber: one.number, scopes: ['read'] });
    await expecting(204, ours.delete(`/api/api-keys/${known?.keyId ?? ''}`));
    await expecting(401, api.as(plain).get('/api/units'));
    clock = 999;
    expect(await elsewhere.find(plain)).toEqual(known);
    clock = 1_000;
    expect(await elsewhere.find(plain)).toBeUndefined();
    expect(await elsewhere.find(plain)).toBeUndefined();
  });

  test.each([
    ['get', '/api/units', 'read', ['write', 'book', 'support', 'admin']],
    ['post', '/api/units', 'write', ['read', 'book', 'support', 'admin']],
    ['post', '/api/customer-invoices/1001/book', 'book', ['read', 'write', 'support', 'admin']],
    ['post', '/api/api-keys', 'admin', ['read', 'write', 'book', 'support']],
    ['post', '/api/integrations', 'admin', ['read', 'write', 'book', 'support']],
  ] as const)('%s %s needs the scope %s, and no other one gives it', async (method, path, scope, others) => {
    const client = api.as(await keyWith(database.orm, one.number, others));
    const response = await client[method](path);
    expect(problemIn(response)).toMatchObject({ status: 403, code: 'MissingScope' });
    expect(problemIn(response).detail).toContain(`"${scope}"`);
    const allowed = api.as(await keyWith(database.orm, one.number, [scope]));
    expect((await allowed[method](path)).status).not.toBe(403);
  });

  test('a file that is booked as it comes in needs the scope book beside write', async () => {
    const send = (key: string, kind: string) =>
      request(api.app)
        .post(`/api/imports/${kind}`)
        .set({ authorization: `Bearer ${key}`, 'idempotency-key': kind, 'content-type': 'text/csv' })
        .send('number,name\n');
    const writer = await keyWith(database.orm, one.number, ['write']);
    for (const kind of ['adjustments', 'movements'])
      expect(problemIn(await send(writer, kind))).toMatchObject({ status: 403, code: 'MissingScope' });
    expect((await send(writer, 'units')).status).toBe(422);
    const booker = await keyWith(database.orm, one.number, ['write', 'book']);
    expect((await send(booker, 'adjustments')).status).toBe(422);
  });
});

describe('API keys', () => {
  test('a key is shown when it is made and never again', async () => {
    const made = await expecting(
      201,
      ours.post('/api/api-keys', { name: 'Web shop', scopes: ['read'] }).set('idempotency-key', 'shop'),
    );
    const { api_key } = bodyOf<{ api_key: Key }>(made);
    expect(api_key.key).toMatch(/^blg_/);
    await expecting(200, api.as(api_key.key ?? '').get('/api/self'));
    const again = await expecting(
      201,
      ours.post('/api/api-keys', { name: 'Web shop', scopes: ['read'] }).set('idempotency-key', 'shop'),
    );
    expect(again.body).toEqual({ api_key: { ...api_key, key: null } });
    const listed = await expecting(200, ours.get('/api/api-keys?name=Web%20shop'));
    expect(listed.text).not.toContain(api_key.key);
  });

  test('its use is written down', async () => {
    const key = await keyWith(database.orm, one.number, ['read']);
    await expecting(200, api.as(key).get('/api/units'));
    const keys = bodyOf<{ api_keys: Key[] }>(await ours.get('/api/api-keys?limit=100')).api_keys;
    expect(keys.find((row) => key.startsWith(row.prefix))?.last_used_at).not.toBeNull();
  });

  test('replaces itself: the new one may do the same, the old one nothing any more', async () => {
    const old = await keyWith(database.orm, one.number, ['read', 'write']);
    const path = '/api/tokens/replace-current';
    const made = await expecting(201, api.as(old).post(path).set('idempotency-key', 'rotation'));
    const { token } = bodyOf<{ token: string }>(made);
    expect(token).toMatch(/^blg_/);
    await expecting(401, api.as(old).get('/api/self'));
    const { user } = bodyOf<{ user: object }>(await expecting(200, api.as(token).get('/api/self')));
    expect(user).toMatchObject({ scopes: ['read', 'write'] });
    const again = await expecting(201, api.as(token).post(path).set('idempotency-key', 'rotation'));
    expect(again.body).toEqual({ token: null });
    await expecting(200, api.as(token).get('/api/self'));
  });

  test('another agreement neither sees nor revokes it', async () => {
    const key = await keyWith(database.orm, one.number, ['read']);
    const keys = bodyOf<{ api_keys: Key[] }>(await ours.get('/api/api-keys?limit=100')).api_keys;
    const row = keys.find((each) => key.startsWith(each.prefix));
    expect((await theirs.get('/api/api-keys?limit=100')).text).not.toContain(row?.id);
    expect((await theirs.delete(`/api/api-keys/${row?.id ?? ''}`)).status).toBe(404);
    await expecting(200, api.as(key).get('/api/units'));
  });

  test('the last admin key cannot be revoked', async () => {
    const keys = bodyOf<{ api_keys: Key[] }>(await theirs.get('/api/api-keys')).api_keys;
    const problem = problemIn(await theirs.delete(`/api/api-keys/${keys[0]?.id ?? ''}`));
    expect(problem).toMatchObject({ status: 409, code: 'InUse' });
    await expecting(200, theirs.get('/api/self'));
  });

  test.each([
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
    [{ name: '', scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: ['read'], expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: 'x', scopes: ['read'], expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
  ])('%j is refused at %s', async (body, field) => {
    const problem = problemIn(await ours.post('/api/api-keys', body));
    expect(problem.status).toBe(422);
    expect(Object.keys(problem.errors)).toEqual([field]);
  });
});

describe('self and settings', () => {
  test('self tells whose key it is', async () => {
    const self = await expecting(200, ours.get('/api/self'));
    expect(self.body).toMatchObject({
      user_account: { id: one.number },
      company: { name: 'Prøvefirma ApS', base_currency: 'DKK', country: 'DK' },
      user: { scopes: ['read', 'write', 'book', 'support', 'admin'] },
    });
  });

  test('a setting is read and changed, for this agreement alone', async () => {
    const path = '/api/settings/company_name';
    await expecting(200, ours.put(path, { value: 'Nyt Navn ApS' }));
    expect((await ours.get(path)).body).toMatchObject({ identifier: 'company_name', value: 'Nyt Navn ApS' });
    expect((await theirs.get(path)).body).toMatchObject({ value: 'Prøvefirma ApS' });
    const listed = await expecting(200, ours.get('/api/settings?limit=100&fields=identifier,value'));
    expect(bodyOf<{ settings: object[] }>(listed).settings).toContainEqual({
      identifier: 'company_name',
      value: 'Nyt Navn ApS',
    });
  });

  test('a new customer takes its payment terms and layout from the settings', async () => {
    await expecting(200, ours.put('/api/settings/default_payment_terms_id', { value: 3 }));
    await expecting(200, ours.put('/api/settings/default_layout_id', { value: 1 }));
    await expecting(201, ours.post('/api/customer-groups', { number: 1, name: 'Kunder' }));
    const made = await expecting(
      201,
      ours.post('/api/customers', { name: 'Ny', customer_group_id: 1, vat_zone: 'eu' }),
    );
    expect(made.body).toMatchObject({ customer: { payment_terms: { number: 3 }, layout: { number: 1 } } });
    await expecting(200, ours.put('/api/settings/default_layout_id', { value: null }));
    expect((await ours.get('/api/settings/default_layout_id')).body).toMatchObject({ value: null });
  });

  test.each([
    ['base_currency', 'EUR', 422],
    ['company_name', '', 422],
    ['company_name', 7, 422],
    ['language', 'de', 422],
    ['email', 'nobody', 422],
    ['default_payment_terms_id', 999, 422],
    ['default_payment_terms_id', 'three', 422],
    ['colour', 'red', 404],
  ])('%s cannot become %j', async (identifier, value, status) => {
    const before = (await ours.get('/api/settings?limit=100')).body as unknown;
    const problem = problemIn(await ours.put(`/api/settings/${identifier}`, { value }));
    expect(problem.status).toBe(status);
    if (status === 422) expect(Object.keys(problem.errors)).toHaveLength(1);
    expect((await ours.get('/api/settings?limit=100')).body).toEqual(before);
  });
});

describe('the rate limit', () => {
  test('a key that asks too often is told how long to wait; another one is not', async () => {
    const slow = testApi({ orm: database.orm, limits: { requestsPerMinute: 3 } });
    const client = slow.as(one.apiKey);
    for (let asked = 0; asked < 3; asked += 1) await expecting(200, client.get('/api/self'));
    const response = await client.get('/api/self');
    expect(problemIn(response)).toMatchObject({ status: 429, code: 'TooManyRequests' });
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(response.headers['x-ratelimit-limit']).toBe('3');
    await expecting(200, slow.as(other.apiKey).get('/api/self'));
    await slow.close();
  });

  test('requests come back with time, up to the limit', () => {
    let now = 0;
    const rate = new RateLimiter(60, () => now);
    for (let taken = 0; taken < 60; taken += 1) rate.take('key');
    expect(() => rate.take('key')).toThrow(DomainError);
    now += 2_000;
    expect(rate.take('key')).toBe(1);
    expect(rate.take('key')).toBe(0);
    expect(() => rate.take('key')).toThrow('Wait 1 seconds');
    now += 3_600_000;
    expect(rate.take('key')).toBe(59);
  });
});

describe('what every answer carries', () => {
  test('a request id of ours, or the one a proxy gave', async () => {
    expect((await ours.get('/api/self')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const given = await ours.get('/api/self').set('x-request-id', 'proxy-12345678');
    expect(given.headers['x-request-id']).toBe('proxy-12345678');
    const strange = await ours.get('/api/self').set('x-request-id', 'a b');
    expect(strange.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('no word of the framework, and headers that protect a browser', async () => {
    const { headers } = await ours.get('/api/self');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  test('no log line holds a key or a query', async () => {
    await ours.get(`/api/units?name=secret-name`);
    const lines = api.logged.join('');
    expect(lines).toContain('/api/units');
    expect(lines).not.toContain('secret-name');
    expect(lines).not.toContain(one.apiKey);
    expect(lines).not.toContain('uthorization');
  });
});
