import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  api = testApi({ orm: database.orm });
  ours = api.as((await createTestAgreement(database.orm)).apiKey);
  await seedRegisters(ours);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const once = encodeURIComponent;
const twice = (number: string): string => once(once(number));
const make = (number: string) =>
  expecting(201, ours.post('/api/products', { number, name: 'Vare', group_id: 1, sales_price: 1 }));
const foundAt = async (path: string): Promise<string> =>
  bodyOf<{ product: { number: string } }>(await expecting(200, ours.get(path))).product.number;

/** Numbers of what people and paths have trouble with; escapes of an earlier round among them. */
const awkward = fc
  .array(fc.constantFrom('/', ' ', '%', 'æ', 'ø', 'Å', '+', '.', '?', '#', '&', 'A', '7', '%2F', '%20'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join('').trim())
  .filter((number) => number !== '' && number !== '.' && number !== '..');

test('a product is found by its number, encoded once or twice, whatever the number is', async () => {
  const made = new Set<string>();
  await fc.assert(
    fc.asyncProperty(awkward, async (number) => {
      if (!made.has(number)) await make(number);
      made.add(number);
      expect(await foundAt(`/api/products/${once(number)}`)).toBe(number);
      // Encoded twice it may be another product's number, which is then meant.
      if (!made.has(once(number))) expect(await foundAt(`/api/products/${twice(number)}`)).toBe(number);
    }),
    { numRuns: 60 },
  );
});

test('a number that is there as it came is meant before the one that it would be', async () => {
  await make('X/1');
  expect(await foundAt('/api/products/X%252F1')).toBe('X/1');
  await make('X%2F1');
  expect(await foundAt('/api/products/X%252F1')).toBe('X%2F1');
  expect(await foundAt('/api/products/X%25252F1')).toBe('X%2F1');
});

test.each([
  ['get', '/api/items/Y%252F%C3%A6', 200],
  ['get', '/api/products/Y%252F%25C3%25A6/units', 200],
  ['get', '/api/reports/ledger/Y%252F%25C3%25A6', 200],
  ['get', '/api/customers/1001/items/Y%252F%25C3%25A6/price', 200],
  ['put', '/api/products/Y%252F%25C3%25A6', 200],
  ['get', '/api/products/%2500', 404],
  ['get', '/api/products/%25ZZ', 404],
  ['get', '/api/products/%25E6', 404],
] as const)('%s %s is %i', async (method, path, status) => {
  if ((await ours.get(`/api/products/${once('Y/æ')}`)).status === 404) await make('Y/æ');
  await expecting(status, method === 'put' ? ours.put(path, { name: 'Ny' }) : ours.get(path));
});
