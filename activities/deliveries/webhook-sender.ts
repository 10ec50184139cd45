import { createHmac } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import type { AttemptResult } from '../../domain/deliveries/delivery.service.ts';
import type { WebhookSecrets } from '../../domain/webhooks/webhook.service.ts';
import { webhookConnector } from './public-addresses.ts';

/** What an attempt came to, without its times. */
export type Sent = Omit<AttemptResult, 'at' | 'durationMs'>;

/** One event for one address. */
export interface WebhookMessage extends WebhookSecrets {
  readonly url: string;
  readonly agreementNumber: number;
  /** The same at every attempt and replay: by it receivers know what they have seen. */
  readonly eventId: string;
  readonly event: string;
  readonly body: string;
}

export interface WebhookSenderOptions {
  readonly allowsPrivate: boolean;
  /** Default 3 s (domain.md §10.5). */
  readonly connectTimeoutMs?: number;
  /** Until the answer is read. Default 15 s. */
  readonly answerTimeoutMs?: number;
}

export interface WebhookSender {
  /** Sends once and never throws for what the receiver or the network does. */
  send(message: WebhookMessage): Promise<Sent>;
  close(): Promise<void>;
}

/** What is kept of an answer. */
const answerCharactersMax = 1_000;

/**
 * `webhook-signature` of the Standard Webhooks specification: HMAC-SHA256 with the bytes behind `whsec_` over
 * `<webhook-id>.<webhook-timestamp>.<body>`, in base64 behind its version.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSignature(
  signingSecret: string,
  id: string,
  timestampSeconds: number,
  body: string,
): string {
  const key = Buffer.from(signingSecret.replace(/^whsec_/, ''), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`).digest('base64');
  return `v1,${digest}`;
}

function headersOf(message: WebhookMessage): Record<string, string> {
  const now = Math.floor(Date.now() / 1_000);
  return {
    'content-type': 'application/json',
    'user-agent': 'Rackbeat Webhook',
    'rackbeat-webhook-token': message.token,
    'rackbeat-webhook-event': message.event,
    'rackbeat-account-id': String(message.agreementNumber),
    'webhook-id': message.eventId,
    'webhook-timestamp': String(now),
    'webhook-signature': webhookSignature(message.signingSecret, message.eventId, now, message.body),
  };
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { allowsPrivate, connectTimeoutMs = 3_000, answerTimeoutMs = 15_000 } = options;
  const agent = new Agent({
    connect: webhookConnector({ timeoutMs: connectTimeoutMs, allowsPrivate }),
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
    keepAliveTimeout: 4_000,
  });
  return {
    async send(message) {
      const { origin, pathname, search } = new URL(message.url);
      try {
        // Redirects are not followed: undici does so only where it is told to.
        const response = await agent.request({
          origin,
          path: pathname + search,
          method: 'POST',
          headers: headersOf(message),
          body: message.body,
          signal: AbortSignal.timeout(connectTimeoutMs + answerTimeoutMs),
        });
        return resultOf(response.statusCode, await beginningOf(response.body));
      } catch (error) {
        return { outcome: 'failed', status: null, response: null, error: reasonOf(error) };
      }
    },
    close: () => agent.close(),
  };
}

function resultOf(status: number, response: string): Sent {
  const ok = status >= 200 && status < 300;
  const redirect = status >= 300 && status < 400 ? ' Redirects are not followed.' : '';
  return {
    outcome: ok ? 'delivered' : 'failed',
    status,
    response,
    error: ok ? null : `The receiver answered ${status}.${redirect}`,
  };
}

/** The beginning of an answer; the rest is not even read. */
async function beginningOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  let read = Buffer.alloc(0);
  for await (const chunk of body) {
    read = Buffer.concat([read, chunk as Buffer]);
    if (read.length >= answerCharactersMax * 4) break;
  }
  return read.toString('utf8').replaceAll('\0', '').slice(0, answerCharactersMax);
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The receiver refused the connection.',
  ECONNRESET: 'The receiver closed the connection before it answered.',
  ENOTFOUND: 'The host name does not exist.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection within the time for it.',
  UND_ERR_HEADERS_TIMEOUT: 'No answer within the time for it.',
  UND_ERR_BODY_TIMEOUT: 'The answer did not end within the time for it.',
  UND_ERR_SOCKET: 'The receiver closed the connection before it answered.',
};

function reasonOf(error: unknown): string {
  // Read by its properties, not by its class: an error of the network may come from another realm.
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError') return 'No answer within the time for it.';
  const known = code === undefined ? undefined : words[code];
  return known ?? (message === undefined || message === '' ? `It failed: ${String(error)}` : message);
}
