import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { lineColumns } from '../../../domain/products/product-use.ts';
import { createProductUnit } from '../../../domain/products/product-unit.service.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import { bomLevelsMax, explode } from '../../../domain/products/bom.ts';
import { loadBoms } from '../../../domain/products/load-boms.ts';
import * as actions from '../../../domain/products/lot-actions.ts';
import * as lotLines from '../../../domain/products/lot-line.service.ts';
import * as lots from '../../../domain/products/lot.service.ts';
import type { NewLot, LotPatch } from '../../../domain/products/lot.service.ts';
import * as products from '../../../domain/products/product.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { agreementWithRegisters, booked, chairs } from '../invoices/fixtures.ts';

let database: TestDatabase;
let agreement: number;
let made = 0;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const name = (): string => `N${(made += 1)}`;
const lot = async (input: Partial<NewLot> = {}): Promise<string> =>
  (
    await inOurs((em) =>
      lots.createLot(em, { number: name(), name: 'Havebord', groupNumber: 1, ...input }, 'test'),
    )
  ).product.number;
const product = async (recommendedCostPrice: string | null = null): Promise<string> =>
  (
    await inOurs((em) =>
      products.createProduct(
        em,
        { number: name(), name: 'Plade', groupNumber: 1, recommendedCostPrice },
        'test',
      ),
    )
  ).number;
const put = (into: string, componentNumber: string, quantity = '1') =>
  inOurs((em) => lotLines.createLotLine(em, into, { componentNumber, quantity }, 'test'));
const update = (number: string, patch: LotPatch) =>
  inOurs((em) => lots.updateLot(em, number, patch, {}, 'test'));
const linesOf = async (number: string): Promise<[string, number][]> =>
  (await inOurs((em) => lotLines.listLotLines(em, number))).rows.map((row) => [
    row.component.number,
    Number(row.quantity),
  ]);
const convert = (number: string) => inOurs((em) => actions.convertToLot(em, number, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
});

afterAll(async () => {
  await database.drop();
});

