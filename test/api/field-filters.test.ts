import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import type { ActionContext } from '../../domain/documents/kinds.ts';
import { newId } from '../../domain/ids.ts';
import { createDraftOffer } from '../../domain/offers/offer.service.ts';
import { createDraftOrder } from '../../domain/orders/order.service.ts';
import { orderDefinition } from '../../domain/orders/order.actions.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let agreement: number;
const orders: { readonly id: string; readonly number: number }[] = [];
let offer: number;

const context = (): ActionContext => ({ actor: 'user:Mette', commandId: newId(), now: new Date() });
const draft = { customerId: '1001', lines: [{ itemId: 'A-1', quantity: '1' }] };

interface Row {
  readonly number: number | string;
  readonly field_values?: readonly { readonly id: number; readonly value: unknown }[];
}

const rowsAt = async (path: string, plural: string): Promise<readonly Row[]> =>
  bodyOf<Record<string, readonly Row[]>>(await ours.get(path))[plural] ?? [];
const numbersAt = async (path: string, plural: string) =>
  (await rowsAt(path, plural)).map(({ number }) => number);
const say = (owner: string, ...values: readonly (readonly [id: number, value: unknown])[]) =>
  ours.put(`/api/${owner}/fields`, { custom_fields: values.map(([id, value]) => ({ id, value })) });

