import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Client } from '@temporalio/client';
import type { Express } from 'express';
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import request from 'supertest';
import type { Response, Test } from 'supertest';
import { createApp } from '../../api/app.ts';
import { Aside } from '../../api/aside.ts';
import { TemporalEngine } from '../../api/commands.ts';
import type { Engine } from '../../api/commands.ts';
import type { ApiLimits, ReadinessCheck, Scope } from '../../api/context.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { engineConnection } from '../../api/engine-connection.ts';
import { createMetrics } from '../../api/metrics.ts';
import type { ApiMetrics } from '../../api/metrics.ts';
import { createApiKey } from '../../domain/agreements/api-key.service.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import type { SupportContacts } from '../../domain/settings/support.ts';
import { withAgreement } from '../../domain/database.ts';

/** The API as a test drives it. */
export interface TestApi {
  readonly app: Express;
  readonly metrics: ApiMetrics;
  /** Lines that the API logged, as JSON texts. */
  readonly logged: string[];
  as(key: string): ApiClient;
  /** What answers do not wait for. */
  readonly aside: Aside;
  close(): Promise<void>;
}

/** Requests with one API key. */
export interface ApiClient {
  get(path: string): Test;
  post(path: string, body?: object): Test;
  put(path: string, body?: object): Test;
  /** PUT of a file. */
  putFile(path: string, bytes: Buffer, type: string): Test;
  delete(path: string): Test;
}

export interface TestApiOptions {
  readonly orm: MikroORM;
  /** Where the engine is; a port that nobody listens on where it is left out. */
  readonly client?: Client;
  readonly taskQueue?: string;
  readonly vault?: CredentialVault;
  readonly limits?: Partial<ApiLimits>;
  readonly engineDeadlineMs?: number;
  readonly engine?: (metrics: ApiMetrics) => Engine;
  readonly readiness?: readonly ReadinessCheck[];
  readonly support?: SupportContacts;
}

/** An address where nothing listens: the discard port, closed on every machine that runs tests. */
const nowhere = '127.0.0.1:9';

/**
 * The API over a test's database. Every answer is held against the schema that the OpenAPI document declares for it: an
 * answer that the document does not tell of fails the request.
 */
export function testApi(options: TestApiOptions): TestApi {
  const metrics = createMetrics({ process: false });
  const logged: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
  const away = options.client === undefined ? engineConnection(nowhere) : undefined;
  const client = options.client ?? new Client({ ...(away && { connection: away }) });
  const engine =
    options.engine?.(metrics) ??
    new TemporalEngine(client, {
      deadlineMs: options.engineDeadlineMs ?? 10_000,
      updatesPerDocumentMax: 8,
      metrics,
      ...(options.taskQueue !== undefined && { taskQueue: options.taskQueue }),
    });
  const aside = new Aside();
  const app = createApp(
    {
      orm: options.orm,
      engine,
      vault: options.vault ?? new CredentialVault([{ id: 'test', key: randomBytes(32) }]),
      logger,
      metrics,
      limits: { requestsPerMinute: 100_000, bodyBytesMax: 5_242_880, ...options.limits },
      readiness: options.readiness ?? [],
      support: options.support ?? { email: null, phone: null, chatUrl: null, openingHours: null },
      version: 'test',
      aside,
    },
    { onAnswer: assertDeclared },
  );
  return {
    app,
    metrics,
    logged,
    aside,
    as: (key) => clientOf(app, key),
    close: async () => {
      await aside.idle();
      await away?.close();
    },
  };
}

function clientOf(app: Express, key: string): ApiClient {
  const bearer = (test: Test): Test => test.set('authorization', `Bearer ${key}`);
  return {
    get: (path) => bearer(request(app).get(path)),
    post: (path, body) => bearer(request(app).post(path)).send(body ?? {}),
    put: (path, body) => bearer(request(app).put(path)).send(body ?? {}),
    putFile: (path, bytes, type) => bearer(request(app).put(path)).set('content-type', type).send(bytes),
    delete: (path) => bearer(request(app).delete(path)),
  };
}

function assertDeclared(
  endpoint: Endpoint,
  answer: { readonly status: number; readonly body?: unknown },
): void {
  const declared = endpoint.answers[answer.status];
  const name = `${endpoint.method} ${endpoint.path} ${answer.status}`;
  if (declared === undefined) throw new Error(`${name} is not in the OpenAPI document.`);
  if (declared.schema === undefined) {
    if (answer.body !== undefined) throw new Error(`${name} has a body that the document does not tell of.`);
    return;
  }
  const sent: unknown = JSON.parse(JSON.stringify(answer.body));
  const parsed = declared.schema.safeParse(sent);
  if (!parsed.success) throw new Error(`${name}: ${parsed.error.message}`);
  // Parsing leaves out what the schema does not know; so equal means that nothing undeclared was sent.
  if (!isDeepStrictEqual(parsed.data, sent))
    throw new Error(`${name} has fields that the document does not tell of: ${JSON.stringify(sent)}`);
}

/** A key of the agreement with these scopes alone. */
export async function keyWith(
  orm: MikroORM,
  agreementNumber: number,
  scopes: readonly Scope[],
  expiresAt?: Date,
): Promise<string> {
  const { plainKey } = await withAgreement(orm, agreementNumber, (em) =>
    createApiKey(em, { name: scopes.join(' '), scopes, expiresAt: expiresAt ?? null }, 'test'),
  );
  return plainKey;
}

/** What every problem document has. */
export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly message: string;
  readonly requestId: string;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly state?: string;
  readonly allowed?: readonly string[];
  readonly done?: string;
  readonly idempotency_key?: string;
}

/** The problem document of an answer; throws where it is none, or says another status than the answer. */
export function problemIn(response: Response): ProblemBody {
  const type = response.headers['content-type'];
  if (!type?.startsWith('application/problem+json'))
    throw new Error(`No problem document but ${response.status} ${String(type)}: ${response.text}`);
  const problem = (response.body ?? {}) as ProblemBody;
  if (problem.status !== response.status)
    throw new Error(`It says ${problem.status}, not ${response.status}.`);
  if (problem.requestId !== response.headers['x-request-id']) throw new Error('It has another request id.');
  return problem;
}

/** The body of a successful answer, as what the test knows it to be. */
export const bodyOf = <T>(response: { readonly body: T }): T => response.body;

/** Waits for an answer and asserts its status, showing the problem where it is another one. */
export async function expecting(status: number, test: Test): Promise<Response> {
  const response = await test;
  if (response.status !== status)
    throw new Error(`Expected ${status}, got ${response.status}: ${response.text.slice(0, 2000)}`);
  return response;
}

/** What registers a document needs, made through the API: group, customer 1001, product group, product `A-1`. */
export async function seedRegisters(client: ApiClient): Promise<void> {
  await expecting(201, client.post('/api/customer-groups', { number: 1, name: 'Kunder' }));
  await expecting(
    201,
    client.post('/api/customers', {
      number: '1001',
      name: 'Ærø Bådebyggeri ApS',
      customer_group_id: 1,
      vat_zone: 'domestic',
      payment_terms_id: 1,
    }),
  );
  await expecting(
    201,
    client.post('/api/product-groups', { number: 1, name: 'Varer', vat_domestic: '25', has_inventory: true }),
  );
  await expecting(
    201,
    client.post('/api/products', { number: 'A-1', name: 'Skrue', group_id: 1, sales_price: '12.50' }),
  );
}
