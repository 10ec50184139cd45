import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import { documentKinds } from '../../domain/documents/kinds.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { itemCases, seedItems } from './item-cases.ts';
import { bodyOf, expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';
import { registers } from './register-cases.ts';
import type { RegisterCase } from './register-cases.ts';

type Row = Readonly<Record<string, unknown>>;
type List = Readonly<Record<string, unknown>> & {
  readonly page: number;
  readonly pages: number;
  readonly limit: number;
  readonly total: number;
};

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let theirs: ApiClient;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  const [one, other] = [await createTestAgreement(database.orm), await createTestAgreement(database.orm)];
  api = testApi({ orm: database.orm });
  agreement = one.number;
  ours = api.as(one.apiKey);
  theirs = api.as(other.apiKey);
  await seedRegisters(ours);
  await expecting(201, ours.post('/api/supplier-groups', { number: 1, name: 'Tømmerhandlere' }));
  const supplier = { name: 'Nordisk Træ AB', supplier_group_id: 1, vat_zone: 'eu', payment_terms_id: 1 };
  await expecting(201, ours.post('/api/suppliers', { number: '5001', ...supplier }));
  await seedItems(ours);
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const cases: readonly RegisterCase[] = [...itemCases, ...registers];

/** What events call the rows of a register where that is not the envelope of one. */
const entities: Readonly<Record<string, string>> = {
  '/api/customers/1001/addresses': 'delivery_address',
  '/api/customers/1001/contacts': 'customer_contact',
  '/api/customers/1001/discount-groups': 'customer_discount',
  '/api/customers/1001/prices': 'customer_price',
  '/api/delivery-terms': 'delivery_terms',
  '/api/fields': 'custom_field',
  '/api/payment-terms': 'payment_terms',
  '/api/suppliers/5001/addresses': 'supplier_address',
  '/api/suppliers/5001/contacts': 'supplier_contact',
};

const listenTo = async (events: readonly string[]): Promise<void> => {
  for (const event of events)
    await expecting(201, ours.post('/api/webhooks', { event, url: 'https://example.com/hook' }));
};

const toldOf = (events: readonly string[]) =>
  withAgreement(database.orm, agreement, (em) =>
    em.execute<{ event: string; body: Told }[]>(
      `select event, body::jsonb as body from outgoing_event
        where event = any(string_to_array(?, ',')) order by at, id`,
      [events.join(',')],
    ),
  );

interface Told {
  readonly key: string | number;
  readonly event: string;
  readonly data: Row;
  readonly changed?: readonly string[];
}

describe.each(cases)('$path', ({ path, singular, plural, body, change, shows, key }) => {
  /** Makes the row and answers where it is; contacts and addresses never get a number twice. */
  const make = async (idempotencyKey?: string): Promise<string> => {
    const made = await expecting(
      201,
      ours.post(path, body).set(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
    );
    const row = bodyOf<Record<string, Row>>(made)[singular];
    return `${path}/${encodeURIComponent(String(row?.[key]))}`;
  };

  test('a row is made, read, changed, listed and deleted', async () => {
    const row = await make();
    const read = await expecting(200, ours.get(row));
    const changed = await expecting(200, ours.put(row, change));
    expect(bodyOf<Record<string, Row>>(changed)[singular]).toMatchObject(shows);
    expect(changed.headers['etag']).not.toBe(read.headers['etag']);
    const listed = await expecting(200, ours.get(`${path}?limit=1000`));
    expect(bodyOf<List>(listed)[plural]).toContainEqual(expect.objectContaining(shows));
    await expecting(204, ours.delete(row));
    expect(problemIn(await ours.get(row)).code).toBe('NotFound');
  });

  test('webhooks are told of each: made, changed with what changed, deleted', async () => {
    const entity = entities[path] ?? singular;
    const told = ['created', 'updated', 'deleted'].map((happening) => `${entity}.${happening}`);
    await listenTo(told);
    const row = await make();
    await expecting(200, ours.put(row, change));
    await expecting(204, ours.delete(row));
    const events = await toldOf(told);
    const number = decodeURIComponent(row.slice(row.lastIndexOf('/') + 1));
    expect(events.map(({ event, body }) => [event, body.event, String(body.key)])).toEqual(
      told.map((event) => [event, event, number]),
    );
    expect(events[1]?.body.changed?.length).toBeGreaterThan(0);
    // What belongs to another record names it.
    const owner = /^\/api\/(customer|supplier|product|lot)s\/([^/]+)\//.exec(path);
    if (owner !== null)
      for (const { body } of events) expect(body.data).toMatchObject({ [`${owner[1] ?? ''}_id`]: owner[2] });
  });

  test('another agreement sees nothing of it and can change nothing', async () => {
    const row = await make();
    const before = await expecting(200, ours.get(`${path}?limit=1000`));
    expect((await theirs.get(row)).status).toBe(404);
    expect((await theirs.put(row, change)).status).toBe(404);
    expect((await theirs.delete(row)).status).toBe(404);
    const listed = await theirs.get(`${path}?limit=1000`);
    const name = Object.entries(body).filter(([field]) => field === 'name' || field === 'code');
    if (listed.status !== 404)
      expect(bodyOf<List>(listed)[plural]).not.toContainEqual(
        expect.objectContaining(Object.fromEntries(name)),
      );
    expect((await ours.get(`${path}?limit=1000`)).body).toEqual(before.body);
    await expecting(204, ours.delete(row));
  });

  test('an edit based on an old version is refused and changes nothing', async () => {
    const row = await make();
    const { etag } = (await expecting(200, ours.get(row))).headers;
    await expecting(200, ours.put(row, change).set('if-match', String(etag)));
    const current = await expecting(200, ours.get(row));
    const late = await ours.put(row, change).set('if-match', String(etag));
    expect(late.status).toBe(412);
    expect(problemIn(late).code).toBe('EditConflict');
    expect((await ours.delete(row).set('if-match', '"not ours"')).status).toBe(412);
    expect((await ours.get(row)).body).toEqual(current.body);
    await expecting(204, ours.delete(row).set('if-match', String(current.headers['etag'])));
  });

  test('a client that has the current version already gets 304', async () => {
    const row = await make();
    const { etag } = (await expecting(200, ours.get(row))).headers;
    const again = await ours.get(row).set('if-none-match', String(etag));
    expect([again.status, again.text]).toEqual([304, '']);
    await expecting(204, ours.delete(row));
  });

  test('the same Idempotency-Key makes one row, and gives the first answer again', async () => {
    const idempotencyKey = `make ${path}`;
    const row = await make(idempotencyKey);
    const read = await expecting(200, ours.get(row));
    const again = await expecting(201, ours.post(path, body).set('idempotency-key', idempotencyKey));
    expect(again.body).toEqual(read.body);
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'idempotency-key': idempotencyKey,
      etag: read.headers['etag'],
    });
    const other = { ...body, ...change };
    const reused = await ours.post(path, other).set('idempotency-key', idempotencyKey);
    expect([reused.status, problemIn(reused).code]).toEqual([409, 'IdempotencyKeyReused']);
    await expecting(204, ours.delete(row));
  });
});

