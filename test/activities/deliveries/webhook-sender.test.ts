import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { createWebhookSender, type WebhookSender } from '../../../activities/deliveries/webhook-sender.ts';
import { startReceiver, type Receiver } from '../../support/receiver.ts';

let receiver: Receiver;
let sender: WebhookSender;

beforeAll(async () => {
  receiver = await startReceiver();
  sender = createWebhookSender({ allowsPrivate: true, connectTimeoutMs: 1_000, answerTimeoutMs: 1_000 });
});
afterAll(async () => {
  await sender.close();
  await receiver.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answers({ status: 200, body: 'thanks' });
});

const signingSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const message = {
  token: 'T'.repeat(32),
  signingSecret,
  url: '',
  agreementNumber: 1234,
  eventId: '0199c0de-0000-7000-8000-000000000001',
  event: 'customer_invoice.booked',
  body: JSON.stringify({
    key: 7,
    key_name: 'number',
    event: 'customer_invoice.booked',
    data: { heading: 'Ærø' },
  }),
};
const send = (path = '/hook?from=bilag', from: WebhookSender = sender) =>
  from.send({ ...message, url: receiver.url + path });

describe('a webhook that is sent', () => {
  test("has the dialect's headers and body, and a signature that the specification's own library verifies", async () => {
    expect(await send()).toEqual({ outcome: 'delivered', status: 200, response: 'thanks', error: null });
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: 'POST', path: '/hook?from=bilag', body: message.body });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Rackbeat Webhook',
      'rackbeat-webhook-token': message.token,
      'rackbeat-webhook-event': 'customer_invoice.booked',
      'rackbeat-account-id': '1234',
      'webhook-id': message.eventId,
    });
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(signingSecret).verify(message.body, headers)).toEqual(JSON.parse(message.body));
    expect(() => new Webhook(signingSecret).verify(`${message.body} `, headers)).toThrow();
    expect(() =>
      new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`).verify(message.body, headers),
    ).toThrow();
  });

  test.each([204, 201, 299])('is delivered with %i', async (status) => {
    receiver.answers({ status });
    expect(await send()).toMatchObject({ outcome: 'delivered', status });
  });

  test.each([400, 404, 410, 429, 500, 503])('has failed with %i', async (status) => {
    receiver.answers({ status, body: 'no' });
    const error = `The receiver answered ${status}.`;
    expect(await send()).toEqual({ outcome: 'failed', status, response: 'no', error });
  });

  test('follows no redirect', async () => {
    receiver.answers({ status: 307, headers: { location: `${receiver.url}/elsewhere` } });
    expect(await send()).toMatchObject({
      outcome: 'failed',
      status: 307,
      error: expect.stringMatching(/Redirects are not followed/),
    });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook?from=bilag']);
  });

  test('keeps the beginning of a long answer, and no null byte', async () => {
    receiver.answers({ status: 200, body: `\0${'x'.repeat(5_000_000)}` });
    const { outcome, response } = await send();
    expect(outcome).toBe('delivered');
    expect(response).toBe('x'.repeat(1_000));
  });

  test('waits for an answer no longer than its time', async () => {
    receiver.answers(Promise.withResolvers<never>().promise);
    expect(await send()).toEqual({
      outcome: 'failed',
      status: null,
      response: null,
      error: 'No answer within the time for it.',
    });
  });

  test('says where nobody listens, and where there is no such host', async () => {
    expect(await sender.send({ ...message, url: 'http://127.0.0.1:9/' })).toMatchObject({
      outcome: 'failed',
      error: 'The receiver refused the connection.',
    });
    expect(await sender.send({ ...message, url: 'http://no.such.host.invalid/' })).toMatchObject({
      outcome: 'failed',
      status: null,
    });
  });
});

describe('where private addresses are refused', () => {
  let guarded: WebhookSender;
  let listener: Server;
  let connections = 0;
  let port: number;
  beforeAll(async () => {
    guarded = createWebhookSender({ allowsPrivate: false });
    listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    port = (listener.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await guarded.close();
    await new Promise((resolve) => listener.close(resolve));
  });

  // `localhost` stands for every name that leads to an inner address, whenever its owner made it lead there: what the
  // socket connects to is what was looked at.
  test.each(['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])(
    '%s is not even connected to',
    async (host) => {
      const sent = await guarded.send({ ...message, url: `http://${host}:${port}/` });
      expect(sent).toMatchObject({
        outcome: 'failed',
        status: null,
        error: expect.stringMatching(/loopback, private or reserved/),
      });
      expect(connections).toBe(0);
    },
  );
});
