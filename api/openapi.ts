import type { z } from 'zod';
import { DomainError, errorCatalogue } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { rightTo } from '../domain/users/rights.ts';
import { isCommand } from './endpoint.ts';
import type { AnswerSpec, Endpoint, EndpointSpec } from './endpoint.ts';
import { Components, problemSchema } from './openapi-components.ts';
import type { Json } from './openapi-components.ts';
import { problemOf } from './problems.ts';
import { suppressionField } from './suppression.ts';
import { endpoints } from './routes/index.ts';

/** The version in the committed `openapi.json`: that of the API's contract, not of a build. */
export const apiVersion = '1.0.0';

const commonErrors: readonly ErrorCode[] = [
  'Unauthorized',
  'MissingScope',
  'MissingRight',
  'TooManyRequests',
  'Internal',
  'DatabaseUnavailable',
];

/** Refusals of who asks, which an endpoint for nobody does not have. */
const ofCallers: ReadonlySet<ErrorCode> = new Set(['Unauthorized', 'MissingScope', 'MissingRight']);

/** Every refusal an endpoint can give: its own, and those that its shape brings along. */
export function errorsOf(endpoint: EndpointSpec): readonly ErrorCode[] {
  const hasBody = endpoint.body !== undefined;
  const isPost = endpoint.method === 'POST';
  return [
    ...new Set<ErrorCode>([
      ...(hasBody || endpoint.query !== undefined ? (['InvalidInput'] as const) : []),
      ...(hasBody || isPost ? (['BodyTooLarge', 'UnsupportedMediaType'] as const) : []),
      ...((hasBody && endpoint.file === undefined) || isPost ? (['BrokenJson'] as const) : []),
      ...(isCommand(endpoint) ? (['IdempotencyKeyReused'] as const) : []),
      ...(endpoint.params === undefined ? [] : (['NotFound'] as const)),
      ...(endpoint.ifMatch === undefined ? [] : (['EditConflict'] as const)),
      ...(endpoint.ifMatch === 'required' ? (['PreconditionRequired'] as const) : []),
      ...(endpoint.errors ?? []),
      ...commonErrors.filter((code) => endpoint.scope !== 'nobody' || !ofCallers.has(code)),
      ...(endpoint.scope === 'person' ? (['PersonRequired'] as const) : []),
    ]),
  ];
}

/** The OpenAPI 3.1 document of the whole API, made from the table that the routes are made of. */
export function openApiDocument(version: string = apiVersion): Json {
  const components = new Components();
  components.add(problemSchema, 'output');
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = operation(endpoint, components);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bilag',
      version,
      description:
        'Documents, registers and ERP connections of one agreement. Lists answer 206 while more pages follow. Every POST may carry an Idempotency-Key; repeating it with the same key is always safe. Problems and causes are told in the language that Accept-Language asks for: Danish, Norwegian (bokmål), Finnish, else English; codes stay the same.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the agreement.' },
        session: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of a person who has logged in with POST /api/sessions.',
        },
      },
      schemas: components.schemas,
      responses: components.responses,
      headers,
      examples: problemExamples(),
    },
  };
}

function operation(endpoint: Endpoint, components: Components): Json {
  return {
    operationId: operationId(endpoint),
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: [endpoint.description, needOf(endpoint)].filter(Boolean).join('\n\n'),
    ...(endpoint.scope === 'nobody' && { security: [] }),
    ...(endpoint.scope === 'person' && { security: [{ session: [] }] }),
    parameters: [
      ...parameters(endpoint.params, 'path', components),
      ...parameters(endpoint.query, 'query', components),
      ...(endpoint.method === 'GET' ? [] : [suppression]),
      ...headerParameters(endpoint),
    ],
    ...(endpoint.body === undefined ? {} : { requestBody: requestBody(endpoint, components) }),
    responses: { ...answers(endpoint, components), ...problems(endpoint, components) },
  };
}

/** What a caller needs, in words. */
function needOf({ scope, tag }: EndpointSpec): string {
  if (scope === 'nobody') return 'Needs neither a key nor a log-in.';
  if (scope === 'person') return 'For a person who has logged in, whatever his roles.';
  return `Needs the scope \`${scope}\`; of a person, the right \`${rightTo(tag, scope)}\`.`;
}

/** Taken by everything that changes something, in the query or in a body that is an object. */
const suppression: Json = {
  name: suppressionField,
  in: 'query',
  required: false,
  description: 'True where no webhook shall be told of it; may stand in the body as well.',
  schema: { type: 'boolean' },
};

