import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { voidRevaluation } from '../../../domain/stock/engine/revaluations.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company } from './fixtures.ts';

let database: TestDatabase;
let company: Company;
let fifo: Company;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
  fifo = await Company.make(database, 'fifo');
});
afterAll(() => database.drop());

const item = (of: Company) => {
  made += 1;
  return of.item(`P-${made}`);
};

describe('a value adjustment of the past', () => {
  const revalue = { type: 'value-adjustment', unitCost: '7' } as const;
  const on = (ledgerDate: string) => ({ ledgerDate: `2026-03-${ledgerDate}` });

  /** Two at 5.00 from the 3rd to the 5th, and two at 5.00 from the 7th on. */
  async function comeAndGone(shop: Company, comesAgain = true): Promise<string> {
    const id = await item(shop);
    await shop.receive(id, '2', '10.00', on('03'));
    await shop.ship(id, '2', on('05'));
    if (comesAgain) await shop.receive(id, '2', '10.00', on('07'));
    return id;
  }

  test.each([
    ['average', '02', 'NoStockToRevalue'],
    ['average', '03', '2 10.00 5'],
    ['average', '05', 'NoStockToRevalue'],
    ['average', '07', '2 14.00 7'],
    ['fifo', '02', 'NoStockToRevalue'],
    // What is revalued is what is here now, and none of that was.
    ['fifo', '03', 'NoStockToRevalue'],
    ['fifo', '05', 'NoStockToRevalue'],
    ['fifo', '07', '2 14.00 7'],
  ])('is held against the stock in its place (%s, on the %s)', async (principle, day, outcome) => {
    const shop = principle === 'fifo' ? fifo : company;
    const id = await comeAndGone(shop);
    const attempt = shop.post(id, { ...revalue, ...on(day) });
    if (outcome !== 'NoStockToRevalue') {
      await attempt;
      expect(await shop.stock(id)).toBe(outcome);
      return;
    }
    const refusal = await refusalOf(attempt);
    expect(refusal).toMatchObject({ code: outcome, params: { date: `2026-03-${day}` } });
    expect(await shop.stock(id)).toBe('2 10.00 5');
  });

  test('of average cost is taken where there was stock then and is none today: what left costs what it says', async () => {
    const id = await comeAndGone(company, false);
    const [posted] = await company.post(id, { ...revalue, ...on('04') });
    expect(posted).toMatchObject({ value: '4' });
    expect(await company.stock(id)).toBe('0 0.00 –');
    const [out] = await company.query<{ id: string }>(
      `select id from stock_line where product_id = ? and type = 'shipment'`,
      [id],
    );
    expect(await company.worth(out?.id)).toBe('-14.00');
  });

  test('is not left without stock by what goes in before it', async () => {
    const id = await item(company);
    await company.receive(id, '2', '10.00', on('03'));
    await company.post(id, { ...revalue, ...on('05') });
    const refusal = await refusalOf(company.ship(id, '2', on('04')));
    expect(refusal).toMatchObject({ code: 'RevaluationVoided', params: { date: '2026-03-05' } });
    await company.ship(id, '1', on('04'));
    await company.ship(id, '1', on('06'));
    expect(await company.stock(id)).toBe('0 0.00 –');
  });

  test('that found nothing in stock before that was refused is left alone', () => {
    const line = (lineId: string, quantity: string, sequence: number, ledgerDate: string) => ({
      ...({
        lineId,
        quantity,
        sequence,
        ledgerDate,
        type: quantity === '0' ? 'value-adjustment' : 'receipt',
      } as const),
      ...{ givenValue: null, givenUnitCost: '1', expectedUnitCost: null, ofLineId: null },
    });
    const old = [line('a', '0', 1, '2026-03-02')];
    expect(voidRevaluation('0', old, [line('b', '-1', 2, '2026-03-01')])).toBeUndefined();
    expect(voidRevaluation('1', old, [line('b', '-1', 2, '2026-03-01')])).toEqual({
      ledgerDate: '2026-03-02',
      isNew: false,
    });
  });
});
