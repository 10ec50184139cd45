import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
  await expecting(201, ours.post('/api/currencies', { code: 'EUR', rate: '750' }));
  await expecting(
    201,
    ours.post('/api/products', { number: 'P-1', name: 'Bolt', group_id: 1, sales_price: 75 }),
  );
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

test('a price is the own one, that of the currency, then the agreed one, which no discount lowers', async () => {
  const price = async () =>
    bodyOf<{ price: object }>(await expecting(200, ours.get('/api/customers/1001/items/P-1/price'))).price;
  await expecting(200, ours.put('/api/customers/1001', { currency: 'EUR' }));
  await expecting(201, ours.post('/api/customers/1001/discount-groups', { group_id: 1, percentage: 5 }));
  const euros = { item_id: 'P-1', currency: 'EUR', discount_percentage: '5' };
  expect(await price()).toMatchObject({ ...euros, sales_price: '10', price_source: 'product' });
  await expecting(201, ours.post('/api/products/P-1/prices', { currency: 'EUR', sales_price: 12 }));
  expect(await price()).toMatchObject({ ...euros, sales_price: '12', price_source: 'currency' });
  await expecting(201, ours.post('/api/customers/1001/prices', { item_id: 'P-1', sales_price: 9 }));
  expect(await price()).toEqual({
    ...euros,
    sales_price: '9',
    regular_sales_price: '12',
    is_custom_sales_price: true,
    discount_percentage: '0',
    price_source: 'customer',
  });
  expect((await ours.get('/api/customers/1001/items/none/price')).status).toBe(404);
});
