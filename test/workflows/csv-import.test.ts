import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import type { Response } from 'supertest';
import { withAgreement } from '../../domain/database.ts';
import { Product } from '../../domain/products/product.entity.ts';
import { laneKeeperWorkflowType } from '../../workflows/erp/lane-keeper/contract.ts';
import { csvImportProgressQuery } from '../../workflows/imports/csv-import/contract.ts';
import { csvImportWorkflowId } from '../../workflows/shared/ids.ts';
import { bodyOf, expecting, keyWith, problemIn, testApi, type TestApi } from '../api/support.ts';
import { agreementForImports, productFile, productHead, upload } from '../support/imports.ts';
import { eventually, startSystem, type System } from '../support/system.ts';

let system: System;
let api: TestApi;
beforeAll(async () => {
  system = await startSystem();
  const { client, taskQueue } = system;
  api = testApi({ orm: system.database.orm, client, taskQueue });
});
afterAll(async () => {
  await api.close();
  await system.stop();
});

interface Import {
  readonly id: string;
  readonly state: string;
  readonly rows: Readonly<Record<'total' | 'done' | 'good' | 'bad' | 'created' | 'updated', number>>;
}
interface Company {
  readonly number: number;
  readonly apiKey: string;
}

const company = () => agreementForImports(system.database.orm);
const importOf = (response: Response): Import => bodyOf<{ import: Import }>(response).import;
const get = (of: Company, path: string) => api.as(of.apiKey).get(path);
const look = async (of: Company, id: string) => importOf(await expecting(200, get(of, `/api/imports/${id}`)));
const countOf = (of: Company) => withAgreement(system.database.orm, of.number, (em) => em.count(Product, {}));

const hand = (of: Company, content: string | Buffer, path = 'products', key: string = randomUUID()) =>
  request(api.app)
    .post(`/api/imports/${path}`)
    .set('authorization', `Bearer ${of.apiKey}`)
    .set('idempotency-key', key)
    .set('content-type', 'text/csv')
    .send(content as string);

const started = async (of: Company, content: string | Buffer, path?: string): Promise<Import> =>
  importOf(await expecting(202, hand(of, content, path)));

const ended = (of: Company, id: string, withinMs = 60_000): Promise<Import> =>
  eventually(
    async () => {
      const found = await look(of, id);
      return ['done', 'cancelled'].includes(found.state) ? found : undefined;
    },
    `the import ${id} has ended`,
    withinMs,
  );

const mixed = (count: number, badEvery: number): string =>
  productFile(count, (at) => (at % badEvery === 0 ? `P-${at},Vare,9,ti,1` : `P-${at},Vare,1,10,19.95`));

describe('a file that is handed in', () => {
  test('is imported by its workflow: the good rows are there, the bad ones can be read and fetched', async () => {
    const of = await company();
    const answer = await expecting(202, hand(of, mixed(2_500, 100)));
    const { id, rows } = importOf(answer);
    expect(answer.headers['location']).toBe(`/api/imports/${id}`);
    expect(rows).toMatchObject({ total: 2_500, done: 0 });
    expect(await ended(of, id)).toMatchObject({
      state: 'done',
      rows: { total: 2_500, done: 2_500, good: 2_475, bad: 25, created: 2_475 },
    });
    expect(await countOf(of)).toBe(2_475);
    const errors = await expecting(206, get(of, `/api/imports/${id}/errors?limit=10&page=2`));
    expect(errors.body).toMatchObject({ total: 25, pages: 3 });
    expect(bodyOf<{ errors: unknown[] }>(errors).errors[0]).toEqual({
      row: 1_101,
      column: 'recommended_cost_price',
      value: 'ti',
      message: expect.stringContaining('must be a decimal number'),
    });
    const file = await expecting(200, get(of, `/api/imports/${id}/errors.csv`).responseType('blob'));
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = (file.body as Buffer).toString().split('\r\n');
    expect(lines[0]).toBe(`\uFEFFimport_error,${productHead}`);
    expect(lines).toHaveLength(27);
    const handle = system.client.workflow.getHandle(csvImportWorkflowId(of.number, id));
    await handle.result();
    expect(await handle.query(csvImportProgressQuery)).toMatchObject({ state: 'done', rowsBad: 25 });
  });

  test('twice under one key is imported once; another file under it is refused', async () => {
    const of = await company();
    const key = randomUUID();
    const first = importOf(await expecting(202, hand(of, productFile(3), 'products', key)));
    await ended(of, first.id);
    const again = await expecting(202, hand(of, productFile(3), 'products', key));
    expect(importOf(again).id).toBe(first.id);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await hand(of, productFile(4), 'products', key);
    expect(problemIn(other)).toMatchObject({ status: 409, code: 'IdempotencyKeyReused' });
    expect(await look(of, first.id)).toMatchObject({ rows: { created: 3, bad: 0 } });
    const list = await expecting(200, get(of, '/api/imports?kind=products&dry_run=false'));
    expect(list.body).toMatchObject({ total: 1 });
  });

  test('beside another one is imported like it, and each has its own counts', async () => {
    const of = await company();
    const groups = 'number,name,vat_domestic\n71,Nye,25\n';
    const both = await Promise.all([
      started(of, productFile(1_500)),
      started(
        of,
        productFile(1_200, (at) => `Q-${at},Vare,2,1,1`),
      ),
      started(of, groups, 'product-groups'),
    ]);
    const [first, second, third] = await Promise.all(both.map(({ id }) => ended(of, id)));
    expect(first?.rows).toMatchObject({ created: 1_500, bad: 0 });
    expect(second?.rows).toMatchObject({ created: 1_200, bad: 0 });
    expect(third?.rows).toMatchObject({ created: 1 });
    expect(await countOf(of)).toBe(2_700);
  });

  test('as a dry run is only counted', async () => {
    const of = await company();
    const { id } = await started(of, mixed(1_100, 10), 'products?dry_run=true');
    expect(await ended(of, id)).toMatchObject({ state: 'done', rows: { created: 990, bad: 110 } });
    expect(await countOf(of)).toBe(0);
  });

  test('with a mapping and update_existing changes what is there', async () => {
    const of = await company();
    await ended(of, (await started(of, productFile(5))).id);
    const mapping = encodeURIComponent(JSON.stringify({ Varenr: 'number', Pris: 'sales_price', Note: null }));
    const changes = 'Varenr,Pris,Note\nP-1,0,gratis\nP-2,19.95,\n';
    const { id } = await started(of, changes, `products?update_existing=true&mapping=${mapping}`);
    expect(await ended(of, id)).toMatchObject({ rows: { updated: 1, unchanged: 1, bad: 0 } });
    const one = await expecting(200, get(of, '/api/products/P-1'));
    expect(one.body).toMatchObject({ product: { sales_price: '0', name: 'Vare 1' } });
  });
});

