import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { withAgreement } from '../../../domain/database.ts';
import { webhookEventOf, webhookEvents } from '../../../domain/webhooks/webhook-events.ts';
import * as webhooks from '../../../domain/webhooks/webhook.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const oldKey = { id: 'old', key: randomBytes(32) };
const vault = new CredentialVault([oldKey]);
const url = 'https://example.dk/hook';
const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const registerHook = (input: Partial<webhooks.NewWebhook> = {}) =>
  inOurs((em) =>
    webhooks.registerWebhook(em, vault, { event: 'customer_invoice.booked', url, ...input }, 'test'),
  );

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

describe('a webhook', () => {
  test('gets a token and a signing secret, shown once and kept encrypted', async () => {
    const { webhook, secrets } = await registerHook();
    const { token, signingSecret } = secrets!;
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhooks.openSecrets(vault, webhook)).toEqual(secrets);
    expect(webhook).toMatchObject({ isActive: true, failuresSinceLastSuccess: 0 });
    const rows = await inOurs((em) => em.execute<object[]>('select * from webhook'));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(signingSecret);
    const { rows: listed } = await inOurs((em) => webhooks.listWebhooks(em));
    expect(listed.length).toBeGreaterThan(0);
    expect(JSON.stringify(listed)).not.toContain('old.');
  });

  test('registered again for the same event and address is the same one, without a new token', async () => {
    const first = await registerHook({ url: `${url}/again` });
    const second = await registerHook({
      url: `${url}/again`,
      event: 'customer_invoices.booked',
      isActive: false,
    });
    expect(second.webhook.id).toBe(first.webhook.id);
    expect([second.secrets, second.webhook.isActive]).toEqual([undefined, false]);
    expect(webhooks.openSecrets(vault, second.webhook)).toEqual(first.secrets);
  });

  test('registered again is encrypted with the key that came meanwhile', async () => {
    const input = { event: 'unit.created', url };
    const first = await registerHook(input);
    const rotated = new CredentialVault([{ id: 'new', key: randomBytes(32) }, oldKey]);
    const { webhook } = await inOurs((em) => webhooks.registerWebhook(em, rotated, input, 'test'));
    expect(webhook.secrets).toMatch(/^new\./);
    expect(webhooks.openSecrets(rotated, webhook)).toEqual(first.secrets);
  });

  test('registered many times at once is one', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => registerHook({ url: `${url}/once` })));
    expect(new Set(all.map((one) => one.webhook.id)).size).toBe(1);
    expect(all.filter((one) => one.secrets !== undefined)).toHaveLength(1);
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
    expect(new Set(webhookEvents).size).toBe(webhookEvents.length);
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
