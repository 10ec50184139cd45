import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { webhookEventOf, webhookEvents } from '../../../domain/webhooks/webhook-events.ts';
import * as webhooks from '../../../domain/webhooks/webhook.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const url = 'https://example.dk/hook';
const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const registerHook = (input: Partial<webhooks.NewWebhook> = {}) =>
  inOurs((em) => webhooks.registerWebhook(em, { event: 'customer_invoice.booked', url, ...input }, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

describe('a webhook', () => {
  test('gets a token of 32 characters, shown once and kept as a hash', async () => {
    const { webhook, token } = await registerHook();
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(webhook).toMatchObject({ isActive: true, failuresSinceLastSuccess: 0 });
    const rows = await inOurs((em) => em.execute<object[]>('select * from webhook'));
    expect(JSON.stringify(rows)).not.toContain(token);
    const { rows: listed } = await inOurs((em) => webhooks.listWebhooks(em));
    expect(JSON.stringify(listed)).not.toMatch(/[0-9a-f]{64}/);
  });

  test('registered again for the same event and address is the same one, without a new token', async () => {
    const first = await registerHook({ url: `${url}/again` });
    const second = await registerHook({
      url: `${url}/again`,
      event: 'customer_invoices.booked',
      isActive: false,
    });
    expect(second.webhook.id).toBe(first.webhook.id);
    expect([second.token, second.webhook.isActive]).toEqual([undefined, false]);
  });

  test('registered many times at once is one', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => registerHook({ url: `${url}/once` })));
    expect(new Set(all.map((one) => one.webhook.id)).size).toBe(1);
    expect(all.filter((one) => one.token !== undefined)).toHaveLength(1);
  });

  test.each([
    ['an event that is none', { event: 'moon.landed' }, 'event'],
    ['an event with more behind it', { event: 'customer.created.twice' }, 'event'],
    ['an address without http', { url: 'ftp://example.dk' }, 'url'],
    ['an address with a password', { url: 'https://me:secret@example.dk' }, 'url'],
    ['no address', { url: 'example' }, 'url'],
    ['a long address', { url: `https://example.dk/${'x'.repeat(2_048)}` }, 'url'],
  ])('is refused with %s', async (_fault, input, field) => {
    expect(Object.keys((await refusalOf(registerHook(input))).errors)).toEqual([field]);
  });

  test('is listed by its event, also under the plural, and deleted', async () => {
    const { webhook } = await registerHook({ event: 'products.updated' });
    for (const event of ['product.updated', 'products.updated']) {
      const { rows } = await inOurs((em) => webhooks.listWebhooks(em, { filters: { event } }));
      expect(rows.map((row) => row.id)).toEqual([webhook.id]);
    }
    await inOurs((em) => webhooks.deleteWebhook(em, webhook.id));
    expect((await refusalOf(inOurs((em) => webhooks.findWebhook(em, webhook.id)))).code).toBe('NotFound');
  });
});

describe('event names', () => {
  test('are singular, and the plural means the same', () => {
    for (const event of webhookEvents) expect(webhookEventOf(event)).toBe(event);
    expect(webhookEventOf('orders.created')).toBe('order.created');
    expect(webhookEventOf('customer_invoices.booked')).toBe('customer_invoice.booked');
    expect(webhookEventOf('payment_terms.created')).toBe('payment_terms.created');
  });

  test.each(['', '.', 'customer', 'customer.', '.created', 'customer.shipped', 'Customer.created'])(
    '"%s" is none',
    (name) => {
      expect(webhookEventOf(name)).toBeUndefined();
    },
  );
});
