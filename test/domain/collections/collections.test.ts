import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import * as collections from '../../../domain/collections/collection.service.ts';
import type { NewCollection } from '../../../domain/collections/collection.service.ts';
import { expandCollection } from '../../../domain/collections/expand.ts';
import { withAgreement } from '../../../domain/database.ts';
import { equal, multiply } from '../../../domain/money.ts';
import { convertToLot } from '../../../domain/products/lot-actions.ts';
import { createLot } from '../../../domain/products/lot.service.ts';
import { deleteProduct, updateProduct } from '../../../domain/products/product.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { agreementWithRegisters } from '../invoices/fixtures.ts';

let database: TestDatabase;
let agreement: number;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (input: Partial<NewCollection> = {}) =>
  inOurs((em) => collections.createCollection(em, { name: 'Pakke', ...input }, 'test'));
const lines = [
  { itemNumber: 'CHAIR', quantity: '4' },
  { itemNumber: 'SET', quantity: '0.5' },
  { itemNumber: 'CHAIR', quantity: '1' },
];
const expanded = (number: string, quantity: string) =>
  inOurs((em) => collections.collectionLines(em, number, quantity));

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
  await inOurs((em) => createLot(em, { number: 'SET', name: 'Sæt', groupNumber: 1 }, 'test'));
});

afterAll(async () => {
  await database.drop();
});

test('each line of a collection is its quantity times the collection, exactly', () => {
  const quantity = fc.integer({ min: 1, max: 9_999 }).map((n) => `${n / 100}`);
  fc.assert(
    fc.property(fc.array(quantity, { maxLength: 5 }), quantity, (quantities, times) => {
      const parts = quantities.map((each, at) => ({ itemNumber: `I${at}`, quantity: each }));
      const result = expandCollection(parts, times);
      expect(result.map((part) => part.itemNumber)).toEqual(parts.map((part) => part.itemNumber));
      for (const [at, part] of result.entries())
        expect(equal(part.quantity, multiply(quantities[at] ?? '', times))).toBe(true);
    }),
  );
});

describe('a collection', () => {
  test('expands to separate lines, products and BOMs, in their order', async () => {
    const { collection } = await create({ lines });
    expect(await expanded(collection.number, '2')).toEqual([
      { itemNumber: 'CHAIR', quantity: '8' },
      { itemNumber: 'SET', quantity: '1' },
      { itemNumber: 'CHAIR', quantity: '2' },
    ]);
    const refusal = await refusalOf(expanded(collection.number, '0.0001'));
    expect(Object.keys(refusal.errors)).toEqual(['quantity']);
  });

  test('gets all its lines anew, as another version', async () => {
    const { collection } = await create({ lines });
    const change = (version: number) =>
      inOurs((em) =>
        collections.updateCollection(
          em,
          collection.number,
          { lines: lines.slice(1, 2) },
          { version },
          'test',
        ),
      );
    const changed = await change(1);
    expect([changed.version, changed.lines.map((one) => one.product.number)]).toEqual([2, ['SET']]);
    expect((await refusalOf(change(1))).code).toBe('EditConflict');
    const { rows } = await inOurs((em) =>
      collections.listCollections(em, { filters: { number: collection.number } }),
    );
    expect(rows.map((row) => row.lines.length)).toEqual([1]);
  });

  test.each<[string, NewCollection['lines'], string, string]>([
    ['no such item', [{ itemNumber: 'none', quantity: '1' }], 'ReferenceNotFound', 'lines.0.item_id'],
    ['a barred item', [{ itemNumber: 'OLD', quantity: '1' }], 'Barred', 'lines.0.item_id'],
    ['nothing of it', [{ itemNumber: 'CHAIR', quantity: '0' }], 'InvalidInput', 'lines.0.quantity'],
  ])('is refused with a line of %s', async (_fault, bad, code, field) => {
    const refusal = await refusalOf(create({ number: 'BAD', lines: bad }));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, [field]]);
    expect((await refusalOf(inOurs((em) => collections.findCollection(em, 'BAD')))).code).toBe('NotFound');
  });

  test('is put on nothing while it is barred', async () => {
    const { collection } = await create({ isBarred: true, lines });
    expect((await refusalOf(expanded(collection.number, '1'))).code).toBe('Barred');
  });

  test('holds its items: they are not deleted, nor made BOMs', async () => {
    await create({ lines: [{ itemNumber: 'BOOK', quantity: '1' }] });
    expect((await refusalOf(inOurs((em) => deleteProduct(em, 'BOOK')))).params['usedBy']).toBe('collections');
    expect((await refusalOf(inOurs((em) => convertToLot(em, 'BOOK', 'test')))).code).toBe('NotConvertable');
    await inOurs((em) => updateProduct(em, 'BOOK', { name: 'Bog 2' }, {}, 'test'));
  });
});
