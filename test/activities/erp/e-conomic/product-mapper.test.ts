import { describe, expect, test } from '@jest/globals';
import {
  productAsRead,
  productFields,
  productHash,
} from '../../../../activities/erp/e-conomic/mappers/product.ts';
import { type Body, compact, orBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import { productSchema } from '../../../../activities/erp/e-conomic/schemas.ts';
import { parseSettings } from '../../../../activities/erp/e-conomic/settings.ts';
import type { ProductForErp } from '../../../../domain/erp/documents.ts';
import { aProduct, namesIn, saidBy } from './samples.ts';

const references = { groupNumber: '3', unitNumber: '71' };
const fieldsOf = (changes: Partial<ProductForErp>, settings: object = {}): Body =>
  productFields(aProduct(changes), references, parseSettings(settings));
const created = (changes: Partial<ProductForErp> = {}, settings: object = {}): Record<string, unknown> =>
  saidBy(compact(fieldsOf(changes, settings)));

const there = {
  productNumber: 'BØR-1',
  name: 'Old name',
  description: 'Their text',
  productGroup: { productGroupNumber: '9', name: 'Old', inventoryEnabled: false, self: 'https://erp/x' },
  salesPrice: '1.00',
  costPrice: '2.00',
  recommendedPrice: '3.00',
  barCode: '1',
  barred: true,
  unit: { unitNumber: '2', name: 'kg', self: 'https://erp/x' },
  departmentalDistribution: {
    departmentalDistributionNumber: '6',
    distributionType: 'distribution',
    self: 'https://erp/x',
  },
  inventory: {
    available: '4.00',
    inStock: '5.00',
    packageVolume: '0.25',
    grossWeight: '1.10',
    netWeight: '1.00',
    recommendedCostPrice: '8.00',
  },
  lastUpdated: '2026-01-01T00:00:00Z',
  self: 'https://erp/products/x',
};
const updated = (changes: Partial<ProductForErp> = {}, settings: object = {}): Record<string, unknown> =>
  saidBy(compact({ ...productAsRead(productSchema.parse(there)), ...fieldsOf(changes, settings) }));

describe('a product there', () => {
  test.each<[string, Partial<ProductForErp>, string, unknown]>([
    ['number', {}, 'productNumber', 'BØR-1'],
    ['name', {}, 'name', 'Børste, rød'],
    ['group', {}, 'productGroup', { productGroupNumber: '3' }],
    ['sales price', {}, 'salesPrice', '149.95'],
    ['sales price, rounded half up to two places', { salesPrice: '0.1250' }, 'salesPrice', '0.13'],
    ['recommended price', {}, 'recommendedPrice', '199'],
    ['cost price', {}, 'costPrice', '61.26'],
    ['expected cost price where there is no cost price yet', { costPrice: null }, 'costPrice', '60'],
    ['barcode', {}, 'barCode', '5712345678901'],
    ['status open', {}, 'barred', false],
    ['status barred', { isBarred: true }, 'barred', true],
    ['unit, under its number there', {}, 'unit', { unitNumber: '71' }],
  ])('takes our %s, new and on update', (_what, changes, property, value) => {
    expect(created(changes)[property]).toEqual(value);
    expect(updated(changes)[property]).toEqual(value);
  });

  test('takes the department of the settings, else keeps its own', () => {
    const department = { departmentalDistributionNumber: '2', distributionType: 'department' };
    expect(created({}, { departmentNumber: 2 })['departmentalDistribution']).toEqual(department);
    expect(updated({}, { departmentNumber: 2 })['departmentalDistribution']).toEqual(department);
    expect(created()).not.toHaveProperty('departmentalDistribution');
    expect(updated()['departmentalDistribution']).toEqual({
      departmentalDistributionNumber: '6',
      distributionType: 'distribution',
    });
  });

  test('is a plain product where ours is a BOM: its components are not sent', () => {
    const bom = { ...aProduct(), components: [{ product: 'X-SENT', quantity: '2' }] };
    expect(Object.keys(created(bom)).sort()).toEqual([
      'barCode',
      'barred',
      'costPrice',
      'name',
      'productGroup',
      'productNumber',
      'recommendedPrice',
      'salesPrice',
      'unit',
    ]);
    expect(JSON.stringify(created(bom))).not.toContain('X-SENT');
  });

  test('keeps its cost price where we have neither a cost price nor an expected one', () => {
    const none = { costPrice: null, recommendedCostPrice: null };
    expect(created(none)).not.toHaveProperty('costPrice');
    expect(updated(none)['costPrice']).toBe('2');
  });

  test.each([
    ['unit of the unit converter', 'unit2Id'],
    ['stock quantity', 'inStock'],
    ['weight', 'weight'],
    ['gross weight', 'grossWeight'],
    ['net weight', 'netWeight'],
    ['unit weight', 'weightUnit'],
    ['width', 'width'],
    ['height', 'height'],
    ['size', 'size'],
    ['depth', 'depth'],
    ['unit of the size', 'sizeUnit'],
    ['package volume', 'packageVolume'],
    ['custom fields', 'customFields'],
    ['inventory', 'inventory'],
  ])('is never sent our %s', (_what, property) => {
    const all = { ...aProduct(), [property]: 'X-SENT' };
    expect(namesIn(created(all))).not.toContain(property);
    expect(JSON.stringify(updated(all))).not.toContain('X-SENT');
  });

  test('keeps on update what is not ours, as it was read', () => {
    expect(updated()).toMatchObject({
      description: 'Their text',
      inventory: { packageVolume: '0.25', recommendedCostPrice: '8' },
    });
  });

  test('never gets back what only the ERP writes', () => {
    const names = namesIn(updated());
    for (const readOnly of ['inStock', 'available', 'grossWeight', 'netWeight', 'lastUpdated', 'self']) {
      expect(names).not.toContain(readOnly);
    }
  });

  test.each<[string, Partial<ProductForErp>, number]>([
    ['number', { number: 'n'.repeat(26) }, 25],
    ['name', { name: 'n'.repeat(301) }, 300],
    ['barcode', { barcode: '1'.repeat(51) }, 50],
  ])('is not made with a %s that is too long', (field, changes, limit) => {
    expect(orBlocked(() => fieldsOf(changes))).toMatchObject({
      blocked: 'TooLong',
      params: { field: expect.stringContaining(`: ${field}`), limit },
    });
  });

  test('has another hash when something typed changes, and the same after a stock movement', () => {
    const hash = productHash(aProduct());
    expect(productHash(aProduct({ salesPrice: '1.00' }))).not.toBe(hash);
    expect(productHash(aProduct({ costPrice: '77.00' }))).toBe(hash);
    expect(productHash(aProduct({ costPrice: null }))).toBe(hash);
  });
});
