import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SandboxClock } from '../../sandbox/control/clock.ts';
import { Control } from '../../sandbox/control/control.ts';
import { startDoor } from '../../sandbox/control/door.ts';
import { Faults } from '../../sandbox/control/faults.ts';
import { startHost } from '../../sandbox/control/host.ts';
import { Journal } from '../../sandbox/control/journal.ts';
import { ControlError, type StandIn } from '../../sandbox/control/stand-in.ts';
import { type Bench, customerBody, draftBody, type Json, startBench, idOf } from './client.ts';

let bench: Bench;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  bench = await startBench({
    journalFile: join(folder, 'deep', 'journal.jsonl'),
    file: join(folder, 'deep', 'ledger.json'),
  });
});
afterEach(async () => {
  await bench.sandbox.close();
  await rm(folder, { recursive: true });
});

async function door(method: string, path: string, body?: unknown, base = bench.sandbox.controlUrl) {
  const response = await fetch(`${base}/control/${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json =
    text.startsWith('{') && !path.startsWith('journal') ? (JSON.parse(text) as Json) : ({} as Json);
  return { status: response.status, text, json };
}

describe('the control door', () => {
  test('bars and unbars, by kind and number', async () => {
    expect((await door('POST', 'barred', { kind: 'product', id: '1001' })).status).toBe(204);
    expect((await bench.call('POST', '/invoices/drafts', { body: draftBody() })).status).toBe(400);
    expect((await door('POST', 'barred', { kind: 'product', id: '1001', barred: false })).status).toBe(204);
    expect((await bench.call('POST', '/invoices/drafts', { body: draftBody() })).status).toBe(201);
    expect((await door('POST', 'barred', { kind: 'product', id: 'none' })).status).toBe(404);
  });

  test('opens, bars and closes periods', async () => {
    expect((await door('POST', 'periods', { date: '2026-03-10', state: 'closed' })).status).toBe(204);
    expect((await bench.expect(200, 'GET', '/accounting-years/2026/periods/3'))['closed']).toBe(true);
    expect((await door('POST', 'periods', { date: '2031-03-10', state: 'closed' })).status).toBe(404);
    expect((await door('POST', 'periods', { date: '2026-03-10', state: 'ajar' })).status).toBe(400);
  });

  test('adds, revokes and restores tokens', async () => {
    for (const [action, status] of [
      ['add', 200],
      ['revoke', 401],
      ['restore', 200],
    ] as const) {
      expect((await door('POST', 'tokens', { token: 'more', action })).status).toBe(204);
      expect((await bench.call('GET', '/self', { grant: 'more' })).status).toBe(status);
    }
    expect((await door('POST', 'tokens', { token: '*', action: 'revoke' })).status).toBe(204);
    expect((await bench.call('GET', '/self')).status).toBe(401);
    expect((await door('POST', 'tokens', { token: 'none', action: 'revoke' })).status).toBe(404);
  });

  test('sets, lists and clears faults', async () => {
    const { json } = await door('POST', 'faults', { kind: 'status', path: '/self', times: null });
    await bench.expect(503, 'GET', '/self');
    expect((await door('GET', 'faults')).text).toContain('"hits": 1');
    expect((await door('DELETE', `faults/${idOf(json['id'])}`)).json['cleared']).toBe(1);
    await bench.expect(200, 'GET', '/self');
    expect((await door('POST', 'faults', { kind: 'what' })).status).toBe(400);
    expect((await door('DELETE', 'faults/x')).status).toBe(400);
  });

  test('changes switches, and refuses those it does not know', async () => {
    expect((await door('PATCH', 'switches', { callCost: 5 })).json['callCost']).toBe(5);
    expect((await bench.call('GET', '/self')).headers.get('x-callcost')).toBe('5');
    for (const wrong of [{ unknown: 1 }, { callCost: 'x' }, { language: 'fr' }, { codes: { none: 'E1' } }]) {
      expect((await door('PATCH', 'switches', wrong)).status).toBe(400);
    }
  });

  test('moves the clock', async () => {
    expect((await door('POST', 'clock', { set: '2027-01-01T00:00:00Z', stop: true })).json['now']).toBe(
      '2027-01-01T00:00:00.000Z',
    );
    expect((await door('POST', 'clock', { advanceMs: 60_000 })).json['now']).toBe('2027-01-01T00:01:00.000Z');
    const customer = await bench.expect(201, 'POST', '/customers', { body: customerBody() });
    expect(customer['lastUpdated']).toBe('2027-01-01T00:01:00Z');
    expect((await door('POST', 'clock', { set: 'soon' })).status).toBe(400);
    await door('POST', 'clock', { reset: true });
    expect((await door('GET', 'state')).json['now']).not.toContain('2027-01-01T00:01');
  });

  test('edits a record as a person would', async () => {
    await door('PATCH', 'records/customers/1', {
      website: 'https://ny.example',
      email: null,
      creditLimit: 500,
    });
    const customer = await bench.expect(200, 'GET', '/customers/1');
    expect(customer).toMatchObject({ website: 'https://ny.example', creditLimit: 500 });
    expect(customer).not.toHaveProperty('email');
    expect((await door('PATCH', 'records/customers/99', {})).status).toBe(404);
    expect((await door('PATCH', 'records/dragons/1', {})).status).toBe(404);
  });

  test('changes, copies, books and deletes drafts as a person would', async () => {
    for (let index = 0; index < 2; index += 1)
      await bench.expect(201, 'POST', '/invoices/drafts', { body: draftBody() });
    const draft = bench.sandbox.control.ledger().agreements[0]?.drafts[0];
    const lines = draft?.lines.map((line) => ({ ...line, quantity: '3' }));
    await door('PATCH', 'records/drafts/101', { lines, references: { other: 'changed' } });
    expect(await bench.expect(200, 'GET', '/invoices/drafts/101')).toMatchObject({
      grossAmount: 375,
      references: { other: 'changed' },
    });
    const copied = await door('POST', 'records/drafts/101/copy');
    expect([copied.status, copied.json['draftInvoiceNumber']]).toEqual([201, 103]);
    const other = { grossAmount: 375, references: { other: 'changed' } };
    expect(await bench.expect(200, 'GET', '/invoices/drafts/103')).toMatchObject(other);
    expect((await door('POST', 'records/customers/1/copy')).status).toBe(400);
    expect((await door('DELETE', 'records/drafts/103')).status).toBe(204);
    const booked = await door('POST', 'records/drafts/101/book');
    expect([booked.status, booked.json['bookedInvoiceNumber']]).toEqual([201, 1]);
    expect((await door('DELETE', 'records/drafts/102')).status).toBe(204);
    expect((await door('DELETE', 'records/drafts/102')).status).toBe(404);
    expect((await door('DELETE', 'records/booked/1')).status).toBe(409);
    expect((await door('DELETE', 'records/customers/1')).status).toBe(409);
    const { bookedInvoices, drafts } = bench.sandbox.control.ledger().agreements[0] ?? {};
    expect([bookedInvoices?.length, drafts?.length]).toEqual([1, 0]);
  });

  test('adds an agreement with a ledger of its own', async () => {
    const made = await door('POST', 'agreements', {
      number: 42,
      company: { name: 'Anden A/S' },
      grantTokens: ['g42'],
    });
    expect(made.json).toEqual({ number: 42, grantTokens: ['g42'] });
    await bench.expect(201, 'POST', '/invoices/drafts', { body: draftBody(), grant: 'g42' });
    const ledger = await door('GET', 'ledger?agreement=42');
    expect(ledger.json['agreements']).toMatchObject([
      { number: 42, company: { name: 'Anden A/S' }, drafts: [{ grossAmount: '250.00' }] },
    ]);
    expect((await door('GET', 'ledger?agreement=43')).status).toBe(404);
    expect((await door('POST', 'agreements', { number: 42 })).status).toBe(409);
    expect((await door('POST', 'agreements', { number: 'x' })).status).toBe(400);
  });

  test('goes back to the start', async () => {
    await bench.expect(201, 'POST', '/invoices/drafts', { body: draftBody() });
    await door('POST', 'faults', { kind: 'status', times: null });
    expect((await door('POST', 'reset')).status).toBe(204);
    expect((await bench.expect(200, 'GET', '/invoices/drafts'))['collection']).toEqual([]);
    expect(bench.sandbox.control.journal()).toHaveLength(1);
  });

  test.each([
    ['GET', 'nothing', undefined, 404],
    ['PUT', 'faults', undefined, 405],
    ['POST', 'faults', '{', 400],
    ['POST', 'faults', '[]', 400],
    ['POST', 'barred', {}, 400],
    ['GET', 'ledger?agreement=x', undefined, 400],
  ])('%s %s is %i with a message', async (method, path, body, status) => {
    const answer = await door(method, path, body);
    expect([answer.status, answer.json['status']]).toEqual([status, status]);
    expect(answer.json['message']).toBeTruthy();
  });
});

describe('the journal', () => {
  const parsed = (lines: readonly string[]) =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  test('has each exchange on a line, secrets masked, numbers as they went over the wire', async () => {
    await bench.expect(201, 'POST', '/invoices/drafts', {
      body: draftBody(),
      headers: { 'Idempotency-Key': 'k' },
    });
    await bench.call('GET', '/productsapi/v2.0.0/productgroups?filter=id$eq:1');
    await bench.call('GET', '/invoices/drafts/101/pdf');
    const { text } = await door('GET', 'journal');
    const lines = text.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(parsed(lines)).toMatchObject([
      {
        provider: 'e-conomic',
        method: 'POST',
        path: '/invoices/drafts',
        requestHeaders: { 'x-appsecrettoken': '***', 'x-agreementgranttoken': '***', 'idempotency-key': 'k' },
        requestBody: { currency: 'DKK' },
        status: 201,
        responseBody: { draftInvoiceNumber: 101 },
      },
      { path: '/productsapi/v2.0.0/productgroups?filter=id$eq:1', requestBody: null, status: 200 },
      { status: 200, responseBody: expect.stringMatching(/bytes of application\/pdf/) },
    ]);
    expect(lines[0]).toContain('"exchangeRate":100.000000');
    expect(text).not.toContain('sandbox-app-secret');
    expect(text).not.toContain('sandbox-grant');
    expect((await door('DELETE', 'journal')).status).toBe(204);
    expect((await door('GET', 'journal')).text).toBe('');
  });

  test('is bounded in memory and complete in its file', async () => {
    const file = join(folder, 'bounded.jsonl');
    const journal = new Journal({ provider: 'x', secretHeaders: [], entriesMax: 3, file });
    for (let index = 0; index < 10; index += 1) {
      journal.record({
        at: '',
        method: 'GET',
        path: `/${index}`,
        requestHeaders: {},
        requestBody: '',
        status: 200,
        responseHeaders: {},
        responseBody: null,
      });
    }
    expect(parsed(journal.lines()).map((entry) => entry['path'])).toEqual(['/7', '/8', '/9']);
    expect(journal.summary()).toMatchObject({ entries: 3, dropped: 7 });
    await journal.close();
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(10);
  });
});

describe('the data on disk', () => {
  test('is there again after a restart, keys and tokens included', async () => {
    const call = { body: draftBody(), headers: { 'Idempotency-Key': 'once' } };
    await bench.expect(201, 'POST', '/invoices/drafts', call);
    bench.sandbox.control.setToken({ token: 'more', action: 'add' });
    bench.sandbox.control.setPeriod({ date: '2026-03-10', state: 'barred' });
    await bench.sandbox.close();
    bench = await startBench({ file: join(folder, 'deep', 'ledger.json'), journalFile: null });
    const again = await bench.call('POST', '/invoices/drafts', { ...call, grant: 'more' });
    expect([again.status, again.headers.get('x-resultfromcache')]).toEqual([201, 'true']);
    expect(
      (await bench.expect(201, 'POST', '/invoices/drafts', { body: draftBody() }))['draftInvoiceNumber'],
    ).toBe(102);
    const booking = { body: { draftInvoice: { draftInvoiceNumber: 101 } } };
    expect((await bench.call('POST', '/invoices/booked', booking)).status).toBe(400);
  });
});

describe('another stand-in', () => {
  /** The least that answers: one text per POST. */
  function echo(): StandIn<readonly string[]> {
    let texts: string[] = [];
    const not = (): never => {
      throw new ControlError(501, 'not here');
    };
    return {
      provider: 'echo',
      secretHeaders: ['x-key'],
      handle: (request) => {
        if (request.method === 'POST') texts.push(request.body);
        return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: request.body };
      },
      agreementOf: () => undefined,
      failure: (_request, status) => ({ status, headers: {}, body: 'out of order' }),
      ledger: () => texts,
      summary: () => ({ texts: texts.length }),
      switches: () => ({}),
      setSwitches: not,
      setPeriod: not,
      setBarred: not,
      setToken: not,
      addAgreement: not,
      editRecord: not,
      removeRecord: not,
      bookRecord: not,
      copyRecord: not,
      reset: () => {
        texts = [];
      },
    };
  }

  test('takes door, journal and faults as they are', async () => {
    const standIn = echo();
    const [clock, faults] = [new SandboxClock(), new Faults()];
    const journal = new Journal({
      provider: 'echo',
      secretHeaders: standIn.secretHeaders,
      entriesMax: 10,
      file: null,
    });
    const control = new Control({ standIn, journal, faults, clock });
    const binding = { port: 0, address: '127.0.0.1' };
    const host = await startHost({
      name: 'soap',
      binding,
      standIn,
      journal,
      faults,
      clock,
      latencyMs: () => 0,
    });
    const opened = await startDoor({ binding, control });
    await door('POST', 'faults', { kind: 'commit-then-status', status: 500 }, opened.url);
    const answer = await fetch(`${host.url}/any`, {
      method: 'POST',
      body: 'hej',
      headers: { 'X-Key': 'secret' },
    });
    expect([answer.status, await answer.text()]).toEqual([500, 'out of order']);
    expect((await door('GET', 'ledger', undefined, opened.url)).text).toContain('hej');
    expect((await door('POST', 'barred', { kind: 'x', id: '1' }, opened.url)).status).toBe(501);
    expect((await door('GET', 'journal', undefined, opened.url)).text).toMatch(
      /"provider":"echo".*"x-key":"\*\*\*".*"requestBody":"hej"/,
    );
    await Promise.all([host.close(), opened.close()]);
  });
});
