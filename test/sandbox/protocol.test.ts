import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bench, customerBody, draftBody, startBench } from './client.ts';

describe('what every call meets', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ agreements: [{}, { number: 2_000_000, grantTokens: ['second', 'third'] }] });
  });
  afterAll(() => bench.sandbox.close());

  test('no tokens are refused without a code, wrong ones with E02250', async () => {
    const without = await fetch(`${bench.sandbox.restUrl}/self`);
    expect(without.status).toBe(401);
    expect(await without.json()).toMatchObject({
      message: 'Unauthorized access (Unauthorized).',
      httpStatusCode: 401,
    });
    for (const wrong of [{ grant: 'other' }, { headers: { 'X-AppSecretToken': 'other' } }]) {
      const { status, json } = await bench.call('GET', '/self', wrong);
      expect(status).toBe(401);
      expect(json).toMatchObject({
        message: 'Token does not correspond to a valid grant.',
        errorCode: 'E02250',
      });
    }
  });

  test('each grant token opens its own agreement, and no other', async () => {
    await bench.expect(201, 'POST', '/customers', { body: customerBody({ customerNumber: 777 }) });
    const second = await bench.expect(200, 'GET', '/self', { grant: 'second' });
    expect(second['agreementNumber']).toBe(2_000_000);
    expect((await bench.call('GET', '/customers/777', { grant: 'second' })).status).toBe(404);
    expect((await bench.call('GET', '/customers/777')).status).toBe(200);
  });

  test('a revoked token is refused until it is restored; the others go on', async () => {
    const token = { agreement: 2_000_000, token: 'third' };
    bench.sandbox.control.setToken({ ...token, action: 'revoke' });
    expect((await bench.call('GET', '/self', { grant: 'third' })).json['errorCode']).toBe('E02250');
    expect((await bench.call('GET', '/self', { grant: 'second' })).status).toBe(200);
    bench.sandbox.control.setToken({ ...token, action: 'restore' });
    expect((await bench.call('GET', '/self', { grant: 'third' })).status).toBe(200);
  });

  test('the demo tokens read the demo agreement and write nothing', async () => {
    const demo = { headers: { 'X-AppSecretToken': 'demo' }, grant: 'demo' };
    expect((await bench.call('GET', '/self', demo)).json['company']).toMatchObject({
      name: 'The Demo Company',
    });
    expect((await fetch(`${bench.sandbox.restUrl}/self?demo=true`)).status).toBe(200);
    expect((await bench.call('POST', '/units', { ...demo, body: { name: 'kasse' } })).status).toBe(403);
  });

  test.each([
    ['GET', '/nothing-like-it', {}, 404],
    ['GET', '/customers/999', {}, 404],
    ['GET', '/customers/abc', {}, 404],
    ['GET', '/customers/1/contacts/77', {}, 404],
    ['GET', '/invoices/booked/1', {}, 404],
    ['DELETE', '/product-groups/1', {}, 405],
    ['DELETE', '/invoices/booked/1', {}, 405],
    ['POST', '/layouts', { body: { name: 'x' } }, 405],
    ['GET', '/customers', { headers: { Accept: 'application/pdf' } }, 406],
    ['GET', '/customers', { headers: { Accept: 'text/html' } }, 406],
    ['POST', '/units', { body: { name: 'x' }, headers: { 'Content-Type': 'text/plain' } }, 415],
    ['POST', '/units', { text: '{"name":' }, 400],
    ['POST', '/units', { text: '[]' }, 400],
    ['GET', '/orders/drafts', {}, 501],
    ['GET', '/suppliers', {}, 501],
    ['GET', '/customers/1/templates/invoice', {}, 501],
    ['PATCH', '/customers/1', { body: {} }, 501],
    ['GET', '/invoices/sent', {}, 501],
    ['DELETE', '/invoices/drafts', {}, 501],
  ])('%s %s %j is %i, with a body that says so', async (method, path, call, status) => {
    const answer = await bench.call(method, path, call);
    expect(answer.status).toBe(status);
    expect(answer.json['httpStatusCode']).toBe(status);
    expect(answer.json['message']).toBeTruthy();
    expect(answer.json['logId']).toMatch(/^[0-9a-f]{16}-CPH$/);
    expect(answer.headers.get('x-ratelimiting')).toMatch(
      /^token-limit-1000000-per-60-seconds: \d+\/1000000$/,
    );
    expect(answer.headers.get('x-callcost')).toBe('3');
    expect(answer.headers.get('x-requestid')).toBe(answer.json['logId']);
  });

  test.each([
    ['GET', '/customersapi/v3.1.0/Customers', 501, 'NotModelledBySandbox'],
    ['GET', '/productsapi/v1.0.0/productgroups', 501, 'NotModelledBySandbox'],
    ['GET', '/productsapi/v2.0.0/productgroups/99', 404, 'ResourceNotFound'],
    ['PUT', '/productsapi/v2.0.0/productgroups/1', 405, 'MethodNotAllowed'],
    ['GET', '/productsapi/v2.0.0/productgroups?filter=domesticAccountId$eq:1', 400, 'BadFilterRequest'],
  ])('on the newer surface %s %s is %i %s, as a problem document', async (method, path, status, code) => {
    const answer = await bench.call(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json).toMatchObject({ status, errorCode: code });
  });

  test('a filter on a field that cannot be filtered names those that can', async () => {
    const { status, json } = await bench.call('GET', '/customers?filter=foo$eq:1');
    expect(status).toBe(400);
    expect(json['errors']).toEqual(["Filtering is not allowed on property 'foo'."]);
    expect(json['allowedFilteringFields']).toContain('pNumber');
  });

  test.each([
    ['/units?filter=name$eq:kg', 400],
    ['/employees?filter=email$like:x', 400],
    ['/customer-groups?filter=account.accountNumber$eq:5600', 400],
    ['/products?filter=barred$eq:true', 200],
    ['/products?filter=barred$ne:true', 500],
    ['/customers?filter=pNumber$eq:$null:', 200],
    ['/customers?filter=balance$gt:0', 200],
    ['/employees?sort=-email', 200],
    ['/customers?sort=barred', 400],
  ])('%s is %i, as the server has its oddities', async (path, status) => {
    expect((await bench.call('GET', path)).status).toBe(status);
  });

  test('links lead to the address that was asked', async () => {
    const { json } = await bench.call('GET', '/customers?pagesize=1');
    const next = json['pagination']?.['nextPage'] as unknown as string;
    expect(next.startsWith(bench.sandbox.restUrl)).toBe(true);
    expect(
      (await bench.call('GET', next.slice(bench.sandbox.restUrl.length))).json['pagination'],
    ).toMatchObject({
      skipPages: 1,
    });
  });

  test('links of every register of the seed can be followed', async () => {
    const paths = [
      'customers',
      'customer-groups',
      'products',
      'product-groups',
      'units',
      'payment-terms',
      'layouts',
    ];
    paths.push(
      'employees',
      'vat-zones',
      'vat-accounts',
      'currencies',
      'accounts',
      'accounting-years',
      'payment-types',
    );
    for (const path of paths) {
      const list = await bench.expect(200, 'GET', `/${path}?pagesize=1000`);
      const items = list['collection'] as unknown as { self: string }[];
      expect(items.length).toBeGreaterThan(0);
      for (const { self } of items) await bench.expect(200, 'GET', self.slice(bench.sandbox.restUrl.length));
    }
    await bench.expect(200, 'GET', '/product-groups/1/sales-accounts');
    await bench.expect(200, 'GET', '/product-groups/1/products');
    await bench.expect(200, 'GET', '/units/1/products');
    await bench.expect(200, 'GET', '/customer-groups/1/customers');
    await bench.expect(200, 'GET', '/accounting-years/2026/periods');
    await bench.expect(200, 'GET', '/accounting-years/2026/periods/3');
    await bench.expect(200, 'GET', '/invoices');
    await bench.expect(201, 'POST', '/invoices/drafts', { body: draftBody() });
    await bench.expect(200, 'GET', '/customers/1/invoices/drafts');
  });
});
