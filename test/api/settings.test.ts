import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { png } from '../support/pictures.ts';
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
    ['default_supplier_vat_zone', 'eu', null],
    ['default_supplier_layout_id', 1, null],
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
    ['default_supplier_group_id', 99],
    ['default_supplier_vat_zone', 'mars'],
    ['default_supplier_layout_id', 99],
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

describe('a default of the settings', () => {
  type Made = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const make = async (path: string, body: object, singular: string) =>
    bodyOf<Made>(await expecting(201, ours.post(path, body)))[singular];
  const refusedFields = async (path: string, body: object): Promise<string[]> => {
    const problem = problemIn(await ours.post(path, body));
    expect(problem.status).toBe(422);
    return Object.keys(problem.errors);
  };

  beforeAll(async () => {
    ours = api.as((await createTestAgreement(database.orm)).apiKey);
    await seedRegisters(ours);
    await expecting(201, ours.post('/api/supplier-groups', { number: 1, name: 'Savværker' }));
    await expecting(201, ours.post('/api/units', { number: 7, name: 'Meter' }));
  });

  test('that is missing leaves its field mandatory', async () => {
    expect(await refusedFields('/api/customers', { name: 'Ny' })).toEqual(['customer_group_id', 'vat_zone']);
    expect(await refusedFields('/api/products', { name: 'Ny' })).toEqual(['group_id']);
    expect(await refusedFields('/api/lots', { name: 'Ny' })).toEqual(['group_id']);
    const supplier = { name: 'Ny', vat_zone: 'eu', supplier_group_id: 1 };
    expect(await make('/api/suppliers', supplier, 'supplier')).toMatchObject({
      payment_terms: { number: 1 },
    });
  });

  test('is taken where a new row leaves the field out, and only there', async () => {
    for (const [identifier, value] of [
      ['default_customer_group_id', 1],
      ['default_customer_vat_zone', 'abroad'],
      ['default_product_group_id', 1],
      ['default_unit_id', 7],
      ['default_supplier_payment_terms_id', 3],
    ] as const)
      await expecting(200, ours.put(`/api/settings/${identifier}`, { value }));
    const customer = { customer_group: { number: 1 }, vat_zone: 'abroad', payment_terms: { number: 1 } };
    expect(await make('/api/customers', { name: 'Ny' }, 'customer')).toMatchObject(customer);
    const named = { name: 'Ny', vat_zone: 'eu', payment_terms_id: 2 };
    expect(await make('/api/customers', named, 'customer')).toMatchObject({
      vat_zone: 'eu',
      payment_terms: { number: 2 },
    });
    for (const [path, singular] of [
      ['/api/products', 'product'],
      ['/api/lots', 'lot'],
    ] as const) {
      expect(await make(path, { name: 'Ny' }, singular)).toMatchObject({ group_id: 1, unit: { number: 7 } });
      expect(await make(path, { name: 'Ny', unit_id: null }, singular)).toMatchObject({ unit: null });
    }
    const supplier = { name: 'Ny', vat_zone: 'eu', supplier_group_id: 1 };
    expect(await make('/api/suppliers', supplier, 'supplier')).toMatchObject({
      payment_terms: { number: 3 },
    });
    expect(await refusedFields('/api/suppliers', { name: 'Ny' })).toEqual(['supplier_group_id', 'vat_zone']);
    await expecting(201, ours.post('/api/layouts', { number: 8, name: 'Indkøb' }));
    for (const [identifier, value] of [
      ['default_layout_id', 1],
      ['default_supplier_group_id', 1],
      ['default_supplier_vat_zone', 'abroad'],
    ] as const)
      await expecting(200, ours.put(`/api/settings/${identifier}`, { value }));
    const own = { supplier_group: { number: 1 }, vat_zone: 'abroad' };
    const first = await make('/api/suppliers', { name: 'Ny' }, 'supplier');
    expect(first).toMatchObject({ ...own, layout: { number: 1 } });
    await expecting(200, ours.put('/api/settings/default_supplier_layout_id', { value: 8 }));
    const second = await make('/api/suppliers', { name: 'Ny' }, 'supplier');
    expect(second).toMatchObject({ ...own, layout: { number: 8 } });
    expect(await make('/api/customers', { name: 'Ny' }, 'customer')).toMatchObject({ layout: { number: 1 } });
  });
});

describe('the logo of the company', () => {
  const path = '/api/settings/logo';

  test('is sent as bytes, read as bytes, and taken away; another agreement has none of it', async () => {
    const theirs = api.as((await createTestAgreement(database.orm)).apiKey);
    expect((await ours.get(path)).status).toBe(404);
    await expecting(204, ours.putFile(path, png(60, 20), 'image/png'));
    await expecting(204, ours.putFile(path, png(30, 20), 'image/png'));
    const read = await expecting(200, ours.get(path));
    expect(read.headers['content-type']).toBe('image/png');
    expect((read.body as Buffer).readUInt32BE(16)).toBe(30);
    expect((await theirs.get(path)).status).toBe(404);
    expect((await theirs.delete(path)).status).toBe(404);
    await expecting(204, ours.delete(path));
    expect((await ours.delete(path)).status).toBe(404);
  });

  test('is refused where it is no picture', async () => {
    expect(problemIn(await ours.putFile(path, Buffer.from('GIF89a'), 'image/png'))).toMatchObject({
      status: 422,
      errors: { logo: ['logo is no PNG or JPEG picture.'] },
    });
    expect((await ours.get(path)).status).toBe(404);
  });
});
