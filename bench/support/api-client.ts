import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';

/** A caller of the API as a customer's program is one: kept connections, JSON, a key on every POST. */
export class ApiClient {
  readonly #pool: Pool;

  constructor(apiUrl: string, connectionsMax = 64) {
    this.#pool = new Pool(apiUrl, { connections: connectionsMax });
  }

  /** The answer's body; throws with it where the answer is none of 2xx. */
  async post<T>(apiKey: string, path: string, body: object): Promise<T> {
    return this.#send('POST', apiKey, path, body);
  }

  async get<T>(apiKey: string, path: string): Promise<T> {
    return this.#send('GET', apiKey, path);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #send<T>(method: 'GET' | 'POST', apiKey: string, path: string, body?: object): Promise<T> {
    const answer = await this.#pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as T;
  }
}
