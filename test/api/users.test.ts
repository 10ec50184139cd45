import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { userEventKind } from '../../domain/users/user-events.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { activeUser } from '../support/users.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface User {
  readonly id: string;
  readonly email: string;
  readonly status: string;
  readonly is_barred: boolean;
  readonly roles: readonly string[];
}

let database: TestDatabase;
let api: TestApi;
let agreement: TestAgreement;
let key: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  api = testApi({ orm: database.orm });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  agreement = await createTestAgreement(database.orm);
  key = api.as(agreement.apiKey);
});

const userIn = (response: { readonly body: unknown }): User => (response.body as { user: User }).user;
const mette = { email: 'Mette@Example.DK', name: 'Mette Holm', language: 'da', roles: ['sales'] };

describe('users', () => {
  test('are invited under their address in small letters, and listed by it', async () => {
    const made = userIn(await expecting(201, key.post('/api/users', mette)));
    expect(made).toMatchObject({ email: 'mette@example.dk', status: 'invited', roles: ['sales'] });
    const { users } = bodyOf<{ users: User[] }>(await key.get('/api/users?email=METTE@example.dk'));
    expect(users.map(({ id }) => id)).toEqual([made.id]);
    const sales = bodyOf<{ users: User[] }>(await key.get('/api/users?role=sales'));
    expect(sales.users.map(({ id }) => id)).toEqual([made.id]);
    expect((await key.get('/api/users')).text).not.toMatch(/hash|argon2/);
  });

  test('an address is one user per agreement, whatever its letters; another agreement may have it too', async () => {
    await expecting(201, key.post('/api/users', mette));
    const again = problemIn(await key.post('/api/users', { ...mette, email: 'mette@example.dk' }));
    expect(again).toMatchObject({ status: 409, code: 'AlreadyExists' });
    const other = api.as((await createTestAgreement(database.orm)).apiKey);
    const theirs = userIn(await expecting(201, other.post('/api/users', mette)));
    expect((await key.get(`/api/users/${theirs.id}`)).status).toBe(404);
    expect((await key.delete(`/api/users/${theirs.id}`)).status).toBe(404);
  });

  test.each([
    [{ email: 'nobody' }, 'email'],
    [{ email: `${'x'.repeat(200)}@example.dk` }, 'email'],
    [{ name: ' ' }, 'name'],
    [{ roles: [] }, 'roles'],
    [{ roles: ['king'] }, 'roles.0'],
    [{ language: 'sv' }, 'language'],
    [{ password: 'elleve grønne cykler' }, 'password'],
  ])('%j is refused at %s', async (change, field) => {
    const problem = problemIn(await key.post('/api/users', { ...mette, ...change }));
    expect([problem.status, Object.keys(problem.errors)]).toEqual([422, [field]]);
  });

  test('what happens to them stands in the agreement’s events, with who did it', async () => {
    const admin = await activeUser(database.orm, agreement.number, ['admin']);
    const other = await activeUser(database.orm, agreement.number, ['sales']);
    const client = api.as(admin.token);
    await expecting(200, client.put(`/api/users/${other.id}`, { roles: ['warehouse', 'sales'] }));
    await expecting(200, client.put(`/api/users/${other.id}`, { is_barred: true }));
    await expecting(204, client.delete(`/api/users/${other.id}`));
    const events = await withAgreement(database.orm, agreement.number, (em) =>
      em.find(DocumentEvent, { documentKind: userEventKind }, { orderBy: { sequence: 'asc' } }),
    );
    expect(events.map(({ action, actor, after }) => [action, actor, after])).toEqual([
      ['changed', `user:${admin.email}`, { roles: 'sales warehouse', status: 'active' }],
      ['barred', `user:${admin.email}`, { roles: 'sales warehouse', status: 'barred' }],
      ['removed', `user:${admin.email}`, null],
    ]);
  });

  test('a change that was based on another version is refused', async () => {
    const { id } = userIn(await expecting(201, key.post('/api/users', mette)));
    const { etag = '' } = (await key.get(`/api/users/${id}`)).headers as { etag?: string };
    await expecting(200, key.put(`/api/users/${id}`, { name: 'Mette H.' }).set('if-match', etag));
    const late = await key.put(`/api/users/${id}`, { name: 'M.' }).set('if-match', etag);
    expect(problemIn(late).code).toBe('EditConflict');
  });
});

