import type { z } from 'zod';
import { ErpReadError, type ErpSession, type Exchange } from '../adapter.ts';
import { parseExactJson } from '../exact-json.ts';
import type { EconomicClient, EconomicHost, WireResult } from './client.ts';
import { complaintsOf, reasonOf, retryAfterMs } from './errors.ts';
import { cursorPageSchema, pageSchema } from './schemas.ts';
import { parseCredentials } from './settings.ts';

const pageSizeMax = 1000;
/** No register is longer than this many pages; more means that the paging does not end. */
const pagesMax = 1000;

/** The requests of one operation on one connection. Keeps every exchange, and gives reads their meaning. */
export class EconomicCalls {
  /** In the order in which they happened. */
  readonly exchanges: Exchange[] = [];
  readonly #client: EconomicClient;
  readonly #session: ErpSession;
  readonly #signal: AbortSignal;

  constructor(client: EconomicClient, session: ErpSession, signal: AbortSignal) {
    this.#client = client;
    this.#session = session;
    this.#signal = signal;
  }

  /** One request, with its meaning left to the caller. */
  async call(
    method: 'GET' | 'POST' | 'PUT',
    host: EconomicHost,
    path: string,
    sent: { readonly body?: string; readonly idempotencyKey?: string } = {},
  ): Promise<WireResult> {
    const result = await this.#client.call({
      connectionId: this.#session.connectionId,
      credentials: parseCredentials(this.#session.credentials),
      method,
      host,
      path,
      ...sent,
      signal: this.#signal,
    });
    this.exchanges.push(result.exchange);
    return result;
  }

  /** Reads one record. Throws `ErpReadError`, also where it is not there. */
  async read<T>(schema: z.ZodType<T>, path: string, host: EconomicHost = 'rest'): Promise<T> {
    return this.#parsed(schema, path, await this.bytes(path, host));
  }

  /** Reads one record; undefined where the ERP answers 404. Throws `ErpReadError`. */
  async readIfThere<T>(schema: z.ZodType<T>, path: string): Promise<T | undefined> {
    const body = await this.bytesIfThere(path);
    return body === undefined ? undefined : this.#parsed(schema, path, body);
  }

  /** Reads bytes; undefined where the ERP answers 404. Throws `ErpReadError`. */
  async bytesIfThere(path: string, host: EconomicHost = 'rest'): Promise<Buffer | undefined> {
    const result = await this.call('GET', host, path);
    if (result.kind === 'answer' && result.status === 404) return undefined;
    return this.#success(result);
  }

  /** Reads bytes. Throws `ErpReadError`. */
  async bytes(path: string, host: EconomicHost = 'rest'): Promise<Buffer> {
    return this.#success(await this.call('GET', host, path));
  }

  /**
   * All pages of a collection, a thousand rows at a time; with `pages` no more than so many, and what lies beyond is left
   * out. Throws `ErpReadError`.
   */
  async list<T>(schema: z.ZodType<T>, path: string, filter?: string, pages?: number): Promise<T[]> {
    const filtered = filter === undefined ? '' : `filter=${encodeURIComponent(filter)}&`;
    const rows: T[] = [];
    for (let page = 0; page < (pages ?? pagesMax); page += 1) {
      const pagePath = `${path}?${filtered}skippages=${page}&pagesize=${pageSizeMax}`;
      const { collection, pagination } = await this.read(pageSchema, pagePath);
      for (const row of collection) rows.push(this.#checked(schema, pagePath, row));
      if (pagination.nextPage === undefined) return rows;
    }
    if (pages !== undefined) return rows;
    throw this.#failure('ErpContractBroken', `${path} never ends`);
  }

  /** All pages of a collection of the newer services. Throws `ErpReadError`. */
  async listByCursor<T>(schema: z.ZodType<T>, path: string): Promise<T[]> {
    const rows: T[] = [];
    let next = '';
    for (let page = 0; page < pagesMax; page += 1) {
      const { items, cursor } = await this.read(cursorPageSchema, `${path}${next}`, 'openApi');
      for (const row of items ?? []) rows.push(this.#checked(schema, path, row));
      if (!cursor) return rows;
      next = `?cursor=${encodeURIComponent(cursor)}`;
    }
    throw this.#failure('ErpContractBroken', `${path} never ends`);
  }

  #parsed<T>(schema: z.ZodType<T>, path: string, body: Buffer): T {
    let value: unknown;
    try {
      value = parseExactJson(body.toString('utf8'));
    } catch (cause) {
      throw this.#failure('ErpContractBroken', `${path} did not answer with JSON`, { cause });
    }
    return this.#checked(schema, path, value);
  }

  #checked<T>(schema: z.ZodType<T>, path: string, value: unknown): T {
    const checked = schema.safeParse(value);
    if (checked.success) return checked.data;
    const [issue] = checked.error.issues;
    const where = issue === undefined ? '' : ` at ${issue.path.join('.')}: ${issue.message}`;
    throw this.#failure('ErpContractBroken', `${path}${where}`, { cause: checked.error });
  }

  #success(result: WireResult): Buffer {
    if (result.kind !== 'answer') throw this.#failure('ErpUnavailable', result.reason);
    const { status, body, headers } = result;
    if (status >= 200 && status < 300) return body;
    const reason = reasonOf(complaintsOf(body), status);
    if (status === 401) throw this.#failure('ErpCredentialsRefused', reason);
    if (status === 403) throw this.#failure('ErpForbidden', reason);
    if (status === 429) {
      const wait = retryAfterMs(headers['retry-after'], Date.now());
      throw this.#failure('ErpRateLimited', reason, { retryAfterMs: wait });
    }
    throw this.#failure(status >= 500 && status !== 501 ? 'ErpUnavailable' : 'ErpContractBroken', reason);
  }

  #failure(
    code: ErpReadError['code'],
    message: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ): ErpReadError {
    return new ErpReadError(code, message, { ...options, exchanges: [...this.exchanges] });
  }
}
