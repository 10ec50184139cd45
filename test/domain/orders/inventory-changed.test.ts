import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { newId } from '../../../domain/ids.ts';
import { bookOrder, cancelOrder, reopenOrder } from '../../../domain/orders/order-steps.service.ts';
import { expectGoods } from '../../../domain/purchase-orders/incoming.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { registerWebhook } from '../../../domain/webhooks/webhook.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Shop, context } from './fixtures.ts';

const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
});
afterAll(() => database.drop());

interface Told {
  readonly key: string;
  readonly changed: readonly string[];
  readonly data: Readonly<Record<string, string>>;
}

/** What webhooks were told of `inventory.changed` while this was done, by item. */
async function told(work: () => Promise<unknown>): Promise<Record<string, string>> {
  const events = () =>
    shop.company.query<{ body: string }>(
      `select body from outgoing_event where event = 'inventory.changed' order by at, id`,
    );
  const before = await events();
  await work();
  const bodies = (await events()).slice(before.length).map(({ body }) => JSON.parse(body) as Told);
  const texts = bodies.map(({ key, data, changed }): [string, string] => {
    const { stock_quantity: stock, in_order_quantity: ordered, available_quantity: available } = data;
    return [key, `stock ${stock}, in order ${ordered}, available ${available}: ${changed.join(' ')}`];
  });
  expect(new Set(texts.map(([key]) => key)).size).toBe(texts.length);
  return Object.fromEntries(texts);
}

describe('webhooks of inventory.changed', () => {
  test('are told once of each item that an action moved, with what it has in the end', async () => {
    await shop.inside((em) =>
      registerWebhook(em, vault, { event: 'inventory.changed', url: 'https://example.test/hook' }, 'test'),
    );
    const lamp = await shop.item('LAMP');
    expect(await told(() => shop.company.receive(lamp, '10', '500.00'))).toEqual({
      LAMP: 'stock 10, in order 0, available 10: stock_quantity available_quantity',
    });
    const order = await shop.draft({ LAMP: '4', HOUR: '1' });
    expect(await told(() => shop.inside((em) => bookOrder(em, order.id, context())))).toEqual({
      LAMP: 'stock 10, in order 4, available 6: in_order_quantity available_quantity',
    });
    const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const ship = () => shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    expect(await told(ship)).toEqual({
      LAMP: 'stock 6, in order 0, available 6: stock_quantity in_order_quantity',
    });
  });

  test('are told when an order is reopened or cancelled, and not of what stays as it is', async () => {
    const chair = shop.id('CHAIR');
    await shop.company.receive(chair, '5', '500.00');
    const order = await shop.sent({ CHAIR: '2' });
    const free = { CHAIR: 'stock 5, in order 0, available 5: in_order_quantity available_quantity' };
    expect(await told(() => shop.inside((em) => reopenOrder(em, order.id, context())))).toEqual(free);
    await shop.inside((em) => bookOrder(em, order.id, context()));
    expect(
      await told(() => shop.inside((em) => createOrderShipment(em, order.id, newId(), context()))),
    ).toEqual({});
    expect(await told(() => shop.inside((em) => cancelOrder(em, order.id, context())))).toEqual(free);
  });

  test('are told of incoming goods, and of nothing that was rolled back', async () => {
    const table = shop.id('TABLE');
    const line = newId();
    const expected = (quantity: string) =>
      shop.inside((em) => expectGoods(em, line, [table], [{ lineId: line, productId: table, quantity }]));
    expect(await told(() => expected('3'))).toEqual({
      TABLE: 'stock 0, in order 0, available 0: purchased_quantity',
    });
    expect(await told(() => expected('3'))).toEqual({});
    const failing = shop.inside(async (em) => {
      await expectGoods(em, line, [table], []);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await told(() => expected('3'))).toEqual({});
  });
});
