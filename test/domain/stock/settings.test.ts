import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateAgreement } from '../../../domain/agreements/agreement.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company } from './fixtures.ts';

let database: TestDatabase;
let company: Company;

beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
});
afterAll(() => database.drop());

describe('how an agreement values its stock', () => {
  const change = (patch: object) => company.inside((em) => updateAgreement(em, patch, {}, 'test'));

  test('is never changed, not in the database either', async () => {
    const sql = `update agreement set inventory_principle = 'fifo' where number = ${company.number}`;
    await expect(company.query(sql)).rejects.toThrow(/chosen when it was made/);
  });

  test('negative quantity gets its value once', async () => {
    const other = await Company.make(database);
    const choose = (negativeStockValue: 'zero' | 'expected-cost' | null) =>
      other.inside((em) => updateAgreement(em, { negativeStockValue }, {}, 'test'));
    await choose('expected-cost');
    await choose('expected-cost');
    expect((await refusalOf(choose('zero'))).code).toBe('SettingLocked');
    expect((await refusalOf(choose(null))).code).toBe('SettingLocked');
    const sql = `update agreement set negative_stock_value = null where number = ${other.number}`;
    await expect(other.query(sql)).rejects.toThrow(/was chosen/);
    const id = await other.item('P-1', { recommendedCostPrice: '3' });
    await other.ship(id, '2');
    expect(await other.stock(id)).toBe('-2 -6.00 –');
  });

  test('what moves the stock changes hands while no document is open', async () => {
    expect((await change({ stockFollowsInvoices: true })).stockFollowsInvoices).toBe(true);
    expect((await change({ stockFollowsInvoices: false })).stockFollowsInvoices).toBe(false);
  });
});
