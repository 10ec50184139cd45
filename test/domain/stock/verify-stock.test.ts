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

test.each(['average', 'fifo'] as const)(
  '%s: productions, batches, movements and returns hold as they were posted',
  async (principle) => {
    const company = await Company.make(database, principle);
    const leg = await company.item('LEG');
    const table = await company.item('TABLE', { hasBatchControl: true });
    const tracking = (quantity: string) => ({ tracking: [{ number: 'LOT-1', quantity }] });
    await company.receive(leg, '10', '33.33');
    await company.post(table, {
      ...{ type: 'production', locationId: company.here, quantity: '2', extraCostPercentage: '10' },
      ...tracking('2'),
      components: [{ productId: leg, locationId: company.here, quantity: '8' }],
    });
    const places = { fromLocationId: company.here, toLocationId: company.there };
    await company.post(table, { type: 'movement', ...places, quantity: '1', ...tracking('1') });
    const [sold] = await company.ship(table, '1', { ...tracking('1'), locationId: company.there });
    await company.post(table, {
      ...{ type: 'customer-return', locationId: company.here, quantity: '1', ...tracking('1') },
      ofLineId: sold?.lineId ?? null,
    });
    await company.post(leg, { type: 'value-adjustment', unitCost: '4.1' });
    await company.post(leg, { type: 'quantity-adjustment', locationId: company.there, quantity: '-5' });
    const said: string[] = [];
    await verifyStock(database.orm, [company.number], (line) => said.push(line));
    expect(said).toEqual([`agreement ${company.number}: 2 items hold`]);
  },
);
