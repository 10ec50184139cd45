import { Agent, type Dispatcher } from 'undici';
import type { Exchange } from '../adapter.ts';
import type { EconomicCredentials } from './settings.ts';

/** HTTP to the two hosts of e-conomic and nothing else: no meaning of a status, no retry, no state. */

/** The older surface (`rest`) and the host of the newer services (`openApi`). */
export type EconomicHost = 'rest' | 'openApi';

export interface EconomicClientOptions {
  /** Origins, each without a path: `https://restapi.e-conomic.com`, `https://apis.e-conomic.com`. */
  readonly baseUrls: Readonly<Record<EconomicHost, string>>;
  /** In place of the client's own pools; for tests. */
  readonly dispatcher?: Dispatcher;
  /** Connections per host. Default 32: eight places of a lane on four agreements at once. */
  readonly connectionsPerHost?: number;
  readonly connectTimeoutMs?: number;
  /** Until the answer's first byte, and between two of its parts. Default 30 s. */
  readonly answerTimeoutMs?: number;
  /** The longest answer that is read. Default 64 MiB. */
  readonly answerBytesMax?: number;
}

export interface EconomicRequest {
  readonly connectionId: string;
  readonly credentials: EconomicCredentials;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly host: EconomicHost;
  /** With its query, percent-encoded already. */
  readonly path: string;
  readonly body?: string;
  readonly idempotencyKey?: string;
  readonly signal: AbortSignal;
}

/**
 * What the wire did. `not-sent`: the ERP cannot have seen a byte of it. `lost`: it may have, and the answer did not
 * come, or not whole.
 */
export type WireResult = { readonly exchange: Exchange } & (
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }
);

/** The rate budget as an answer tells it: tokens used of the limit in a window. */
export interface RateBudget {
  readonly used: number;
  readonly limit: number;
  readonly windowMs: number;
}

const recordedCharactersMax = 256 * 1024;
const mask = '***';

/** Reads `X-RateLimiting: token-limit-10000-per-60-seconds: 147/10000`, the last of these answers that tells it. */
export function rateOf(exchanges: readonly Exchange[]): RateBudget | null {
  const told = exchanges.map(({ responseHeaders }) => responseHeaders['x-ratelimiting']);
  const found = /per-(\d+)-seconds:\s*(\d+)\/(\d+)/.exec(told.findLast((text) => text !== undefined) ?? '');
  if (found === null) return null;
  return { windowMs: Number(found[1]) * 1_000, used: Number(found[2]), limit: Number(found[3]) };
}

export class EconomicClient {
  readonly #options: EconomicClientOptions;
  readonly #dispatchers: Readonly<Record<EconomicHost, Dispatcher>>;

  constructor(options: EconomicClientOptions) {
    this.#options = options;
    const pool = (): Dispatcher =>
      options.dispatcher ??
      new Agent({
        connections: options.connectionsPerHost ?? 32,
        connect: { timeout: options.connectTimeoutMs ?? 5_000 },
        headersTimeout: options.answerTimeoutMs ?? 30_000,
        bodyTimeout: options.answerTimeoutMs ?? 30_000,
        maxResponseSize: options.answerBytesMax ?? 64 * 1024 * 1024,
        // Well under what servers keep: a request on a connection that closes under it has an unknown outcome.
        keepAliveTimeout: 4_000,
        keepAliveMaxTimeout: 30_000,
      });
    this.#dispatchers = { rest: pool(), openApi: pool() };
  }

