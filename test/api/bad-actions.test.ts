import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestAgreement } from '../support/database.ts';
import type { TestAgreement } from '../support/database.ts';
import { digestOf } from '../support/digest.ts';
import type { Digest } from '../support/digest.ts';
import { startSystem } from '../support/system.ts';
import type { System } from '../support/system.ts';
import { does, purchase, receipt, sale, seedStock, shipment } from './goods.ts';
import { expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let system: System;
let one: TestAgreement;
let api: TestApi;
let ours: ApiClient;

/** The day after tomorrow, wherever on earth it is. */
const future = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

const movement = { from_location_id: 1, to_location_id: 2 };

beforeAll(async () => {
  system = await startSystem();
  one = await createTestAgreement(system.database.orm);
  const { database, client, taskQueue, vault } = system;
  api = testApi({ orm: database.orm, client, taskQueue, vault });
  ours = api.as(one.apiKey);
  await seedRegisters(ours);
  await seedStock(ours);
});
afterAll(async () => {
  await api.close();
  await system.stop();
});

/** Everything but the requests themselves (one that is refused is kept with its answer) and when keys were last used. */
const everything = (): Promise<Digest> => digestOf(system.database.orm, one.number, ['command', 'api_key']);

/** What is asked for: the method, the path, the body. */
type Asked = readonly ['post' | 'put' | 'delete', string, object?];

interface Refused {
  readonly what: string;
  /** Makes what the request is about. */
  readonly given?: () => Promise<Asked>;
  readonly asked?: Asked;
  readonly status: number;
  readonly code: string;
  /** The fields that are named. */
  readonly fields?: readonly string[];
}

const post = (path: string, body: object = {}): Asked => ['post', path, body];
const onShipment = (item: string, quantity: number, body: object) => async (): Promise<Asked> => {
  const made = await shipment(ours, item, quantity);
  const path = `/api/order-shipments/${made.number}`;
  if (item === 'BATCH') {
    const tracking = [{ number: 'B1', quantity }];
    const lines = [{ id: made.lines[0]?.id, tracking }];
    await expecting(200, ours.put(path, { lines }).set('If-Match', `"${made.version}"`));
  }
  return post(`${path}/mark-shipped`, body);
};
const onReceipt =
  (item: string, quantity: number, body: object = {}) =>
  async (): Promise<Asked> =>
    post(`/api/receipts/${(await receipt(ours, item, quantity)).number}/receive`, body);
/** Makes a document, moves it on, and asks for one thing more. */
const then =
  (path: string, body: object, steps: readonly string[], last: string, asked: object = {}) =>
  async (): Promise<Asked> => {
    const { number } = await does(ours, path, body);
    for (const step of steps) await does(ours, `${path}/${number}/${step}`, {}, 200);
    return post(`${path}/${number}/${last}`, asked);
  };

const forbidden = { status: 409, code: 'InvalidTransition', fields: ['action'] };
const wrong = (...fields: string[]) => ({ status: 422, code: 'InvalidInput', fields });
const unknown = (...fields: string[]) => ({ status: 422, code: 'ReferenceNotFound', fields });
const gone = { customer_id: '9999', lines: [{ item_id: 'A-1', quantity: 1 }] };

const cases: readonly Refused[] = [
  {
    what: 'a batch is shipped below zero',
    given: onShipment('BATCH', 5, { pick: true }),
    ...{ status: 409, code: 'StockTooLow' },
  },
  {
    what: 'a batch item is shipped without its batch',
    given: async () =>
      post(`/api/order-shipments/${(await shipment(ours, 'BATCH', 1)).number}/mark-shipped`, { pick: true }),
    ...{ status: 422, code: 'TrackingMissing' },
  },
  {
    what: 'serial numbers are missing at the receipt',
    given: onReceipt('SERIAL', 2),
    ...{ status: 422, code: 'TrackingMissing' },
  },
  {
    what: 'batches of more than there is are moved',
    given: then(
      '/api/inventory-movements',
      { ...movement, lines: [{ item_id: 'BATCH', quantity: 3, tracking: [{ number: 'B1', quantity: 3 }] }] },
      [],
      'book',
    ),
    ...{ status: 409, code: 'StockTooLow' },
  },
  {
    what: 'a shipment leaves in the future',
    given: onShipment('A-1', 1, { pick: true, ledger_date: future }),
    ...wrong('ledger_date'),
  },
  {
    what: 'nothing of a shipment is picked',
    given: onShipment('A-1', 1, {}),
    status: 409,
    code: 'NothingPicked',
  },
  {
    what: 'a receipt comes in the future',
    given: onReceipt('A-1', 1, { ledger_date: future }),
    ...wrong('ledger_date'),
  },
  {
    what: 'a production is finished in the future',
    given: then('/api/production-orders', { item_id: 'SET', quantity: 1 }, ['start'], 'finish', {
      date: future,
    }),
    ...wrong('date'),
  },
  {
    what: 'more is made than was ordered',
    given: then('/api/production-orders', { item_id: 'SET', quantity: 1 }, ['start'], 'finish', {
      quantity: 2,
    }),
    ...wrong('quantity'),
  },
  {
    what: 'a production is finished before it is started',
    given: then('/api/production-orders', { item_id: 'SET', quantity: 1 }, [], 'finish'),
    ...forbidden,
  },
  {
    what: 'a movement is received in the future',
    given: then(
      '/api/inventory-movements',
      { ...movement, transport_location_id: 3, lines: [{ item_id: 'A-1', quantity: 1 }] },
      ['book', 'create-receipt'],
      'receive',
      { date: future },
    ),
    ...wrong('date'),
  },
  {
    what: 'an item leaves its group against its ledger',
    asked: ['put', '/api/products/A-1', { group_id: 2 }],
    ...wrong('group_id'),
  },
  {
    what: 'a group gives up its inventory against a ledger',
    asked: ['put', '/api/product-groups/1', { has_inventory: false }],
    ...wrong('has_inventory'),
  },
  {
    what: 'the inventory principle changes after creation',
    asked: ['put', '/api/settings/inventory_principle', { value: 'fifo' }],
    ...wrong('inventory_principle'),
  },
  {
    what: 'an item with a ledger is deleted',
    asked: ['delete', '/api/products/A-1'],
    ...{ status: 409, code: 'InUse' },
  },
  {
    what: 'a draft offer is rejected',
    given: then('/api/offers', sale('A-1', 1), [], 'reject'),
    ...forbidden,
  },
  {
    what: 'a rejected offer becomes an order',
    given: then('/api/offers', sale('A-1', 1), ['send', 'reject'], 'convert-to-order'),
    ...forbidden,
  },
  {
    what: 'a draft order is shipped',
    given: then('/api/orders', sale('A-1', 1), [], 'create-shipment'),
    ...forbidden,
  },
  {
    what: 'a backorder is made of an order of which nothing is shipped',
    given: then('/api/orders', sale('A-1', 1), ['book'], 'create-backorder'),
    ...forbidden,
  },
  {
    what: 'a cancelled order is booked',
    given: then('/api/orders', sale('A-1', 1), ['cancel'], 'book'),
    ...forbidden,
  },
  {
    what: 'a draft purchase order is received',
    given: then('/api/purchase-orders', purchase('A-1', 1), [], 'create-receipt'),
    ...forbidden,
  },
  {
    what: 'a supplier invoice is booked twice',
    given: then('/api/supplier-invoices', purchase('A-1', 1), ['book'], 'book'),
    ...forbidden,
  },
  {
    what: 'a draft supplier invoice is credited',
    given: then('/api/supplier-invoices', purchase('A-1', 1), [], 'create-creditnote'),
    ...{ status: 409, code: 'InvalidTransition' },
  },
  {
    what: 'an adjustment is booked twice',
    given: then(
      '/api/inventory-adjustments',
      { lines: [{ item_id: 'A-1', adjust_quantity: 1 }] },
      ['book'],
      'book',
    ),
    ...forbidden,
  },
  {
    what: 'a count is booked twice',
    given: then(
      '/api/inventory/checking-drafts',
      { lines: [{ item_id: 'A-1', counted_quantity: 9 }] },
      ['book'],
      'book',
    ),
    ...forbidden,
  },
  { what: 'an offer is for nobody', asked: post('/api/offers', gone), ...unknown('customer_id') },
  { what: 'an order is of nobody', asked: post('/api/orders', gone), ...unknown('customer_id') },
  {
    what: 'an order has an unknown item',
    asked: post('/api/orders', sale('NONE', 1)),
    ...unknown('lines.0.item_id'),
  },
  {
    what: 'a purchase order is of nobody',
    asked: post('/api/purchase-orders', { ...purchase('A-1', 1), supplier_id: '9999' }),
    ...unknown('supplier_id'),
  },
  {
    what: 'a movement goes nowhere',
    asked: post('/api/inventory-movements', { ...movement, to_location_id: 1 }),
    ...wrong('to_location_id'),
  },
  {
    what: 'what is no BOM is made',
    asked: post('/api/production-orders', { item_id: 'A-1', quantity: 1 }),
    status: 422,
    code: 'ReferenceNotFound',
    fields: ['item_id'],
  },
];

describe('what is refused', () => {
  test.each(cases)('$what: refused in words, and nothing changes', async ({ given, asked, ...refused }) => {
    const [method, path, body] = (given ? await given() : asked) as Asked;
    const before = await everything();
    const problem = problemIn(await (method === 'delete' ? ours.delete(path) : ours[method](path, body)));
    expect([problem.status, problem.code]).toEqual([refused.status, refused.code]);
    if (refused.fields) expect(Object.keys(problem.errors)).toEqual(refused.fields);
    for (const [text] of Object.values(problem.errors)) expect(text).toMatch(/\.$/);
    expect(problem.message.length).toBeGreaterThan(10);
    if (refused.code === 'InvalidTransition')
      expect([typeof problem.state, Array.isArray(problem.allowed)]).toEqual(['string', true]);
    expect(await everything()).toEqual(before);
  });
});
