import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import { Command } from '../../domain/commands/command.entity.ts';
import { refusedAttempt, untestedConnection } from '../support/attempts.ts';
import { createTestAgreement } from '../support/database.ts';
import { eventually } from '../support/system.ts';
import { actionsOf, startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting, keyWith, problemIn } from './support.ts';
import type { ApiClient } from './support.ts';

interface Integration {
  readonly id: string;
  readonly gate: { readonly state: string; readonly reason: string | null; readonly by: string | null };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly account: { readonly base_currency: string } | null;
  readonly transfers: Readonly<Record<string, number>>;
  readonly unmapped_refusals: number;
}

interface Transfer {
  readonly id: string;
  readonly state: string;
  readonly cause: string | null;
  readonly message: string | null;
  readonly attempts: readonly {
    readonly kind: string;
    readonly outcome: string;
    readonly exchanges: readonly { readonly request_headers: object; readonly status: number }[];
  }[];
}

let running: DocumentApi;
let ours: ApiClient;
let actions: ReturnType<typeof actionsOf>;
let credentials: { readonly app_secret_token: string; readonly agreement_grant_token: string };

beforeAll(async () => {
  running = await startDocumentApi();
  ours = running.ours;
  actions = actionsOf(ours);
  const { appSecretToken, agreementGrantToken } = running.system.sandbox.credentials;
  credentials = { app_secret_token: appSecretToken, agreement_grant_token: agreementGrantToken };
});

afterAll(async () => {
  await running.stop();
});

const connectBody = (over: object = {}) => ({ provider: 'e-conomic', credentials, ...over });

/** A client of a new agreement, which has no connection yet. */
const newcomer = async (): Promise<{ client: ApiClient; agreementNumber: number }> => {
  const agreement = await createTestAgreement(running.system.database.orm);
  return { client: running.api.as(agreement.apiKey), agreementNumber: agreement.number };
};

test('an integration counts the refusals that the catalogue does not know, its own alone', async () => {
  const { orm } = running.system.database;
  const { client, agreementNumber } = await newcomer();
  const [mine, other] = [await untestedConnection(orm, agreementNumber), running.company.connectionId];
  await refusedAttempt(orm, agreementNumber, mine, 'ErpRefusedUnknown');
  await refusedAttempt(orm, agreementNumber, mine, 'ErpForbidden');
  const shown = async (of: ApiClient, id: string): Promise<number> =>
    bodyOf<{ integration: Integration }>(await expecting(200, of.get(`/api/integrations/${id}`))).integration
      .unmapped_refusals;
  expect([await shown(client, mine), await shown(ours, other)]).toEqual([1, 0]);
});

describe('connecting an ERP', () => {
  test('tests the tokens and tells whose account it is', async () => {
    const { client } = await newcomer();
    const made = await expecting(201, client.post('/api/integrations', connectBody()));
    const body = bodyOf<{ integration: Integration; test: object }>(made);
    expect(body.test).toMatchObject({ ok: true, base_currency: 'DKK' });
    expect(body.integration).toMatchObject({
      provider: 'e-conomic',
      gate: { state: 'open' },
      account: { base_currency: 'DKK' },
      settings: { transfer_customer_invoices: 'booked', never_book_ean: false },
    });
  });

  test('with wrong tokens keeps the connection, says why they are refused, and takes better ones', async () => {
    const { client } = await newcomer();
    const wrong = { ...credentials, agreement_grant_token: 'no-such-grant' };
    const made = await expecting(201, client.post('/api/integrations', connectBody({ credentials: wrong })));
    const body = bodyOf<{ integration: Integration; test: { ok: boolean; code: string } }>(made);
    expect(body.test).toMatchObject({ ok: false, code: 'ErpCredentialsRefused' });
    const path = `/api/integrations/${body.integration.id}`;
    const mended = await expecting(200, client.put(`${path}/credentials`, { credentials }));
    expect(mended.body).toMatchObject({ test: { ok: true }, integration: { gate: { state: 'open' } } });
  });

  test('once per Idempotency-Key; another token under the same key is another body', async () => {
    const { client, agreementNumber } = await newcomer();
    const connect = (body: object) =>
      client.post('/api/integrations', body).set('idempotency-key', 'connect');
    const once = await expecting(201, connect(connectBody()));
    const again = await expecting(201, connect(connectBody()));
    expect(bodyOf<{ integration: Integration }>(again).integration.id).toBe(
      bodyOf<{ integration: Integration }>(once).integration.id,
    );
    const other = connectBody({ credentials: { ...credentials, agreement_grant_token: 'another' } });
    expect(problemIn(await connect(other)).code).toBe('IdempotencyKeyReused');
    const commands = await withAgreement(running.system.database.orm, agreementNumber, (em) =>
      em.find(Command, {}),
    );
    expect(JSON.stringify(commands)).not.toContain(credentials.agreement_grant_token);
    expect(JSON.stringify(commands)).not.toContain(credentials.app_secret_token);
  });

  test('a second connection of the same name is refused', async () => {
    expect(problemIn(await ours.post('/api/integrations', connectBody()))).toMatchObject({
      status: 409,
      code: 'AlreadyExists',
    });
  });

  test.each([
    [{ provider: 'xero' }, 'provider'],
    [{ credentials: { app_secret_token: 'x' } }, 'credentials.agreement_grant_token'],
    [{ credentials: { app_secret_token: '', agreement_grant_token: 'x' } }, 'credentials.app_secret_token'],
    [
      { credentials: { app_secret_token: 'a\r\nX: y', agreement_grant_token: 'x' } },
      'credentials.app_secret_token',
    ],
    [{ settings: { transfer_customer_invoices: 'sometimes' } }, 'settings.transfer_customer_invoices'],
    [{ settings: { colour: 'red' } }, 'settings.colour'],
    [{ settings: { concurrency: 99 } }, 'settings.concurrency'],
  ])('%j is refused, names the field and connects nothing', async (over, field) => {
    const { client } = await newcomer();
    const response = await client.post('/api/integrations', connectBody(over));
    expect(problemIn(response).status).toBe(422);
    expect(Object.keys(problemIn(response).errors)).toEqual([field]);
    expect(response.text).not.toContain(credentials.agreement_grant_token);
    expect((await client.get('/api/integrations')).body).toMatchObject({ total: 0 });
  });

  test('credentials are in no answer, whatever the scope', async () => {
    const key = await keyWith(running.system.database.orm, running.company.agreementNumber, [
      'read',
      'support',
      'admin',
    ]);
    const answer = await expecting(200, running.api.as(key).get('/api/integrations'));
    expect(answer.text).not.toContain(credentials.agreement_grant_token);
    expect(answer.text).not.toContain('credentials');
  });
});

