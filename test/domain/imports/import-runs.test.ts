import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { badRowsCsv } from '../../../domain/imports/csv-out.ts';
import { CsvChunk } from '../../../domain/imports/csv-chunk.entity.ts';
import { cancelUpload, findUpload } from '../../../domain/imports/csv-upload.service.ts';
import { importNextChunk } from '../../../domain/imports/import-chunk.ts';
import { Product } from '../../../domain/products/product.entity.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import {
  agreementForImports,
  type Handed,
  imported,
  productFile,
  productHead,
  standingOf,
  upload,
} from '../../support/imports.ts';
import { refusalOf } from '../../support/refusals.ts';
import { runOnce } from '../../support/template.ts';

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

describe('what only the database knows', () => {
  test('refuses its row and holds up none of the others', async () => {
    const number = await agreement();
    await run(number, productFile(20));
    const owner = await testOwner(`create function no_seven() returns trigger language plpgsql as $$
      begin
        if new.name = 'nej' then raise exception 'This product stays as it is.'; end if;
        return new;
      end $$;
      create trigger no_seven before update on product for each row execute function no_seven()`);
    const rows = productFile(20, (at) => `P-${at},${at === 7 ? 'nej' : 'ja'},1,10,19.95`);
    const standing = await run(number, rows, { updatesExisting: true });
    await owner('drop trigger no_seven on product; drop function no_seven()');
    expect(standing).toMatchObject({ updated: 19, bad: 1 });
    expect(standing.errors[0]).toMatch(
      /^8 The row is refused by the database: .*This product stays as it is\.$/,
    );
  });

  const testOwner = async (sql: string) => {
    await runOnce(database.superuserUrl, sql);
    return (next: string) => runOnce(database.superuserUrl, next);
  };
});

describe('a run that is cut off', () => {
  test('loses the chunk with everything that belongs to it, and the next one goes on there', async () => {
    const number = await agreement();
    const rows = productFile(2_500, (at) => (at % 100 === 0 ? `P-${at},,1,1,1` : `P-${at},Vare,1,1,1`));
    const { id } = await upload(database.orm, number, rows);
    await within(number, (em) => importNextChunk(em, id));
    await expect(
      within(number, async (em) => {
        await importNextChunk(em, id);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    const half = await standingOf(database.orm, number, id);
    expect(half).toMatchObject({ state: 'running', created: 990, bad: 10 });
    expect(await numbersOf(number)).toHaveLength(990);
    while (await within(number, (em) => importNextChunk(em, id)));
    const whole = await standingOf(database.orm, number, id);
    expect(whole).toMatchObject({ state: 'done', total: 2_500, created: 2_475, bad: 25 });
    expect(new Set(whole.errors)).toHaveProperty('size', 25);
    expect((await productsOf(number)).every(({ version }) => version === 1)).toBe(true);
  });

  test('or doubled imports every chunk once', async () => {
    const number = await agreement();
    const { id } = await upload(database.orm, number, productFile(3_500));
    const work = async () => {
      while (await within(number, (em) => importNextChunk(em, id)));
    };
    await Promise.all([work(), work()]);
    expect(await standingOf(database.orm, number, id)).toMatchObject({
      state: 'done',
      created: 3_500,
      bad: 0,
    });
  });

  test('because it was cancelled keeps what it has and reads no more', async () => {
    const number = await agreement();
    const { id } = await upload(database.orm, number, productFile(2_500));
    await within(number, (em) => importNextChunk(em, id));
    await within(number, (em) => cancelUpload(em, id));
    expect(await within(number, (em) => importNextChunk(em, id))).toBe(false);
    expect(await standingOf(database.orm, number, id)).toMatchObject({ state: 'cancelled', created: 1_000 });
    expect(await within(number, (em) => em.count(CsvChunk, {}))).toBe(0);
    await within(number, (em) => cancelUpload(em, id));
  });

  test('cannot be cancelled once it is done', async () => {
    const number = await agreement();
    const { id } = await upload(database.orm, number, productFile(1));
    await within(number, (em) => importNextChunk(em, id));
    const refusal = await refusalOf(within(number, (em) => cancelUpload(em, id)));
    expect(refusal).toMatchObject({ code: 'InvalidTransition', params: { state: 'done' } });
  });
});

describe('a file that cannot be read at all', () => {
  test.each<[string, string, Handed, RegExp]>([
    ['is empty', '', {}, /file is empty/],
    ['has but a head', `${productHead}\n\n`, {}, /no rows below its head/],
    ['has no head', '\n1,2,3\n', {}, /first row must name the columns/],
    ['has semicolons', 'number;name\n1;2\n', {}, /semicolons between its columns; they must be commas/],
    ['lacks columns', 'number,name\n1,2\n', {}, /lacks the column group_id.*lacks the column sales_price/],
    [
      'has an unknown column',
      `${productHead},farve\n1,2,1,1,1,x\n`,
      {},
      /a column farve, which no field has/,
    ],
    ['has a column twice', `${productHead},name\n1,2,1,1,1,x\n`, {}, /the column name twice/],
    ['has a comma in a name', `${productHead},"a,b"\n1,2,1,1,1,x\n`, {}, /a comma in the column name "a,b"/],
    ['has a column without name', `${productHead},\n1,2,1,1,1,x\n`, {}, /no name over column 6/],
    [
      'is mapped to nothing',
      `${productHead},x\n1,2,1,1,1,x\n`,
      { mapping: { x: 'colour', y: 'name' } },
      /gives x the field colour, which products do not have.*names the column y, which the file does not/,
    ],
  ])('as it %s is refused in words, and nothing is stored', async (_what, content, how, words) => {
    const number = await agreement();
    const refusal = await refusalOf(upload(database.orm, number, content, how));
    expect(refusal.code).toBe('InvalidInput');
    expect(Object.values(refusal.errors).flat().join(' ')).toMatch(words);
    expect(await within(number, (em) => em.count(CsvChunk, {}))).toBe(0);
  });
});

describe('the bad rows', () => {
  test('come back as a file that can be corrected and sent again as it is', async () => {
    const number = await agreement();
    const back = async (content: string | Buffer) => {
      const { id } = await upload(database.orm, number, content);
      while (await within(number, (em) => importNextChunk(em, id)));
      return within(number, async (em) => (await badRowsCsv(em, await findUpload(em, id))).toString());
    };
    const first = await back(file('A-1,Skrue,1,1,1', 'A-2,"Stor, bred",9,x,1', 'A-3,Bolt,1,1,1,1'));
    expect(first.split('\r\n')).toEqual([
      `\uFEFFimport_error,${productHead}`,
      expect.stringMatching(/^"?recommended_cost_price must be a decimal.*,A-2,"Stor, bred",9,x,1$/),
      '"The row has 6 cells, and the head has 5.",A-3,Bolt,1,1,1,1',
      '',
    ]);
    const second = await back(
      first.replace(',9,x,1', ',9,1,1').replace('A-3,Bolt,1,1,1,1', 'A-3,Bolt,1,1,1'),
    );
    expect(second.split('\r\n').slice(0, 2)).toEqual([
      `\uFEFFimport_error,${productHead}`,
      'group_id must name what exists: there is no product group 9.,A-2,"Stor, bred",9,1,1',
    ]);
    await back(second.replace(',9,1,1', ',2,1,1'));
    expect(await numbersOf(number)).toEqual(['A-1', 'A-2', 'A-3']);
  });
});
