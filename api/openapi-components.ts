/** What the OpenAPI document's endpoints refer to. */
import { z } from 'zod';
import { errorCatalogue } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What every refusal answers. */
export const problemSchema = z
  .object({
    type: z.string().describe('Where the code is explained.'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
    requestId: z.string().describe('Give it to support.'),
    message: z.string(),
    errors: z.record(z.string(), z.array(z.string())).describe('Messages per field.'),
    state: z.string().optional().describe('Of a refused transition: the state now.'),
    allowed: z.array(z.string()).optional().describe('Of a refused transition: what is possible now.'),
    done: z
      .enum(['nothing', 'unknown'])
      .optional()
      .describe('Of a 503: nothing was done, or it is not known. A repeat with the same key is safe.'),
    idempotency_key: z.string().optional().describe('Of a 503: the key to repeat the request with.'),
  })
  .meta({ id: 'Problem' });

/** Collects what several endpoints refer to: named schemas, and refusals. */
export class Components {
  readonly schemas: Record<string, unknown> = {};
  readonly responses: Record<string, unknown> = {};

  /** The JSON schema of `schema`; what carries an id is moved to the components and referred to. */
  add(schema: z.ZodType, io: 'input' | 'output'): Json {
    const generated = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
    const json = JSON.parse(
      JSON.stringify(generated).replaceAll('"#/$defs/', '"#/components/schemas/'),
    ) as Json;
    for (const [id, definition] of Object.entries((json['$defs'] ?? {}) as Json)) this.#keep(id, definition);
    const own = without(json, ['$defs', '$schema']);
    const id = own['id'];
    if (typeof id !== 'string') return own;
    this.#keep(id, own);
    return { $ref: `#/components/schemas/${id}` };
  }

  /** A refusal with one of these codes, which all have the same status. */
  refusal(codes: readonly ErrorCode[]): Json {
    const name = codes.join('_');
    this.responses[name] ??= {
      description: codes.map((code) => `${code}: ${errorCatalogue[code].title}.`).join(' '),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(
            codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
          ),
        },
      },
    };
    return { $ref: `#/components/responses/${name}` };
  }

  #keep(id: string, definition: unknown): void {
    const rest = without(definition as Json, ['id', '$id']);
    const known = this.schemas[id];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rest))
      throw new Error(`Two schemas are called ${id}.`);
    this.schemas[id] = rest;
  }
}

/** The object but for those names. */
const without = (json: Json, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
