import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import type { ActionContext } from '../../domain/documents/kinds.ts';
import { newId } from '../../domain/ids.ts';
import { createDraftOrder } from '../../domain/orders/order.service.ts';
import { orderDefinition } from '../../domain/orders/order.actions.ts';
import { shipmentDefinition } from '../../domain/shipments/shipment.actions.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let agreement: number;
let order: { readonly id: string; readonly number: number };
let other: { readonly number: number };

const context = (): ActionContext => ({ actor: 'user:Mette', commandId: newId(), now: new Date() });

beforeAll(async () => {
  database = await testDatabase();
  const made = await createTestAgreement(database.orm);
  agreement = made.number;
  api = testApi({ orm: database.orm });
  ours = api.as(made.apiKey);
  await seedRegisters(ours);
  await expecting(201, ours.post('/api/locations', { number: 1, name: 'Hovedlager' }));
  await expecting(201, ours.post('/api/locations', { number: 2, name: 'Spærret', is_blocked: true }));
  const terms = { number: 30, name: 'Netto 30', type: 'net', maturity_days: 30 };
  await expecting(201, ours.post('/api/payment-terms', terms));
  await expecting(
    201,
    ours.post('/api/lots', { number: 'KIT/1', name: 'Sæt', group_id: 1, sales_price: '10' }),
  );
  await withAgreement(database.orm, made.number, async (em) => {
    const draft = {
      customerId: '1001',
      orderDate: '2026-03-02',
      paymentTermsId: 30,
      lines: [{ itemId: 'A-1', quantity: '1' }],
    };
    order = await createDraftOrder(em, newId(), draft, context());
    other = await createDraftOrder(em, newId(), draft, context());
    await orderDefinition.acts['book']?.(em, order.id, {}, context());
    await orderDefinition.acts['createShipment']?.(em, order.id, {}, context());
  });
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const read = async (path: string): Promise<Record<string, unknown>> =>
  Object.values(bodyOf<Record<string, Record<string, unknown>>>(await expecting(200, ours.get(path))))[0] ??
  {};

test('an item shows what the dialect has of it, null where we have nothing', async () => {
  const none = { thumb: null, display: null, large: null, original: null };
  const product = await read('/api/products/A-1');
  expect(product).toMatchObject({ pictures: none, deleted_at: null, pdf_url: null });
  expect(product['id']).toEqual((await read('/api/items/A-1'))['id']);
});

test.each([
  ['/api/products/A-1'],
  ['/api/items/A-1'],
  ['/api/items/KIT%2F1'],
  ['/api/lots/KIT%2F1'],
  ['/api/customers/1001'],
])('%s says where it is', async (path) => {
  expect(await read(path)).toMatchObject({ self: path });
});

test('an order is due by its payment terms, counted from its date', async () => {
  expect(await read(`/api/orders/${order.number}`)).toMatchObject({
    order_date: '2026-03-02',
    due_date: '2026-04-01',
  });
});

test('an order lists its own shipments alone', async () => {
  const shipments = async (number: number) =>
    bodyOf<{ order_shipments: { order_number: number }[] }>(
      await expecting(200, ours.get(`/api/orders/${number}/shipments`)),
    ).order_shipments;
  expect(await shipments(order.number)).toMatchObject([{ order_number: order.number }]);
  expect(await shipments(other.number)).toEqual([]);
  await expecting(404, ours.get('/api/orders/999999/shipments'));
});

test('a BOM lies where it is; it can be shipped from open locations alone that have it', async () => {
  await withAgreement(database.orm, agreement, (em) =>
    em.execute(
      `insert into stock_location_quantity (id, agreement_number, product_id, location_id, quantity)
         select gen_random_uuid(), p.agreement_number, p.id, l.id, 5
           from product p join location l using (agreement_number) where p.number = 'KIT/1'`,
    ),
  );
  const at = async (path: string) =>
    bodyOf<{ locations: { location_id: number }[] }>(await expecting(200, ours.get(path))).locations.map(
      ({ location_id: location }) => location,
    );
  expect(await at('/api/lots/KIT%2F1/locations')).toEqual([1, 2]);
  expect(await at('/api/items/KIT%2F1/locations')).toEqual([1, 2]);
  expect(await at('/api/items/KIT%2F1/locations/available')).toEqual([1]);
});

test('shipments are filtered by whether they are sent, and by the day the stock counts them', async () => {
  const found = async (query: string) =>
    bodyOf<{ total: number }>(await expecting(200, ours.get(`/api/order-shipments?${query}`))).total;
  expect(await found('is_draft=true')).toBe(1);
  expect(await found('is_draft=false')).toBe(0);
  expect(await found('date_from=2020-01-01')).toBe(0);
  const [shipment] = bodyOf<{ order_shipments: { id: string }[] }>(
    await ours.get('/api/order-shipments'),
  ).order_shipments;
  await withAgreement(database.orm, agreement, async (em) => {
    const act = (action: string, body: object) =>
      shipmentDefinition.acts[action]?.(em, shipment?.id ?? '', body, context());
    await act('pick', {});
    await act('markShipped', { ledgerDate: '2026-03-05' });
  });
  expect(await found('is_draft=true')).toBe(0);
  expect(await found('date_from=2026-03-05&date_to=2026-03-05')).toBe(1);
  expect(await found('date_from=2026-03-06')).toBe(0);
});

test('a webhook shows that no app registered it, and its log', async () => {
  const hook = { event: 'orders.created', url: 'https://example.com/hook' };
  const made = await expecting(201, ours.post('/api/webhooks', hook));
  const { id, plugin } = bodyOf<{ webhook: { id: string; plugin: null } }>(made).webhook;
  expect(plugin).toBeNull();
  const log = await expecting(200, ours.get(`/api/webhooks/${id}/logs`));
  expect(log.body).toEqual((await ours.get(`/api/webhooks/${id}/deliveries`)).body);
});
