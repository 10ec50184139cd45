import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import { notify } from '../../domain/notifications/notification.service.ts';
import { createConnection } from '../../domain/connections/connection.service.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import {
  createTestAgreement,
  testDatabase,
  type TestAgreement,
  type TestDatabase,
} from '../support/database.ts';
import {
  bodyOf,
  expecting,
  keyWith,
  problemIn,
  seedRegisters,
  testApi,
  type ApiClient,
  type TestApi,
} from './support.ts';

let database: TestDatabase;
let api: TestApi;
let agreement: TestAgreement;
let client: ApiClient;
let stranger: ApiClient;
const vault = new CredentialVault([{ id: 'test', key: Buffer.alloc(32, 1) }]);

beforeAll(async () => {
  database = await testDatabase();
  agreement = await createTestAgreement(database.orm);
  api = testApi({ orm: database.orm, vault });
  client = api.as(agreement.apiKey);
  stranger = api.as((await createTestAgreement(database.orm)).apiKey);
  await seedRegisters(client);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const sql = (statement: string, parameters: readonly unknown[] = []) =>
  withSql(database.superuserUrl, (run) => run(statement, parameters));

interface NotificationRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly path: string;
  readonly is_read: boolean;
  readonly read_by: string | null;
}
interface DeliveryRow {
  readonly id: string;
  readonly event: string;
  readonly target: string;
  readonly state: string;
  readonly round: number;
  readonly workflow_id: string;
  readonly body?: string;
  readonly log?: readonly object[];
}
const notifications = async (query = '', from = client): Promise<NotificationRow[]> =>
  bodyOf<{ notifications: NotificationRow[] }>(await expecting(200, from.get(`/api/notifications${query}`)))
    .notifications;
const deliveries = async (path: string, from = client): Promise<DeliveryRow[]> =>
  bodyOf<{ deliveries: DeliveryRow[] }>(await expecting(200, from.get(path))).deliveries;

describe('notifications', () => {
  let integration: string;
  beforeAll(async () => {
    integration = await withAgreement(database.orm, agreement.number, async (em) => {
      const { id } = await createConnection(em, vault, {
        provider: 'e-conomic',
        name: 'Hovedregnskab',
        credentials: {},
        settings: {},
        capacity: 1,
      });
      await notify(em, { kind: 'gate-closed', connectionId: id, cause: 'ErpUnavailable' });
      await notify(em, { kind: 'gate-opened', connectionId: id });
      return id;
    });
  });

  test('are listed newest first, filtered, in the language that is asked for', async () => {
    const all = await notifications();
    expect(all.map(({ kind }) => kind)).toEqual(['gate-opened', 'gate-closed']);
    expect(all[0]).toMatchObject({
      subject: 'Hovedregnskab: the connection is open again',
      path: `/api/integrations/${integration}`,
      is_read: false,
    });
    const [danish] = await notifications(`?kind=gate-closed&language=da&integration_id=${integration}`);
    expect(danish?.subject).toBe('Hovedregnskab: forbindelsen er lukket');
    expect(await notifications('?cause=ErpUnavailable')).toHaveLength(1);
    expect(await notifications('', stranger)).toEqual([]);
    problemIn(await expecting(422, client.get('/api/notifications?language=sv')));
  });

  test('of an issue that a person settled say so', async () => {
    const closed = { kind: 'issue-closed', connectionId: null, issueId: randomUUID(), documents: 1 } as const;
    const settled = await createTestAgreement(database.orm);
    await withAgreement(database.orm, settled.number, async (em) => {
      await notify(em, { ...closed, closedWhy: 'settled-by-hand' });
      await notify(em, { ...closed, closedWhy: 'carried' });
    });
    expect(await notifications('', api.as(settled.apiKey))).toMatchObject([
      { kind: 'issue-closed', subject: 'the accounting system: the cause is gone' },
      { kind: 'issue-closed', subject: 'the accounting system: stopped documents are settled' },
    ]);
  });

  test('are read once, one or all of them', async () => {
    const [newest] = await notifications();
    const path = `/api/notifications/${newest?.id ?? ''}/read`;
    const first = bodyOf<{ notification: NotificationRow }>(await expecting(200, client.post(path)));
    expect(first.notification).toMatchObject({
      is_read: true,
      read_by: `api-key:${agreement.apiKey.slice(0, 12)}`,
    });
    const again = bodyOf<{ notification: NotificationRow }>(await expecting(200, client.post(path)));
    expect(again).toEqual(first);
    expect(await notifications('?is_read=false')).toHaveLength(1);
    expect(bodyOf(await expecting(200, client.post('/api/notifications/read')))).toEqual({ read: 1 });
    expect(await notifications('?is_read=false')).toEqual([]);
    await expecting(404, stranger.post(path));
  });
});

describe('recipients', () => {
  const path = '/api/notification-recipients';

  test('are made, changed under their version, listed and deleted', async () => {
    const made = await expecting(201, client.post(path, { email: 'bo@example.dk', language: 'da' }));
    const { notification_recipient: row } = bodyOf<{
      notification_recipient: { id: string; kinds: string[] };
    }>(made);
    expect(row.kinds).toEqual(['issue-opened', 'issue-closed', 'gate-closed', 'gate-opened']);
    problemIn(await expecting(409, client.post(path, { email: 'bo@example.dk' })));
    const change = { kinds: ['gate-closed'], is_active: false };
    const changed = await expecting(
      200,
      client.put(`${path}/${row.id}`, change).set('if-match', made.headers['etag'] ?? ''),
    );
    expect(bodyOf(changed)).toMatchObject({ notification_recipient: { ...change, language: 'da' } });
    await expecting(412, client.put(`${path}/${row.id}`, change).set('if-match', made.headers['etag'] ?? ''));
    const listed = bodyOf<{ notification_recipients: object[] }>(
      await expecting(200, client.get(`${path}?is_active=false`)),
    );
    expect(listed.notification_recipients).toHaveLength(1);
    await expecting(404, stranger.get(`${path}/${row.id}`));
    await expecting(204, client.delete(`${path}/${row.id}`));
    await expecting(404, client.get(`${path}/${row.id}`));
  });

  test.each([
    [{ email: 'nobody' }, 'email'],
    [{ email: 'a@example.dk', kinds: ['moon-landed'] }, 'kinds.0'],
    [{ email: 'a@example.dk', language: 'sv' }, 'language'],
    [{ email: 'a@example.dk', name: 'Bo' }, 'name'],
  ])('are refused for %j', async (body, field) => {
    const problem = problemIn(await expecting(422, client.post(path, body)));
    expect(Object.keys(problem.errors)).toEqual([field]);
  });
});

describe('deliveries', () => {
  let webhook: string;
  beforeAll(async () => {
    const body = { event: 'unit.created', url: 'https://example.com/hook' };
    const first = await expecting(201, client.post('/api/webhooks', body).set('idempotency-key', 'one-hook'));
    const made = bodyOf<{ webhook: { id: string; token: string; signing_secret: string } }>(first).webhook;
    expect(made.signing_secret).toMatch(/^whsec_/);
    const repeat = await expecting(
      201,
      client.post('/api/webhooks', body).set('idempotency-key', 'one-hook'),
    );
    expect(bodyOf(repeat)).toMatchObject({ webhook: { id: made.id, token: null, signing_secret: null } });
    webhook = made.id;
  });

  test('tell what was promised, to whom and how it went', async () => {
    await expecting(201, client.post('/api/units', { number: 71, name: 'kasse' }));
    const [delivery, ...more] = await deliveries(`/api/webhooks/${webhook}/deliveries`);
    expect(more).toEqual([]);
    expect(delivery).toMatchObject({ event: 'unit.created', target: 'webhook', state: 'pending', round: 1 });
    expect(delivery?.workflow_id).toMatch(new RegExp(`^delivery:${agreement.number}:.*:${webhook}$`));
    const one = bodyOf<{ delivery: DeliveryRow }>(
      await expecting(200, client.get(`/api/deliveries/${delivery?.id ?? ''}`)),
    );
    expect(JSON.parse(one.delivery.body ?? '')).toMatchObject({
      key: 71,
      key_name: 'number',
      data: { name: 'kasse' },
    });
    expect(one.delivery.log).toEqual([]);
    expect(await deliveries('/api/deliveries?target=mail')).toEqual([]);
    expect(await deliveries('/api/deliveries?state=pending&event=unit.created')).toHaveLength(1);
    expect(await deliveries('/api/deliveries', stranger)).toEqual([]);
    await expecting(404, stranger.get(`/api/webhooks/${webhook}/deliveries`));
    await expecting(404, stranger.get(`/api/deliveries/${delivery?.id ?? ''}`));
  });

  test('are replayed where they are settled and their webhook is on, and say why not elsewhere', async () => {
    const [delivery] = await deliveries('/api/deliveries?event=unit.created');
    const path = `/api/deliveries/${delivery?.id ?? ''}/replay`;
    expect(problemIn(await expecting(409, client.post(path))).detail).toMatch(
      /is under way, so "replay" is not possible/,
    );
    await sql(`update delivery set state = 'given-up', settled_at = now() where id = ?`, [delivery?.id]);
    await sql('update webhook set is_active = false where id = ?', [webhook]);
    expect(problemIn(await expecting(409, client.post(path))).detail).toMatch(/switch the target on/);
    await sql('update webhook set is_active = true where id = ?', [webhook]);
    const reader = api.as(await keyWith(database.orm, agreement.number, ['read']));
    await expecting(403, reader.post(path));
    await expecting(404, stranger.post(path));
    const replayed = bodyOf<{ delivery: DeliveryRow }>(await expecting(202, client.post(path)));
    expect(replayed.delivery).toMatchObject({ state: 'pending', round: 2, attempts: 0 });
  });

  test('are tried out with a test event', async () => {
    const sent = bodyOf<{ delivery: DeliveryRow }>(
      await expecting(202, client.post(`/api/webhooks/${webhook}/test`)),
    );
    expect(sent.delivery).toMatchObject({ event: 'webhook.test', state: 'pending' });
    await expecting(404, stranger.post(`/api/webhooks/${webhook}/test`));
  });

  test('are not made where the client suppresses webhooks, in the query or the body', async () => {
    const count = async () => (await deliveries('/api/deliveries?event=unit.created')).length;
    const before = await count();
    await expecting(201, client.post('/api/units?suppress_webhooks=true', { number: 72, name: 'a' }));
    await expecting(201, client.post('/api/units', { number: 73, name: 'b', suppress_webhooks: true }));
    expect(await count()).toBe(before);
    await expecting(201, client.post('/api/units?suppress_webhooks=false', { number: 74, name: 'c' }));
    expect(await count()).toBe(before + 1);
    const refused = problemIn(
      await expecting(422, client.post('/api/units?suppress_webhooks=maybe', { number: 75, name: 'd' })),
    );
    expect(Object.keys(refused.errors)).toEqual(['suppress_webhooks']);
    problemIn(await expecting(422, client.get('/api/units?suppress_webhooks=true')));
  });

  test('of a deleted webhook are deleted with it', async () => {
    await expecting(204, client.delete(`/api/webhooks/${webhook}`));
    expect(await deliveries('/api/deliveries')).toEqual([]);
  });
});
