import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../domain/database.ts';
import { deleteCustomer, findCustomer } from '../../domain/customers/customer.service.ts';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { createDraftInvoice } from '../../domain/invoices/customer-invoice.service.ts';
import { book } from '../domain/invoices/fixtures.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let theirs: ApiClient;
let agreement: number;

interface Values {
  readonly field_values: readonly { readonly id: number; readonly value: string | boolean | null }[];
}

beforeAll(async () => {
  database = await testDatabase();
  const [one, other] = [await createTestAgreement(database.orm), await createTestAgreement(database.orm)];
  agreement = one.number;
  api = testApi({ orm: database.orm });
  ours = api.as(one.apiKey);
  theirs = api.as(other.apiKey);
  await seedRegisters(ours);
  for (const field of [
    { id: 1, name: 'Farve', for: 'customer', type: 'dropdown', options: ['Rød', 'Blå'] },
    { id: 2, name: 'Bemærkning', for: 'customer', type: 'text', use_in_layouts: true },
    { id: 3, name: 'Fast kunde', for: 'customer', type: 'checkbox' },
    { id: 4, name: 'Farve', for: 'product', type: 'text' },
  ])
    await expecting(201, ours.post('/api/fields', field));
  await expecting(201, theirs.post('/api/fields', { id: 9, name: 'Deres', for: 'customer', type: 'text' }));
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const path = '/api/customers/1001/fields';
const set = (id: number, value: unknown) => ours.put(path, { custom_fields: [{ id, value }] });
const valuesAt = async (at = path) => {
  const { field_values } = bodyOf<Values>(await expecting(200, ours.get(at)));
  return Object.fromEntries(field_values.map(({ id, value }) => [id, value]));
};

describe('fields of the agreement’s own', () => {
  test('are shown of every kind they are for, without a value until one is set', async () => {
    expect(await valuesAt()).toEqual({ 1: null, 2: null, 3: null });
    expect(await valuesAt('/api/products/A-1/fields')).toEqual({ 4: null });
  });

  test('keep what is set, also what is set again, and lose what null takes away', async () => {
    const all = [
      { id: 1, value: 'Blå' },
      { id: 2, value: 'Ring først.\nSå kør.' },
      { id: 3, value: true },
    ];
    await expecting(200, ours.put(path, { custom_fields: all }));
    expect(await valuesAt()).toEqual({ 1: 'Blå', 2: 'Ring først.\nSå kør.', 3: true });
    const again = bodyOf<Values>(await expecting(200, set(3, false)));
    expect(again.field_values).toContainEqual(
      expect.objectContaining({ id: 3, name: 'Fast kunde', type: 'checkbox', value: false }),
    );
    await expecting(200, set(1, null));
    expect(await valuesAt()).toEqual({ 1: null, 2: 'Ring først.\nSå kør.', 3: false });
  });

  test.each([
    ['an option that is none', 1, 'Grøn', 'custom_fields.0.value'],
    ['true for a text', 2, true, 'custom_fields.0.value'],
    ['an empty text', 2, ' ', 'custom_fields.0.value'],
    ['a text for a checkbox', 3, 'ja', 'custom_fields.0.value'],
    ['a field of another kind', 4, 'x', 'custom_fields.0.id'],
    ['another agreement’s field', 9, 'x', 'custom_fields.0.id'],
  ])('refuse %s, and nothing of the request is kept', async (_fault, id, value, field) => {
    const before = await valuesAt();
    const custom_fields = [
      { id, value },
      { id: id === 2 ? 3 : 2, value: id === 2 ? true : 'nyt' },
    ];
    const problem = problemIn(await ours.put(path, { custom_fields }));
    expect(problem).toMatchObject({ status: 422, code: 'InvalidInput' });
    expect(Object.keys(problem.errors)).toEqual([field]);
    expect(await valuesAt()).toEqual(before);
  });

  test('cannot be named twice in one request', async () => {
    const custom_fields = [
      { id: 2, value: 'a' },
      { id: 2, value: 'b' },
    ];
    expect(Object.keys(problemIn(await ours.put(path, { custom_fields })).errors)).toEqual([
      'custom_fields.1.id',
    ]);
  });

  test('are not deleted while something has a value in them', async () => {
    await expecting(200, set(2, 'x'));
    expect(problemIn(await ours.delete('/api/fields/2')).code).toBe('InUse');
  });

  test('go with the record that carries them', async () => {
    const customer = {
      number: '55',
      name: 'x',
      customer_group_id: 1,
      vat_zone: 'domestic',
      payment_terms_id: 1,
    };
    await expecting(201, ours.post('/api/customers', customer));
    const field = { id: 5, name: 'Rute', for: 'customer', type: 'text' };
    await expecting(201, ours.post('/api/fields', field));
    await expecting(200, ours.put('/api/customers/55/fields', { custom_fields: [{ id: 5, value: 'Nord' }] }));
    await withAgreement(database.orm, agreement, async (em) => {
      await findCustomer(em, '55');
      await deleteCustomer(em, '55');
    });
    await expecting(204, ours.delete('/api/fields/5'));
  });

  test.each([
    ['a dropdown without options', { name: 'x', for: 'product', type: 'dropdown' }, 'options'],
    ['options of a text', { name: 'x', for: 'product', type: 'text', options: ['a'] }, 'options'],
    ['an option twice', { name: 'x', for: 'product', type: 'dropdown', options: ['a', 'a'] }, 'options'],
    ['a kind that carries none', { name: 'x', for: 'moon', type: 'text' }, 'for'],
    ['a type that is none', { name: 'x', for: 'product', type: 'number' }, 'type'],
    ['the name of another field of its kind', { name: 'Farve', for: 'product', type: 'text' }, 'name'],
  ])('are not made with %s', async (_fault, body, field) => {
    expect(Object.keys(problemIn(await ours.post('/api/fields', body)).errors)).toEqual([field]);
  });

  test('keep their kind and type', async () => {
    for (const patch of [{ for: 'product' }, { type: 'checkbox' }])
      expect(Object.keys(problemIn(await ours.put('/api/fields/2', patch)).errors)).toEqual(
        Object.keys(patch),
      );
  });

  test('are listed by kind, type and use in layouts', async () => {
    const ids = async (query: string) =>
      bodyOf<{ fields: { id: number }[] }>(await ours.get(`/api/fields?order_by=id&${query}`)).fields.map(
        ({ id }) => id,
      );
    expect(await ids('for=customer')).toEqual([1, 2, 3]);
    expect(await ids('for=customer&type=checkbox')).toEqual([3]);
    expect(await ids('use_in_layouts=true')).toEqual([2]);
  });

  test('of an invoice are set while it is a draft, which its history tells, and stand once it is booked', async () => {
    await expecting(
      201,
      ours.post('/api/fields', { id: 6, name: 'Rute', for: 'customer-invoice', type: 'text' }),
    );
    const context = { actor: 'test', commandId: null, now: new Date() };
    const lines = [{ itemId: 'A-1' }];
    const inOurs = <T>(act: (em: EntityManager) => Promise<T>) => withAgreement(database.orm, agreement, act);
    const { number } = await inOurs((em) => createDraftInvoice(em, { customerId: '1001', lines }, context));
    const invoice = `/api/customer-invoices/${number}/fields`;
    const put = (value: string) => ours.put(invoice, { custom_fields: [{ id: 6, value }] });
    await expecting(200, put('Nord'));
    const events = await inOurs((em) => em.find(DocumentEvent, { documentNumber: number, action: 'edit' }));
    expect(events.map(({ before, after }) => [before, after])).toEqual([
      [{ custom_fields: { 6: null } }, { custom_fields: { 6: 'Nord' } }],
    ]);
    await book(database, agreement, number);
    expect(problemIn(await put('Syd'))).toMatchObject({ status: 409, code: 'InvalidTransition' });
    expect(await valuesAt(invoice)).toEqual({ 6: 'Nord' });
  });

  test('of another agreement’s record are not there', async () => {
    expect((await theirs.get(path)).status).toBe(404);
    expect((await theirs.put(path, { custom_fields: [] })).status).toBe(404);
  });
});