beforeAll(async () => {
  database = await testDatabase({ countStatements: true });
  const made = await createTestAgreement(database.orm);
  agreement = made.number;
  api = testApi({ orm: database.orm });
  ours = api.as(made.apiKey);
  await seedRegisters(ours);
  for (const field of [
    { id: 1, name: 'Rute', for: 'order', type: 'text' },
    { id: 2, name: 'Haster', for: 'order', type: 'checkbox' },
    { id: 3, name: 'Rute', for: 'customer', type: 'text' },
    { id: 4, name: 'Farve', for: 'product', type: 'text' },
    { id: 5, name: 'Kilde', for: 'offer', type: 'text' },
  ])
    await expecting(201, ours.post('/api/fields', field));
  await withAgreement(database.orm, agreement, async (em) => {
    for (let made = 0; made < 3; made += 1) {
      const { id, number } = await createDraftOrder(em, newId(), draft, context());
      orders.push({ id, number });
    }
    offer = (await createDraftOffer(em, newId(), draft, context())).number;
  });
  await expecting(200, say(`orders/${at(0)}`, [1, 'Nord'], [2, true]));
  await expecting(200, say(`orders/${at(1)}`, [1, 'Nord'], [2, false]));
  await expecting(200, say(`orders/${at(2)}`, [1, `Syd ${'x'.repeat(150)}`]));
  await expecting(200, say('customers/1001', [3, 'Nord']));
  await expecting(200, say('products/A-1', [4, 'Blå']));
  await expecting(200, say(`offers/${offer}`, [5, 'Messe']));
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const at = (index: number): number => orders[index]?.number ?? 0;

describe('lists are filtered by fields of the agreement’s own', () => {
  test.each([
    ['a text', 'field_eq[1]=Nord', [0, 1]],
    ['the dialect’s other word for it', 'field[1]=Nord', [0, 1]],
    ['a checkbox', 'field_eq[2]=true', [0]],
    ['a checkbox as PHP writes it', 'field_eq[2]=0', [1]],
    ['several at once', 'field_eq[1]=Nord&field_eq[2]=true', [0]],
    [
      'a text longer than the index keeps',
      `field_eq[1]=${encodeURIComponent(`Syd ${'x'.repeat(150)}`)}`,
      [2],
    ],
    ['the beginning of a text', `field_eq[1]=${encodeURIComponent(`Syd ${'x'.repeat(149)}`)}`, []],
    ['what nobody says', 'field_eq[1]=nord', []],
  ])('by %s', async (_by, query, found) => {
    expect(await numbersAt(`/api/orders?${query}`, 'orders')).toEqual(found.map(at));
  });

  test('of registers as of documents, and read on by a cursor of the same filter alone', async () => {
    expect(await numbersAt('/api/customers?field_eq[3]=Nord', 'customers')).toEqual(['1001']);
    expect(await numbersAt('/api/products?field_eq[4]=Blå', 'products')).toEqual(['A-1']);
    expect(await numbersAt('/api/items?field_eq[4]=Blå', 'items')).toEqual(['A-1']);
    expect(await numbersAt('/api/lots?field_eq[4]=Blå', 'lots')).toEqual([]);
    expect(await numbersAt('/api/offers?field_eq[5]=Messe', 'offers')).toEqual([offer]);
    const first = await expecting(206, ours.get('/api/orders?field_eq[1]=Nord&limit=1'));
    const { next_cursor: cursor } = bodyOf<{ next_cursor: string }>(first);
    expect(await numbersAt(`/api/orders?field_eq[1]=Nord&limit=1&cursor=${cursor}`, 'orders')).toEqual([
      at(1),
    ]);
    await expecting(422, ours.get(`/api/orders?field_eq[1]=Syd&limit=1&cursor=${cursor}`));
  });

  test.each([
    ['a field of another kind', '/api/orders?field_eq[3]=Nord', 'field_eq[3]'],
    ['no field', '/api/orders?field[99]=Nord', 'field[99]'],
    ['no number of a field', '/api/orders?field_eq[x]=Nord', 'field_eq[x]'],
    ['a checkbox that is neither true nor false', '/api/orders?field_eq[2]=ja', 'field_eq[2]'],
    ['a field twice', '/api/orders?field_eq[1]=a&field_eq[1]=b', 'field_eq[1]'],
    ['a list whose rows carry none', '/api/locations?field_eq[1]=a', 'field_eq[1]'],
    ['another parameter that is none', '/api/orders?colour=red', 'colour'],
  ])('but not by %s', async (_fault, path, field) => {
    expect(Object.keys(problemIn(await ours.get(path)).errors)).toEqual([field]);
  });

  test('and such a filter can be remembered', async () => {
    const saved = '/api/saved-filters/orders';
    await expecting(200, ours.put(saved, { query: { 'field_eq[2]': 'true' } }));
    expect(await numbersAt('/api/orders?saved_filter=true', 'orders')).toEqual([at(0)]);
    const wrong = await ours.put(saved, { query: { 'field_eq[a]': 'true' } });
    expect(Object.keys(problemIn(wrong).errors)).toEqual(['query.field_eq[a]']);
  });
});

describe('expand=field_values', () => {
  test('costs a list two statements, however many rows it has', async () => {
    const count = async (query: string): Promise<number> => {
      const before = database.statements.length;
      await ours.get(`/api/orders?${query}`);
      return database.statements.slice(before).filter((statement) => statement.includes('custom_field'))
        .length;
    };
    expect(await count('limit=100')).toBe(0);
    expect(await count('limit=100&expand=field_values')).toBe(2);
    expect(await count('limit=1&expand=field_values')).toBe(2);
  });

  test('adds the values to every row of a list, and nothing adds them otherwise', async () => {
    const [first, , third] = await rowsAt('/api/orders?expand=field_values', 'orders');
    expect(first?.field_values).toMatchObject([
      { id: 1, name: 'Rute', value: 'Nord' },
      { id: 2, name: 'Haster', value: true },
    ]);
    expect(third?.field_values?.[1]).toMatchObject({ value: null });
    const [plain] = await rowsAt('/api/orders', 'orders');
    expect(plain).not.toHaveProperty('field_values');
    const [customer] = await rowsAt('/api/customers?expand=field_values', 'customers');
    expect(customer?.field_values).toMatchObject([{ id: 3, value: 'Nord' }]);
  });

  test.each([
    ['orders', 'order', () => at(0), { id: 1, value: 'Nord' }],
    ['offers', 'offer', () => offer, { id: 5, value: 'Messe' }],
    ['customers', 'customer', () => '1001', { id: 3, value: 'Nord' }],
    ['products', 'product', () => 'A-1', { id: 4, value: 'Blå' }],
    ['items', 'item', () => 'A-1', { id: 4, value: 'Blå' }],
  ])('adds them to one record of %s', async (path, singular, number, value) => {
    const one = `/api/${path}/${number()}`;
    const read = async (query: string) =>
      bodyOf<Record<string, Row>>(await expecting(200, ours.get(one + query)))[singular];
    expect((await read('?expand=field_values'))?.field_values).toContainEqual(expect.objectContaining(value));
    expect(await read('')).not.toHaveProperty('field_values');
  });
});

describe('fields of documents', () => {
  test('are set while it can be edited, and stand afterwards', async () => {
    const path = `orders/${at(1)}`;
    const { id } = orders[1] ?? { id: '' };
    await withAgreement(
      database.orm,
      agreement,
      (em) => orderDefinition.acts['book']?.(em, id, {}, context()) ?? Promise.reject(new Error('no book')),
    );
    expect(problemIn(await say(path, [1, 'Syd']))).toMatchObject({ status: 409, code: 'InvalidTransition' });
    await expect(
      withAgreement(database.orm, agreement, (em) =>
        em.execute(`update custom_field_value set value = 'Syd' where owner_id = ?`, [id]),
      ),
    ).rejects.toThrow('the document is sent');
  });

  test('of another agreement’s documents are not there', async () => {
    const { apiKey } = await createTestAgreement(database.orm);
    const theirs = api.as(apiKey);
    expect((await theirs.get(`/api/orders/${at(0)}/fields`)).status).toBe(404);
    const listed = await theirs.get('/api/orders?field_eq[1]=Nord');
    expect(Object.keys(problemIn(listed).errors)).toEqual(['field_eq[1]']);
  });
});
