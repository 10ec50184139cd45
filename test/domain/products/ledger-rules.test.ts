import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { newId } from '../../../domain/ids.ts';
import {
  createLocation,
  deleteLocation,
  updateLocation,
} from '../../../domain/locations/location.service.ts';
import { bookOrder, reopenOrder } from '../../../domain/orders/order-steps.service.ts';
import { createDraftOrder } from '../../../domain/orders/order.service.ts';
import { createProductGroup, updateProductGroup } from '../../../domain/products/product-group.service.ts';
import type { NewProduct, ProductPatch } from '../../../domain/products/product-fields.ts';
import { hasStockTransactions } from '../../../domain/products/product-use.ts';
import * as products from '../../../domain/products/product.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { agreementWithRegisters, booked, chairs } from '../invoices/fixtures.ts';

let database: TestDatabase;
let agreement: number;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (input: Partial<NewProduct> = {}) =>
  inOurs((em) => products.createProduct(em, { name: 'Rød maling', groupNumber: 1, ...input }, 'test'));
const update = (number: string, patch: ProductPatch) =>
  inOurs((em) => products.updateProduct(em, number, patch, {}, 'test'));
const group = (number: number, hasInventory: boolean) =>
  inOurs((em) => updateProductGroup(em, number, { hasInventory }, {}, 'test'));
const fieldsOf = async (attempt: Promise<unknown>): Promise<string[]> =>
  Object.keys((await refusalOf(attempt)).errors);

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
  await inOurs(async (em) => {
    const without = { vatDomestic: '25', hasInventory: false };
    await createProductGroup(em, { number: 8, name: 'Fragt', ...without }, 'test');
    await createProductGroup(em, { number: 9, name: 'Timer', ...without }, 'test');
    await createLocation(em, { number: 1, name: 'Lager' }, 'test');
    await createLocation(em, { number: 2, name: 'Reol', parentNumber: 1 }, 'test');
    await createLocation(em, { number: 3, name: 'Lukket', isBlocked: true }, 'test');
  });
  // CHAIR of group 1 moves in stock.
  await booked(database, agreement, { customerId: '1001', lines: [chairs('1')] });
});

afterAll(async () => {
  await database.drop();
});

describe('batches and serial numbers', () => {
  test.each(['hasBatchControl', 'hasSerialNumbers'] as const)('%s is switched on per item', async (field) => {
    const { number } = await create();
    expect((await update(number, { [field]: true }))[field]).toBe(true);
    expect((await update(number, { [field]: false }))[field]).toBe(false);
  });

  test('are not both on', async () => {
    expect(await fieldsOf(create({ hasBatchControl: true, hasSerialNumbers: true }))).toEqual([
      'has_serial_numbers',
    ]);
    const { number } = await create({ hasBatchControl: true });
    expect(await fieldsOf(update(number, { hasSerialNumbers: true }))).toEqual(['has_serial_numbers']);
    expect(await update(number, { hasSerialNumbers: true, hasBatchControl: false })).toMatchObject({
      hasSerialNumbers: true,
      hasBatchControl: false,
    });
  });

  test.each(['hasBatchControl', 'hasSerialNumbers'] as const)('%s needs inventory', async (field) => {
    const name = field === 'hasBatchControl' ? 'has_batch_control' : 'has_serial_numbers';
    expect(await fieldsOf(create({ groupNumber: 8, [field]: true }))).toEqual([name]);
    const { number } = await create({ groupNumber: 3, [field]: true });
    expect(await fieldsOf(update(number, { groupNumber: 8 }))).toEqual([name]);
    expect(await fieldsOf(group(3, false))).toEqual(['has_inventory']);
  });

  test.each(['hasBatchControl', 'hasSerialNumbers'] as const)(
    '%s is not switched once the item has transactions',
    async (field) => {
      expect(
        await inOurs(async (em) => hasStockTransactions(em, (await products.findItem(em, 'CHAIR')).id)),
      ).toBe(true);
      const refusal = await refusalOf(update('CHAIR', { [field]: true }));
      expect([refusal.code, JSON.stringify(refusal.errors)]).toEqual([
        'InvalidInput',
        expect.stringContaining('has transactions already'),
      ]);
    },
  );
});

