import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stockValueReport } from '../../../domain/stock/stock-value-report.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Company } from './fixtures.ts';
import { ledgerOf, valueOn } from './reports.ts';

let database: TestDatabase;
let company: Company;
beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
});
afterAll(() => database.drop());

const on = (day: number) => ({ ledgerDate: `2026-03-0${day}` });

describe('the ledger of an item', () => {
  test('tells what a line was worth before, what it is now, and which line brought it about', async () => {
    const chair = await company.item('SHORT');
    await company.receive(chair, '7', '21.00', on(1));
    await company.ship(chair, '9', on(2));
    await company.receive(chair, '5', '20.00', on(3));
    const [, sold, came] = await ledgerOf(company, chair);
    expect(sold).toMatchObject({
      type: 'shipment',
      quantity: '-9',
      postedValue: '-21.00',
      runningQuantity: '-2',
    });
    expect(Number(sold?.value)).toBe(-29);
    expect(sold?.corrections).toMatchObject([
      {
        oldValue: '-21.00',
        newValue: '-29.00',
        cause: { sequence: 3, type: 'receipt', ledgerDate: '2026-03-03', document: { kind: 'adjustment' } },
      },
    ]);
    expect([came?.runningQuantity, Number(came?.runningValue)]).toEqual(['3', 12]);
  });

  test('shows a backdated line in its place, and the days before it as they were', async () => {
    const lamp = await company.item('LATE');
    await company.receive(lamp, '2', '10.00', on(1));
    await company.ship(lamp, '1', on(5));
    await company.receive(lamp, '2', '20.00', on(3));
    const lines = await ledgerOf(company, lamp);
    expect(lines.map(({ sequence }) => sequence)).toEqual([1, 3, 2]);
    expect(lines.map(({ runningValue }) => Number(runningValue))).toEqual([10, 30, 22.5]);
    expect(await valueOn(company, 'LATE', '2026-03-02')).toMatchObject({ quantity: '2', value: '10.00' });
    expect(await valueOn(company, 'LATE', '2026-03-04')).toMatchObject({ quantity: '4', value: '30.00' });
    const ofDays = await ledgerOf(company, lamp, { dateFrom: '2026-03-03', dateTo: '2026-03-04' });
    expect(ofDays).toEqual([lines[1]]);
  });
});

describe('the stock value report', () => {
  let shop: Company;
  const report = (asked: object = {}) =>
    shop.inside((em) =>
      stockValueReport(em, {
        ...{ dateTo: '2026-03-09', dateFrom: null, locationId: null, hidesZero: false, showsNegative: true },
        ...{ limit: 1_000, offset: 0, direction: 'asc' },
        ...asked,
      }),
    );
  const numbers = async (asked: object) => (await report(asked)).rows.map(({ number }) => number);

  beforeAll(async () => {
    shop = await Company.make(database, 'average', 'expected-cost');
    const [a, b, c] = [
      await shop.item('A'),
      await shop.item('B'),
      await shop.item('C', { recommendedCostPrice: '2' }),
    ];
    await shop.item('NEVER');
    await shop.receive(a, '3', '10.00', on(1));
    await shop.post(a, {
      ...{ type: 'movement', fromLocationId: shop.here, toLocationId: shop.there, quantity: '1' },
      ...on(4),
    });
    await shop.receive(b, '1', '7.00', on(2));
    await shop.ship(b, '1', on(6));
    await shop.ship(c, '2', on(7));
  });

  test('sums to the stored value, over all pages', async () => {
    const { rows, total, totals } = await report();
    expect(rows.map(({ number, quantity, value }) => [number, quantity, value])).toEqual([
      ['A', '3', '10.00'],
      ['B', '0', '0.00'],
      ['C', '-2', '-4.00'],
    ]);
    expect([total, totals.value, totals.openingValue]).toEqual([3, '6.00', null]);
    const second = await report({ limit: 1, offset: 1 });
    expect([second.rows.map(({ number }) => number), second.total, second.totals]).toEqual([
      ['B'],
      3,
      totals,
    ]);
    expect(rows[0]?.unitCost).toBe('3.3333');
    expect(rows[1]?.unitCost).toBeNull();
  });

  test('leaves out what is asked not to be shown', async () => {
    expect(await numbers({ hidesZero: true })).toEqual(['A', 'C']);
    expect(await numbers({ showsNegative: false })).toEqual(['A', 'B']);
    expect(await numbers({ direction: 'desc' })).toEqual(['C', 'B', 'A']);
  });

  test('tells what a period changed', async () => {
    const { rows, totals } = await report({ dateFrom: '2026-03-02', dateTo: '2026-03-06' });
    expect(rows[1]).toMatchObject({ openingQuantity: '0', quantityChange: '0', valueChange: '0.00' });
    expect(totals).toEqual({ value: '10.00', openingValue: '10.00', valueChange: '0.00' });
    const until = await report({ dateFrom: '2026-03-02', dateTo: '2026-03-02' });
    expect(until.totals).toEqual({ value: '17.00', openingValue: '10.00', valueChange: '7.00' });
  });

  test('gives a location its share of the value of an item', async () => {
    const at = async (locationId: string, dateTo: string) =>
      (await report({ locationId, dateTo })).rows.map(({ quantity, value }) => [quantity, value])[0];
    expect(await at(shop.here, '2026-03-03')).toEqual(['3', '10.00']);
    expect(await at(shop.there, '2026-03-03')).toEqual(['0', '0.00']);
    expect(await at(shop.here, '2026-03-09')).toEqual(['2', '6.67']);
    expect(await at(shop.there, '2026-03-09')).toEqual(['1', '3.33']);
  });
});
