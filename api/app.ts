import express from 'express';
import type { Express, IRoute, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { DomainError } from '../domain/errors.ts';
import { invalidInput } from '../domain/field-rules.ts';
import { callerOf, nobody, requireAccess } from './auth.ts';
import { docsRouter } from './docs-page.ts';
import type { Answer, ApiDeps, Caller, Context } from './context.ts';
import { isCommand } from './endpoint.ts';
import type { Endpoint, Method } from './endpoint.ts';
import { withItemNumbers } from './item-paths.ts';
import { KeyUse } from './key-use.ts';
import { KnownKeys, KnownSessions } from './known-keys.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import { LogInThrottle } from './log-in-throttle.ts';
import { observe } from './observe.ts';
import { languageHeaders, MethodNotAllowed, problemHandler } from './problems.ts';
import { probesRouter } from './probes.ts';
import { RateLimiter } from './rate-limit.ts';
import { requestState } from './request-state.ts';
import { endpoints } from './routes/index.ts';

/** Options beside the dependencies. */
export interface AppOptions {
  /** Reverse proxies in front whose X-Forwarded-For is believed. */
  readonly trustProxyHops?: number;
  /** Sees every answer before it is sent; tests hold it against the declared schema. */
  readonly onAnswer?: (endpoint: Endpoint, answer: Answer) => void;
}

/** The HTTP API as an Express app: no port, no process. */
export function createApp(deps: ApiDeps, options: AppOptions = {}): Express {
  const app = express();
  app.disable('x-powered-by');
  // Express' own ETags are hashes of the body; ours are versions that If-Match is held against.
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('trust proxy', options.trustProxyHops ?? 0);
  app.use(observe(deps));
  // The readable page comes over plain HTTP on a local machine, where an upgrade to HTTPS would break it.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.use(refuseNullByte);
  app.use(probesRouter(deps));
  app.use(docsRouter(deps.version));

  const limits = {
    keys: new KnownKeys(deps.orm),
    sessions: new KnownSessions(deps.orm),
    throttle: new LogInThrottle(),
    rate: new RateLimiter(deps.limits.requestsPerMinute),
    use: new KeyUse(),
  };
  const parseJson = express.json({ limit: deps.limits.bodyBytesMax, strict: false, type: isJson });
  for (const [path, methods] of byPath(endpoints)) {
    const route = app.route(expressPath(path));
    for (const endpoint of methods) {
      const takesBody = endpoint.body !== undefined || endpoint.method === 'POST';
      const { file } = endpoint;
      const json = endpoint.page ? [parseForm, requireJsonOrForm, parseJson] : [requireJson, parseJson];
      const parsers = file ? parsersOf(file) : takesBody ? json : [];
      addHandlers(route, endpoint.method, [
        prepare(deps, endpoint, limits),
        ...parsers,
        answer(endpoint, options),
      ]);
    }
    route.all(refuseMethod(methods));
  }
  app.use((request) => {
    throw new DomainError('NotFound', { what: `The path ${request.path}` });
  });
  app.use(problemHandler);
  return app;
}

/** No text of the database can hold a null byte, so nothing is found under one; said before anybody asks the database. */
const refuseNullByte: RequestHandler = (request, _response, next) => {
  if (/%00/.test(request.originalUrl))
    throw invalidInput({ url: ['The path and the query must not contain a null byte (%00).'] });
  next();
};

interface Limits {
  readonly keys: KnownKeys;
  readonly sessions: KnownSessions;
  readonly throttle: LogInThrottle;
  readonly rate: RateLimiter;
  readonly use: KeyUse;
}

function addHandlers(route: IRoute, method: Method, handlers: RequestHandler[]): void {
  switch (method) {
    case 'GET':
      route.get(handlers);
      break;
    case 'POST':
      route.post(handlers);
      break;
    case 'PUT':
      route.put(handlers);
      break;
    case 'DELETE':
      route.delete(handlers);
  }
}

/** The endpoints by their path, in the order of the table. */
function byPath(all: readonly Endpoint[]): Map<string, Endpoint[]> {
  const paths = new Map<string, Endpoint[]>();
  for (const endpoint of all) paths.set(endpoint.path, [...(paths.get(endpoint.path) ?? []), endpoint]);
  return paths;
}

/** `/api/customers/{number}` as Express writes it. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const contexts = new WeakMap<Response, Context>();

/** Who asks, whether he may, and how often he asked: all before a byte of the body is read. */
function prepare(deps: ApiDeps, endpoint: Endpoint, limits: Limits): RequestHandler {
  return async (request, response, next) => {
    const state = requestState(response);
    state.route = endpoint.path;
    state.changes = endpoint.method !== 'GET';
    if (isCommand(endpoint)) {
      state.idempotencyKey = idempotencyKeyOf(request);
      response.set('idempotency-key', state.idempotencyKey);
    }
    const caller = endpoint.scope === 'nobody' ? nobody : await callerOf(limits, request);
    response.set('x-ratelimit-limit', String(deps.limits.requestsPerMinute));
    response.set('x-ratelimit-remaining', String(limits.rate.take(rateKeyOf(caller, request))));
    requireAccess(caller, endpoint);
    await limits.use.note(deps, caller);
    contexts.set(response, {
      deps,
      keys: limits.keys,
      sessions: limits.sessions,
      throttle: limits.throttle,
      client: { ip: request.ip ?? null, userAgent: request.headers['user-agent'] ?? null },
      log: state.log,
      caller,
      requestId: state.requestId,
      method: request.method,
      path: request.path.replace(/(?<=.)\/+$/, ''),
      idempotencyKey: state.idempotencyKey ?? '',
      ifMatch: request.headers['if-match'],
      language: state.language,
      suppressesWebhooks: false,
    });
    next();
  };
}

/** Whose requests are counted together: those of a key, of a person whatever his sessions, of a place where nobody is known. */
function rateKeyOf(caller: Caller, request: Request): string {
  if (caller.kind === 'api-key') return caller.apiKeyId;
  return caller.kind === 'person' ? caller.userId : `nobody at ${request.ip ?? ''}`;
}

/** `application/json` and its relatives, `application/problem+json` say. */
const isJson = (request: { headers: Request['headers'] }): boolean =>
  /^application\/([\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** What the form of a page sends. */
const isForm = (request: { headers: Request['headers'] }): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');

const formBytesMax = 4_096;
const parseForm = express.urlencoded({ limit: formBytesMax, extended: false, type: isForm });

const requireJsonOrForm: RequestHandler = (request, response, next) => {
  if (isForm(request)) next();
  else requireJson(request, response, next);
};

const requireJson: RequestHandler = (request, _response, next) => {
  if (hasBody(request) && !isJson(request))
    throw new DomainError('UnsupportedMediaType', { types: 'application/json' });
  next();
};

/** A file is taken as it comes; one byte more than it may have is refused before it is read whole. */
function parsersOf({ types, bytesMax }: NonNullable<Endpoint['file']>): RequestHandler[] {
  const requireType: RequestHandler = (request, _response, next) => {
    if (!types.includes((request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''))
      throw new DomainError('UnsupportedMediaType', { types: types.join(', ') });
    next();
  };
  return [requireType, express.raw({ limit: bytesMax, type: () => true })];
}

function answer(endpoint: Endpoint, options: AppOptions): RequestHandler {
  return async (request, response) => {
    const context = contexts.get(response);
    if (context === undefined) throw new Error('The request was not prepared.');
    const params = await withItemNumbers(request.params, endpoint.path, context);
    const raw = { params, query: request.query, body: request.body as unknown };
    if (endpoint.page && (isForm(request) || request.accepts(['json', 'html']) === 'html')) {
      await sendPage(endpoint.page, response, () => endpoint.invoke(raw, context));
      return;
    }
    const result = await endpoint.invoke(raw, context);
    options.onAnswer?.(endpoint, result);
    if (endpoint.isWorded === true) response.set(languageHeaders(requestState(response).language));
    send(request, response, result);
  };
}

/** Sends what became of a request as a page; what is ours to mend goes the way of all problems. */
async function sendPage(
  page: NonNullable<Endpoint['page']>,
  response: Response,
  invoke: () => Promise<Answer>,
): Promise<void> {
  const { language } = requestState(response);
  const outcome = await invoke().then(
    (answer) => ({ answer }),
    (error: unknown) => {
      if (!(error instanceof DomainError) || error.row.status >= 500) throw error;
      return { refusal: error };
    },
  );
  response
    .status('refusal' in outcome ? outcome.refusal.row.status : 200)
    .set({ ...languageHeaders(language), 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .type('html')
    .send(page(outcome, language));
}

/** Sends an answer; a GET whose ETag the client has already gets 304 and no body. */
function send(request: Request, response: Response, result: Answer): void {
  response.status(result.status).set({ 'cache-control': 'no-store', ...result.headers });
  const etag = result.headers?.['etag'];
  if (request.method === 'GET' && etag !== undefined && request.headers['if-none-match'] === etag)
    response.status(304).end();
  else if (result.bytes !== undefined) response.end(result.bytes);
  else if (result.body === undefined) response.end();
  else response.json(result.body);
}

/** The last handler of a path: the method is not one of its own. */
function refuseMethod(methods: readonly Endpoint[]): RequestHandler {
  const allowed = methods
    .map((endpoint) => endpoint.method)
    .flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m]));
  return (request, response) => {
    requestState(response).route = methods[0]?.path ?? 'unmatched';
    throw new MethodNotAllowed(request.method, allowed);
  };
}
