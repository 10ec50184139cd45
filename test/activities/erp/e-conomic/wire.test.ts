import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { MockAgent } from 'undici';
import { ErpReadError, type PreparedWrite, type SendResult } from '../../../../activities/erp/adapter.ts';
import { createEconomicAdapter, type EconomicAdapter } from '../../../../activities/erp/e-conomic/adapter.ts';
import { prepareInvoice } from '../../../../activities/erp/e-conomic/documents.ts';
import { isBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import { anInvoice, aSession, linksFor } from './samples.ts';

const hosts = { rest: 'http://rest.test', openApi: 'http://open-api.test' };
const session = aSession({ defaultLayoutNumber: 19 });
const { signal } = new AbortController();
const idempotencyKey = 'transfer-1:draft:1';

const draftWrite = (): PreparedWrite => {
  const invoice = anInvoice();
  const prepared = prepareInvoice(session, invoice, linksFor(invoice), 'KEY1');
  if (isBlocked(prepared)) throw new Error(prepared.blocked);
  return prepared;
};
const draftAnswer = {
  draftInvoiceNumber: 148,
  date: '2026-03-24',
  currency: 'DKK',
  netAmount: 414.29,
  grossAmount: 517.8625,
  customer: { customerNumber: 1001 },
  references: { other: 'B-KEY1' },
};

describe('on a wire that answers', () => {
  let agent: MockAgent;
  let adapter: EconomicAdapter;

  beforeEach(() => {
    agent = new MockAgent();
    agent.disableNetConnect();
    adapter = createEconomicAdapter({
      baseUrls: hosts,
      dispatcher: agent,
    });
  });
  afterEach(() => agent.close());

  const answering = (path: string, method: string, status: number, body: object | string): void => {
    const headers = {
      'content-type': 'application/json',
      'x-ratelimiting': 'token-limit-10000-per-60-seconds: 147/10000',
      'x-callcost': '3',
    };
    agent.get(hosts.rest).intercept({ path, method }).reply(status, body, { headers });
  };
  const send = (): Promise<SendResult> => adapter.send(session, draftWrite(), { signal, idempotencyKey });

  test('a draft is accepted with its number and amounts to the cent', async () => {
    answering('/invoices/drafts', 'POST', 201, draftAnswer);
    expect(await send()).toMatchObject({
      outcome: 'accepted',
      identity: { draftInvoiceNumber: '148' },
      amounts: { net: '414.29', gross: '517.86' },
    });
  });

  test('the exchange shows both bodies and no secret', async () => {
    answering('/invoices/drafts', 'POST', 201, { ...draftAnswer, echo: 'secret-app-token' });
    const { exchanges } = await send();
    expect(exchanges).toHaveLength(1);
    expect(exchanges[0]).toMatchObject({
      method: 'POST',
      url: 'http://rest.test/invoices/drafts',
      requestHeaders: {
        'x-appsecrettoken': '***',
        'x-agreementgranttoken': '***',
        'idempotency-key': idempotencyKey,
      },
      requestBody: draftWrite().body,
      status: 201,
      responseHeaders: { 'x-callcost': '3' },
    });
    expect(exchanges[0]?.responseBody).toContain('"draftInvoiceNumber":148');
    expect(JSON.stringify(exchanges)).not.toContain('secret-app-token');
    expect(JSON.stringify(exchanges)).not.toContain('secret-grant-token');
  });

  test('the rate budget is read from the answers', async () => {
    answering('/invoices/drafts', 'POST', 400, {});
    const { exchanges } = await send();
    expect(adapter.rateOf(exchanges)).toEqual({ used: 147, limit: 10_000, windowMs: 60_000 });
    expect(adapter.rateOf([])).toBeNull();
  });

  test.each([
    ['no JSON', '<html>created</html>'],
    ['half of its JSON', '{"draftInvoiceNumber":1'],
    ['no number', { date: '2026-03-24' }],
    ['nothing', ''],
  ])('a success whose body has %s leaves the write unknown', async (_what, body) => {
    answering('/invoices/drafts', 'POST', 201, body);
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });

  test('a success that a read cannot understand is a broken contract', async () => {
    answering('/self', 'GET', 200, { agreementNumber: 'many', settings: {} });
    const read = adapter.self(session, signal);
    await expect(read).rejects.toBeInstanceOf(ErpReadError);
    await expect(read).rejects.toMatchObject({ code: 'ErpContractBroken', exchanges: [{ status: 200 }] });
  });

  test.each([
    [401, 'ErpCredentialsRefused'],
    [403, 'ErpForbidden'],
    [404, 'ErpContractBroken'],
    [429, 'ErpRateLimited'],
    [500, 'ErpUnavailable'],
    [503, 'ErpUnavailable'],
  ])('%i to a read is %s', async (status, code) => {
    answering('/self', 'GET', status, {});
    await expect(adapter.self(session, signal)).rejects.toMatchObject({ code });
  });

  test('self tells who we are there', async () => {
    answering('/self', 'GET', 200, {
      agreementNumber: 1_234_567,
      company: { name: 'Prøve A/S' },
      settings: { baseCurrency: 'DKK' },
      modules: [{ moduleNumber: 1, name: 'Dimension' }],
    });
    expect(await adapter.self(session, signal)).toEqual({
      erpAgreement: '1234567',
      companyName: 'Prøve A/S',
      baseCurrency: 'DKK',
      modules: ['Dimension'],
    });
  });

  test('a list is read to its last page', async () => {
    const path = (page: number): string => `/layouts?skippages=${page}&pagesize=1000`;
    const pages = [[{ layoutNumber: 30 }, { layoutNumber: 9, deleted: true }], [{ layoutNumber: 20 }]];
    answering(path(0), 'GET', 200, { collection: pages[0], pagination: { nextPage: path(1) } });
    answering(path(1), 'GET', 200, { collection: pages[1], pagination: { results: 3 } });
    expect(await adapter.defaults(session, signal)).toEqual({ defaultLayoutNumber: 20 });
  });

  test('a row that cannot be read breaks the contract, it is not left out', async () => {
    const page = { collection: [{ layoutNumber: 1 }, { name: 'without number' }], pagination: {} };
    answering('/layouts?skippages=0&pagesize=1000', 'GET', 200, page);
    await expect(adapter.defaults(session, signal)).rejects.toMatchObject({ code: 'ErpContractBroken' });
  });

  test('a booking reads its draft first, and a draft that is not ours any more is left to the look-up', async () => {
    const write = { ...draftWrite(), kind: 'book-invoice', path: '/invoices/booked' } as const;
    const booking = { ...write, expected: { ...write.expected, draftInvoiceNumber: '148' } };
    const sent = (): Promise<SendResult> => adapter.send(session, booking, { signal, idempotencyKey });
    answering('/invoices/drafts/148', 'GET', 404, {});
    expect(await sent()).toMatchObject({ outcome: 'unknown', exchanges: [{ method: 'GET' }] });
    answering('/invoices/drafts/148', 'GET', 200, { ...draftAnswer, references: { other: 'PO · B-KEY2' } });
    expect(await sent()).toMatchObject({ outcome: 'unknown', exchanges: [{ method: 'GET' }] });
    answering('/invoices/drafts/148', 'GET', 200, { ...draftAnswer, netAmount: 1 });
    expect(await sent()).toMatchObject({ outcome: 'refused', cause: 'ErpContentDiffers' });
    answering('/invoices/drafts/148', 'GET', 503, {});
    expect(await sent()).toMatchObject({ outcome: 'not-sent' });
    answering('/invoices/drafts/148', 'GET', 401, {});
    expect(await sent()).toMatchObject({ outcome: 'unauthorized' });
    answering('/invoices/drafts/148', 'GET', 429, {});
    expect(await sent()).toMatchObject({ outcome: 'rate-limited', retryAfterMs: 60_000 });
    answering('/invoices/drafts/148', 'GET', 403, {});
    expect(await sent()).toMatchObject({ outcome: 'refused', cause: 'ErpForbidden' });
  });

  test('a PDF that is not made yet is undefined, and something else than a PDF a broken contract', async () => {
    const pdf = (): Promise<Uint8Array | undefined> =>
      adapter.fetchInvoicePdf(session, { bookedInvoiceNumber: '31' }, signal);
    answering('/invoices/booked/31/pdf', 'GET', 404, {});
    expect(await pdf()).toBeUndefined();
    answering('/invoices/booked/31/pdf', 'GET', 200, '%PDF-1.4 …');
    expect(Buffer.from((await pdf()) ?? []).toString()).toBe('%PDF-1.4 …');
    answering('/invoices/booked/31/pdf', 'GET', 200, '<html>');
    await expect(pdf()).rejects.toMatchObject({ code: 'ErpContractBroken' });
  });
});

describe('on a wire that breaks', () => {
  const servers: Server[] = [];
  const adapters: EconomicAdapter[] = [];
  afterAll(async () => {
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  });

  /** A server that does this to each connection once it has read something. */
  const serverThat = async (answers: (socket: Socket) => void): Promise<string> => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => {
        answers(socket);
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const adapterFor = (url: string): EconomicAdapter => {
    const adapter = createEconomicAdapter({
      baseUrls: { rest: url, openApi: url },
      answerTimeoutMs: 300,
      connectTimeoutMs: 1_000,
    });
    adapters.push(adapter);
    return adapter;
  };
  const sendTo = async (url: string, stop: AbortSignal = signal): Promise<SendResult> =>
    adapterFor(url).send(session, draftWrite(), { signal: stop, idempotencyKey });

  test('a refused connection surely sent nothing', async () => {
    const url = await serverThat((socket) => socket.destroy());
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    expect(await sendTo(url)).toMatchObject({ outcome: 'not-sent', exchanges: [{ status: null }] });
    await expect(adapterFor(url).self(session, signal)).rejects.toMatchObject({ code: 'ErpUnavailable' });
  });

  test('a name that does not resolve surely sent nothing', async () => {
    expect(await sendTo('http://no-such-host.invalid')).toMatchObject({ outcome: 'not-sent' });
  });

  test('a stop before it was sent surely sent nothing', async () => {
    const url = await serverThat((socket) => socket.destroy());
    expect(await sendTo(url, AbortSignal.abort())).toMatchObject({ outcome: 'not-sent' });
  });

  test('a connection that is reset leaves the write unknown', async () => {
    const url = await serverThat((socket) => socket.resetAndDestroy());
    expect(await sendTo(url)).toMatchObject({ outcome: 'unknown', exchanges: [{ status: null }] });
  });

  test('a connection that is closed without an answer leaves the write unknown', async () => {
    const url = await serverThat((socket) => socket.end());
    expect(await sendTo(url)).toMatchObject({ outcome: 'unknown' });
  });

  test('an answer that never comes leaves the write unknown', async () => {
    const url = await serverThat(() => undefined);
    expect(await sendTo(url)).toMatchObject({ outcome: 'unknown' });
  });

  test('half a body leaves the write unknown, and the exchange keeps the status', async () => {
    const url = await serverThat((socket) =>
      socket.end(
        'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"dra',
      ),
    );
    expect(await sendTo(url)).toMatchObject({ outcome: 'unknown', exchanges: [{ status: 201 }] });
  });

  test('a body that stops in the middle leaves the write unknown', async () => {
    const url = await serverThat((socket) =>
      socket.write(
        'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"dra',
      ),
    );
    expect(await sendTo(url)).toMatchObject({ outcome: 'unknown' });
  });

  test('a deadline that strikes while waiting leaves the write unknown', async () => {
    const url = await serverThat(() => undefined);
    expect(await sendTo(url, AbortSignal.timeout(50))).toMatchObject({
      outcome: 'unknown',
      reason: 'no answer before the deadline',
    });
  });

  test('an answer that is no HTTP leaves the write unknown', async () => {
    const url = await serverThat((socket) => socket.end('hello\r\n\r\n'));
    expect(await sendTo(url)).toMatchObject({ outcome: 'unknown' });
  });
});