describe('administrators', () => {
  test.each([
    ['be barred', 'put', { is_barred: true }],
    ['be demoted', 'put', { roles: ['sales'] }],
    ['be removed', 'delete', undefined],
  ] as const)('the last active one cannot %s, but one of two can', async (_what, method, body) => {
    const last = await activeUser(database.orm, agreement.number, ['admin']);
    await expecting(201, key.post('/api/users', { ...mette, roles: ['admin'] }));
    const act = () => key[method](`/api/users/${last.id}`, body);
    expect(problemIn(await act())).toMatchObject({ status: 409, code: 'LastAdmin' });
    await activeUser(database.orm, agreement.number, ['admin']);
    expect((await act()).status).toBeLessThan(300);
  });

  test('two who demote each other at the same time: one stays', async () => {
    const [a, b] = [
      await activeUser(database.orm, agreement.number, ['admin']),
      await activeUser(database.orm, agreement.number, ['admin']),
    ];
    const statuses = await Promise.all([
      api.as(a.token).put(`/api/users/${b.id}`, { roles: ['sales'] }),
      api.as(b.token).put(`/api/users/${a.id}`, { roles: ['sales'] }),
    ]).then((answers) => answers.map(({ status }) => status));
    expect(statuses.sort()).not.toEqual([200, 200]);
    const { users } = bodyOf<{ users: User[] }>(await key.get('/api/users?role=admin&status=active'));
    expect(users).toHaveLength(1);
  });

  test('nobody bars or removes himself', async () => {
    const own = await activeUser(database.orm, agreement.number, ['admin']);
    await activeUser(database.orm, agreement.number, ['admin']);
    const client = api.as(own.token);
    expect(problemIn(await client.put(`/api/users/${own.id}`, { is_barred: true })).code).toBe(
      'NotOnOneself',
    );
    expect(problemIn(await client.delete(`/api/users/${own.id}`)).code).toBe('NotOnOneself');
    await expecting(200, client.get('/api/self'));
  });

  test('a barred user is logged out at once, and let in again he is what he was', async () => {
    const admin = await activeUser(database.orm, agreement.number, ['admin']);
    const sales = await activeUser(database.orm, agreement.number, ['sales']);
    await expecting(200, api.as(sales.token).get('/api/self'));
    const client = api.as(admin.token);
    await expecting(200, client.put(`/api/users/${sales.id}`, { is_barred: true }));
    expect(problemIn(await api.as(sales.token).get('/api/self')).code).toBe('Unauthorized');
    const again = userIn(await expecting(200, client.put(`/api/users/${sales.id}`, { is_barred: false })));
    expect(again).toMatchObject({ status: 'active', is_barred: false });
    expect((await api.as(sales.token).get('/api/self')).status).toBe(401);
    const { id } = userIn(await expecting(201, key.post('/api/users', mette)));
    await expecting(200, client.put(`/api/users/${id}`, { is_barred: true }));
    const invited = userIn(await expecting(200, client.put(`/api/users/${id}`, { is_barred: false })));
    expect(invited.status).toBe('invited');
  });
});

describe('rights', () => {
  test.each([
    [['sales'], 'post', '/api/products', 'products:write', 'admin, purchase, bookkeeper'],
    [
      ['warehouse'],
      'post',
      '/api/customer-invoices/1001/book',
      'customer-invoices:book',
      'admin, sales, bookkeeper',
    ],
    // What an action makes is what it takes the right on.
    [
      ['warehouse'],
      'post',
      '/api/order-shipments/1/convert-to-invoice',
      'customer-invoices:write',
      'admin, sales, bookkeeper',
    ],
    [
      ['sales'],
      'post',
      '/api/purchase-orders/1001/create-receipt',
      'receipts:write',
      'admin, purchase, warehouse, bookkeeper',
    ],
    [['bookkeeper'], 'get', '/api/users', 'users:admin', 'admin'],
    [['read-only', 'support'], 'put', '/api/settings/email', 'settings:admin', 'admin'],
    [['support'], 'post', '/api/api-keys', 'api-keys:admin', 'admin'],
  ] as const)(
    '%j: %s %s is refused with the missing right %s',
    async (roles, method, path, right, givers) => {
      const { token } = await activeUser(database.orm, agreement.number, roles);
      const response = await api.as(token)[method](path);
      const problem = problemIn(response);
      expect(problem).toMatchObject({ status: 403, code: 'MissingRight' });
      expect(problem.detail).toContain(`"${right}"`);
      expect(problem.detail).toContain(`: ${givers}.`);
      const danish = problemIn(await api.as(token)[method](path).set('accept-language', 'da'));
      expect(danish.detail).toContain('Du mangler rettigheden');
    },
  );

  test('to write invoices is asked for where a shipment is to make one as well', async () => {
    const { token } = await activeUser(database.orm, agreement.number, ['warehouse']);
    const ship = (body: object) => api.as(token).post('/api/order-shipments/1/mark-shipped', body);
    expect(problemIn(await ship({ create_invoice: true }))).toMatchObject({ code: 'MissingRight' });
    expect(problemIn(await ship({ create_invoice: false }))).toMatchObject({ code: 'NotFound' });
  });

  test('a person does what his roles allow, under his own name', async () => {
    const { token, email } = await activeUser(database.orm, agreement.number, ['bookkeeper']);
    await expecting(201, api.as(token).post('/api/customer-groups', { number: 7, name: 'Kunder' }));
    const self = bodyOf<{ user: object }>(await expecting(200, api.as(token).get('/api/self')));
    expect(self.user).toMatchObject({ api_key_id: null, email, roles: ['bookkeeper'], scopes: [] });
  });

  test('a new role holds for the next request', async () => {
    const { token, id } = await activeUser(database.orm, agreement.number, ['read-only']);
    const unit = { number: 9, name: 'kasse', abbreviation: 'ks' };
    await expecting(403, api.as(token).post('/api/units', unit));
    await expecting(200, key.put(`/api/users/${id}`, { roles: ['purchase'] }));
    await expecting(201, api.as(token).post('/api/units', unit));
  });
});