describe('an import whose worker goes away', () => {
  test('goes on with the next one where it was, and no row comes twice', async () => {
    const of = await company();
    const { id } = await started(of, mixed(30_000, 1_000));
    await eventually(async () => ((await look(of, id)).rows.done > 0 ? true : undefined), 'it is under way');
    await system.worker.stop();
    const half = await look(of, id);
    expect(half).toMatchObject({ state: 'running' });
    expect(half.rows.done).toBeLessThan(30_000);
    expect(await countOf(of)).toBe(half.rows.created);
    await system.startWorker();
    expect(await ended(of, id)).toMatchObject({
      state: 'done',
      rows: { created: 29_970, bad: 30, done: 30_000 },
    });
    expect(await countOf(of)).toBe(29_970);
    expect(bodyOf<{ total: number }>(await get(of, `/api/imports/${id}/errors`)).total).toBe(30);
  });
});

describe('an import that nobody has started', () => {
  test('is started by the keeper a minute later', async () => {
    const of = await company();
    const { id } = await upload(system.database.orm, of.number, productFile(3));
    await withAgreement(system.database.orm, of.number, (em) =>
      em.execute("update csv_upload set created_at = now() - interval '2 minutes' where id = ?", [id]),
    );
    const { client, taskQueue } = system;
    const look = { workflowId: `lane-keeper-${randomUUID()}`, taskQueue };
    expect(await client.workflow.execute(laneKeeperWorkflowType, look)).toMatchObject({ imports: 1 });
    expect(await ended(of, id)).toMatchObject({ state: 'done', rows: { created: 3 } });
    const again = { workflowId: `lane-keeper-${randomUUID()}`, taskQueue };
    expect(await client.workflow.execute(laneKeeperWorkflowType, again)).toMatchObject({ imports: 0 });
  });
});

describe('an import that is cancelled', () => {
  test('ends with what it has', async () => {
    const of = await company();
    const { id } = await started(of, productFile(60_000));
    await eventually(async () => ((await look(of, id)).rows.done > 0 ? true : undefined), 'it is under way');
    const answer = await expecting(200, api.as(of.apiKey).post(`/api/imports/${id}/cancel`));
    const cancelled = importOf(answer);
    expect(cancelled.state).toBe('cancelled');
    await system.client.workflow.getHandle(csvImportWorkflowId(of.number, id)).result();
    expect(await look(of, id)).toEqual(cancelled);
    expect(await countOf(of)).toBe(cancelled.rows.created);
  });
});

describe('what the API refuses', () => {
  test.each([
    ['a file that cannot be read', 'products', 'text/csv', 'number;name\n', 422, 'InvalidInput'],
    ['an empty file', 'products', 'text/csv', '', 422, 'InvalidInput'],
    ['a body of another type', 'products', 'application/json', '{}', 415, 'UnsupportedMediaType'],
    ['a kind that there is not', 'horses', 'text/csv', productFile(1), 404, 'NotFound'],
    ['a mapping that is none', 'products?mapping=x', 'text/csv', productFile(1), 422, 'InvalidInput'],
  ])('%s', async (_what, path, type, content, status, code) => {
    const of = await company();
    const answer = await hand(of, content, path).set('content-type', type);
    expect(problemIn(answer)).toMatchObject({ status, code });
    expect((await get(of, '/api/imports')).body).toMatchObject({ total: 0 });
  });

  test('a file without the right to write, and the import of another agreement', async () => {
    const of = await company();
    const readKey = await keyWith(system.database.orm, of.number, ['read']);
    const refused = await hand({ ...of, apiKey: readKey }, productFile(1));
    expect(problemIn(refused)).toMatchObject({ status: 403, code: 'MissingScope' });
    const { id } = await started(of, productFile(1));
    const other = await company();
    for (const path of ['', '/errors', '/errors.csv'])
      expect(problemIn(await get(other, `/api/imports/${id}${path}`))).toMatchObject({ status: 404 });
  });
});

describe('the kinds', () => {
  test('are listed with their columns, and each has an example that is imported as it is', async () => {
    const of = await company();
    const list = await expecting(200, get(of, '/api/imports/kinds'));
    const { kinds } = bodyOf<{ kinds: { name: string }[] }>(list);
    expect(kinds.map(({ name }) => name)).toContain('customers');
    const path = '/api/imports/kinds/products/example.csv';
    const example = (await expecting(200, get(of, path).responseType('blob'))).body as Buffer;
    await ended(of, (await started(of, 'number,name\n1,Styk\n', 'units')).id);
    const { id } = await started(of, example);
    expect(await ended(of, id)).toMatchObject({ rows: { created: 1, bad: 0 } });
  });
});