describe('lists', () => {
  beforeAll(async () => {
    for (let number = 201; number <= 225; number += 1)
      await expecting(201, ours.post('/api/layouts', { number, name: `Layout ${226 - number}` }));
  });

  test('a page that more pages follow is 206, the last one 200', async () => {
    const first = await expecting(206, ours.get('/api/layouts'));
    expect(first.body).toMatchObject({ page: 1, pages: 2, limit: 20, total: 26 });
    const last = await expecting(200, ours.get('/api/layouts?page=2'));
    expect(bodyOf<{ layouts: Row[] }>(last).layouts).toHaveLength(6);
    const beyond = await expecting(200, ours.get('/api/layouts?page=9'));
    expect(bodyOf<{ layouts: Row[] }>(beyond).layouts).toEqual([]);
  });

  test('order, direction and a selection of fields are followed', async () => {
    const path = '/api/layouts?order_by=number&order_direction=DESC&limit=2&fields=number,name';
    const listed = await expecting(206, ours.get(path));
    expect(bodyOf<List>(listed)['layouts']).toEqual([
      { number: 225, name: 'Layout 1' },
      { number: 224, name: 'Layout 2' },
    ]);
  });

  test('is read to its end by cursor, and begins with what the caller saved', async () => {
    const saved = '/api/saved-filters/layouts';
    await expecting(200, ours.put(saved, { query: { order_by: 'number', limit: 20 } }));
    const first = await expecting(206, ours.get('/api/layouts?saved_filter=true'));
    const { next_cursor: cursor } = bodyOf<{ next_cursor: string }>(first);
    const last = await expecting(200, ours.get(`/api/layouts?saved_filter=true&cursor=${cursor}`));
    expect(bodyOf<{ layouts: Row[] }>(last).layouts.map(({ number }) => number)).toEqual([
      220, 221, 222, 223, 224, 225,
    ]);
    expect(last.body).not.toHaveProperty('page');
    await expecting(204, ours.delete(saved));
  });

  test('filters are plain equality, by the names of the API', async () => {
    const barred = await expecting(200, ours.get('/api/products?is_barred=false&group_id=1'));
    expect(bodyOf<List>(barred).total).toBe(2);
    expect(bodyOf<List>(await ours.get('/api/products?group_id=2')).total).toBe(0);
    expect(bodyOf<List>(await ours.get('/api/customers?customer_group_id=1&vat_zone=domestic')).total).toBe(
      1,
    );
  });

  test.each([
    ['/api/layouts?limit=1001', 'limit'],
    ['/api/layouts?limit=0', 'limit'],
    ['/api/layouts?page=0', 'page'],
    ['/api/layouts?page=x', 'page'],
    ['/api/layouts?order_by=colour', 'order_by'],
    ['/api/layouts?order_direction=up', 'order_direction'],
    ['/api/layouts?fields=number,colour', 'fields'],
    ['/api/layouts?colour=red', 'colour'],
    ['/api/layouts?number=1&number=2', 'number'],
    ['/api/employees?is_barred=maybe', 'is_barred'],
    ['/api/layouts/77?fields=name', 'fields'],
  ])('%s is refused and names the parameter', async (path, field) => {
    const problem = problemIn(await ours.get(path));
    expect(problem).toMatchObject({ status: 422, code: 'InvalidInput' });
    expect(Object.keys(problem.errors)).toEqual([field]);
  });
});

