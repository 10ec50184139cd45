import type { z } from 'zod';
import type { AnyDocumentTable, DocumentKey } from '../../domain/documents/document.ts';
import { findDocument } from '../../domain/documents/document-store.ts';
import type { ActionContext } from '../../domain/documents/kinds.ts';
import { requireAllowed } from '../../domain/documents/lifecycle.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import type { DocumentAnswer } from '../../workflows/documents/contract.ts';
import { documentWorkflowId } from '../../workflows/shared/ids.ts';
import { requireAccess } from '../auth.ts';
import { camel, renameKeys } from '../case.ts';
import type { Answer, Context, Em, Scope } from '../context.ts';
import { actOnDocument, answerTo, documentPort, makeDocument } from '../documents.ts';
import type { Acted } from '../documents.ts';
import { changing, endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { replayed } from '../idempotency.ts';
import { withFieldValues } from '../field-filters.ts';
import { expandFieldsQuery, single, singleAnswer } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import { layoutChange } from '../schemas/sales.ts';
import { requiredVersion, versionOf } from '../versions.ts';

/** A kind of document as a resource of the API: its endpoints are made of this. */
export interface DocumentResource {
  readonly table: AnyDocumentTable;
  /** `/api/offers`: a document is at `<path>/{number}`. */
  readonly path: string;
  /** The chapter in the OpenAPI document, and the envelope of one document. */
  readonly tag: string;
  readonly singular: string;
  /** `offer`: one document in sentences. */
  readonly what: string;
  /** One document, with `workflow_id` and `self` besides what `view` gives. */
  readonly row: z.ZodObject;
  readonly view: (em: Em, key: DocumentKey) => Promise<DocumentView>;
}

/** What every document shows. */
interface DocumentView {
  readonly id: string;
  readonly number: number;
  readonly version: number;
}

const at = ({ path }: DocumentResource, number: number): string => `${path}/${number}`;

/** A document with where to look further. */
export const located = <View extends DocumentView>(
  resource: DocumentResource,
  view: View,
  agreementNumber: number,
): View & { readonly workflow_id: string; readonly self: string } => ({
  ...view,
  workflow_id: documentWorkflowId(resource.table.kind, agreementNumber, view.id),
  self: at(resource, view.number),
});

/** The document as an answer with its ETag. Throws `NotFound`. */
export async function documentAnswer(
  em: Em,
  resource: DocumentResource,
  key: DocumentKey,
  options: { readonly status: number; readonly agreementNumber: number },
): Promise<Answer> {
  const view = await resource.view(em, key);
  const row = located(resource, view, options.agreementNumber);
  const answer = singleAnswer(options.status, resource.singular, row, view.version);
  if (options.status !== 201) return answer;
  return { ...answer, headers: { ...answer.headers, location: row.self } };
}

const documentSchema = ({ singular, row }: DocumentResource) => single(singular, row);

/** `GET <path>/{number}`. */
export const documentRead = (resource: DocumentResource, summary: string): Endpoint =>
  reading(
    {
      method: 'GET',
      path: `${resource.path}/{number}`,
      scope: 'read',
      tag: resource.tag,
      summary,
      params: pathNumber,
      query: expandFieldsQuery,
      answers: { 200: { description: `The ${resource.what}.`, schema: documentSchema(resource) } },
      ifMatch: 'optional',
    },
    async (em, { params, query }, { caller: { agreementNumber } }) => {
      const { version, ...view } = await resource.view(em, params.number);
      const shown = { rows: [{ ...view, version }], ids: [view.id] };
      const [row = shown.rows[0]] = await withFieldValues(em, resource.table.kind, query, shown);
      return singleAnswer(
        200,
        resource.singular,
        located(resource, row as DocumentView, agreementNumber),
        version,
      );
    },
  );

/** The head of a request under the domain's names; `employee_id` is the dialect's other word for our reference. */
export function domainInput(body: object): Record<string, unknown> {
  const { employee_id, our_reference_id, ...rest } = body as Record<string, unknown>;
  const reference = our_reference_id === undefined ? employee_id : our_reference_id;
  return renameKeys({ ...rest, our_reference_id: reference }, camel) as Record<string, unknown>;
}

interface MakingSpec<B extends z.ZodType> {
  /** Default: the resource's own. */
  readonly path?: string;
  readonly summary: string;
  readonly description?: string;
  readonly body: B;
  readonly bodyExample: unknown;
  readonly errors?: readonly ErrorCode[];
  /** What the command stores of the request; throws where it breaks a rule, so that nothing is carried to a workflow. */
  readonly command: (body: z.output<B>) => object;
  /** Refuses in the command's own transaction what cannot be. */
  readonly check?: (em: Em, body: z.output<B>) => Promise<void>;
}

/** `POST <path>`: makes a document, as a draft. */
export const documentMaking = <B extends z.ZodType>(
  resource: DocumentResource,
  spec: MakingSpec<B>,
): Endpoint =>
  endpoint(
    {
      method: 'POST',
      path: spec.path ?? resource.path,
      scope: 'write',
      tag: resource.tag,
      summary: spec.summary,
      ...(spec.description !== undefined && { description: spec.description }),
      body: spec.body,
      bodyExample: spec.bodyExample,
      answers: { 201: { description: 'Made, as a draft.', schema: documentSchema(resource) } },
      errors: [...(spec.errors ?? []), 'EngineUnavailable'],
    },
    async ({ body }, context) => {
      const creation = { kind: resource.table.kind, definition: documentUpdate('create') };
      const acted = await makeDocument(context, creation, spec.command(body), async (em) =>
        spec.check?.(em, body),
      );
      return answerDocument(resource, acted, context, 201);
    },
  );

const answerDocument = (
  resource: DocumentResource,
  acted: Acted,
  context: Context,
  status: number,
): Promise<Answer> =>
  answerTo(acted, context, (em, key) =>
    documentAnswer(em, resource, key, { status, agreementNumber: context.caller.agreementNumber }),
  );

interface EditSpec<B extends z.ZodType> {
  readonly body: B;
  readonly bodyExample: unknown;
  /** Default: "What is left out stays. `lines`, where sent, replace all lines." */
  readonly description?: string;
  readonly errors?: readonly ErrorCode[];
  readonly edit: (
    em: Em,
    number: number,
    input: Record<string, unknown>,
    by: { readonly context: ActionContext; readonly version: number | undefined },
  ) => Promise<void>;
}

/** `PUT <path>/{number}`: edits a draft; If-Match is required. */
export const documentEdit = <B extends z.ZodType>(resource: DocumentResource, spec: EditSpec<B>): Endpoint =>
  changing(
    {
      method: 'PUT',
      path: `${resource.path}/{number}`,
      scope: 'write',
      tag: resource.tag,
      summary: `Edit a draft ${resource.what}.`,
      description: spec.description ?? 'What is left out stays. `lines`, where sent, replace all lines.',
      params: pathNumber,
      body: spec.body,
      bodyExample: spec.bodyExample,
      answers: { 200: { description: `The ${resource.what}.`, schema: documentSchema(resource) } },
      ifMatch: 'required',
      errors: ['InvalidTransition', ...(spec.errors ?? [])],
    },
    async (em, { params: { number }, body }, { caller, ifMatch }) => {
      const { table } = resource;
      // What cannot be edited any more is refused as that, whatever version the client has seen.
      const row = await findDocument(em, table, number);
      requireAllowed(table.life, table.standingOf(row), 'edit', number);
      const context = { actor: caller.actor, commandId: null, now: new Date() };
      const { version } = requiredVersion(ifMatch);
      await spec.edit(em, number, domainInput(body as object), { context, version });
      em.clear();
      const { agreementNumber } = caller;
      return documentAnswer(em, resource, number, { status: 200, agreementNumber });
    },
  );

interface ActionSpec<B extends z.ZodType> {
  readonly action: string;
  /** The last part of the path: `mark-shipped`. */
  readonly name: string;
  readonly scope: Scope;
  readonly summary: string;
  readonly description?: string;
  readonly body?: B;
  readonly bodyExample?: unknown;
  /** What may stand in the query instead of in the body; there, too, by the same names. */
  readonly query?: z.ZodObject;
  readonly errors?: readonly ErrorCode[];
  /** What the command stores of the request; default: its fields under the domain's names. */
  readonly command?: (body: z.output<B>) => object;
  /** The resource on which it takes the right, where it makes a document of another kind; default: the resource's own. */
  readonly tag?: string;
  /** The resource on which it takes the right to write as well, where the request asks for a document of that kind. */
  readonly alsoWrites?: (body: z.output<B>) => string | undefined;
}

const bodyOf = <B extends z.ZodType>({ body, bodyExample }: ActionSpec<B>) =>
  (body === undefined ? {} : { body, bodyExample: bodyExample ?? {} }) as unknown as { readonly body: B };

const commandOf = <B extends z.ZodType>(spec: ActionSpec<B>, body: z.output<B> | undefined): object => {
  if (body === undefined) return {};
  return spec.command === undefined ? domainInput(body as object) : spec.command(body);
};

/** What an action that answers otherwise than with its document says of its answer. */
interface AnswerSpecOf {
  readonly status: number;
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly answer: (result: DocumentAnswer, em: Em, context: Context) => Promise<Answer>;
}

/** `POST <path>/{number}/<name>`: an action on a document, answered with the document or as `answers` says. */
export const documentAction = <B extends z.ZodType = z.ZodType<undefined>>(
  resource: DocumentResource,
  spec: ActionSpec<B>,
  answers?: AnswerSpecOf,
): Endpoint =>
  endpoint(
    {
      method: 'POST',
      path: `${resource.path}/{number}/${spec.name}`,
      scope: spec.scope,
      tag: spec.tag ?? resource.tag,
      summary: spec.summary,
      ...(spec.description !== undefined && { description: spec.description }),
      params: pathNumber,
      ...bodyOf(spec),
      ...(spec.query !== undefined && { query: spec.query }),
      answers: answersOf(resource, answers),
      errors: ['InvalidTransition', ...(spec.errors ?? []), 'EngineUnavailable'],
    },
    async ({ params, query, body }, context) => {
      const definition = documentUpdate(spec.action);
      const target = { number: params.number, action: spec.action, definition };
      const asked =
        spec.query === undefined ? body : ({ ...(query as object), ...(body as object) } as z.output<B>);
      const written = asked === undefined ? undefined : spec.alsoWrites?.(asked);
      if (written !== undefined) requireAccess(context.caller, { scope: 'write', tag: written });
      const command = commandOf(spec, asked);
      const acted = await actOnDocument(context, documentPort(resource.table), target, command);
      if (answers === undefined) return answerDocument(resource, acted, context, 200);
      return answerTo(acted, context, (em) => answers.answer(acted.result, em, context));
    },
  );

const answersOf = (resource: DocumentResource, answers: AnswerSpecOf | undefined) =>
  answers === undefined
    ? { 200: { description: `The ${resource.what}.`, schema: documentSchema(resource) } }
    : {
        [answers.status]: {
          description: answers.description,
          ...(answers.schema && { schema: answers.schema }),
        },
      };

/** `DELETE <path>/{number}`: deletes a draft. */
export const documentDelete = (resource: DocumentResource): Endpoint =>
  endpoint(
    {
      method: 'DELETE',
      path: `${resource.path}/{number}`,
      scope: 'write',
      tag: resource.tag,
      summary: `Delete a draft ${resource.what}; its number is not used again.`,
      params: pathNumber,
      answers: { 204: { description: 'Deleted.' } },
      command: true,
      errors: ['InvalidTransition', 'EngineUnavailable'],
    },
    async ({ params }, context) => {
      const target = { number: params.number, action: 'delete', definition: documentUpdate('delete') };
      const acted = await actOnDocument(context, documentPort(resource.table), target, {});
      return acted.isRepeat ? replayed({ status: 204 }) : { status: 204 };
    },
  );

/** `PUT <path>/{number}/layout`: another layout, whatever the document's state. */
export const documentLayout = (
  resource: DocumentResource,
  set: (
    em: Em,
    number: number,
    layoutId: number | null,
    by: { readonly context: ActionContext; readonly version: number | undefined },
  ) => Promise<void>,
): Endpoint =>
  changing(
    {
      method: 'PUT',
      path: `${resource.path}/{number}/layout`,
      scope: 'write',
      tag: resource.tag,
      summary: `Give ${/^[aeiou]/.test(resource.what) ? 'an' : 'a'} ${resource.what} another layout, whatever its state.`,
      description: 'The PDF looks different; nothing is sent again.',
      params: pathNumber,
      body: layoutChange,
      bodyExample: { layout_id: 19 },
      answers: { 200: { description: `The ${resource.what}.`, schema: documentSchema(resource) } },
      ifMatch: 'optional',
      errors: ['ReferenceNotFound'],
    },
    async (em, { params: { number }, body }, { caller, ifMatch }) => {
      const context = { actor: caller.actor, commandId: null, now: new Date() };
      const { version } = versionOf(ifMatch);
      await set(em, number, body.layout_id, { context, version });
      em.clear();
      const { agreementNumber } = caller;
      return documentAnswer(em, resource, number, { status: 200, agreementNumber });
    },
  );
