import type { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { FieldOwner } from '../../domain/fields/field-owners.ts';
import type { DeepListQuery, DeepListResult } from '../../domain/lists.ts';
import type { Em } from '../context.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { withFieldValues } from '../field-filters.ts';
import { expandFieldsQuery, single, singleAnswer } from '../lists.ts';
import { versionOf } from '../versions.ts';
import { invalidField } from '../validation.ts';
import { deepListEndpoint } from './list.ts';

export { domainQuery } from './list-query.ts';

interface Versioned {
  /** Rows that carry fields of the agreement's own have one. */
  readonly id?: string | undefined;
  readonly version: number;
}

/** Changes are held against this version, where the client named one. */
interface Options {
  readonly version?: number | undefined;
}

type Maybe<T> = T | Promise<T>;

/**
 * How a register is served: five endpoints over its service. `P` is the parsed path of a row, `Q` that of the list it
 * stands in (its customer, say; nothing for a register of its own).
 */
export interface RegisterRoutes<E extends Versioned, B extends z.ZodRawShape, P, Q> {
  /** `/api/units`. */
  readonly path: string;
  readonly tag: string;
  readonly singular: string;
  readonly plural: string;
  /** One row in messages and summaries: `unit`. */
  readonly what: string;
  /** The field that names a row, and the last part of its path: `number`, or `code` of a currency. */
  readonly key: string;
  readonly rowPath: z.ZodType<P>;
  readonly listPath?: z.ZodType<Q>;
  /** The whole row as a client makes it; a PUT takes any part of it. */
  readonly body: z.ZodObject<B>;
  readonly bodyExample?: unknown;
  readonly row: z.ZodObject;
  readonly filters: z.ZodRawShape;
  /** Filters that the domain calls otherwise than by the spelling: `group_id` → `groupNumber`. */
  readonly filterNames?: Readonly<Record<string, string>>;
  readonly sortable: readonly [string, ...string[]];
  /** As what its rows carry fields of the agreement's own. */
  readonly fieldOwner?: FieldOwner;
  list(em: Em, query: DeepListQuery, path: Q): Promise<DeepListResult<E>>;
  find(em: Em, path: P): Promise<E>;
  create(em: Em, body: z.output<z.ZodObject<B>>, actor: string, path: Q): Promise<E>;
  update(
    em: Em,
    path: P,
    body: Partial<z.output<z.ZodObject<B>>>,
    options: Options,
    actor: string,
  ): Promise<E>;
  remove(em: Em, path: P, options: Options): Promise<void>;
  view(row: E, em: Em): Maybe<object>;
  /** Fields of the domain by another name in the API, for its refusals: `group_number` → `group_id`. */
  readonly fieldNames?: Readonly<Record<string, string>>;
}

/** GET list, POST, GET one, PUT and DELETE of a register. */
export function registerEndpoints<E extends Versioned, B extends z.ZodRawShape, P, Q>(
  routes: RegisterRoutes<E, B, P, Q>,
): readonly Endpoint[] {
  return [listOf(routes), createOf(routes), ...rowEndpoints(routes)];
}

function listOf<E extends Versioned, B extends z.ZodRawShape, P, Q>(
  routes: RegisterRoutes<E, B, P, Q>,
): Endpoint {
  const summary = `List ${routes.plural.replaceAll('_', ' ')}.`;
  return deepListEndpoint({
    ...routes,
    summary,
    page: async (em, asked, { params }) => {
      const page = await routes.list(em, asked, params);
      return {
        ...page,
        rows: await viewsOf(routes, em, page.rows),
        ids: page.rows.map(({ id }) => id ?? ''),
      };
    },
  });
}

async function viewsOf<E>(
  routes: { view(row: E, em: Em): Maybe<object> },
  em: Em,
  rows: readonly E[],
): Promise<object[]> {
  const views: object[] = [];
  for (const row of rows) views.push(await routes.view(row, em));
  return views;
}

function createOf<E extends Versioned, B extends z.ZodRawShape, P, Q>(
  routes: RegisterRoutes<E, B, P, Q>,
): Endpoint {
  return changing(
    {
      method: 'POST',
      path: routes.path,
      scope: 'write',
      tag: routes.tag,
      summary: `Make a ${routes.what}.`,
      ...(routes.listPath && { params: routes.listPath }),
      body: routes.body,
      bodyExample: routes.bodyExample,
      answers: { 201: { description: 'Made.', schema: single(routes.singular, routes.row) } },
      errors: ['AlreadyExists', 'ReferenceNotFound'],
    },
    async (em, input, { caller }) => {
      const row = await inApiWords(routes.fieldNames, () =>
        routes.create(em, input.body, caller.actor, input.params),
      );
      return singleAnswer(201, routes.singular, await routes.view(row, em), row.version);
    },
  );
}

function rowEndpoints<E extends Versioned, B extends z.ZodRawShape, P, Q>(
  routes: RegisterRoutes<E, B, P, Q>,
): readonly Endpoint[] {
  const { what, singular, key, fieldOwner } = routes;
  const common = {
    path: `${routes.path}/{${key}}`,
    tag: routes.tag,
    params: routes.rowPath,
    ifMatch: 'optional',
  } as const;
  const answers = { 200: { description: `The ${what}.`, schema: single(singular, routes.row) } };
  return [
    reading(
      {
        ...common,
        method: 'GET',
        scope: 'read',
        summary: `One ${what}.`,
        ...(fieldOwner && { query: expandFieldsQuery }),
        answers,
      },
      async (em, { params, query }) => {
        const row = await routes.find(em, params);
        const shown = { rows: [await routes.view(row, em)], ids: [row.id ?? ''] };
        const [view = {}] = await withFieldValues(em, fieldOwner, query, shown);
        return singleAnswer(200, singular, view, row.version);
      },
    ),
    changing(
      {
        ...common,
        method: 'PUT',
        scope: 'write',
        summary: `Change a ${what}.`,
        description: 'What is left out stays as it is.',
        body: routes.body.partial().meta({ id: `${nameOf(routes.row)}Update` }),
        answers,
        errors: ['ReferenceNotFound', 'AlreadyExists'],
      },
      async (em, { params, body }, { caller, ifMatch }) => {
        const change = withoutKey(body, key, params);
        const row = await inApiWords(routes.fieldNames, () =>
          routes.update(
            em,
            params,
            change as Partial<z.output<z.ZodObject<B>>>,
            versionOf(ifMatch),
            caller.actor,
          ),
        );
        return singleAnswer(200, singular, await routes.view(row, em), row.version);
      },
    ),
    changing(
      {
        ...common,
        method: 'DELETE',
        scope: 'write',
        summary: `Delete a ${what} that nothing uses.`,
        answers: { 204: { description: 'Deleted.' } },
        errors: ['InUse'],
      },
      async (em, { params }, { ifMatch }) => {
        await routes.remove(em, params, versionOf(ifMatch));
        return { status: 204 };
      },
    ),
  ];
}

/** The component's name of a schema. */
const nameOf = (schema: z.ZodType): string => schema.meta()?.id ?? '';

/** A change may name the row again, as clients that send back what they read do; it cannot rename it. */
function withoutKey(body: Record<string, unknown>, key: string, path: unknown): Record<string, unknown> {
  const { [key]: named, ...change } = body;
  const own = (path as Readonly<Record<string, unknown>>)[key];
  if (named !== undefined && named !== own) throw invalidField(key, 'cannot be changed');
  return change;
}

/** Runs `act`; a refusal that names fields of the domain leaves with the names that the request has for them. */
export async function inApiWords<T>(
  names: Readonly<Record<string, string>> | undefined,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (names === undefined || !(error instanceof DomainError)) throw error;
    throw renamed(error, names);
  }
}

function renamed(error: DomainError, names: Readonly<Record<string, string>>): DomainError {
  const rename = (text: string): string =>
    Object.entries(names).reduce(
      (done, [from, to]) => done.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to),
      text,
    );
  const errors = Object.fromEntries(
    Object.entries(error.errors).map(([field, messages]) => [rename(field), messages.map(rename)]),
  );
  const params = Object.fromEntries(
    Object.entries(error.params).map(([name, value]) => [
      name,
      typeof value === 'string' && (name === 'field' || name === 'fields') ? rename(value) : value,
    ]),
  );
  return new DomainError(error.code, params, { errors, cause: error });
}
