import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import * as currencies from '../../../domain/currencies/currency.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import * as layouts from '../../../domain/layouts/layout.service.ts';
import type { ListQuery } from '../../../domain/lists.ts';
import * as productGroups from '../../../domain/products/product-group.service.ts';
import * as units from '../../../domain/products/unit.service.ts';
import * as terms from '../../../domain/terms/payment-terms.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);

describe('payment terms', () => {
  test.each(['cash', 'prepayment', 'due-date'] as const)('of the type %s count no days', async (type) => {
    const input = { name: 'x', type, maturityDays: 8 };
    const refusal = await refusalOf(inOurs((em) => terms.createPaymentTerms(em, input, 'test')));
    expect(Object.keys(refusal.errors)).toEqual(['maturity_days']);
  });

  test('cannot be changed to such a type while they count days', async () => {
    const { number } = await inOurs((em) =>
      terms.createPaymentTerms(em, { name: 'x', type: 'net', maturityDays: 8 }, 'test'),
    );
    const change = inOurs((em) => terms.updatePaymentTerms(em, number, { type: 'cash' }, {}, 'test'));
    expect(Object.keys((await refusalOf(change)).errors)).toEqual(['maturity_days']);
    await inOurs((em) => terms.updatePaymentTerms(em, number, { type: 'cash', maturityDays: 0 }, {}, 'test'));
  });

  test.each([-1, 1.5, 1_000])('refuse %p days', async (maturityDays) => {
    const input = { name: 'x', type: 'net', maturityDays } as const;
    const refusal = await refusalOf(inOurs((em) => terms.createPaymentTerms(em, input, 'test')));
    expect(Object.keys(refusal.errors)).toEqual(['maturity_days']);
  });
});

describe('product groups', () => {
  test.each(['-1', '100.01', '25.555', '25,5', 'x', ''])('refuse a VAT of "%s"', async (vatDomestic) => {
    const input = { name: 'x', vatDomestic };
    const refusal = await refusalOf(inOurs((em) => productGroups.createProductGroup(em, input, 'test')));
    expect(Object.keys(refusal.errors)).toEqual(['vat_domestic']);
  });

  test('have no VAT outside the domestic zone unless told', async () => {
    const group = await inOurs((em) =>
      productGroups.createProductGroup(em, { name: 'x', vatDomestic: '25.5' }, 'test'),
    );
    const { vatDomestic, vatEu, vatAbroad, vatDomesticExempt } = await inOurs((em) =>
      productGroups.findProductGroup(em, group.number),
    );
    expect([vatDomestic, vatEu, vatAbroad, vatDomesticExempt].map(Number)).toEqual([25.5, 0, 0, 0]);
  });
});

describe('currencies', () => {
  test('are opened with a rate and change it', async () => {
    await inOurs((em) => currencies.createCurrency(em, { code: 'SEK', rate: '65.123456' }, 'test'));
    await inOurs((em) => currencies.updateCurrency(em, 'SEK', { rate: '66' }, { version: 1 }, 'test'));
    const { rows } = await inOurs((em) => currencies.listCurrencies(em, { filters: { code: 'SEK' } }));
    expect(rows.map((row) => [row.code, Number(row.rate), row.version])).toEqual([['SEK', 66, 2]]);
  });

  test.each([
    ['a code that is none', { code: 'ABC', rate: '1' }, 'code'],
    ['a rate of nothing', { code: 'NOK', rate: '0' }, 'rate'],
    ['a negative rate', { code: 'NOK', rate: '-1' }, 'rate'],
    ['a rate with seven decimals', { code: 'NOK', rate: '1.1234567' }, 'rate'],
    ['another rate for the base currency', { code: 'DKK', rate: '99' }, 'rate'],
  ])('refuse %s', async (_fault, input, field) => {
    const refusal = await refusalOf(inOurs((em) => currencies.createCurrency(em, input, 'test')));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });

  test('exist once', async () => {
    const again = inOurs((em) => currencies.createCurrency(em, { code: 'SEK', rate: '65' }, 'test'));
    const refusal = await refusalOf(again);
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['AlreadyExists', ['code']]);
  });
});

describe('a list', () => {
  test.each<[string, ListQuery, string]>([
    ['a page of nothing', { page: 0 }, 'page'],
    ['a page that is not whole', { page: 1.5 }, 'page'],
    ['a page beyond what paging reaches', { page: 1_001, limit: 1_000 }, 'page'],
    ['no rows', { limit: 0 }, 'limit'],
    ['more rows than the maximum', { limit: 1_001 }, 'limit'],
    ['an order it does not know', { orderBy: 'changedBy' }, 'order_by'],
    ['a filter it does not know', { filters: { agreementNumber: 1 } }, 'agreement_number'],
    ['a filter of every object', { filters: { toString: 'x' } }, 'to_string'],
  ])('refuses %s', async (_fault, query, field) => {
    const refusal = await refusalOf(inOurs((em) => units.listUnits(em, query)));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });

  test('shows each row on one page, in an order where many are equal too', async () => {
    const seen = new Set<number>();
    await inOurs(async (em) => {
      for (let number = 1; number <= 25; number += 1)
        await layouts.createLayout(em, { number: 1_000 + number, name: 'same' }, 'test');
    });
    for (let page = 1; page <= 5; page += 1) {
      const query = { page, limit: 5, orderBy: 'name', filters: { name: 'same' } };
      const { rows, total } = await inOurs((em) => layouts.listLayouts(em, query));
      expect(total).toBe(25);
      for (const row of rows) seen.add(row.number);
    }
    expect(seen.size).toBe(25);
  });
});
