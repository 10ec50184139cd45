import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let database: TestDatabase;
let one: TestAgreement;
let api: TestApi;
let ours: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  one = await createTestAgreement(database.orm);
  api = testApi({ orm: database.orm });
  ours = api.as(one.apiKey);
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of buffers that somebody holds; what is only waiting to be collected does not count. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

describe('a body that cannot be read', () => {
  const post = (body: string, type = 'application/json') =>
    request(api.app)
      .post('/api/customers')
      .set('authorization', `Bearer ${one.apiKey}`)
      .set('content-type', type)
      .send(body);

  test.each([
    ['{"name": "x"', 400, 'BrokenJson'],
    ['{name: 1}', 400, 'BrokenJson'],
    ['"text"', 422, 'InvalidInput'],
    ['null', 422, 'InvalidInput'],
    ['7', 422, 'InvalidInput'],
  ])('%s is %i %s', async (body, status, code) => {
    expect(problemIn(await post(body))).toMatchObject({ status, code });
  });

  test.each(['gzip', 'deflate', 'br'])('in broken %s is 400', async (encoding) => {
    const response = await request(api.app)
      .post('/api/customers')
      .set('authorization', `Bearer ${one.apiKey}`)
      .set('content-type', 'application/json')
      .set('content-encoding', encoding)
      .send('{}');
    expect(problemIn(response)).toMatchObject({ status: 400, code: 'BrokenJson' });
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/jsonx'])(
    '%s is 415',
    async (type) => {
      expect(problemIn(await post('a=b', type))).toMatchObject({ status: 415, code: 'UnsupportedMediaType' });
    },
  );

  test('a character set and relatives of JSON are taken', async () => {
    expect((await post('{}', 'application/json; charset=utf-8')).status).toBe(422);
    expect((await post('{}', 'application/vnd.api+json')).status).toBe(422);
    expect((await post('{}', 'application/json; charset=klingon')).status).toBe(415);
  });

  test('a path that is not valid percent-encoding is 404', async () => {
    const problem = problemIn(await ours.get('/api/products/%ZZ'));
    expect(problem).toMatchObject({ status: 404, code: 'NotFound' });
  });

  test.each(['', 'ÆØÅ', 'x'.repeat(256)])('the Idempotency-Key %j is refused', async (key) => {
    const response = await ours
      .post('/api/units', { name: 'x' })
      .set('idempotency-key', Buffer.from(key).toString('latin1'));
    if (key === '') expect(response.status).toBe(422);
    expect(Object.keys(problemIn(response).errors)).toEqual(['Idempotency-Key']);
  });
});

describe('a body that is too large', () => {
  const listening = async <T>(use: (port: number) => Promise<T>): Promise<T> => {
    const server = createServer(api.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await use((server.address() as AddressInfo).port);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  };

  test('20 MB are 413, and are never held in memory', async () => {
    const before = (await ours.get('/api/customers')).text;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const chunks = 320;
    let most = 0;
    const start = heldBytes();
    const [status, text] = await listening(
      (port) =>
        new Promise<[number | undefined, string]>((resolve, reject) => {
          const sent = httpRequest(
            {
              port,
              method: 'POST',
              path: '/api/customers',
              headers: {
                authorization: `Bearer ${one.apiKey}`,
                'content-type': 'application/json',
                'content-length': chunk.length * chunks,
                connection: 'close',
              },
            },
            (response) => {
              response.setEncoding('utf8');
              let body = '';
              response.on('data', (part: string) => (body += part));
              response.on('end', () => {
                resolve([response.statusCode, body]);
              });
            },
          );
          sent.on('error', reject);
          pipeline(function* () {
            for (let n = 0; n < chunks; n += 1) {
              if (n % 64 === 63) most = Math.max(most, heldBytes() - start);
              yield chunk;
            }
          }, sent).catch(reject);
        }),
    );
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ code: 'BodyTooLarge', status: 413 });
    expect(most).toBeLessThan(10 * 1024 * 1024);
    expect((await ours.get('/api/customers')).text).toBe(before);
  });

  test('a body in chunks, whose length nobody says, is refused as soon as it is too long', async () => {
    const answer = await listening(
      (port) =>
        new Promise<string>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1');
          let text = '';
          socket.setEncoding('utf8');
          socket.on('error', reject);
          socket.on('data', (part: string) => {
            text += part;
            if (text.includes('\r\n\r\n')) socket.destroy();
          });
          socket.on('close', () => {
            resolve(text);
          });
          socket.write(
            `POST /api/customers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${one.apiKey}\r\n` +
              'content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
          );
          const chunk = 'x'.repeat(1024 * 1024);
          for (let sent = 0; sent < 6; sent += 1) socket.write(`100000\r\n${chunk}\r\n`);
          socket.write('0\r\n\r\n');
        }),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('what is not there', () => {
  test.each([
    ['/api/nothing', 404],
    ['/api', 404],
    ['/nothing', 404],
    ['/api/Units', 404],
    ['/api/customer_groups', 404],
    ['/api/units/0', 404],
    ['/api/units/x', 404],
    ['/api/units/007', 404],
    ['/api/transfers/not-a-uuid', 404],
    ['/api/customers/1234567890', 404],
  ])('GET %s is %i', async (path, status) => {
    expect(problemIn(await ours.get(path))).toMatchObject({ status, code: 'NotFound' });
  });

  test('a method that a path does not have is 405 with those it has', async () => {
    const response = await ours.post('/api/units/1');
    expect(problemIn(response)).toMatchObject({ status: 405, code: 'MethodNotAllowed' });
    expect(response.headers['allow']).toBe('GET, HEAD, PUT, DELETE');
    expect((await ours.delete('/api/customer-invoices')).headers['allow']).toBe('GET, HEAD, POST');
    expect((await request(api.app).patch('/api/units/1')).status).toBe(405);
  });

  test('HEAD answers as GET does, without a body', async () => {
    const response = await request(api.app).head('/api/units/1').set('authorization', `Bearer ${one.apiKey}`);
    expect([response.status, response.text]).toEqual([200, undefined]);
    expect(response.headers['etag']).toBeDefined();
  });
});

describe('webhooks', () => {
  test('are registered once per event and address, and show their token once', async () => {
    const hook = { event: 'customer_invoices.booked', url: 'https://example.com/hook' };
    const made = bodyOf<{ webhook: { id: string; token: string; event: string } }>(
      await expecting(201, ours.post('/api/webhooks', hook)),
    ).webhook;
    expect(made).toMatchObject({ event: 'customer_invoice.booked' });
    expect(made.token).toHaveLength(32);
    const again = await expecting(201, ours.post('/api/webhooks', { ...hook, is_active: false }));
    expect(again.body).toMatchObject({ webhook: { id: made.id, token: null, is_active: false } });
    const listed = await expecting(200, ours.get('/api/webhooks?event=customer_invoice.booked'));
    expect(listed.body).toMatchObject({ total: 1 });
    expect(listed.text).not.toContain(made.token);
    await expecting(204, ours.delete(`/api/webhooks/${made.id}`));
    expect((await ours.delete(`/api/webhooks/${made.id}`)).status).toBe(404);
  });
});

describe('a null byte in the address', () => {
  test.each(['/api/customers/%00', '/api/customers?name=%00', '/api/transfers?cause=a%00'])(
    '%s is 422',
    async (path) => {
      const response = await request(api.app).get(path).set('authorization', `Bearer ${one.apiKey}`);
      expect(problemIn(response)).toMatchObject({ status: 422, code: 'InvalidInput' });
    },
  );
});
