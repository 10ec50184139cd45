import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import * as categories from '../../../domain/adjustments/adjustment-category.service.ts';
import * as currencies from '../../../domain/currencies/currency.service.ts';
import * as customerGroups from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import * as employees from '../../../domain/employees/employee.service.ts';
import { DomainError } from '../../../domain/errors.ts';
import * as layouts from '../../../domain/layouts/layout.service.ts';
import type { ListQuery } from '../../../domain/lists.ts';
import * as locations from '../../../domain/locations/location.service.ts';
import * as productGroups from '../../../domain/products/product-group.service.ts';
import { createProduct } from '../../../domain/products/product.service.ts';
import * as units from '../../../domain/products/unit.service.ts';
import type { ChangeOptions } from '../../../domain/registers.ts';
import * as terms from '../../../domain/terms/payment-terms.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;
let other: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  other = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const inTheirs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, other, fn);

interface Row {
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly changedBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A register, driven through its own service. */
interface Driver {
  create(em: EntityManager, input: { number?: number; name: string }): Promise<Row>;
  update(em: EntityManager, number: number, patch: { name?: string }, options: ChangeOptions): Promise<Row>;
  remove(em: EntityManager, number: number, options?: ChangeOptions): Promise<void>;
  find(em: EntityManager, number: number): Promise<Row>;
  list(em: EntityManager, query?: ListQuery): Promise<{ rows: Row[]; total: number }>;
}

const registers: [string, Driver][] = [
  [
    'customer group',
    {
      create: (em, input) => customerGroups.createCustomerGroup(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        customerGroups.updateCustomerGroup(em, number, patch, options, 'somebody else'),
      remove: customerGroups.deleteCustomerGroup,
      find: customerGroups.findCustomerGroup,
      list: customerGroups.listCustomerGroups,
    },
  ],
  [
    'product group',
    {
      create: (em, input) =>
        productGroups.createProductGroup(em, { ...input, vatDomestic: '25.00' }, 'somebody'),
      update: (em, number, patch, options) =>
        productGroups.updateProductGroup(em, number, patch, options, 'somebody else'),
      remove: productGroups.deleteProductGroup,
      find: productGroups.findProductGroup,
      list: productGroups.listProductGroups,
    },
  ],
  [
    'unit',
    {
      create: (em, input) => units.createUnit(em, input, 'somebody'),
      update: (em, number, patch, options) => units.updateUnit(em, number, patch, options, 'somebody else'),
      remove: units.deleteUnit,
      find: units.findUnit,
      list: units.listUnits,
    },
  ],
  [
    'layout',
    {
      create: (em, input) => layouts.createLayout(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        layouts.updateLayout(em, number, patch, options, 'somebody else'),
      remove: layouts.deleteLayout,
      find: layouts.findLayout,
      list: layouts.listLayouts,
    },
  ],
  [
    'location',
    {
      create: (em, input) => locations.createLocation(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        locations.updateLocation(em, number, patch, options, 'somebody else'),
      remove: locations.deleteLocation,
      find: locations.findLocation,
      list: locations.listLocations,
    },
  ],
  [
    'adjustment category',
    {
      create: (em, input) => categories.createAdjustmentCategory(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        categories.updateAdjustmentCategory(em, number, patch, options, 'somebody else'),
      remove: categories.deleteAdjustmentCategory,
      find: categories.findAdjustmentCategory,
      list: categories.listAdjustmentCategories,
    },
  ],
  [
    'employee',
    {
      create: (em, input) => employees.createEmployee(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        employees.updateEmployee(em, number, patch, options, 'somebody else'),
      remove: employees.deleteEmployee,
      find: employees.findEmployee,
      list: employees.listEmployees,
    },
  ],
  [
    'payment terms',
    {
      create: (em, input) => terms.createPaymentTerms(em, { ...input, type: 'net' }, 'somebody'),
      update: (em, number, patch, options) =>
        terms.updatePaymentTerms(em, number, patch, options, 'somebody else'),
      remove: terms.deletePaymentTerms,
      find: terms.findPaymentTerms,
      list: terms.listPaymentTerms,
    },
  ],
];

describe.each(registers)('the register of each %s', (_what, driver) => {
  test('keeps what was stored, who stored it and when', async () => {
    const made = await inOurs((em) => driver.create(em, { number: 700, name: 'Rødgrød æøåäö' }));
    const row = await inOurs((em) => driver.find(em, 700));
    expect(row).toMatchObject({ number: 700, name: 'Rødgrød æøåäö', version: 1, changedBy: 'somebody' });
    expect(row.createdAt).toEqual(made.createdAt);
  });

  test('numbers itself: one more than the largest', async () => {
    const [first, second] = await inOurs(async (em) => [
      await driver.create(em, { name: 'a' }),
      await driver.create(em, { name: 'b' }),
    ]);
    expect([first.number, second.number]).toEqual([701, 702]);
  });

  test('gives no number twice, however many ask at once', async () => {
    const rows = await Promise.all(
      Array.from({ length: 5 }, () => inTheirs((em) => driver.create(em, { name: 'at once' }))),
    );
    expect(new Set(rows.map((row) => row.number)).size).toBe(5);
  });

  test('refuses a number that is taken, with its field, also when two take it at once', async () => {
    const refusal = await refusalOf(inOurs((em) => driver.create(em, { number: 700, name: 'x' })));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['AlreadyExists', ['number']]);
    const both = await Promise.allSettled(
      [1, 2].map(() => inOurs((em) => driver.create(em, { number: 799, name: 'x' }))),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    await inOurs((em) => driver.remove(em, 799));
  });

  test('lets another agreement use the same number, and shows it nothing', async () => {
    await inTheirs((em) => driver.create(em, { number: 700, name: 'theirs' }));
    expect((await inOurs((em) => driver.find(em, 700))).name).toBe('Rødgrød æøåäö');
    expect((await refusalOf(inTheirs((em) => driver.find(em, 701)))).code).toBe('NotFound');
    const change = inTheirs((em) => driver.update(em, 702, { name: 'stolen' }, {}));
    expect((await refusalOf(change)).code).toBe('NotFound');
    expect((await refusalOf(inTheirs((em) => driver.remove(em, 702)))).code).toBe('NotFound');
  });

  test('changes what is given, counts the change and notes who made it', async () => {
    const row = await inOurs((em) => driver.update(em, 701, { name: 'changed' }, { version: 1 }));
    expect(row).toMatchObject({ number: 701, name: 'changed', version: 2, changedBy: 'somebody else' });
  });

  test('refuses a change of what was changed meanwhile, and changes nothing', async () => {
    for (const attempt of [
      () => inOurs((em) => driver.update(em, 701, { name: 'late' }, { version: 1 })),
      () => inOurs((em) => driver.remove(em, 701, { version: 1 })),
    ])
      expect((await refusalOf(attempt())).code).toBe('EditConflict');
    expect(await inOurs((em) => driver.find(em, 701))).toMatchObject({ name: 'changed', version: 2 });
  });

  test('lets one of two changes at once through', async () => {
    const both = await Promise.allSettled(
      ['x', 'y'].map((name) => inOurs((em) => driver.update(em, 702, { name }, { version: 1 }))),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const [lost] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(lost).toBeInstanceOf(DomainError);
    expect((lost as DomainError).code).toBe('EditConflict');
  });

  test.each([
    ['no name', { name: '' }],
    ['a name that is too long', { name: 'x'.repeat(256) }],
    ['a name with a line break', { name: 'a\nb' }],
    ['a number below one', { name: 'x', number: 0 }],
    ['a number that is not whole', { name: 'x', number: 1.5 }],
    ['a number that no ERP takes', { name: 'x', number: 1_000_000_000 }],
  ])('refuses %s', async (_fault, input) => {
    const refusal = await refusalOf(inOurs((em) => driver.create(em, input)));
    expect(refusal.code).toBe('InvalidInput');
    expect(Object.keys(refusal.errors)).toEqual(['number' in input ? 'number' : 'name']);
  });

  test('lists page by page, filtered and sorted', async () => {
    const all = await inOurs((em) => driver.list(em, { limit: 1_000 }));
    const paged = await inOurs((em) =>
      driver.list(em, { page: 2, limit: 2, orderBy: 'number', orderDirection: 'DESC' }),
    );
    expect(paged.total).toBe(all.total);
    expect(paged.rows.map((row) => row.number)).toEqual(
      all.rows
        .map((row) => row.number)
        .sort((a, b) => b - a)
        .slice(2, 4),
    );
    const named = await inOurs((em) => driver.list(em, { filters: { name: 'changed' } }));
    expect(named.rows.map((row) => row.number)).toEqual([701]);
  });

  test('deletes what nothing uses', async () => {
    await inOurs((em) => driver.remove(em, 702));
    expect((await refusalOf(inOurs((em) => driver.find(em, 702)))).code).toBe('NotFound');
  });
});

describe('what is used', () => {
  test('cannot be deleted, and the refusal says by what', async () => {
    await inOurs(async (em) => {
      await customerGroups.createCustomerGroup(em, { number: 90, name: 'g' }, 'test');
      await productGroups.createProductGroup(em, { number: 90, name: 'g', vatDomestic: '25' }, 'test');
      await units.createUnit(em, { number: 90, name: 'u' }, 'test');
      await employees.createEmployee(em, { number: 90, name: 'e' }, 'test');
      await layouts.createLayout(em, { number: 90, name: 'l' }, 'test');
      await terms.createPaymentTerms(em, { number: 90, name: 't', type: 'cash' }, 'test');
      await currencies.createCurrency(em, { code: 'EUR', rate: '746' }, 'test');
      const customer = { name: 'c', groupNumber: 90, vatZone: 'eu', currency: 'EUR' } as const;
      const more = { paymentTermsNumber: 90, layoutNumber: 90, employeeNumber: 90 };
      await createCustomer(em, { ...customer, ...more }, 'test');
      await createProduct(em, { name: 'p', groupNumber: 90, unitNumber: 90 }, 'test');
    });
    const attempts: [(em: EntityManager) => Promise<void>, string][] = [
      [(em) => customerGroups.deleteCustomerGroup(em, 90), 'customers'],
      [(em) => terms.deletePaymentTerms(em, 90), 'customers'],
      [(em) => layouts.deleteLayout(em, 90), 'customers'],
      [(em) => employees.deleteEmployee(em, 90), 'customers'],
      [(em) => currencies.deleteCurrency(em, 'EUR'), 'customers'],
      [(em) => currencies.deleteCurrency(em, 'DKK'), 'the agreement as its base currency'],
      [(em) => productGroups.deleteProductGroup(em, 90), 'products'],
      [(em) => units.deleteUnit(em, 90), 'products'],
    ];
    for (const [remove, usedBy] of attempts) {
      const refusal = await refusalOf(inOurs(remove));
      expect([refusal.code, refusal.params['usedBy']]).toEqual(['InUse', usedBy]);
    }
  });
});
