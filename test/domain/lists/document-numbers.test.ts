import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/template.ts';
import { Shop } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
});
afterAll(() => database.drop());

test('lines carry the number of their document, whatever is written', async () => {
  const order = await shop.sent({ CHAIR: '1', TABLE: '2' });
  const invoice = await shop.invoice(order.id);
  for (const [lines, parent, { id, number }] of [
    ['sales_order_line', 'order_id', order],
    ['customer_invoice_line', 'invoice_id', invoice],
  ] as const) {
    const found = `select document_number from ${lines} where ${parent} = ?`;
    expect(await shop.company.query(found, [id])).toEqual([
      { document_number: number },
      { document_number: number },
    ]);
  }
});

test.each(['sales_order', 'customer_invoice'])(
  'the number of a %s never changes, draft or not',
  async (table) => {
    await shop.invoice((await shop.sent({ CHAIR: '1' })).id);
    await expect(runOnce(database.superuserUrl, `update ${table} set number = number + 1`)).rejects.toThrow(
      'keeps its number',
    );
  },
);
