import { OptimisticLockError, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { ErrorRequestHandler, Response } from 'express';
import { DomainError, errorCatalogue, errorMessage, errorTitle } from '../domain/errors.ts';
import type { ErrorCode, ErrorParams } from '../domain/errors.ts';
import { isDatabaseUnavailable } from '../domain/database.ts';
import type { MessageLanguage } from '../domain/languages.ts';
import { requestState } from './request-state.ts';

/** Seconds after which a client should try again where nothing better is known. */
const retryAfterSeconds = 5;

/** How far a request got that did not end well: nothing changed, or it cannot be told from here. */
export type Done = 'nothing' | 'unknown';

/** A sentence for `{done}` in the catalogue's messages. */
const doneSentence: Readonly<Record<Done, string>> = {
  nothing: 'Nothing was done.',
  unknown: 'It is not known whether it was done.',
};

/** RFC 9457 problem details, with `message` and `errors` in the dialect's habit. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly message: string;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  /** Of a refused transition: the state now, and what is possible in it. */
  readonly state?: string;
  readonly allowed?: readonly string[];
  /** Of a 503: what became of the request, and the key to repeat it with. */
  readonly done?: Done;
  readonly idempotency_key?: string;
}

/** The database or the engine is away; `done` says what became of the request. */
export const unavailable = (
  code: 'DatabaseUnavailable' | 'EngineUnavailable',
  done: Done,
  cause?: unknown,
): DomainError => new DomainError(code, { done: doneSentence[done] }, { cause });

const isUnavailable = (error: DomainError): boolean =>
  error.code === 'DatabaseUnavailable' || error.code === 'EngineUnavailable';

/** The 405 of a path that exists; `allowed` goes into the Allow header. */
export class MethodNotAllowed extends DomainError {
  readonly methods: readonly string[];

  constructor(method: string, methods: readonly string[]) {
    super('MethodNotAllowed', { method, allowed: methods.join(', ') });
    this.methods = methods;
  }
}

/**
 * A problem as data; what the handler sends and what the tests of the catalogue look at. `errors` per field are for
 * whoever wrote the request, in English.
 */
export function problemOf(error: DomainError, requestId: string, language: MessageLanguage = 'en'): Problem {
  const row = errorCatalogue[error.code];
  const params = error.code === 'Internal' ? { requestId } : error.params;
  const detail = errorMessage(error.code, params, language);
  return {
    type: `/docs/errors#${error.code}`,
    title: errorTitle(error.code, language),
    status: row.status,
    detail,
    code: error.code,
    requestId,
    message: detail,
    errors: error.errors,
    ...(error.code === 'InvalidTransition' ? transitionOf(error.params) : {}),
    ...(isUnavailable(error) ? { done: doneOf(error) } : {}),
  };
}

/** The sentence in the error, as a word; whoever threw it knew how far the request had come. */
const doneOf = (error: DomainError): Done =>
  error.params['done'] === doneSentence.nothing ? 'nothing' : 'unknown';

function transitionOf(params: ErrorParams): Pick<Problem, 'state' | 'allowed'> {
  const allowed = String(params['allowed'] ?? '')
    .split(',')
    .map((action) => action.trim())
    .filter((action) => action !== '' && action !== 'nothing');
  return { state: String(params['state'] ?? ''), allowed };
}

/** Of an answer whose words follow `Accept-Language`. */
export const languageHeaders = (language: MessageLanguage): Record<string, string> => ({
  'content-language': language,
  vary: 'Accept-Language',
});

/** Headers that belong to a problem, beside its content type. */
function headersOf(error: DomainError): Record<string, string> {
  if (error instanceof MethodNotAllowed) return { allow: error.methods.join(', ') };
  if (error.code === 'Unauthorized') return { 'www-authenticate': 'Bearer realm="bilag"' };
  if (error.code === 'TooManyRequests')
    return { 'retry-after': String(error.params['seconds'] ?? retryAfterSeconds) };
  if (error.row.status === 503) return { 'retry-after': String(retryAfterSeconds) };
  return {};
}

/** Sends the problem document. The idempotency key stands in it wherever a repeat is the way on. */
export function sendProblem(response: Response, error: DomainError): void {
  const state = requestState(response);
  const problem = problemOf(error, state.requestId, state.language);
  const withKey =
    problem.status === 503 && state.idempotencyKey !== undefined
      ? { ...problem, idempotency_key: state.idempotencyKey }
      : problem;
  response
    .status(problem.status)
    .set({ ...languageHeaders(state.language), ...headersOf(error) })
    .type('application/problem+json')
    .json(withKey);
}

/** Turns whatever was thrown into an error of the catalogue. */
export function toDomainError(thrown: unknown, done: Done): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const parser = parserError(thrown);
  if (parser !== undefined) return parser;
  if (thrown instanceof OptimisticLockError) return new DomainError('EditConflict', { what: 'The record' });
  if (thrown instanceof UniqueConstraintViolationException)
    return new DomainError('AlreadyExists', { what: 'The record' }, { cause: thrown });
  if (isDatabaseUnavailable(thrown)) return unavailable('DatabaseUnavailable', done, thrown);
  if (wasRolledBack(thrown)) return unavailable('DatabaseUnavailable', 'nothing', thrown);
  return new DomainError('Internal', {}, { cause: thrown });
}

/** SQLSTATEs of a transaction that PostgreSQL ended for the sake of others: serialization, deadlock, lock or time limit. */
const rolledBackCodes = new Set(['40001', '40P01', '55P03', '57014']);

const wasRolledBack = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && rolledBackCodes.has(String(thrown.code));

interface ParserFailure {
  readonly type: string;
  readonly message: string;
  readonly limit?: number;
}

const isParserFailure = (thrown: unknown): thrown is ParserFailure =>
  thrown instanceof Error && 'type' in thrown && typeof thrown.type === 'string';

/** zlib's own errors: `Z_DATA_ERROR`, `Z_BUF_ERROR`, `ERR__ERROR_FORMAT_…` of brotli. */
const isBrokenCompression = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && /^(Z_|ERR_+(BROTLI|ERROR_FORMAT))/.test(String(thrown.code));

/** What Express and its body parser throw before a handler is reached. */
function parserError(thrown: unknown): DomainError | undefined {
  if (thrown instanceof URIError)
    return new DomainError('NotFound', { what: 'A path that is not valid percent-encoding' });
  if (isBrokenCompression(thrown))
    return new DomainError('BrokenJson', { reason: 'the compressed body cannot be unpacked' });
  if (!isParserFailure(thrown)) return undefined;
  switch (thrown.type) {
    case 'entity.parse.failed':
      return new DomainError('BrokenJson', { reason: thrown.message });
    case 'entity.too.large':
      return new DomainError('BodyTooLarge', { limit: `${thrown.limit ?? 0} bytes` });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new DomainError('UnsupportedMediaType', { types: 'application/json' });
    case 'request.aborted':
    case 'request.size.invalid':
      return new DomainError('BrokenJson', { reason: thrown.message });
    default:
      return undefined;
  }
}

/** The last middleware: every error leaves as a problem document, and what is ours to mend is logged with its cause. */
export const problemHandler: ErrorRequestHandler = (thrown, _request, response, next) => {
  if (response.headersSent) {
    next(thrown);
    return;
  }
  const state = requestState(response);
  const error = toDomainError(thrown, state.changes ? 'unknown' : 'nothing');
  if (error.row.status >= 500) state.log.error({ err: thrown as unknown, code: error.code }, error.message);
  sendProblem(response, error);
};
