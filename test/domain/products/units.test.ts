import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { withAgreement } from '../../../domain/database.ts';
import { equal, multiply } from '../../../domain/money.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import * as units from '../../../domain/products/product-unit.service.ts';
import type { NewProductUnit, ProductUnitPatch } from '../../../domain/products/product-unit.service.ts';
import { createProduct, deleteProduct, updateProduct } from '../../../domain/products/product.service.ts';
import { priceInUnit, toStandardQuantity } from '../../../domain/products/unit-conversion.ts';
import { createUnit, deleteUnit } from '../../../domain/products/unit.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const product = async (unitNumber: number | null = 1): Promise<string> =>
  (await inOurs((em) => createProduct(em, { name: 'Rød maling', groupNumber: 1, unitNumber }, 'test')))
    .number;
const add = (item: string, input: Partial<NewProductUnit> = {}) =>
  inOurs((em) => units.createProductUnit(em, item, { unitNumber: 2, quantity: '12', ...input }, 'test'));
const update = (item: string, unit: number, patch: ProductUnitPatch) =>
  inOurs((em) => units.updateProductUnit(em, item, unit, patch, {}, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  await inOurs(async (em) => {
    await createProductGroup(em, { number: 1, name: 'Varer', vatDomestic: '25' }, 'test');
    await createUnit(em, { number: 2, name: 'kasse' }, 'test');
    await createUnit(em, { number: 3, name: 'palle' }, 'test');
  });
});

afterAll(async () => {
  await database.drop();
});

describe('a quantity in another unit', () => {
  const decimal = fc
    .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9_999 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(4, '0')}`);

  test('is the exact product in standard units, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(decimal, decimal, async (quantity, perUnit) => {
        const exact = multiply(quantity, perUnit);
        const fits = (exact.split('.')[1] ?? '').length <= 4;
        const attempt = Promise.resolve().then(() => toStandardQuantity(quantity, perUnit));
        if (fits) expect(equal(await attempt, exact)).toBe(true);
        else expect(Object.keys((await refusalOf(attempt)).errors)).toEqual(['quantity']);
      }),
    );
  });

  test.each([
    ['3', '12', '36'],
    ['0.5', '12', '6'],
    ['0.0001', '1.5', undefined],
    ['1', '0.0001', '0.0001'],
    ['999999999999999', '2', undefined],
  ])('%s at %s each is %s', (quantity, perUnit, standard) => {
    if (standard === undefined) expect(() => toStandardQuantity(quantity, perUnit)).toThrow();
    else expect(toStandardQuantity(quantity, perUnit)).toBe(standard);
  });

  test.each([
    ['99', '10', '12', '99'],
    [null, '10', '12', '120'],
    [null, '0.0001', '0.5', '0.0001'],
    ['0', '10', '12', '0'],
  ])('costs its own price %s, else that of its standard units', (own, standard, perUnit, price) => {
    expect(priceInUnit(own, standard, perUnit)).toBe(price);
  });
});

describe('a further unit of a product', () => {
  test('has its quantity of standard units, prices and a barcode', async () => {
    const item = await product();
    await add(item, { salesPrice: '99.5', costPrice: '60', barcode: '5701', isDefaultPurchase: true });
    const { rows } = await inOurs((em) => units.listProductUnits(em, item));
    expect(rows.map((row) => [row.unit.name, Number(row.quantity), Number(row.salesPrice)])).toEqual([
      ['kasse', 12, 99.5],
    ]);
    expect(rows[0]).toMatchObject({ barcode: '5701', isDefaultPurchase: true, isDefaultSales: false });
  });

  test.each(['isDefaultSales', 'isDefaultPurchase'] as const)(
    'is the one with %s, or none is',
    async (field) => {
      const item = await product();
      await add(item, { [field]: true });
      await add(item, { unitNumber: 3, quantity: '480', [field]: true });
      const standing = async () =>
        (await inOurs((em) => units.listProductUnits(em, item))).rows
          .filter((row) => row[field])
          .map((row) => row.unit.number);
      expect(await standing()).toEqual([3]);
      await update(item, 2, { [field]: true });
      expect(await standing()).toEqual([2]);
      await update(item, 2, { [field]: false });
      expect(await standing()).toEqual([]);
    },
  );

  test.each<[string, number | null, Partial<NewProductUnit>, string]>([
    ['the standard unit itself', 1, { unitNumber: 1 }, 'unit_number'],
    ['no standard unit', null, {}, 'unit_number'],
    ['nothing in it', 1, { quantity: '0' }, 'quantity'],
    ['a negative quantity', 1, { quantity: '-1' }, 'quantity'],
    ['five decimals', 1, { quantity: '0.00001' }, 'quantity'],
    ['a negative price', 1, { salesPrice: '-1' }, 'sales_price'],
  ])('is refused with %s', async (_fault, standard, input, field) => {
    const refusal = await refusalOf(add(await product(standard), input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });

  test('is there once', async () => {
    const item = await product();
    await add(item);
    const refusal = await refusalOf(add(item));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['AlreadyExists', ['unit_number']]);
    expect((await refusalOf(add(item, { unitNumber: 9 }))).code).toBe('ReferenceNotFound');
    expect((await refusalOf(add('none'))).code).toBe('NotFound');
  });

  test('holds the standard unit it is counted in, and its own', async () => {
    const item = await product();
    await add(item);
    const change = (unitNumber: number | null) =>
      inOurs((em) => updateProduct(em, item, { unitNumber }, {}, 'test'));
    for (const unit of [null, 3])
      expect(Object.keys((await refusalOf(change(unit))).errors)).toEqual(['unit_number']);
    expect((await refusalOf(inOurs((em) => deleteUnit(em, 2)))).params['usedBy']).toBe('products');
    await inOurs((em) => units.deleteProductUnit(em, item, 2));
    expect((await change(3)).unit?.number).toBe(3);
  });

  test('goes with its product', async () => {
    const item = await product();
    await add(item);
    await inOurs((em) => deleteProduct(em, item));
    expect((await refusalOf(inOurs((em) => units.findProductUnit(em, item, 2)))).code).toBe('NotFound');
  });
});
