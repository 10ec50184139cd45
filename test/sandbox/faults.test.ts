import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Faults, parseFaultRule } from '../../sandbox/control/faults.ts';
import { type Bench, draftBody, startBench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const post = (signal?: AbortSignal) =>
  bench.call('POST', '/invoices/drafts', { body: draftBody(), ...(signal === undefined ? {} : { signal }) });
const drafts = () => bench.sandbox.control.ledger().agreements[0]?.drafts.length;
const lastLine = () => JSON.parse(bench.sandbox.control.journal().at(-1) ?? '{}') as Record<string, unknown>;

describe('a fault', () => {
  test.each([500, 502, 503, 504, 429])(
    'of status %i does nothing and words it as the provider does',
    async (status) => {
      bench.sandbox.control.setFault({ kind: 'status', status, retryAfterSeconds: 7, method: 'POST' });
      const answer = await post();
      expect(answer.status).toBe(status);
      expect(answer.headers.get('retry-after')).toBe('7');
      expect(answer.json['httpStatusCode']).toBe(status);
      expect(drafts()).toBe(0);
      expect((await post()).status).toBe(201);
    },
  );

  test('after the commit: another status, and it is done', async () => {
    bench.sandbox.control.setFault({ kind: 'commit-then-status', status: 504 });
    expect((await post()).status).toBe(504);
    expect(drafts()).toBe(1);
    expect(lastLine()).toMatchObject({ status: 504, fault: 'commit-then-status' });
  });

  test('after the commit: a reset, and it is done', async () => {
    bench.sandbox.control.setFault({ kind: 'commit-then-reset' });
    await expect(post()).rejects.toThrow();
    expect(drafts()).toBe(1);
    expect(lastLine()).toMatchObject({ status: null, responseBody: null, fault: 'commit-then-reset' });
  });

  test('after the commit: no answer at all, and it is done', async () => {
    bench.sandbox.control.setFault({ kind: 'commit-then-timeout' });
    await expect(post(AbortSignal.timeout(150))).rejects.toThrow();
    expect(drafts()).toBe(1);
  });

  test('before it: a reset, and nothing is done', async () => {
    bench.sandbox.control.setFault({ kind: 'reset-before' });
    await expect(post()).rejects.toThrow();
    expect(drafts()).toBe(0);
  });

  test('of half an answer, and it is done', async () => {
    bench.sandbox.control.setFault({ kind: 'half-body' });
    await expect(post()).rejects.toThrow();
    expect(drafts()).toBe(1);
  });

  test('of an unreadable answer, and it is done', async () => {
    bench.sandbox.control.setFault({ kind: 'unreadable-answer' });
    await expect(post()).rejects.toThrow(SyntaxError);
    expect(drafts()).toBe(1);
    expect(lastLine()['responseBody']).toMatch(/^<html>/);
  });

  test('of a delay goes on although the caller has left', async () => {
    bench.sandbox.control.setFault({ kind: 'delay', delayMs: 60 });
    await expect(post(AbortSignal.timeout(20))).rejects.toThrow();
    expect(drafts()).toBe(0);
    while (drafts() === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(drafts()).toBe(1);
  });

  test('of a late answer has done it before', async () => {
    bench.sandbox.control.setFault({ kind: 'commit-then-delay', delayMs: 60_000 });
    await expect(post(AbortSignal.timeout(150))).rejects.toThrow();
    expect(drafts()).toBe(1);
  });

  test('of late visibility hides what was made from reads for a time, from one and from lists', async () => {
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00Z', stop: true });
    bench.sandbox.control.setFault({ kind: 'late-visibility', hiddenMs: 5_000, times: 2 });
    const results = async (path: string) => (await bench.expect(200, 'GET', path))['pagination']?.['results'];
    expect((await post()).status).toBe(201);
    expect([
      await results('/invoices/drafts'),
      (await bench.call('GET', '/invoices/drafts/101')).status,
    ]).toEqual([0, 404]);
    bench.sandbox.control.setClock({ advanceMs: 5_000 });
    expect([
      await results('/invoices/drafts'),
      (await bench.call('GET', '/invoices/drafts/101')).status,
    ]).toEqual([1, 200]);
    bench.sandbox.control.setFault({ kind: 'late-visibility', hiddenMs: 5_000, path: '/invoices/booked' });
    await bench.expect(201, 'POST', '/invoices/booked', {
      body: { draftInvoice: { draftInvoiceNumber: 101 } },
    });
    expect([await results('/invoices/booked'), await results('/invoices/drafts')]).toEqual([0, 0]);
    bench.sandbox.control.setClock({ advanceMs: 5_000 });
    expect(await results('/invoices/booked')).toBe(1);
  });

  test('that loses the answer leaves the key: the same bytes get the answer from the cache', async () => {
    const call = { body: draftBody(), headers: { 'Idempotency-Key': 'once' } };
    bench.sandbox.control.setFault({ kind: 'commit-then-reset' });
    await expect(bench.call('POST', '/invoices/drafts', call)).rejects.toThrow();
    const again = await bench.call('POST', '/invoices/drafts', call);
    expect([again.status, again.headers.get('x-resultfromcache'), drafts()]).toEqual([201, 'true', 1]);
  });
});

describe('a fault of one agreement', () => {
  test('meets nobody else, lets the key be forgotten, and hides what it made', async () => {
    bench.sandbox.control.setFault({ kind: 'commit-then-reset', agreement: 42 });
    expect((await post()).status).toBe(201);
    bench.sandbox.control.clearFaults();
    const call = { body: draftBody(), headers: { 'Idempotency-Key': 'once' } };
    const fault = {
      kind: 'commit-then-reset',
      agreement: 1_234_567,
      forgetsKey: true,
      hiddenMs: 60_000,
    } as const;
    bench.sandbox.control.setFault(fault);
    await expect(bench.call('POST', '/invoices/drafts', call)).rejects.toThrow();
    expect([drafts(), (await bench.call('GET', '/invoices/drafts/102')).status]).toEqual([2, 404]);
    expect((await bench.call('POST', '/invoices/drafts', call)).headers.get('x-resultfromcache')).toBeNull();
    expect(drafts()).toBe(3);
  });

  test('takes its times by the scale', async () => {
    bench.sandbox.control.setSwitches({ timeScale: 0.001 });
    bench.sandbox.control.setFault({ kind: 'late-visibility', hiddenMs: 3_600_000 });
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00Z', stop: true });
    await post();
    expect((await bench.call('GET', '/invoices/drafts/101')).status).toBe(404);
    bench.sandbox.control.setClock({ advanceMs: 3_600 });
    expect((await bench.call('GET', '/invoices/drafts/101')).status).toBe(200);
  });
});

describe('fault rules', () => {
  test('hit matching calls, after some, for so many times, and count', () => {
    const faults = new Faults();
    faults.set({ kind: 'status', method: 'POST', path: '/invoices/*', after: 1, times: 2 });
    const hits = [
      '/invoices/drafts',
      '/invoices/drafts?x=1',
      '/customers',
      '/invoices/booked',
      '/invoices/drafts',
    ].map((path) => faults.take({ method: 'POST', path }) !== null);
    expect(hits).toEqual([false, true, false, true, false]);
    expect(faults.take({ method: 'GET', path: '/invoices/drafts' })).toBeNull();
    expect(faults.list()).toMatchObject([{ left: 0, hits: 2 }]);
  });

  test('hit calls of one agreement alone, and such as hold a text', () => {
    const faults = new Faults();
    faults.set({ kind: 'status', agreement: 7, contains: 'B-42', times: null });
    const isHit = (agreement: number, path: string, body = '') =>
      faults.take({ method: 'POST', path, body, agreement }) !== null;
    expect([
      isHit(7, '/x', '{"other":"B-42"}'),
      isHit(7, '/x?filter=B-42'),
      isHit(7, '/x'),
      isHit(8, '/x', 'B-42'),
    ]).toEqual([true, true, false, false]);
  });

  test('without end go on until they are taken back', () => {
    const faults = new Faults();
    const id = faults.set({ kind: 'status', times: null });
    for (let index = 0; index < 5; index += 1)
      expect(faults.take({ method: 'GET', path: '/x' })).not.toBeNull();
    expect([faults.clear(id), faults.take({ method: 'GET', path: '/x' })]).toEqual([1, null]);
  });

  test.each([
    [{}, 'kind is one of'],
    [{ kind: 'flood' }, 'kind is one of'],
    [{ kind: 'status', often: 1 }, 'not often'],
    [{ kind: 'status', times: 'x' }, 'times is a number'],
    [{ kind: 'delay', delayMs: -1 }, 'delayMs is a number'],
    [{ kind: 'delay', path: 1 }, 'path is a string'],
    [{ kind: 'delay', contains: 1 }, 'contains is a string'],
    [{ kind: 'delay', agreement: 'x' }, 'agreement is a number'],
  ])('%j is refused', (input, reason) => {
    expect(() => parseFaultRule(input)).toThrow(reason);
  });
});
