import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { createCurrency, deleteCurrency } from '../../../domain/currencies/currency.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { createLocation, deleteLocation } from '../../../domain/locations/location.service.ts';
import {
  productLocations,
  productPrices,
  productTranslations,
} from '../../../domain/products/item-part-kinds.ts';
import type { AlertLimitFields } from '../../../domain/products/item-part-kinds.ts';
import { createPart, deletePart, findPart, listParts, updatePart } from '../../../domain/parts.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import { createProduct, deleteProduct } from '../../../domain/products/product.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const product = async (): Promise<string> =>
  (await inOurs((em) => createProduct(em, { name: 'Rød maling', groupNumber: 1 }, 'test'))).number;
const limited = (item: string, key: number, input: AlertLimitFields) =>
  inOurs((em) => createPart(em, productLocations, { owner: item, key }, input, 'test'));
const priced = (item: string, key: string, salesPrice: string) =>
  inOurs((em) => createPart(em, productPrices, { owner: item, key }, { salesPrice }, 'test'));
const translated = (item: string, key: 'sv' | 'en', name: string) =>
  inOurs((em) => createPart(em, productTranslations, { owner: item, key }, { name }, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  await inOurs(async (em) => {
    await createProductGroup(em, { number: 1, name: 'Varer', vatDomestic: '25' }, 'test');
    await createCurrency(em, { code: 'EUR', rate: '746' }, 'test');
    await createLocation(em, { number: 1, name: 'Hovedlager' }, 'test');
    await createLocation(em, { number: 2, name: 'Butik' }, 'test');
    await createLocation(em, { number: 3, name: 'Spærret', isBlocked: true }, 'test');
  });
});

afterAll(async () => {
  await database.drop();
});

describe('what belongs to an item', () => {
  test('is one of each language, currency and location', async () => {
    const item = await product();
    await translated(item, 'sv', 'Röd färg');
    await translated(item, 'en', 'Red paint');
    await priced(item, 'EUR', '13.5');
    await limited(item, 1, { minStock: '5' });
    const refusals = [
      await refusalOf(translated(item, 'sv', 'Färg')),
      await refusalOf(priced(item, 'EUR', '14')),
      await refusalOf(limited(item, 1, {})),
    ];
    expect(refusals.map(({ code, errors }) => [code, Object.keys(errors)])).toEqual([
      ['AlreadyExists', ['language']],
      ['AlreadyExists', ['currency']],
      ['AlreadyExists', ['location_number']],
    ]);
    const { rows } = await inOurs((em) => listParts(em, productTranslations, item));
    expect(rows.map((row) => [row.language, row.name])).toEqual([
      ['en', 'Red paint'],
      ['sv', 'Röd färg'],
    ]);
  });

  test.each<[string, (item: string) => Promise<unknown>, string, string[]]>([
    ['a price in the base currency', (item) => priced(item, 'DKK', '1'), 'InvalidInput', ['currency']],
    ['a closed currency', (item) => priced(item, 'USD', '1'), 'ReferenceNotFound', ['currency']],
    ['a negative price', (item) => priced(item, 'EUR', '-1'), 'InvalidInput', ['sales_price']],
    ['no name', (item) => translated(item, 'sv', ' '), 'InvalidInput', ['name']],
    ['no location', (item) => limited(item, 9, {}), 'ReferenceNotFound', ['location_number']],
    ['a blocked location', (item) => limited(item, 3, {}), 'Barred', ['location_number']],
    ['a negative limit', (item) => limited(item, 2, { minStock: '-1' }), 'InvalidInput', ['min_stock']],
    [
      'a maximum below the minimum',
      (item) => limited(item, 2, { minStock: '5', maxStock: '4.9999' }),
      'InvalidInput',
      ['max_stock'],
    ],
    ['no item', () => translated('none', 'sv', 'X'), 'NotFound', []],
  ])('is refused with %s', async (_fault, make, code, fields) => {
    const refusal = await refusalOf(make(await product()));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, fields]);
  });

  test('changes by its version, the limits held against each other as they would be', async () => {
    const item = await product();
    await limited(item, 2, { minStock: '5', maxStock: '10' });
    const update = (patch: AlertLimitFields, version?: number) =>
      inOurs((em) => updatePart(em, productLocations, { owner: item, key: 2 }, patch, { version }, 'test'));
    expect(Object.keys((await refusalOf(update({ minStock: '11' }))).errors)).toEqual(['max_stock']);
    expect((await update({ minStock: '11', maxStock: null }, 1)).version).toBe(2);
    expect((await refusalOf(update({ minStock: '1' }, 1))).code).toBe('EditConflict');
  });

  test('holds the location and the currency, and goes with its item', async () => {
    const item = await product();
    await limited(item, 2, {});
    await priced(item, 'EUR', '1');
    const refusals = [
      await refusalOf(inOurs((em) => deleteLocation(em, 2))),
      await refusalOf(inOurs((em) => deleteCurrency(em, 'EUR'))),
    ];
    expect(refusals.map(({ code, params }) => [code, params['usedBy']])).toEqual([
      ['InUse', 'products'],
      ['InUse', 'products'],
    ]);
    await inOurs((em) => deletePart(em, productPrices, { owner: item, key: 'EUR' }));
    await inOurs((em) => deleteProduct(em, item));
    const gone = await refusalOf(inOurs((em) => findPart(em, productLocations, { owner: item, key: 2 })));
    expect(gone.code).toBe('NotFound');
  });
});
