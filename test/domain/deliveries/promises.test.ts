import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { withAgreement } from '../../../domain/database.ts';
import { onDeliveries } from '../../../domain/deliveries/bell.ts';
import { dueDeliveries } from '../../../domain/deliveries/courier.ts';
import { listDeliveries, readDelivery, replayDelivery } from '../../../domain/deliveries/delivery.service.ts';
import { OutgoingEvent } from '../../../domain/deliveries/outgoing-event.entity.ts';
import { Delivery } from '../../../domain/deliveries/delivery.entity.ts';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import {
  createCustomer,
  deleteCustomer,
  updateCustomer,
} from '../../../domain/customers/customer.service.ts';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { listNotifications, notify } from '../../../domain/notifications/notification.service.ts';
import { createRecipient, updateRecipient } from '../../../domain/notifications/recipient.service.ts';
import { emitEvent, suppressWebhooks } from '../../../domain/webhooks/emit-event.ts';
import type { RegisteredEvent } from '../../../domain/webhooks/webhook-events.ts';
import { registerWebhook } from '../../../domain/webhooks/webhook.service.ts';
import { withSql } from '../../../sandbox/stack/sql.ts';
import { createTestAgreement, testDatabase, type TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let ours: number;
let theirs: number;
const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);

beforeAll(async () => {
  database = await testDatabase({ countStatements: true });
});
afterAll(() => database.drop());
beforeEach(async () => {
  ours = (await createTestAgreement(database.orm)).number;
  theirs = (await createTestAgreement(database.orm)).number;
});

const within = <T>(agreement: number, act: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, act);
const inOurs = <T>(act: (em: EntityManager) => Promise<T>): Promise<T> => within(ours, act);

const hook = (event: RegisteredEvent, isActive = true, agreement = ours) =>
  within(agreement, (em) =>
    registerWebhook(em, vault, { event, url: `https://example.dk/${event}`, isActive }, 'test'),
  );
const booked = { event: 'customer_invoice.booked', key: 7, keyName: 'number', data: { number: 7 } } as const;
const events = () => inOurs((em) => em.find(OutgoingEvent, {}, { orderBy: { at: 'asc' } }));
const deliveries = (agreement = ours) => within(agreement, (em) => em.count(Delivery, {}));
const bodies = async (): Promise<Record<string, unknown>[]> =>
  (await events()).map(({ body }) => JSON.parse(body ?? 'null') as Record<string, unknown>);

describe('an event', () => {
  test('is promised to each active webhook that wants it, and to no other', async () => {
    await hook('customer_invoice.booked');
    await inOurs((em) =>
      registerWebhook(em, vault, { event: booked.event, url: 'https://example.dk/2' }, 'test'),
    );
    await hook('customer_invoice.created');
    await hook('customer_invoice.booked', true, theirs);
    await inOurs((em) => emitEvent(em, booked));
    expect(await bodies()).toEqual([
      { key: 7, key_name: 'number', event: booked.event, data: { number: 7 } },
    ]);
    expect([await deliveries(), await deliveries(theirs)]).toEqual([2, 0]);
  });

  test('that nobody wants leaves nothing behind, and costs one statement', async () => {
    await hook('customer_invoice.booked', false);
    const before = database.statements.length;
    await inOurs((em) => emitEvent(em, booked));
    const sent = database.statements.slice(before).filter((statement) => /execute bilag_/.test(statement));
    expect(sent).toHaveLength(1);
    expect([await events(), await deliveries()]).toEqual([[], 0]);
  });

  test('of a transaction that is rolled back is none, and rings no bell', async () => {
    await hook('customer_invoice.booked');
    let rings = 0;
    const off = onDeliveries(database.orm, () => (rings += 1));
    await inOurs(async (em) => {
      await emitEvent(em, booked);
      throw new Error('rolled back');
    }).catch(() => undefined);
    expect([await deliveries(), rings]).toEqual([0, 0]);
    await inOurs((em) => emitEvent(em, booked));
    expect([await deliveries(), rings]).toEqual([1, 1]);
    off();
  });

  test('is suppressed where the client asked so', async () => {
    await hook('customer_invoice.booked');
    await inOurs(async (em) => {
      suppressWebhooks(em);
      await emitEvent(em, booked);
    });
    expect(await deliveries()).toBe(0);
  });

  test('is seen by its own agreement alone', async () => {
    await hook('customer_invoice.booked');
    await inOurs((em) => emitEvent(em, booked));
    const seen = (table: string) =>
      within(theirs, async (em) => (await em.execute<object[]>(`select id from ${table}`)).length);
    expect([await seen('delivery'), await seen('outgoing_event'), await seen('webhook')]).toEqual([0, 0, 0]);
    const { rows } = await inOurs((em) => listDeliveries(em));
    const replayed = within(theirs, (em) => replayDelivery(em, rows[0]!.id));
    expect((await refusalOf(replayed)).code).toBe('NotFound');
  });
});

