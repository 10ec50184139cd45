import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { withAgreement } from '../../../domain/database.ts';
import { vatZones } from '../../../domain/erp/documents.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import * as products from '../../../domain/products/product.service.ts';
import type { NewProduct } from '../../../domain/products/product-fields.ts';
import { vatPercentageOf, vatZoneCodes, vatZoneOf } from '../../../domain/vat/vat-zones.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (input: Partial<NewProduct> = {}) =>
  inOurs((em) => products.createProduct(em, { name: 'Rød maling', groupNumber: 1, ...input }, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  await inOurs((em) => createProductGroup(em, { number: 1, name: 'Varer', vatDomestic: '25' }, 'test'));
});

afterAll(async () => {
  await database.drop();
});

describe('a product', () => {
  test('needs a name and a group; its cost price is nothing that is typed', async () => {
    const { number } = await create();
    const product = await inOurs((em) => products.findProduct(em, number));
    expect(product).toMatchObject({ number: '1', costPrice: null, unit: null, isBarred: false, version: 1 });
    expect([product.group.number, Number(product.salesPrice)]).toEqual([1, 0]);
  });

  test('keeps every field, prices to four decimals', async () => {
    const all = {
      number: 'A/1 & *#',
      description: 'Linje 1\nLinje 2',
      unitNumber: 1,
      barcode: '4006381333931',
      salesPrice: '999999999999999.1234',
      recommendedSalesPrice: '0.0001',
      recommendedCostPrice: '12.5',
      isBarred: true,
      weight: '1.25',
      weightUnit: 'kg',
      width: '1',
      height: '2',
      depth: '3',
      sizeUnit: 'cm',
    };
    await create(all);
    const product = await inOurs((em) => products.findProduct(em, 'A/1 & *#'));
    expect(product).toMatchObject({
      description: 'Linje 1\nLinje 2',
      barcode: '4006381333931',
      salesPrice: '999999999999999.1234',
      recommendedSalesPrice: '0.0001',
      isBarred: true,
      weightUnit: 'kg',
    });
    expect(product.unit?.name).toBe('stk');
  });

  test.each<[string, Partial<NewProduct>, string]>([
    ['a number of 26 characters', { number: 'x'.repeat(26) }, 'number'],
    ['a number that ends with a space', { number: 'a ' }, 'number'],
    ['the number . that no URL can name', { number: '.' }, 'number'],
    ['the number .. that no URL can name', { number: '..' }, 'number'],
    ['no name', { name: ' ' }, 'name'],
    ['a negative price', { salesPrice: '-0.01' }, 'sales_price'],
    ['a price with five decimals', { salesPrice: '1.00001' }, 'sales_price'],
    ['a price of sixteen digits', { salesPrice: '1000000000000000' }, 'sales_price'],
    ['a negative expected cost', { recommendedCostPrice: '-1' }, 'recommended_cost_price'],
    ['a barred flag of null', { isBarred: null as never }, 'is_barred'],
  ])('is refused with %s', async (_fault, input, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });

  test.each<[string, Partial<NewProduct>, string]>([
    ['group', { groupNumber: 9 }, 'group_number'],
    ['unit', { unitNumber: 9 }, 'unit_number'],
  ])('refers to a %s of its agreement', async (_what, input, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['ReferenceNotFound', [field]]);
  });

  test('is changed with its version, and loses its unit by null', async () => {
    await create({ number: 'V1', unitNumber: 1 });
    const change = (version: number) =>
      inOurs((em) =>
        products.updateProduct(em, 'V1', { unitNumber: null, salesPrice: '2' }, { version }, 'test'),
      );
    expect(await change(1)).toMatchObject({ unit: null, version: 2 });
    expect((await refusalOf(change(1))).code).toBe('EditConflict');
  });

  test('a change to the same value, written in another way, is none', async () => {
    await create({ number: 'V2', salesPrice: '10' });
    const same = { salesPrice: '10.0000' };
    const product = await inOurs((em) => products.updateProduct(em, 'V2', same, { version: 1 }, 'test'));
    expect(product.version).toBe(1);
  });

  test('exists once, and is found by what the list filters', async () => {
    await create({ number: 'L1', barcode: '123', name: 'Findes' });
    expect((await refusalOf(create({ number: 'L1' }))).code).toBe('AlreadyExists');
    for (const filters of [{ number: 'L1' }, { barcode: '123' }, { name: 'Findes', groupNumber: 1 }]) {
      const { rows } = await inOurs((em) => products.listProducts(em, { filters }));
      expect(rows.map((row) => [row.number, row.group.name])).toEqual([['L1', 'Varer']]);
    }
    await inOurs((em) => products.deleteProduct(em, 'L1', { version: 1 }));
    expect((await refusalOf(inOurs((em) => products.findProduct(em, 'L1')))).code).toBe('NotFound');
  });
});

describe('VAT zones', () => {
  test('have the codes of imports', () => {
    expect(vatZoneCodes).toEqual({ domestic: 1, eu: 2, abroad: 3, 'domestic-exempt': 4 });
    for (const zone of vatZones) {
      expect(vatZoneOf(zone)).toBe(zone);
      expect(vatZoneOf(vatZoneCodes[zone])).toBe(zone);
      expect(vatZoneOf(` ${vatZoneCodes[zone]} `)).toBe(zone);
    }
  });

  test('are these four and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const known = [...vatZones, '1', '2', '3', '4'] as readonly string[];
        fc.pre(!known.includes(text.trim().toLowerCase()));
        expect(vatZoneOf(text)).toBeUndefined();
      }),
    );
  });

  test('choose the VAT of the group', () => {
    const group = { vatDomestic: '25', vatEu: '1', vatAbroad: '2', vatDomesticExempt: '3' };
    expect(vatZones.map((zone) => vatPercentageOf(group, zone))).toEqual(['25', '1', '2', '3']);
  });
});