  /** One request, sent once. Never throws for what the network does. */
  async call(request: EconomicRequest): Promise<WireResult> {
    const started = performance.now();
    const headers = requestHeaders(request);
    const recorded = (status: number | null, answer: Record<string, string>, body: string | null): Exchange =>
      this.#exchange(request, headers, started, { status, headers: answer, body });
    if (request.signal.aborted) {
      return { kind: 'not-sent', reason: 'stopped before it was sent', exchange: recorded(null, {}, null) };
    }
    let answered: { status: number; headers: Record<string, string> } | undefined;
    try {
      const response = await this.#dispatchers[request.host].request({
        origin: this.#options.baseUrls[request.host],
        path: request.path,
        method: request.method,
        headers,
        body: request.body ?? null,
        signal: request.signal,
      });
      answered = { status: response.statusCode, headers: plainHeaders(response.headers) };
      const body = Buffer.from(await response.body.arrayBuffer());
      const exchange = recorded(answered.status, answered.headers, bodyAsText(answered.headers, body));
      return { kind: 'answer', ...answered, body, exchange };
    } catch (error) {
      const reason = wireReason(error);
      const exchange = recorded(answered?.status ?? null, answered?.headers ?? {}, null);
      const kind = answered === undefined && surelyNotSent(error) ? 'not-sent' : 'lost';
      return { kind, reason, exchange };
    }
  }

  /** A request as it would be sent, its secrets masked: nothing is sent. */
  show(request: Pick<EconomicRequest, 'method' | 'host' | 'path' | 'body'>): {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  } {
    const credentials = { appSecretToken: mask, agreementGrantToken: mask };
    const signal = AbortSignal.abort();
    return {
      url: this.#options.baseUrls[request.host] + request.path,
      headers: requestHeaders({ ...request, connectionId: '', credentials, signal }),
    };
  }

  /** Closes the pools; requests under way are let finish. */
  async close(): Promise<void> {
    if (this.#options.dispatcher !== undefined) return;
    await Promise.all(Object.values(this.#dispatchers).map((dispatcher) => dispatcher.close()));
  }

  #exchange(
    request: EconomicRequest,
    sent: Readonly<Record<string, string>>,
    startedMs: number,
    answer: { status: number | null; headers: Record<string, string>; body: string | null },
  ): Exchange {
    const secrets = Object.values(request.credentials).filter((secret) => secret.length >= 8);
    const masked = (text: string): string =>
      secrets.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
    const kept = (text: string | null | undefined): string | null =>
      text === null || text === undefined ? null : masked(shortened(text));
    return {
      method: request.method,
      url: masked(this.#options.baseUrls[request.host] + request.path),
      requestHeaders: { ...sent, 'x-appsecrettoken': mask, 'x-agreementgranttoken': mask },
      requestBody: kept(request.body),
      status: answer.status,
      responseHeaders: answer.headers,
      responseBody: kept(answer.body),
      durationMs: Math.round(performance.now() - startedMs),
    };
  }
}

function requestHeaders(request: EconomicRequest): Record<string, string> {
  return {
    'x-appsecrettoken': request.credentials.appSecretToken,
    'x-agreementgranttoken': request.credentials.agreementGrantToken,
    // The ERP answers 406 where a PDF is asked for by its type.
    accept: '*/*',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
  };
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name.toLowerCase() === 'set-cookie'
        ? []
        : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function bodyAsText(headers: Readonly<Record<string, string>>, body: Buffer): string | null {
  if (body.length === 0) return null;
  const type = headers['content-type'] ?? '';
  return type === '' || /json|text|xml/i.test(type)
    ? body.toString('utf8')
    : `(${type}, ${body.length} bytes)`;
}

function shortened(text: string): string {
  if (text.length <= recordedCharactersMax) return text;
  return `${text.slice(0, recordedCharactersMax)}… (${text.length} characters)`;
}

const beforeTheFirstByte = /^(ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_.*|CERT_.*)$/;

/**
 * True only where no connection stood: a name that does not resolve, a connect that was refused or ran out of time, a
 * certificate that does not hold.
 */
function surelyNotSent(error: unknown): boolean {
  const { code, syscall, errors } = seenAs(error);
  // Several addresses were tried: each of them has to have failed before the first byte.
  if (errors !== undefined && errors.length > 0) return errors.every(surelyNotSent);
  return syscall === 'connect' || (code !== undefined && beforeTheFirstByte.test(code));
}

function wireReason(error: unknown): string {
  const { name, code, message } = seenAs(error);
  if (name === 'TimeoutError') return 'no answer before the deadline';
  if (name === 'AbortError') return 'stopped while waiting for the answer';
  return [code, message].filter((part) => part !== undefined && part !== '').join(': ') || String(error);
}

interface SeenError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly errors?: readonly unknown[];
}

/** By its properties, not its class: errors of the platform may come from another realm. */
function seenAs(error: unknown): SeenError {
  if (typeof error !== 'object' || error === null) return {};
  const seen = error as Record<string, unknown>;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const parts = {
    name: text(seen['name']),
    message: text(seen['message']),
    code: text(seen['code']),
    syscall: text(seen['syscall']),
    errors: Array.isArray(seen['errors']) ? (seen['errors'] as unknown[]) : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