describe('a register', () => {
  const customer = { number: '101', name: 'Østergård', groupNumber: 1, vatZone: 'domestic' } as const;

  test('tells what was made, changed and deleted, by the names of the API', async () => {
    await hook('customer.created');
    await hook('customer.updated');
    await hook('customer.deleted');
    await inOurs(async (em) => {
      await createCustomerGroup(em, { number: 1, name: 'Kunder' }, 'test');
      await createCustomer(em, { ...customer, creditLimit: '1000' }, 'test');
    });
    await inOurs((em) => updateCustomer(em, '101', { name: 'Vestergård', city: 'Åkirkeby' }, {}, 'test'));
    await inOurs((em) => updateCustomer(em, '101', { name: 'Vestergård' }, {}, 'test'));
    await inOurs((em) => deleteCustomer(em, '101'));
    const [created, updated, deleted, ...more] = await bodies();
    expect(more).toEqual([]);
    expect(created).toMatchObject({ key: '101', key_name: 'number', event: 'customer.created' });
    expect(created?.['data']).toMatchObject({
      number: '101',
      name: 'Østergård',
      customer_group_id: 1,
      payment_terms_id: expect.any(Number),
      vat_zone: 'domestic',
      zipcode: null,
      credit_limit: '1000',
      is_barred: false,
    });
    expect(Object.keys(created?.['data'] as object)).not.toContain('agreement_number');
    expect(updated).toMatchObject({
      old_key: '101',
      new_key: '101',
      data: { name: 'Vestergård', city: 'Åkirkeby' },
    });
    expect([...(updated?.['changed'] as string[])].sort()).toEqual(['city', 'name']);
    expect(deleted).toMatchObject({ event: 'customer.deleted', data: { name: 'Vestergård' } });
  });

  test('without events tells nothing', async () => {
    await inOurs((em) => createCurrency(em, { code: 'SEK', rate: '65' }, 'test'));
    expect(await events()).toEqual([]);
  });
});

describe('a notification', () => {
  test('is there at once, and a mail is promised to each active recipient of its kind', async () => {
    const { mine } = await inOurs(async (em) => {
      const mine = await createRecipient(em, { email: 'a@example.dk', language: 'da' }, 'test');
      await createRecipient(em, { email: 'b@example.dk', kinds: ['gate-closed'] }, 'test');
      await createRecipient(em, { email: 'c@example.dk', isActive: false }, 'test');
      return { mine };
    });
    await inOurs((em) =>
      notify(em, {
        kind: 'issue-opened',
        connectionId: null,
        issueId: '0199c0de-0000-4000-8000-00000000000a',
        cause: 'ErpUnavailable',
        params: { what: 'x' },
        documents: 3,
      }),
    );
    const { rows } = await inOurs((em) => listNotifications(em, { filters: { isRead: false } }));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: 'issue-opened', cause: 'ErpUnavailable', documents: 3 });
    const sent = await inOurs((em) => listDeliveries(em, { filters: { target: 'mail' } }));
    expect(sent.rows.map(({ recipient }) => recipient?.email)).toEqual(['a@example.dk']);
    await inOurs((em) => updateRecipient(em, mine.id, { isActive: false }, {}, 'test'));
    await inOurs((em) => notify(em, { kind: 'gate-opened', connectionId: null }));
    expect(await deliveries()).toBe(1);
  });

  test('of an issue that closed takes along why, for the words of its mail', async () => {
    await inOurs((em) => createRecipient(em, { email: 'a@example.dk', kinds: ['issue-closed'] }, 'test'));
    await inOurs((em) =>
      notify(em, { kind: 'issue-closed', connectionId: null, closedWhy: 'settled-by-hand', documents: 1 }),
    );
    const delivery = await inOurs(async (em) => {
      const { id } = await em.findOneOrFail(Delivery, {});
      return readDelivery(em, id);
    });
    expect(delivery).toMatchObject({ content: { kind: 'issue-closed', closedWhy: 'settled-by-hand' } });
  });

  test('twice to one address is refused', async () => {
    const make = () => inOurs((em) => createRecipient(em, { email: 'a@example.dk' }, 'test'));
    await make();
    expect((await refusalOf(make())).code).toBe('AlreadyExists');
  });

  test.each([
    [{ email: 'nobody' }, 'email'],
    [{ email: 'a@example.dk, b@example.dk' }, 'email'],
    [{ email: 'a@example.dk', kinds: [] }, 'kinds'],
  ])('to %j is refused', async (input, field) => {
    const refused = await refusalOf(inOurs((em) => createRecipient(em, input, 'test')));
    expect(Object.keys(refused.errors)).toEqual([field]);
  });
});

describe('what nobody carries', () => {
  const older = () =>
    withSql(database.superuserUrl, (run) =>
      run(
        `update delivery set kept_at = kept_at - interval '2 minutes', created_at = created_at - interval '2 minutes'`,
      ),
    );
  const due = async (isOverdue = true) =>
    (await dueDeliveries(database.orm, 100, { isOverdue })).filter((one) => one.agreementNumber === ours);

  test('is given once at once, then after a minute past its time; never what is settled', async () => {
    const { webhook } = await hook('customer_invoice.booked');
    await inOurs((em) => emitEvent(em, booked));
    const [first, ...rest] = await due(false);
    expect(rest).toEqual([]);
    expect(Object.keys(first ?? {}).sort()).toEqual(['agreementNumber', 'deliveryId', 'eventId', 'targetId']);
    expect(first?.targetId).toBe(webhook.id);
    expect(await due()).toEqual([]);
    await older();
    expect(await due(false)).toEqual([]);
    expect(await due()).toEqual([first]);
    await older();
    const waits = { nextAttemptAt: new Date(Date.now() + 60_000) };
    await inOurs((em) => em.nativeUpdate(Delivery, {}, waits));
    expect(await due()).toEqual([]);
    const settled = { state: 'delivered', settledAt: new Date(), nextAttemptAt: null } as const;
    await inOurs((em) => em.nativeUpdate(Delivery, {}, settled));
    await older();
    expect(await due()).toEqual([]);
  });
});
