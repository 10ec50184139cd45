import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { seedItems } from './item-cases.ts';
import { bodyOf, expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

type Row = Readonly<Record<string, unknown>>;

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  const { apiKey } = await createTestAgreement(database.orm);
  api = testApi({ orm: database.orm });
  ours = api.as(apiKey);
  await seedRegisters(ours);
  await seedItems(ours);
  await expecting(201, ours.post('/api/lots/L-1/lines', { item_id: 'A-2', quantity: '4' }));
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

test('items are products and BOMs together, to be read', async () => {
  const numbers = async (query: string) =>
    bodyOf<{ items: Row[] }>(await expecting(200, ours.get(`/api/items${query}`))).items.map(
      (row) => row['number'],
    );
  expect(await numbers('?fields=number')).toEqual(['A-1', 'A-2', 'L-1']);
  expect(await numbers('?type=lot')).toEqual(['L-1']);
  expect((await expecting(200, ours.get('/api/items/A-1'))).body).toMatchObject({
    item: { type: 'product' },
  });
  expect((await ours.post('/api/items', {})).status).toBe(405);
  expect((await ours.get('/api/products/L-1')).status).toBe(404);
});

test('a BOM is copied with its lines', async () => {
  const made = await expecting(201, ours.post('/api/lots/L-1/copy', { number: 'L-2' }));
  expect(made.body).toMatchObject({ lot: { number: 'L-2', name: 'Bænk' } });
  expect((await expecting(200, ours.get('/api/lots/L-2/lines'))).body).toMatchObject({
    lot_lines: [{ number: 1, item_id: 'A-2', quantity: '4' }],
  });
  expect(problemIn(await ours.post('/api/lots/L-1/copy', { number: 'L-2' })).code).toBe('AlreadyExists');
});

test('a product is converted unless it is used in lines', async () => {
  expect((await expecting(200, ours.get('/api/products/A-1'))).body).toMatchObject({
    product: { is_convertable: true },
  });
  const done = await expecting(200, ours.post('/api/products/A-1/convert'));
  expect(done.body).toMatchObject({ lot: { number: 'A-1', type: 'lot', is_convertable: false } });
  const refused = await ours.post('/api/products/A-2/convert');
  expect(problemIn(refused)).toMatchObject({ status: 409, code: 'NotConvertable' });
  expect(refused.text).toContain('used in lines');
});

test('BOMs are barred and deleted in bulk, all of them or none', async () => {
  const numbers = ['L-1', 'A-1'];
  const barred = await expecting(200, ours.post('/api/lots/bulk/barred', { numbers, is_barred: true }));
  expect(barred.body).toEqual({ lots: 2 });
  expect((await expecting(200, ours.get('/api/lots?is_barred=true'))).body).toMatchObject({ total: 2 });
  expect(problemIn(await ours.post('/api/lots/bulk/delete', { numbers: [...numbers, 'A-2'] })).code).toBe(
    'NotFound',
  );
  expect(problemIn(await ours.post('/api/lots/bulk/delete', { numbers: [] })).errors).toHaveProperty(
    'numbers',
  );
  await expecting(200, ours.post('/api/lots/bulk/delete', { numbers }));
  expect((await ours.get('/api/lots/L-1')).status).toBe(404);
});

test('a refused line names the field as the request has it', async () => {
  const problem = problemIn(await ours.post('/api/lots/L-2/lines', { item_id: 'L-2', quantity: 1 }));
  expect(problem).toMatchObject({ status: 422, code: 'InvalidInput' });
  expect(problem.errors).toEqual({ item_id: [expect.stringMatching(/^item_id must not be BOM L-2 itself/)] });
});
