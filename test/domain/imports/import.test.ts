import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../../../domain/agreements/agreement.entity.ts';
import { withAgreement } from '../../../domain/database.ts';
import { CsvChunk } from '../../../domain/imports/csv-chunk.entity.ts';
import { CsvImportKey } from '../../../domain/imports/csv-import-key.entity.ts';
import { Product } from '../../../domain/products/product.entity.ts';
import { createProduct } from '../../../domain/products/product.service.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import {
  agreementForImports,
  type Handed,
  imported,
  productFile,
  productHead,
} from '../../support/imports.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});

const agreement = () => agreementForImports(database.orm).then(({ number }) => number);
const within = <T>(number: number, read: (em: EntityManager) => Promise<T>) =>
  withAgreement(database.orm, number, read);
const run = (number: number, content: string | Buffer, how?: Handed) =>
  imported(database.orm, number, content, how);
const productsOf = (number: number) =>
  within(number, (em) => em.find(Product, {}, { orderBy: { number: 'asc' }, populate: ['group', 'unit'] }));
const numbersOf = async (number: number) => (await productsOf(number)).map((product) => product.number);
const file = (...rows: readonly string[]): string => [productHead, ...rows, ''].join('\n');

describe('a file of products', () => {
  test("gives a new product the agreement's unit where it names none, as the API does", async () => {
    const number = await agreement();
    await run(number, 'number,name\n1,Styk\n2,Pakke\n', { kind: 'units' });
    const prefer = (defaultUnitNumber: number) =>
      within(number, async (em) => {
        const row = await em.findOneOrFail(Agreement, { number });
        row.settings = { ...row.settings, defaultUnitNumber };
        await em.flush();
      });
    await run(number, file('A-1,Før,1,1,1'));
    await prefer(2);
    const head = `${productHead},unit_id,has_batch_control`;
    await run(
      number,
      [head, 'A-2,Skrue,1,1,1,,', 'A-3,Bolt,1,1,1,1,', 'A-4,Parti,1,1,1,,true', ''].join('\n'),
    );
    await run(number, 'number,name\nA-1,Efter\n', { updatesExisting: true });
    expect((await productsOf(number)).map((row) => [row.number, row.unit?.number])).toEqual([
      ['A-1', undefined],
      ['A-2', 2],
      ['A-3', 1],
      ['A-4', 2],
    ]);
    await prefer(9);
    expect(await run(number, file('A-5,Møtrik,1,1,1'))).toMatchObject({
      errors: ['2 unit_id must name what exists: there is no unit 9.'],
    });
  });

  test('with good and bad rows gives the good ones, and the faults of the bad ones with row and column', async () => {
    const number = await agreement();
    const standing = await run(
      number,
      file(
        'A-1,Skrue,1,10.00,0',
        'A-2,,1,10.00,20.00',
        '',
        'A-3,Møtrik,1,ti,-1',
        'A-4,Bolt,1,10.00',
        '"A-5","Skive, ""stor""",2,1.5,2.75',
        ',Uden nummer,1,1,1',
        'A-6,Dyr,1,"1.234,50",1',
        'A-7,"Med\tfane",1,1,1',
        'A-8,Skrue,7,1,1',
      ),
    );
    expect(standing).toEqual({
      state: 'done',
      total: 9,
      created: 2,
      updated: 0,
      unchanged: 0,
      bad: 7,
      errors: [
        '3 name is required.',
        expect.stringMatching(/^5 recommended_cost_price must be a decimal number/),
        '5 sales_price must not be negative.',
        '6 The row has 4 cells, and the head has 5.',
        '8 number is required.',
        expect.stringMatching(/^9 recommended_cost_price must have a point before its decimals/),
        '10 name must not hold control characters.',
        '11 group_id must name what exists: there is no product group 7.',
      ],
    });
    expect(await productsOf(number)).toMatchObject([
      {
        number: 'A-1',
        name: 'Skrue',
        group: { number: 1 },
        salesPrice: '0.0000',
        isBarred: false,
        version: 1,
      },
      { number: 'A-5', name: 'Skive, "stor"', group: { number: 2 }, recommendedCostPrice: '1.5000' },
    ]);
  });

  test('gives what the API would have made of the same input', async () => {
    const number = await agreement();
    await within(number, (em) => createProduct(em, { number: 'API', name: 'Skrue', groupNumber: 1 }, 'test'));
    await run(number, file('CSV,Skrue,1,1,0'));
    const [api, csv] = await productsOf(number);
    const own = { number: 'CSV', recommendedCostPrice: '1.0000', id: expect.anything() };
    const times = { createdAt: expect.any(Date), updatedAt: expect.any(Date) };
    expect(Object.assign({}, csv)).toEqual(Object.assign({}, api, own, times));
  });

  test('keeps lines, commas and quotes of a cell, and takes a byte order mark and any line end', async () => {
    const number = await agreement();
    const head = `\uFEFF${productHead},description\r\n`;
    const cell = '"Høvlet, 4,8 m\r\n""stor"" 😀"';
    expect(await run(number, `${head}A-1,Skrue,1,1,1,${cell}\r\nA-2,Bolt,1,1,1,\r\n`)).toMatchObject({
      created: 2,
      errors: [],
    });
    const [first, second] = await productsOf(number);
    expect(first?.description).toBe('Høvlet, 4,8 m\r\n"stor" 😀');
    expect(second?.description).toBeNull();
  });

  test('takes of several rows with one number the first good one', async () => {
    const number = await agreement();
    const rows = file('A-1,,1,1,1', 'A-1,Skrue,1,1,1', 'A-1,Bolt,1,1,1', 'A-2,Bolt,1,1,1');
    for (const how of [{ isDryRun: true }, {}])
      expect(await run(number, rows, how)).toMatchObject({
        created: 2,
        errors: ['2 name is required.', '4 number stands in row 3 already.'],
      });
    expect((await productsOf(number)).map(({ name }) => name)).toEqual(['Skrue', 'Bolt']);
  });

  test('knows a number of an earlier chunk again', async () => {
    const number = await agreement();
    const rows = `${productFile(2_100)}P-7,Igen,1,1,1\n`;
    for (const how of [{ isDryRun: true }, { updatesExisting: true }])
      expect(await run(number, rows, how)).toMatchObject({
        created: 2_100,
        errors: ['2102 number stands in row 8 already.'],
      });
    expect(await within(number, (em) => em.count(CsvImportKey, {}))).toBe(0);
    expect(await within(number, (em) => em.count(CsvChunk, {}))).toBe(0);
  });
});

