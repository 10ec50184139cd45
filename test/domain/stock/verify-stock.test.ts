import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyStock } from '../../../domain/stock/verify-stock.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/template.ts';
import { Company } from './fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** What a replay finds where somebody with all rights changes this behind the triggers. */
const cases: readonly (readonly ['average' | 'fifo', string, RegExp])[] = [
  ['average', 'update stock_item set value = value + 0.01', /the value is stored as .*, the ledger gives/],
  ['average', 'update stock_item set quantity = quantity + 1', /the quantity is stored as/],
  [
    'average',
    'update product set cost_price = cost_price + 0.0001 where cost_price is not null',
    /the cost price/,
  ],
  ['average', 'update stock_item set in_order = 3', /what documents speak for \(in-order\) is stored as 3/],
  ['average', 'update stock_location_quantity set quantity = quantity + 1', /the quantity at location 1 is/],
  [
    'average',
    "update stock_line set value = value - 0.01 where type = 'shipment'",
    /the value of line 2|correction/,
  ],
  ['average', 'update stock_correction set new_value = new_value + 0.01', /the value of line/],
  ['average', 'delete from stock_line where sequence = 4', /line 4 is missing|there are 3 lines/],
  ['fifo', 'update stock_parcel set value = value + 0.01', /the layers are not those/],
  ['fifo', "delete from stock_line where type = 'settlement'", /line \d is missing|there are \d lines/],
];

test.each(cases)('%s: %s is found', async (principle, sql, words) => {
  const company = await Company.make(database, principle);
  const chair = await company.item('CHAIR');
  await company.receive(chair, '1', '5.00');
  await company.ship(chair, '3');
  await company.receive(chair, '10', '73.33');
  await company.ship(chair, '4');
  const said: string[] = [];
  const verify = () => verifyStock(database.orm, [company.number], (line) => said.push(line));
  expect(await verify()).toBe(true);
  const where = sql.includes(' where ') ? 'and' : 'where';
  const changed = `${sql} ${where} agreement_number = ${company.number}`;
  const begin = 'set session_replication_role = replica';
  await runOnce(database.superuserUrl, `${begin}; ${changed}`);
  expect(await verify()).toBe(false);
  expect(said.slice(1)).toEqual([
    expect.stringMatching(words),
    `agreement ${company.number}: DIFFERS in 1 of 1 items`,
  ]);
});
