import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { withAgreement } from '../../../domain/database.ts';
import { keptTotal } from '../../../domain/list-totals.ts';
import { migrate } from '../../../domain/migrate.ts';
import { recountLists } from '../../../domain/recount-lists.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import { createProduct, deleteProduct, listProducts } from '../../../domain/products/product.service.ts';
import { withSql } from '../../../sandbox/stack/sql.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
const agreements: number[] = [];

beforeAll(async () => {
  database = await testDatabase({ poolMax: 12, countStatements: true });
  for (let at = 0; at < 2; at += 1) {
    const { number } = await createTestAgreement(database.orm);
    agreements.push(number);
    await withAgreement(database.orm, number, (em) =>
      createProductGroup(em, { number: 1, name: 'Varer', vatDomestic: '25' }, 'test'),
    );
  }
});
afterAll(() => database.drop());

const ours = (): number => agreements[0] ?? 0;
const inAgreement = <T>(number: number, fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, number, fn);

let made = 0;
const product = (): { number: string; name: string; groupNumber: number } => {
  made += 1;
  return { number: `P-${made}`, name: 'Skrue', groupNumber: 1 };
};

async function makeMany(em: EntityManager, count: number): Promise<void> {
  await createProduct(em, product(), 'test');
  await em.execute(
    `insert into product select copy.* from (select * from product limit 1) p
       cross join generate_series(1, ?) n
       cross join lateral jsonb_populate_record(p::product,
         jsonb_build_object('id', gen_random_uuid(), 'number', 'M' || n || '-' || left(gen_random_uuid()::text, 13))) copy`,
    [count - 1],
  );
}

const removeMany = (em: EntityManager, count: number): Promise<unknown> =>
  em.execute(
    'delete from product where id in (select id from product order by number limit ? for update skip locked)',
    [count],
  );

async function assertKept(number: number): Promise<void> {
  const [kept, counted] = await inAgreement(number, async (em) => {
    const [row] = await em.execute<{ count: string }[]>('select count(*) from product');
    return [await keptTotal(em, 'product'), Number(row?.count)];
  });
  expect(kept).toBe(counted);
}

describe('the kept total of a list', () => {
  test('is the number of rows after any making and deleting, at once and one after another, kept or rolled back', async () => {
    const step = fc.record({
      agreement: fc.nat({ max: 1 }),
      deletes: fc.boolean(),
      count: fc.integer({ min: 1, max: 300 }),
      isRolledBack: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
        async (rounds) => {
          for (const round of rounds) {
            await Promise.all(
              round.map(async ({ agreement, deletes, count, isRolledBack }) =>
                inAgreement(agreements[agreement] ?? 0, async (em) => {
                  await (deletes ? removeMany(em, count) : makeMany(em, count));
                  if (isRolledBack) throw new Error('rolled back');
                }).catch((error: unknown) => {
                  if (!isRolledBack) throw error;
                }),
              ),
            );
            for (const number of agreements) await assertKept(number);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('holds nobody up: while one transaction has made products, another makes and deletes some', async () => {
    await inAgreement(ours(), async (em) => {
      await makeMany(em, 100);
      await inAgreement(ours(), async (other) => {
        await other.execute(`set local lock_timeout = '2s'`);
        const own = await createProduct(other, product(), 'test');
        await deleteProduct(other, own.number);
      });
    });
    await assertKept(ours());
  });

  test('has one part again after a writer who is alone', async () => {
    const parts = async (): Promise<number> => {
      const rows = await inAgreement(ours(), (em) =>
        em.execute(`select from list_total where list = 'product'`),
      );
      return rows.length;
    };
    await inAgreement(ours(), async (em) => {
      await createProduct(em, product(), 'test');
      await inAgreement(ours(), (other) => createProduct(other, product(), 'test'));
    });
    expect(await parts()).toBe(2);
    await inAgreement(ours(), (em) => createProduct(em, product(), 'test'));
    expect(await parts()).toBe(1);
    await assertKept(ours());
  });

  test('begins with the rows that are there when its table is first counted', async () => {
    await withSql(database.superuserUrl, async (sql) => {
      await sql('drop trigger product_counted_in on product');
      await sql('drop trigger product_counted_out on product');
      await sql(`update list_total set row_count = row_count + 7 where list = 'product'`);
    });
    await inAgreement(ours(), (em) => createProduct(em, product(), 'test'));
    await migrate({ ownerUrl: database.ownerUrl });
    for (const number of agreements) await assertKept(number);
    await inAgreement(ours(), (em) => createProduct(em, product(), 'test'));
    await assertKept(ours());
    const [forced] = await withSql(database.superuserUrl, (sql) =>
      sql(
        `select bool_and(relforcerowsecurity) as all from pg_class where relname in ('product', 'list_total')`,
      ),
    );
    expect(forced).toEqual({ all: true });
  });

  test('is what an unfiltered list tells: of products, only the BOMs are counted, which are no part of them', async () => {
    database.statements.length = 0;
    const { total } = await inAgreement(ours(), (em) => listProducts(em));
    const counts = () => database.statements.filter((statement) => /count\(/.test(statement));
    expect(counts()).toHaveLength(1);
    expect(counts()[0]).toMatch(/"type" = \? \[/);
    database.statements.length = 0;
    const filtered = await inAgreement(ours(), (em) => listProducts(em, { filters: { isBarred: false } }));
    expect(counts()).toHaveLength(1);
    expect(filtered.total).toBe(total);
  });

  test('is mended by a recount where rows came or went uncounted, of the agreement that it is wrong for', async () => {
    const said: string[] = [];
    const recount = () => recountLists(database.orm, agreements, (line) => said.push(line));
    expect(await recount()).toBe(0);
    await withSql(database.superuserUrl, async (sql) => {
      await sql('set session_replication_role = replica');
      await sql(
        `delete from product where id = (select id from product where agreement_number = ${ours()} limit 1)`,
      );
      await sql(`insert into list_total (id, agreement_number, list, row_count)
        values (gen_random_uuid(), ${ours()}, 'customer', 5), (gen_random_uuid(), ${ours()}, 'customer', -2)`);
    });
    said.length = 0;
    expect(await recount()).toBe(2);
    const [sound] = agreements.slice(1);
    expect(said).toEqual([
      `agreement ${ours()}: customer: 3 was told, there are 0: mended`,
      expect.stringMatching(/: product: \d+ was told, there are \d+: mended$/),
      `agreement ${ours()}: 2 of 13 totals were wrong and are mended`,
      `agreement ${sound ?? 0}: 13 totals hold`,
    ]);
    await assertKept(ours());
    expect(await recount()).toBe(0);
  });

  test('is right after a recount beside which others write, and counts on from there', async () => {
    await withSql(database.superuserUrl, (sql) =>
      sql(
        `update list_total set row_count = row_count + 1 where list = 'product' and agreement_number = ${ours()}`,
      ),
    );
    const writes = Array.from({ length: 6 }, () =>
      inAgreement(ours(), async (em) => {
        await createProduct(em, product(), 'test');
        await makeMany(em, 50);
      }),
    );
    await Promise.all([recountLists(database.orm, [ours()], () => undefined), ...writes]);
    await assertKept(ours());
    await inAgreement(ours(), (em) => createProduct(em, product(), 'test'));
    await assertKept(ours());
  });
});