describe('the inventory setting of a group', () => {
  test('is locked after the first transaction of an item in it', async () => {
    expect(await fieldsOf(group(1, false))).toEqual(['has_inventory']);
    expect((await group(1, true)).hasInventory).toBe(true);
    expect((await group(2, false)).hasInventory).toBe(false);
    expect((await group(2, true)).hasInventory).toBe(true);
  });

  test('stays the same for an item with transactions that moves to another group', async () => {
    expect(await fieldsOf(update('CHAIR', { groupNumber: 8 }))).toEqual(['group_number']);
    expect((await update('CHAIR', { groupNumber: 2 })).group.number).toBe(2);
    expect((await update('CHAIR', { groupNumber: 1 })).group.number).toBe(1);
  });

  test('stays the same for an item on a sent order, whose reservation and shipment would be left without stock', async () => {
    const { number } = await create();
    const context = { actor: 'test', commandId: newId(), now: new Date() };
    const id = newId();
    await inOurs(async (em) => {
      await createDraftOrder(em, id, { customerId: '1001', lines: [{ itemId: number }] }, context);
      await bookOrder(em, id, context);
    });
    expect(await fieldsOf(update(number, { groupNumber: 8 }))).toEqual(['group_number']);
    await inOurs((em) => reopenOrder(em, id, context));
    expect((await update(number, { groupNumber: 8 })).group.number).toBe(8);
  });

  test('may differ for an item without transactions', async () => {
    const { number } = await create();
    expect((await update(number, { groupNumber: 9 })).group.number).toBe(9);
  });
});

describe('an item', () => {
  test('can become a BOM while it is on no line', async () => {
    const { number } = await create();
    const ask = (item: string) => inOurs((em) => products.findProduct(em, item));
    expect([(await ask(number)).isConvertable, (await ask('CHAIR')).isConvertable]).toEqual([true, false]);
  });

  test('has an open default location, which then cannot be deleted', async () => {
    const { number } = await create({ defaultLocationNumber: 2 });
    const found = await inOurs((em) => products.findProduct(em, number));
    expect(found.defaultLocation).toMatchObject({ number: 2, nestList: [1, 2], childrenCount: 0 });
    const refusal = await refusalOf(inOurs((em) => deleteLocation(em, 2)));
    expect([refusal.code, refusal.params['usedBy']]).toEqual(['InUse', 'products']);
    expect((await refusalOf(create({ defaultLocationNumber: 3 }))).code).toBe('Barred');
    expect((await refusalOf(create({ defaultLocationNumber: 9 }))).code).toBe('ReferenceNotFound');
    // What lies in a blocked location already stays as it is, whatever else changes.
    await inOurs((em) => updateLocation(em, 2, { isBlocked: true }, {}, 'test'));
    expect((await update(number, { name: 'Gul' })).defaultLocation?.number).toBe(2);
    await inOurs((em) => updateLocation(em, 2, { isBlocked: false }, {}, 'test'));
    expect((await update(number, { defaultLocationNumber: null })).defaultLocation).toBeNull();
  });

  test('keeps what purchase, customs and the shelf need', async () => {
    const all = {
      costAdditionPercentage: '12.5',
      minOrder: '10',
      minSales: '0.5',
      minStock: '3.0001',
      shouldAssureQuality: true,
      goodsCode: '4407 11 10',
      countryCode: 'SE',
      departmentNumber: 4,
      size: '0.25',
    };
    const { number } = await create(all);
    const found = await inOurs((em) => products.findProduct(em, number));
    expect(found).toMatchObject({ shouldAssureQuality: true, goodsCode: '4407 11 10', countryCode: 'SE' });
    expect(
      [found.costAdditionPercentage, found.minOrder, found.minSales, found.minStock, found.size].map(Number),
    ).toEqual([12.5, 10, 0.5, 3.0001, 0.25]);
  });

  test.each<[string, Partial<NewProduct>, string]>([
    ['a negative extra cost', { costAdditionPercentage: '-1' }, 'cost_addition_percentage'],
    ['an extra cost with three decimals', { costAdditionPercentage: '1.001' }, 'cost_addition_percentage'],
    ['a negative least stock', { minStock: '-1' }, 'min_stock'],
    ['a country that is none', { countryCode: 'XX1' }, 'country_code'],
    ['a department of nothing', { departmentNumber: 0 }, 'department_number'],
  ])('is refused with %s', async (_fault, input, field) => {
    expect(await fieldsOf(create(input))).toEqual([field]);
  });
});
