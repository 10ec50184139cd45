import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
const installation = {
  email: 'help@bilag.example.com',
  phone: '70 10 10 10',
  chatUrl: null,
  openingHours: null,
};

beforeAll(async () => {
  database = await testDatabase();
  api = testApi({ orm: database.orm, support: installation });
  ours = api.as((await createTestAgreement(database.orm)).apiKey);
  await seedRegisters(ours);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const valueOf = async (identifier: string): Promise<unknown> =>
  bodyOf<{ value: unknown }>(await expecting(200, ours.get(`/api/settings/${identifier}`))).value;

describe('the settings of a company', () => {
  test.each([
    ['ean', '5790000000012', null],
    ['delivery_name', 'Lageret', null],
    ['delivery_street', 'Havnegade 1', null],
    ['delivery_zipcode', '5000', null],
    ['delivery_city', 'Odense', null],
    ['delivery_country', 'DK', null],
    ['default_customer_group_id', 1, null],
    ['default_customer_vat_zone', 'eu', null],
    ['default_product_group_id', 1, null],
    ['default_unit_id', 1, null],
    ['default_supplier_payment_terms_id', 2, null],
    ['price_decimals', 4, 2],
    ['quantity_decimals', 0, 2],
    ['support_email', 'it@example.dk', null],
    ['support_chat_link', 'https://chat.example.dk/bilag', null],
    ['support_opening_hours', 'Man–fre 8–16', null],
  ])('%s becomes %j, and null again what it was', async (identifier, value, before) => {
    expect(await valueOf(identifier)).toBe(before);
    await expecting(200, ours.put(`/api/settings/${identifier}`, { value }));
    expect(await valueOf(identifier)).toBe(value);
    await expecting(200, ours.put(`/api/settings/${identifier}`, { value: null }));
    expect(await valueOf(identifier)).toBe(before);
  });

  test.each([
    ['ean', '5790000000013'],
    ['ean', '579'],
    ['delivery_country', 'XY'],
    ['default_customer_group_id', 99],
    ['default_product_group_id', 99],
    ['default_unit_id', 99],
    ['default_supplier_payment_terms_id', 99],
    ['default_customer_vat_zone', 'mars'],
    ['price_decimals', 5],
    ['quantity_decimals', 1.5],
    ['support_email', 'nobody'],
    ['support_chat_link', 'javascript:alert(1)'],
  ])('%s cannot become %j, and nothing changes', async (identifier, value) => {
    const before = (await ours.get('/api/settings?limit=100')).body as unknown;
    const problem = problemIn(await ours.put(`/api/settings/${identifier}`, { value }));
    expect([problem.status, Object.keys(problem.errors)]).toEqual([422, ['value']]);
    expect((await ours.get('/api/settings?limit=100')).body).toEqual(before);
  });
});

test('the inventory principle is shown, and never changed', async () => {
  expect(await valueOf('inventory_principle')).toBe('average');
  for (const value of ['fifo', 'average']) {
    const problem = problemIn(await ours.put('/api/settings/inventory_principle', { value }));
    expect(problem.status).toBe(422);
    expect(JSON.stringify(problem.errors)).toMatch(/was chosen when the agreement was made/);
  }
  expect(await valueOf('inventory_principle')).toBe('average');
});

describe('whom people ask for help', () => {
  test('is the installation’s support, each contact in whose place the agreement can name its own', async () => {
    const support = async () =>
      bodyOf<{ support: object }>(await expecting(200, ours.get('/api/self'))).support;
    const theirs = { email: 'help@bilag.example.com', telephone: '70 10 10 10', chat_link: null };
    expect(await support()).toEqual({ ...theirs, opening_hours: null });
    await expecting(200, ours.put('/api/settings/support_email', { value: 'it@example.dk' }));
    await expecting(200, ours.put('/api/settings/support_opening_hours', { value: '8–16' }));
    expect(await support()).toEqual({ ...theirs, email: 'it@example.dk', opening_hours: '8–16' });
  });
});
