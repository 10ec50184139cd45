import { afterEach, describe, expect, test } from '@jest/globals';
import { type Bench, customerBody, startBench } from './client.ts';

let bench: Bench;
afterEach(() => bench.sandbox.close());

const used = (headers: Headers) => Number(/: (\d+)\//.exec(headers.get('x-ratelimiting') ?? '')?.[1]);

describe('the budget', () => {
  test('is one for both hosts, tells what is used, and refuses with the seconds to wait', async () => {
    bench = await startBench({ switches: { rateLimitTokens: 10, callCost: 3 } });
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00Z', stop: true });
    expect(used((await bench.call('GET', '/self')).headers)).toBe(3);
    expect(used((await bench.call('GET', '/productsapi/v2.0.0/productgroups')).headers)).toBe(6);
    bench.sandbox.control.setClock({ advanceMs: 20_500 });
    expect(used((await bench.call('GET', '/customers/404')).headers)).toBe(9);
    for (const path of ['/self', '/productsapi/v2.0.0/productgroups']) {
      const refused = await bench.call('GET', path);
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('40');
    }
    bench.sandbox.control.setClock({ advanceMs: 40_000 });
    expect((await bench.call('GET', '/self')).status).toBe(200);
  });

  test('passes by the scale, and says the seconds that the real one says', async () => {
    bench = await startBench({ switches: { rateLimitTokens: 3, timeScale: 0.5 } });
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00Z', stop: true });
    await bench.expect(200, 'GET', '/self');
    bench.sandbox.control.setClock({ advanceMs: 20_000 });
    const refused = await bench.call('GET', '/self');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '20']);
    bench.sandbox.control.setClock({ advanceMs: 10_000 });
    await bench.expect(200, 'GET', '/self');
  });

  test('is per agreement', async () => {
    const agreements = [{}, { number: 2, grantTokens: ['second'] }];
    bench = await startBench({ agreements, switches: { rateLimitTokens: 3 } });
    await bench.expect(200, 'GET', '/self');
    await bench.expect(429, 'GET', '/self');
    await bench.expect(200, 'GET', '/self', { grant: 'second' });
  });

  test('has a day of calls, refused only where the switch says so', async () => {
    bench = await startBench({ switches: { dailyCallsMax: 2 } });
    bench.sandbox.control.setClock({ set: '2026-03-10T23:00:00Z', stop: true });
    for (let index = 0; index < 3; index += 1) await bench.expect(200, 'GET', '/self');
    expect(bench.sandbox.control.state()).toMatchObject({ standIn: { budgets: [{ callsToday: 3 }] } });
    bench.sandbox.control.setSwitches({ refuseOverDailyCalls: true });
    const refused = await bench.call('GET', '/self');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600']);
    bench.sandbox.control.setClock({ advanceMs: 3_600_000 });
    await bench.expect(200, 'GET', '/self');
  });
});

describe('an Idempotency-Key', () => {
  const key = (value: string) => ({ headers: { 'Idempotency-Key': value } });
  const post = (name: string, value: string) =>
    bench.call('POST', '/customers', { ...key(value), body: customerBody({ name }) });

  test('lives its hour by the scale', async () => {
    bench = await startBench({ switches: { timeScale: 0.01 } });
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00Z', stop: true });
    await post('A', 'k1');
    bench.sandbox.control.setClock({ advanceMs: 35_900 });
    expect((await post('A', 'k1')).headers.get('x-resultfromcache')).toBe('true');
    bench.sandbox.control.setClock({ advanceMs: 100 });
    expect((await post('A', 'k1')).headers.get('x-resultfromcache')).toBeNull();
  });

  test('repeats the answer, and does nothing again, for an hour', async () => {
    bench = await startBench();
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00Z', stop: true });
    const first = await post('A', 'k1');
    bench.sandbox.control.setClock({ advanceMs: 3_599_000 });
    const again = await post('A', 'k1');
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('x-resultfromcache')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(first.headers.get('x-resultfromcache')).toBeNull();
    bench.sandbox.control.setClock({ advanceMs: 2_000 });
    const late = await post('A', 'k1');
    expect(late.json['customerNumber']).not.toBe(first.json['customerNumber']);
  });

  test('with another payload or another URL is refused', async () => {
    bench = await startBench();
    await post('A', 'k1');
    expect((await post('B', 'k1')).json).toMatchObject({ errorCode: 'PayloadChanged', httpStatusCode: 400 });
    const elsewhere = await bench.call('POST', '/units', { ...key('k1'), body: { name: 'kasse' } });
    expect(elsewhere.json).toMatchObject({ errorCode: 'URLChanged', httpStatusCode: 400 });
  });

  test('belongs to the agreement', async () => {
    bench = await startBench({ agreements: [{}, { number: 2, grantTokens: ['second'] }] });
    await post('A', 'k1');
    const other = await bench.call('POST', '/customers', {
      ...key('k1'),
      grant: 'second',
      body: customerBody(),
    });
    expect([other.status, other.headers.get('x-resultfromcache')]).toEqual([201, null]);
  });

  test('keeps a deletion done', async () => {
    bench = await startBench();
    await bench.expect(201, 'POST', '/customers', { body: customerBody({ customerNumber: 50 }) });
    for (const cached of [null, 'true']) {
      const answer = await bench.call('DELETE', '/customers/50', key('d'));
      expect([answer.status, answer.headers.get('x-resultfromcache')]).toEqual([204, cached]);
    }
    const withoutKey = await bench.call('DELETE', '/customers/50');
    expect([withoutKey.status, withoutKey.json['errorCode']]).toEqual([404, 'E06000']);
  });

  test('keeps a refusal too, unless the switch says not', async () => {
    for (const cacheRefusals of [true, false]) {
      bench = await startBench({ switches: { cacheRefusals } });
      const path = '/customers/60';
      expect((await bench.call('DELETE', path, key('r'))).status).toBe(404);
      await bench.expect(201, 'PUT', path, { body: customerBody() });
      expect((await bench.call('DELETE', path, key('r'))).status).toBe(cacheRefusals ? 404 : 204);
      if (cacheRefusals) await bench.sandbox.close();
    }
  });
});
