import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** A JSON object as the API answers it. */
export type Json = Readonly<Record<string, unknown>>;

/** The API refused: its problem document in words. */
export class ApiRefusal extends Error {
  readonly status: number;
  /** The code of the problem, such as `AlreadyExists`; empty where the answer was none. */
  readonly code: string;

  constructor(request: string, status: number, body: Json) {
    const message = typeof body['message'] === 'string' ? body['message'] : JSON.stringify(body);
    const errors = body['errors'] === undefined ? '' : ` ${JSON.stringify(body['errors'])}`;
    super(`${request} was refused with ${status}: ${message}${errors}`);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = typeof body['code'] === 'string' ? body['code'] : '';
  }
}

interface Request {
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

const triesMax = 5;
const unavailable = 503;
const tooManyRequests = 429;

/** A client of the public API, as any customer's web shop would be one. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;
  readonly #signal: AbortSignal;

  constructor(options: { readonly url: string; readonly key: string; readonly signal: AbortSignal }) {
    this.#url = options.url;
    this.#key = options.key;
    this.#signal = options.signal;
  }

  get(path: string): Promise<Json> {
    return this.#request('GET', path, {});
  }

  /** `idempotencyKey` makes a repeat safe also from a later process: the first answer is given again. */
  post(path: string, body: unknown, idempotencyKey: string = randomUUID()): Promise<Json> {
    return this.#request('POST', path, { body, idempotencyKey });
  }

  /** `ifMatch` is the ETag of what the change is based on, where the resource asks for it. */
  put(path: string, body: unknown, ifMatch?: string): Promise<Json> {
    return this.#request('PUT', path, { body, ...(ifMatch !== undefined && { ifMatch }) });
  }

  /** All rows of a list, page by page. `fields` names the fields that are wanted, separated by commas. */
  async all(path: string, plural: string, fields: string): Promise<readonly Json[]> {
    const rows: Json[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const answer = await this.get(`${path}?limit=1000&page=${page}&fields=${fields}`);
      rows.push(...(answer[plural] as readonly Json[]));
      pages = Number(answer['pages']);
    }
    return rows;
  }

  /** Waits as told at 429 and 503, a few times; throws `ApiRefusal` at everything else that is no success. */
  async #request(method: string, path: string, { body, idempotencyKey, ifMatch }: Request): Promise<Json> {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        signal: this.#signal,
        headers: {
          authorization: `Bearer ${this.#key}`,
          'user-agent': 'Bilag demo',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return (text === '' ? {} : JSON.parse(text)) as Json;
      const mayRepeat = response.status === tooManyRequests || response.status === unavailable;
      if (!mayRepeat || tries === triesMax) throw refusal(`${method} ${path}`, response.status, text);
      const seconds = Number(response.headers.get('retry-after') ?? '1');
      await wait(Math.min(60, Math.max(1, seconds)) * 1000, undefined, { signal: this.#signal });
    }
  }
}

function refusal(request: string, status: number, text: string): ApiRefusal {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    body = { message: text.slice(0, 200) };
  }
  return new ApiRefusal(request, status, body);
}