describe('VAT zones and number series', () => {
  test('there are four VAT zones with their import codes', async () => {
    const listed = await expecting(200, ours.get('/api/vat-zones?fields=number,code'));
    expect(bodyOf<List>(listed)['vat_zones']).toEqual([
      { number: 1, code: 'domestic' },
      { number: 2, code: 'eu' },
      { number: 3, code: 'abroad' },
      { number: 4, code: 'domestic-exempt' },
    ]);
  });

  test('the next number is set, for this agreement alone', async () => {
    const path = '/api/number-series/customer-invoice';
    expect((await expecting(200, ours.get(path))).body).toEqual({
      number_series: { kind: 'customer-invoice', next: 1001, largest_taken: null },
    });
    await expecting(200, ours.put(path, { next: 50001 }));
    expect(bodyOf<List>(await ours.get('/api/number-series'))['number_series']).toEqual(
      documentKinds.map((kind) => ({
        kind,
        next: kind === 'customer-invoice' ? 50001 : 1001,
        largest_taken: null,
      })),
    );
    expect((await theirs.get(path)).body).toMatchObject({ number_series: { next: 1001 } });
    expect(problemIn(await ours.put(path, { next: 0 })).errors).toHaveProperty('next');
    expect((await ours.get('/api/number-series/nothing')).status).toBe(404);
  });
});

describe('webhooks', () => {
  test('are told of users by their id, without what they log in with', async () => {
    const events = ['user.created', 'user.updated', 'user.deleted'];
    await listenTo(events);
    const user = { email: 'jon@example.com', name: 'Jón', roles: ['sales'] };
    const made = await expecting(201, ours.post('/api/users', user));
    const { id } = bodyOf<{ user: { id: string } }>(made).user;
    await expecting(200, ours.put(`/api/users/${id}`, { name: 'Jón Ásgeirsson' }));
    await expecting(204, ours.delete(`/api/users/${id}`));
    const told = await toldOf(events);
    expect(told.map(({ body }) => [body.event, body.key, body.changed])).toEqual([
      ['user.created', id, undefined],
      ['user.updated', id, ['name']],
      ['user.deleted', id, undefined],
    ]);
    for (const { body } of told) expect(Object.keys(body.data).join()).not.toMatch(/password_hash/);
  });

  test('are told of a series whose next number was set', async () => {
    await listenTo(['number_series.updated']);
    await expecting(200, ours.put('/api/number-series/offer', { next: 7001 }));
    const [told] = await toldOf(['number_series.updated']);
    expect(told?.body).toMatchObject({
      key: 'offer',
      data: { kind: 'offer', next: 7001 },
      changed: ['next'],
    });
  });
});