describe('a BOM', () => {
  test('is an item: products and BOMs share their numbers and are listed together', async () => {
    const number = await lot({ adjustToZero: true });
    expect((await refusalOf(inOurs((em) => products.findProduct(em, number)))).code).toBe('NotFound');
    const item = await inOurs((em) => products.findItem(em, number));
    expect(item).toMatchObject({ type: 'lot', adjustToZero: true, isConvertable: false });
    const again = inOurs((em) => products.createProduct(em, { number, name: 'x', groupNumber: 1 }, 'test'));
    expect((await refusalOf(again)).code).toBe('AlreadyExists');
    const { total } = await inOurs((em) => products.listItems(em));
    const [only, others] = await inOurs(async (em) => [
      await lots.listLots(em),
      await products.listProducts(em),
    ]);
    expect((only.total ?? 0) + (others.total ?? 0)).toBe(total);
  });

  test('has lines of products and of other BOMs, in their order', async () => {
    const [inner, outer, part] = [await lot(), await lot(), await product()];
    await put(inner, part, '4');
    await put(outer, inner, '2');
    await put(outer, part, '0.5');
    expect(await linesOf(outer)).toEqual([
      [inner, 2],
      [part, 0.5],
    ]);
    const parts = await inOurs(async (em) => {
      const [top, leaf] = [await products.findItem(em, outer), await products.findItem(em, part)];
      const { boms } = await loadBoms(em, [top.id]);
      return [explode(boms, top.id, '10'), leaf.id] as const;
    });
    expect(parts[0]).toEqual([{ itemId: parts[1], quantity: '85' }]);
  });

  test('never goes into itself', async () => {
    const [a, b, c] = [await lot(), await lot(), await lot()];
    await put(a, b);
    await put(b, c);
    for (const [into, what] of [
      [a, a],
      [b, a],
      [c, a],
    ] as const) {
      const refusal = await refusalOf(put(into, what));
      expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', ['component_number']]);
    }
    const other = await product();
    await put(c, other);
    const change = inOurs((em) => lotLines.updateLotLine(em, c, 1, { componentNumber: b }, {}, 'test'));
    expect((await refusalOf(change)).code).toBe('InvalidInput');
    expect(await linesOf(c)).toEqual([[other, 1]]);
  });

  test('never goes into itself by two lines at once, nor past the service', async () => {
    const [a, b] = [await lot(), await lot()];
    const both = await Promise.allSettled([put(a, b), put(b, a)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const [c, d] = [await lot(), await lot()];
    await put(c, d);
    await put(d, await product());
    const circle = inOurs((em) =>
      em.execute(
        `update lot_line set component_id = (select id from product where number = ?)
          where lot_id = (select id from product where number = ?)`,
        [c, d],
      ),
    );
    await expect(circle).rejects.toThrow('goes into itself');
  });

  test('takes components of its own agreement alone, and only BOMs have lines', async () => {
    const [a, part] = [await lot(), await product()];
    await put(a, part);
    const other = (await createTestAgreement(database.orm)).number;
    const ids = await inOurs(async (em) => ({
      lot: (await products.findItem(em, a)).id,
      part: (await products.findItem(em, part)).id,
    }));
    const insert = `insert into lot_line (id, agreement_number, lot_id, number, component_id, quantity, version,
        changed_by, created_at, updated_at)
      values (gen_random_uuid(), ?, ?, 9, ?, 1, 1, 'test', now(), now())`;
    await expect(
      withAgreement(database.orm, other, (em) => em.execute(insert, [other, ids.lot, ids.part])),
    ).rejects.toThrow('of its own agreement');
    await expect(inOurs((em) => em.execute(insert, [agreement, ids.part, ids.lot]))).rejects.toThrow(
      'of its own agreement',
    );
  });

  test(`lies in others at most ${bomLevelsMax} levels deep`, async () => {
    const chain = [await lot()];
    await put(chain[0] ?? '', await product());
    for (let level = 2; level <= bomLevelsMax; level += 1) {
      const outer = await lot();
      await put(outer, chain.at(-1) ?? '');
      chain.push(outer);
    }
    const refusal = await refusalOf(put(await lot(), chain.at(-1) ?? ''));
    expect(refusal.errors).toEqual({ component_number: [expect.stringContaining('at most 10 levels')] });
    expect((await refusalOf(put(chain[0] ?? '', chain.at(-1) ?? ''))).code).toBe('InvalidInput');
  });

  test.each<[string, string, string, string]>([
    ['no such component', 'none', '1', 'ReferenceNotFound'],
    ['a barred component', 'OLD', '1', 'Barred'],
    ['nothing of it', 'CHAIR', '0', 'InvalidInput'],
    ['five decimals', 'CHAIR', '1.00001', 'InvalidInput'],
  ])('refuses a line with %s', async (_fault, component, quantity, code) => {
    const number = await lot();
    expect((await refusalOf(put(number, component, quantity))).code).toBe(code);
    expect(await linesOf(number)).toEqual([]);
  });

  test('is expected to cost what is typed, or what its lines do', async () => {
    const number = await lot({ recommendedCostPrice: '5' });
    await put(number, await product('10'), '1.5');
    const cost = async () => {
      const found = await inOurs((em) => lots.findLot(em, number));
      return found.expectedCostPrice === null ? null : Number(found.expectedCostPrice);
    };
    expect(await cost()).toBe(5);
    expect(
      Number((await update(number, { expectedCostMethod: 'cost-price-from-lines' })).expectedCostPrice),
    ).toBe(15);
    await put(number, await product('1'), '2');
    expect(await cost()).toBe(17);
    await put(number, await product(), '2');
    expect(await cost()).toBeNull();
    const { rows } = await inOurs((em) => lots.listLots(em, { filters: { number } }));
    expect(rows.map((row) => row.expectedCostPrice)).toEqual([null]);
    await update(number, { expectedCostMethod: 'typed' });
    expect(await cost()).toBe(5);
  });

  test('cannot be deleted while another one takes it, nor can a component', async () => {
    const [inner, outer, part] = [await lot(), await lot(), await product()];
    await put(outer, inner);
    await put(inner, part);
    for (const attempt of [
      inOurs((em) => lots.deleteLot(em, inner)),
      inOurs((em) => products.deleteProduct(em, part)),
    ])
      expect((await refusalOf(attempt)).params['usedBy']).toBe('BOMs');
    await inOurs((em) => lotLines.deleteLotLine(em, outer, 1));
    await inOurs((em) => lots.deleteLot(em, inner));
    await inOurs((em) => products.deleteProduct(em, part));
  });

  test('is copied with its lines, under another number', async () => {
    const [number, part] = [
      await lot({ barcode: '57', adjustToZero: true, salesPrice: '9' }),
      await product(),
    ];
    await put(number, part, '3');
    const copy = await inOurs((em) => actions.copyLot(em, number, { name: 'Kopi' }, 'test'));
    expect(copy.product).toMatchObject({ name: 'Kopi', adjustToZero: true, barcode: null, type: 'lot' });
    expect(Number(copy.product.salesPrice)).toBe(9);
    expect(await linesOf(copy.product.number)).toEqual([[part, 3]]);
    const taken = inOurs((em) => actions.copyLot(em, number, { number: part }, 'test'));
    expect((await refusalOf(taken)).code).toBe('AlreadyExists');
  });
});

describe('a product becomes a BOM', () => {
  test('under its number, and then has lines and further units', async () => {
    const number = await product('3');
    const { product: converted } = await convert(number);
    expect(converted).toMatchObject({ number, type: 'lot', isConvertable: false });
    await put(number, await product(), '2');
    await inOurs(async (em) => {
      await createUnit(em, { number: 8, name: 'palle' }, 'test');
      await products.updateProduct(em, 'BOOK', { unitNumber: 1 }, {}, 'test');
      await lots.updateLot(em, number, { unitNumber: 1 }, {}, 'test');
      await createProductUnit(em, number, { unitNumber: 8, quantity: '4' }, 'test');
    });
    expect((await refusalOf(convert(number))).code).toBe('NotFound');
  });

  test('unless it is used in lines or has inventory registered', async () => {
    const used = await product();
    await put(await lot(), used);
    const refusal = await refusalOf(convert(used));
    expect([refusal.code, refusal.message]).toEqual([
      'NotConvertable',
      expect.stringContaining('used in lines'),
    ]);
    await booked(database, agreement, { customerId: '1001', lines: [chairs('1')] });
    expect((await refusalOf(convert('CHAIR'))).code).toBe('NotConvertable');
    expect((await inOurs((em) => products.findProduct(em, 'CHAIR'))).type).toBe('product');
  });
});

test('every table of lines counts as use of an item', async () => {
  const tables = await inOurs((em) =>
    em.execute<{ name: string }[]>(
      `select distinct conrelid::regclass::text as name from pg_constraint
        where confrelid = 'product'::regclass and conrelid::regclass::text like '%\\_line'`,
    ),
  );
  const known = lineColumns.map(([table]): string => table);
  // What stands in the ledger is asked for by itself (`isInLedger`).
  expect(
    tables
      .map(({ name }) => name)
      .filter((name) => name !== 'stock_line')
      .sort(),
  ).toEqual(known.sort());
});

describe('many BOMs at once', () => {
  test('are barred and opened, or none is', async () => {
    const numbers = [await lot(), await lot()];
    const bar = (which: readonly string[], isBarred: boolean) =>
      inOurs((em) => actions.barLots(em, which, isBarred, 'test'));
    const barred = async () =>
      Promise.all(
        numbers.map(async (number) => (await inOurs((em) => lots.findLot(em, number))).product.isBarred),
      );
    expect(await bar(numbers, true)).toBe(2);
    expect(await barred()).toEqual([true, true]);
    expect((await refusalOf(bar([...numbers, 'none'], false))).code).toBe('NotFound');
    expect(await barred()).toEqual([true, true]);
    expect(await bar(numbers, false)).toBe(2);
    expect(await barred()).toEqual([false, false]);
  });

  test('are deleted, also where one takes another, or none is', async () => {
    const [inner, outer, user] = [await lot(), await lot(), await lot()];
    await put(outer, inner);
    await put(user, outer);
    const remove = (numbers: readonly string[]) => inOurs((em) => actions.deleteLots(em, numbers));
    expect((await refusalOf(remove([inner, outer]))).code).toBe('InUse');
    expect(await linesOf(outer)).toEqual([[inner, 1]]);
    expect(await remove([inner, outer, user])).toBe(3);
    expect((await refusalOf(remove([inner]))).code).toBe('NotFound');
  });
});
