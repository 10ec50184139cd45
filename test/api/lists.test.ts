import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import { createApiKey } from '../../domain/agreements/api-key.service.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { agreementWithRegisters, archive, booked, chairs, draft } from '../domain/invoices/fixtures.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface Row {
  readonly number: number;
  readonly lines?: readonly { readonly position: number; readonly item: { number: string } | null }[];
}
interface List {
  readonly customer_invoices: readonly Row[];
  readonly page?: number;
  readonly total?: number;
  readonly next_cursor: string | null;
}

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let colleague: ApiClient;

/** 1001 to 1003 drafts, 1004 booked, 1005 archived. */
beforeAll(async () => {
  database = await testDatabase();
  const agreement = await agreementWithRegisters(database);
  for (let at = 0; at < 3; at += 1) await draft(database, agreement, { lines: [chairs('2'), chairs('1')] });
  await booked(database, agreement, {});
  await booked(database, agreement, {});
  await archive(database, agreement, 1005);
  api = testApi({ orm: database.orm });
  const key = async (name: string): Promise<ApiClient> => {
    const made = await withAgreement(database.orm, agreement, (em) =>
      createApiKey(em, { name, scopes: ['read'] }, 'test'),
    );
    return api.as(made.plainKey);
  };
  ours = await key('ours');
  colleague = await key('colleague');
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const path = '/api/customer-invoices';
const saved = '/api/saved-filters/customer-invoices';

async function listed(query: string, status = 200, by = ours): Promise<number[]> {
  const answer = await expecting(status, by.get(`${path}?${query}`));
  return bodyOf<List>(answer).customer_invoices.map((row) => row.number);
}

describe('a list of documents', () => {
  test('hides nothing unless it is filtered by archived', async () => {
    expect(await listed('')).toEqual([1001, 1002, 1003, 1004, 1005]);
    expect(await listed('archived=all')).toEqual([1001, 1002, 1003, 1004, 1005]);
    expect(await listed('archived=not_archived')).toEqual([1001, 1002, 1003, 1004]);
    expect(await listed('archived=not%20archived')).toEqual([1001, 1002, 1003, 1004]);
    expect(await listed('archived=archived')).toEqual([1005]);
    expect(problemIn(await expecting(422, ours.get(`${path}?archived=maybe`))).errors).toEqual({
      archived: ['archived must be archived, not_archived or all.'],
    });
  });

  test('is read by cursor: 206 while more follow, without page numbers, to the last one', async () => {
    const first = await expecting(206, ours.get(`${path}?limit=2`));
    expect(first.body).toMatchObject({ page: 1, pages: 3, limit: 2, total: 5 });
    const second = await expecting(
      206,
      ours.get(`${path}?limit=2&cursor=${bodyOf<List>(first).next_cursor}`),
    );
    expect(Object.keys(bodyOf<object>(second)).sort()).toEqual([
      'customer_invoices',
      'limit',
      'next_cursor',
      'total',
    ]);
    const cursor = bodyOf<List>(second).next_cursor;
    const last = await expecting(200, ours.get(`${path}?limit=2&cursor=${cursor}`));
    expect(last.body).toMatchObject({ customer_invoices: [{ number: 1005 }], next_cursor: null });
    const elsewhere = await expecting(422, ours.get(`${path}?limit=2&order_by=due_date&cursor=${cursor}`));
    expect(Object.keys(problemIn(elsewhere).errors)).toEqual(['cursor']);
  });

  test('is filtered by a part of the number and by item', async () => {
    expect(await listed('simple_filter[number]=004')).toEqual([1004]);
    expect(await listed('item=CHAIR&is_draft=true')).toEqual([1001, 1002, 1003]);
    expect(await listed('item=NONE')).toEqual([]);
  });

  test('has the lines of its documents where they are asked for, on pages of a hundred', async () => {
    const answer = await expecting(206, ours.get(`${path}?expand=lines&limit=2&fields=number,lines`));
    for (const row of bodyOf<List>(answer).customer_invoices) {
      expect(Object.keys(row)).toEqual(['number', 'lines']);
      expect(row.lines).toMatchObject([
        { position: 1, quantity: '2', item: { number: 'CHAIR' } },
        { position: 2, quantity: '1', item: { number: 'CHAIR' } },
      ]);
    }
    const plain = await expecting(206, ours.get(`${path}?limit=1`));
    expect(bodyOf<List>(plain).customer_invoices[0]).not.toHaveProperty('lines');
    const large = await expecting(422, ours.get(`${path}?expand=lines&limit=101`));
    expect(problemIn(large).errors).toEqual({ limit: ['limit must be at most 100 with expand.'] });
    const unknown = await expecting(422, ours.get(`${path}?expand=lines,weather`));
    expect(Object.keys(problemIn(unknown).errors)).toEqual(['expand']);
  });
});

describe('a saved filter', () => {
  test('hides archived documents until something is saved, then is what was saved, of this caller alone', async () => {
    const before = await expecting(200, ours.get(saved));
    expect(before.body).toEqual({
      saved_filter: { page: 'customer-invoices', query: { archived: 'not_archived' }, is_default: true },
    });
    expect(await listed('saved_filter=true')).toEqual([1001, 1002, 1003, 1004]);
    const query = { is_booked: true, order_by: 'number', order_direction: 'DESC' };
    await expecting(200, ours.put(saved, { query }));
    expect((await expecting(200, ours.get(saved))).body).toMatchObject({
      saved_filter: { query: { is_booked: 'true' }, is_default: false },
    });
    expect(await listed('saved_filter=true')).toEqual([1005, 1004]);
    expect(await listed('saved_filter=true', 200, colleague)).toEqual([1001, 1002, 1003, 1004]);
    expect(await listed('')).toEqual([1001, 1002, 1003, 1004, 1005]);
    await expecting(204, ours.delete(saved));
    expect(await listed('saved_filter=true')).toEqual([1001, 1002, 1003, 1004]);
  });

  test('gives way to what the request says itself, in either word for it', async () => {
    expect(await listed('saved_filter=true&archived=all')).toEqual([1001, 1002, 1003, 1004, 1005]);
    expect(await listed('saved_filter=true&is_archived=true')).toEqual([1005]);
    expect(await listed('saved_filter=true&is_booked=true')).toEqual([1004]);
  });

  test('is refused where the list would refuse it, and for what is no list', async () => {
    const refused = await expecting(
      422,
      ours.put(saved, { query: { archived: 'maybe', color: 'red', page: 2, cursor: 'x' } }),
    );
    expect(Object.keys(problemIn(refused).errors).sort()).toEqual([
      'query.archived',
      'query.color',
      'query.cursor',
      'query.page',
    ]);
    expect((await expecting(200, ours.get(saved))).body).toMatchObject({
      saved_filter: { is_default: true },
    });
    await expecting(404, ours.get('/api/saved-filters/weather'));
  });

  test('of a register begins empty', async () => {
    const products = await expecting(200, ours.get('/api/saved-filters/products'));
    expect(products.body).toMatchObject({ saved_filter: { query: {}, is_default: true } });
    await expecting(200, ours.put('/api/saved-filters/products', { query: { 'simple_filter[ean]': '57' } }));
    expect((await expecting(200, ours.get('/api/products?saved_filter=true'))).body).toMatchObject({
      products: [{ number: 'CHAIR' }],
      total: 1,
    });
  });
});
