import { z } from 'zod';
import { withAgreement, readAgreement } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { MessageLanguage } from '../domain/languages.ts';
import { suppressWebhooks } from '../domain/webhooks/emit-event.ts';
import type { Access, Answer, Context, Em } from './context.ts';
import { onceByKey } from './idempotency.ts';
import type { Recorded } from './idempotency.ts';
import type { PageOutcome } from './password-page.ts';
import { takeSuppression } from './suppression.ts';
import { fieldErrors, invalidInput } from './validation.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One answer of an endpoint, for the OpenAPI document; `schema` undefined = no body. */
export interface AnswerSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
  readonly example?: unknown;
}

/** What an endpoint is, for routing and for the OpenAPI document alike. */
export interface EndpointSpec {
  readonly method: Method;
  /** As OpenAPI writes it: `/api/customers/{number}`. */
  readonly path: string;
  readonly scope: Access;
  /** The chapter in the OpenAPI document: the resource's name. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly bodyExample?: unknown;
  /** Where the body is a file and no JSON: what it may be and how large. `body` is then a schema of its bytes. */
  readonly file?: { readonly types: readonly string[]; readonly bytesMax: number };
  /** What a browser that follows the path is shown in place of JSON; the page's form is sent to the same path. */
  readonly page?: (outcome: PageOutcome, language: MessageLanguage) => string;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** Refusals beyond those that every endpoint of its kind has. */
  readonly errors?: readonly ErrorCode[];
  /** True where it is done once per Idempotency-Key though it is no POST. */
  readonly command?: boolean;
  /** True where the answer tells causes or a history in words, in the language that `Accept-Language` asks for. */
  readonly isWorded?: boolean;
  /** True where If-Match is looked at; the answers then carry an ETag. */
  readonly ifMatch?: 'optional' | 'required';
  /** Of a list for which a caller may save a filter. */
  readonly savable?: SavableList;
}

/** A list as saved filters see it. */
export interface SavableList {
  /** Its path after `/api/`. */
  readonly page: string;
  /** What holds where nothing was saved. */
  readonly default: Readonly<Record<string, string>>;
  /** What can be saved: the list's query without what belongs to one request. */
  readonly query: z.ZodObject;
}

/**
 * Whether an Idempotency-Key counts here: with every POST, and with an action on a document by another method. Not where
 * nobody is known: a key belongs to an agreement, and what such a request holds (a password) is kept nowhere.
 */
export const isCommand = (spec: EndpointSpec): boolean =>
  spec.scope !== 'nobody' && (spec.method === 'POST' || spec.command === true);

/** The request as it came: nothing is parsed, `body` is undefined where none was sent. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** An endpoint with its types hidden, as the routing table holds it. */
export interface Endpoint extends EndpointSpec {
  /** Parses and answers; throws `DomainError`. */
  invoke(raw: RawRequest, context: Context): Promise<Answer>;
}

export interface Input<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

type Typed<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Omit<
  EndpointSpec,
  'params' | 'query' | 'body'
> & { readonly params?: P; readonly query?: Q; readonly body?: B };

type InputOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Input<
  z.output<P>,
  z.output<Q>,
  z.output<B>
>;

type None = z.ZodType<undefined>;

/** An endpoint that looks after its own transaction: what asks the workflow engine does. */
export function endpoint<P extends z.ZodType = None, Q extends z.ZodType = None, B extends z.ZodType = None>(
  spec: Typed<P, Q, B>,
  handle: (input: InputOf<P, Q, B>, context: Context) => Promise<Answer>,
): Endpoint {
  return {
    ...(spec as EndpointSpec),
    invoke: async (raw, context) => {
      if (spec.method === 'GET') return handle(parse(spec, raw) as InputOf<P, Q, B>, context);
      const { rest, suppresses } = takeSuppression(raw);
      const input = parse(spec, rest) as InputOf<P, Q, B>;
      return handle(input, { ...context, suppressesWebhooks: suppresses });
    },
  };
}

/** An endpoint that only reads: one transaction, so that a list and its total belong together. */
export function reading<P extends z.ZodType = None, Q extends z.ZodType = None, B extends z.ZodType = None>(
  spec: Typed<P, Q, B>,
  handle: (em: Em, input: InputOf<P, Q, B>, context: Context) => Promise<Answer>,
): Endpoint {
  return endpoint(spec, async (input, context) =>
    withAgreement(context.deps.orm, context.caller.agreementNumber, (em) => handle(em, input, context)),
  );
}

/**
 * An endpoint that changes registers, in one transaction. A POST is done once per Idempotency-Key: a repeat gets the
 * recorded answer. `recorded` says what is kept of the answer, where not all of it may be kept (secrets).
 */
export function changing<P extends z.ZodType = None, Q extends z.ZodType = None, B extends z.ZodType = None>(
  spec: Typed<P, Q, B> & { readonly recorded?: Recorded },
  handle: (em: Em, input: InputOf<P, Q, B>, context: Context) => Promise<Answer>,
): Endpoint {
  const { recorded, ...rest } = spec;
  return endpoint(rest as Typed<P, Q, B>, async (input, context) =>
    withAgreement(context.deps.orm, context.caller.agreementNumber, async (em) => {
      if (context.suppressesWebhooks) suppressWebhooks(em);
      return spec.method === 'POST'
        ? onceByKey(em, context, input.body, recorded, () => handle(em, input, context))
        : handle(em, input, context);
    }),
  );
}

/** Reads outside a transaction of its own: for one look-up in an endpoint that does more than reading. */
export const reader = (context: Context): Em =>
  readAgreement(context.deps.orm, context.caller.agreementNumber);

interface Parsable {
  readonly path: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

/**
 * Parses path, query and body at once, so that one answer names every field that is wrong. A path that cannot be one of
 * ours names nothing that exists: 404.
 */
function parse(spec: Parsable, raw: RawRequest): Input<unknown, unknown, unknown> {
  const params = spec.params?.safeParse(raw.params);
  if (params !== undefined && !params.success)
    throw new DomainError('NotFound', { what: `What ${spec.path} should name` });
  const query = (spec.query ?? noQuery).safeParse(raw.query);
  const body = spec.body === undefined ? noBody.safeParse(raw.body) : spec.body.safeParse(raw.body ?? {});
  const errors = {
    ...(query.success ? {} : fieldErrors(query.error, raw.query, 'query')),
    ...(body.success ? {} : fieldErrors(body.error, raw.body, 'body')),
  };
  if (!query.success || !body.success) throw invalidInput(errors);
  return { params: params?.data, query: spec.query && query.data, body: spec.body && body.data };
}

const noQuery = z.strictObject({});
/** Today's clients send `{}` or nothing with an action that takes no body. */
const noBody = z.union([z.undefined(), z.strictObject({})], { error: 'takes no body' });
