import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateAgreement } from '../../../domain/agreements/agreement.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { agreementWithRegisters, archive, book, draft } from '../invoices/fixtures.ts';
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

  test('is left alone by a change of the settings that names it', async () => {
    await change({ inventoryPrinciple: 'fifo', street: 'Kajen 1' }).catch(() => undefined);
    const [row] = await company.query<{ text: string }>(
      'select inventory_principle as text from agreement where number = ?',
      [company.number],
    );
    expect(row?.text).toBe('average');
  });

  test('what moves the stock does not change hands while an invoice is open, as a draft or booked', async () => {
    const agreement = await agreementWithRegisters(database);
    const change = (stockFollowsInvoices: boolean) =>
      withAgreement(database.orm, agreement, (em) =>
        updateAgreement(em, { stockFollowsInvoices }, {}, 'test'),
      );
    const { id } = await draft(database, agreement);
    expect((await refusalOf(change(true))).code).toBe('OpenDocuments');
    await book(database, agreement, id);
    expect((await refusalOf(change(true))).code).toBe('OpenDocuments');
    // What it is already can be said again.
    expect((await change(false)).stockFollowsInvoices).toBe(false);
    await archive(database, agreement, id);
    expect((await change(true)).stockFollowsInvoices).toBe(true);
  });

  test('what moves the stock changes hands while no document is open', async () => {
    expect((await change({ stockFollowsInvoices: true })).stockFollowsInvoices).toBe(true);
    expect((await change({ stockFollowsInvoices: false })).stockFollowsInvoices).toBe(false);
  });
});