describe('settings of a connection', () => {
  test('what is sent changes, the rest stays, null is the default again', async () => {
    const path = `/api/integrations/${running.company.connectionId}`;
    const { etag } = (await expecting(200, ours.get(path))).headers;
    const changed = await expecting(
      200,
      ours.put(path, { settings: { never_book_ean: true, concurrency: 2 } }).set('if-match', String(etag)),
    );
    expect(changed.body).toMatchObject({
      integration: {
        concurrency: 2,
        settings: { never_book_ean: true, transfer_customer_invoices: 'booked' },
      },
    });
    const late = await ours.put(path, { settings: {} }).set('if-match', String(etag));
    expect(problemIn(late).code).toBe('EditConflict');
    const back = await expecting(
      200,
      ours.put(path, { settings: { never_book_ean: null, concurrency: null } }),
    );
    expect(back.body).toMatchObject({ integration: { concurrency: 8, settings: { never_book_ean: false } } });
  });
});

describe('pause and resume', () => {
  test('a paused connection sends nothing; resumed, it sends what has waited', async () => {
    const path = `/api/integrations/${running.company.connectionId}`;
    const paused = await expecting(200, ours.post(`${path}/pause`, { reason: 'Årsafslutning' }));
    expect(paused.body).toMatchObject({
      integration: { gate: { state: 'paused', reason: 'Årsafslutning' } },
    });
    const booked = await actions.newBooked();
    const waiting = await ours.get(`/api/transfers?document_number=${booked.number}`);
    expect(waiting.body).toMatchObject({ total: 1, transfers: [{ is_final: false }] });
    await expecting(200, ours.post(`${path}/resume`));
    expect((await actions.archived(booked)).transfers).toMatchObject([{ state: 'transferred' }]);
    await expecting(200, ours.post(`${path}/resume`));
  });
});

describe('transfers', () => {
  test('are listed by state, provider and document, and one is shown with its attempts, secrets masked', async () => {
    const booked = await actions.archived(await actions.newBooked());
    const listed = await expecting(
      200,
      ours.get(`/api/transfers?state=transferred&provider=e-conomic&document_number=${booked.number}`),
    );
    const [row] = bodyOf<{ transfers: Transfer[] }>(listed).transfers;
    const one = await expecting(200, ours.get(`/api/transfers/${row?.id ?? ''}`));
    const { transfer } = bodyOf<{ transfer: Transfer }>(one);
    expect(transfer.attempts.map((attempt) => [attempt.kind, attempt.outcome])).toEqual(
      expect.arrayContaining([
        ['create-draft-invoice', 'accepted'],
        ['book-invoice', 'accepted'],
      ]),
    );
    expect(transfer.attempts.every((attempt) => attempt.exchanges.length > 0)).toBe(true);
    expect(one.text).not.toContain(credentials.agreement_grant_token);
    expect(one.text).not.toContain(credentials.app_secret_token);
  });

  test('a refused one says why in plain words, and goes when it is retried after the fix', async () => {
    const { control } = running.system.sandbox;
    await actions.archived(await actions.newBooked({ customer_id: 101, lines: [{ item_id: 'A-2' }] }));
    control.setBarred({ kind: 'product', id: 'A-2', barred: true });
    const booked = await actions.newBooked({ customer_id: 101, lines: [{ item_id: 'A-2' }] });
    const stuck = await eventually(async () => {
      const found = await ours.get(`/api/transfers?document_number=${booked.number}&cause=ProductBarred`);
      return bodyOf<{ transfers: Transfer[] }>(found).transfers[0];
    }, 'the transfer is refused for its barred product');
    expect(stuck.message).toContain('A-2');
    control.setBarred({ kind: 'product', id: 'A-2', barred: false });
    await expecting(200, ours.post(`/api/transfers/${stuck.id}/retry`));
    expect((await actions.archived(booked)).transfers).toMatchObject([{ state: 'transferred' }]);
    const late = problemIn(await ours.post(`/api/transfers/${stuck.id}/retry`));
    expect(late).toMatchObject({ status: 409, code: 'InvalidTransition', state: 'transferred' });
  }, 60_000);

  test('unknown filters and values are refused', async () => {
    for (const [query, field] of [
      ['state=lost', 'state'],
      ['provider=xero', 'provider'],
      ['document_number=x', 'document_number'],
      ['colour=red', 'colour'],
    ] as const)
      expect(Object.keys(problemIn(await ours.get(`/api/transfers?${query}`)).errors)).toEqual([field]);
    expect((await ours.get('/api/transfers/none')).status).toBe(404);
    expect((await ours.get('/api/workflows/customer-invoice:1:none/timeline')).status).toBe(404);
  });
});