describe('records that exist', () => {
  test('are refused row by row, unless the file may change them', async () => {
    const number = await agreement();
    await run(number, file('A-1,Skrue,1,1,1'));
    expect(await run(number, file('A-1,Bolt,1,2,2', 'A-2,Bolt,1,2,2'))).toMatchObject({
      created: 1,
      bad: 1,
      errors: ['2 number exists already; ask for update_existing to change what is there.'],
    });
    expect((await productsOf(number))[0]).toMatchObject({ name: 'Skrue', version: 1 });
  });

  test('are changed where the file says something else: an empty cell leaves a field, zero is a value', async () => {
    const number = await agreement();
    const head = `${productHead},barcode\n`;
    await run(number, `${head}A-1,Skrue,1,1,5.50,111\nA-2,Bolt,1,1,1,222\n`);
    const next = `${head}A-1,,2,,0,\nA-2,Bolt,1,1.00,1.0,222\nA-3,,1,1,1,\n`;
    expect(await run(number, next, { updatesExisting: true })).toMatchObject({
      created: 0,
      updated: 1,
      unchanged: 1,
      bad: 1,
      errors: ['4 name is required.'],
    });
    expect(await productsOf(number)).toMatchObject([
      {
        number: 'A-1',
        name: 'Skrue',
        group: { number: 2 },
        recommendedCostPrice: '1.0000',
        salesPrice: '0.0000',
        barcode: '111',
        version: 2,
      },
      { number: 'A-2', version: 1 },
    ]);
  });

  test('need no more than the number and what changes', async () => {
    const number = await agreement();
    await run(number, productFile(3));
    const prices = 'number,sales_price\nP-1,99\nP-9,99\n';
    expect(await run(number, prices, { updatesExisting: true })).toMatchObject({
      updated: 1,
      errors: ['3 name is required.', '3 group_id is required.', '3 recommended_cost_price is required.'],
    });
  });

  test('made by two files at once are made once', async () => {
    const number = await agreement();
    const backwards = [productHead, ...productFile(1_500).split('\n').slice(1, -1).reverse(), ''].join('\n');
    const two = await Promise.all([run(number, productFile(1_500)), run(number, backwards)]);
    expect(two[0].created + two[1].created).toBe(1_500);
    expect(two[0].bad + two[1].bad).toBe(1_500);
    expect(await numbersOf(number)).toHaveLength(1_500);
  });

  test('are changed by two files at once, one after the other', async () => {
    const number = await agreement();
    await run(number, productFile(1_500));
    const renamed = (name: string) => productFile(1_500, (at) => `P-${at},${name},1,10,19.95`);
    const how = { updatesExisting: true };
    const two = await Promise.all([run(number, renamed('en'), how), run(number, renamed('to'), how)]);
    expect(two.map(({ updated, bad }) => [updated, bad])).toEqual([
      [1_500, 0],
      [1_500, 0],
    ]);
    expect(new Set((await productsOf(number)).map(({ version }) => version))).toEqual(new Set([3]));
  });
});

describe('a dry run', () => {
  test('answers the same counts and errors, and leaves everything as it was', async () => {
    const number = await agreement();
    await run(number, file('A-1,Skrue,1,1,1', 'A-2,Bolt,1,1,1'));
    const before = JSON.stringify(await productsOf(number));
    const rows = file('A-1,Skrue,2,1,1', 'A-2,Bolt,1,1,1', 'A-3,Ny,1,1,1', 'A-4,,1,1,1', 'A-5,Ny,9,1,1');
    const how = { updatesExisting: true };
    const dry = await run(number, rows, { ...how, isDryRun: true });
    expect(JSON.stringify(await productsOf(number))).toBe(before);
    expect(dry).toMatchObject({ created: 1, updated: 1, unchanged: 1, bad: 2 });
    expect(await run(number, rows, how)).toEqual(dry);
    expect(await numbersOf(number)).toEqual(['A-1', 'A-2', 'A-3']);
  });
});