/** `get_customers_number_contacts`: stable, for clients generate method names from it. */
const operationId = (endpoint: EndpointSpec): string =>
  `${endpoint.method.toLowerCase()}${endpoint.path.replace(/^\/api/, '').replaceAll(/[^A-Za-z0-9]+/g, '_')}`.replace(
    /_$/,
    '',
  );

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query', components: Components): Json[] {
  if (schema === undefined) return [];
  const json = components.add(schema, 'input');
  const required = new Set(json['required'] as readonly string[] | undefined);
  return Object.entries((json['properties'] ?? {}) as Record<string, Json>).map(([name, property]) => {
    const { description, ...rest } = property;
    return {
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function headerParameters(endpoint: EndpointSpec): Json[] {
  const header = (name: string, required: boolean, description: string, schema: Json): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema,
  });
  return [
    ...(isCommand(endpoint)
      ? [
          header(
            'Idempotency-Key',
            false,
            'Done once per key; a repeat gets the first answer, for at least 30 days.',
            {
              type: 'string',
              maxLength: 255,
            },
          ),
        ]
      : []),
    ...(endpoint.ifMatch === undefined
      ? []
      : [
          header('If-Match', endpoint.ifMatch === 'required', 'The ETag that was read last.', {
            type: 'string',
          }),
        ]),
    ...(endpoint.isWorded === true
      ? [
          header('Accept-Language', false, 'In which causes and histories are told: da, nb, fi or en.', {
            type: 'string',
          }),
        ]
      : []),
  ];
}

function requestBody(endpoint: EndpointSpec, components: Components): Json {
  if (endpoint.body === undefined) return {};
  if (endpoint.file !== undefined) return { required: true, content: fileContent(endpoint.file.types) };
  const schema = components.add(endpoint.body, 'input');
  const example = endpoint.bodyExample === undefined ? {} : { example: endpoint.bodyExample };
  return { required: true, content: { 'application/json': { schema, ...example } } };
}

const fileContent = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

function answers(endpoint: EndpointSpec, components: Components): Json {
  return Object.fromEntries(
    Object.entries(endpoint.answers).map(([status, spec]) => [
      status,
      { description: spec.description, headers: answerHeaders(endpoint), ...content(spec, components) },
    ]),
  );
}

const headerRef = (name: string): Json => ({ $ref: `#/components/headers/${name}` });

const answerHeaders = (endpoint: EndpointSpec): Json => ({
  'X-Request-Id': headerRef('RequestId'),
  ...(isCommand(endpoint)
    ? {
        'Idempotency-Key': headerRef('IdempotencyKey'),
        'Idempotency-Replayed': headerRef('IdempotencyReplayed'),
      }
    : {}),
  ...(endpoint.ifMatch === undefined ? {} : { ETag: headerRef('ETag') }),
  ...(endpoint.isWorded === true ? { 'Content-Language': headerRef('ContentLanguage') } : {}),
});

const header = (description: string): Json => ({ description, schema: { type: 'string' } });

const headers: Json = {
  RequestId: header('Names this request in logs.'),
  IdempotencyKey: header('The key of this request, ours where none was sent.'),
  IdempotencyReplayed: header('`true` where this is the answer to an earlier request with this key.'),
  ETag: header('The version of the record.'),
  ContentLanguage: header('The language of the words: da, nb, fi or en.'),
};

function content(spec: AnswerSpec, components: Components): Json {
  if (spec.contentType !== undefined)
    return { content: { [spec.contentType]: { schema: { type: 'string', format: 'binary' } } } };
  if (spec.schema === undefined) return {};
  const example = spec.example === undefined ? {} : { example: spec.example };
  return { content: { 'application/json': { schema: components.add(spec.schema, 'output'), ...example } } };
}

function problems(endpoint: EndpointSpec, components: Components): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(endpoint)) {
    const { status } = errorCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [String(status), components.refusal(codes.sort())]),
  );
}

const exampleParams = {
  done: 'Nothing was done.',
  seconds: 3,
  scope: 'book',
  state: 'booked',
  allowed: '',
  types: 'application/json',
};

/** One example per refusal that an endpoint can give. */
function problemExamples(): Json {
  const codes = [...new Set(endpoints.flatMap(errorsOf))].sort();
  return Object.fromEntries(
    codes.map((code) => [
      code,
      {
        summary: errorCatalogue[code].title,
        value: problemOf(new DomainError(code, exampleParams), '0f8f6d1e-0000-4000-8000-000000000000'),
      },
    ]),
  );
}
