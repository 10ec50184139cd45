import { z } from 'zod';
import { findConnection, listConnections } from '../../domain/connections/connection.service.ts';
import type { Connection } from '../../domain/connections/connection.entity.ts';
import { withAgreement } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { findInvoice } from '../../domain/invoices/invoice-store.ts';
import {
  preflightProgressQuery,
  type PreflightProgress,
  type PreflightRef,
  type PreflightReport,
  preflightStart,
  preflightWorkflowType,
} from '../../workflows/erp/preflight/contract.ts';
import { preflightWorkflowId } from '../../workflows/shared/ids.ts';
import type { Answer, Context, Em } from '../context.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { claim } from '../idempotency.ts';
import { single } from '../lists.ts';
import { requireOpenGate } from '../issues.ts';
import { pathId, pathNumber } from '../schemas/common.ts';
import { documentPreflightBody, integrationPreflightBody, preflightRow } from '../schemas/preflight.ts';
import { preflightView } from '../views/preflight.ts';

/** Seconds after which a client should ask again for a preflight that is under way. */
const askAgainSeconds = 2;

const schema = single('preflight', preflightRow);

/** What is asked of whom, and the command whose id the runs have: a repeat of the request joins them. */
interface Asked {
  readonly runId: string;
  readonly refs: readonly PreflightRef[];
}

const refOf = (
  context: Context,
  { id, provider }: Pick<Connection, 'id' | 'provider'>,
  rest: Pick<PreflightRef, 'documentIds' | 'refresh'>,
): PreflightRef => ({
  agreementNumber: context.caller.agreementNumber,
  connectionId: id,
  provider,
  ...rest,
});

/** Claims the request's key and says what it asks for; the same key with another body is refused. */
const asked = (
  context: Context,
  body: unknown,
  refsOf: (em: Em) => Promise<readonly PreflightRef[]>,
): Promise<Asked> =>
  withAgreement(context.deps.orm, context.caller.agreementNumber, async (em) => {
    const { id } = await claim(em, context, body);
    return { runId: id, refs: await refsOf(em) };
  });

/** Runs it, joining the run of an earlier request; where it takes longer than a request may, how far it is. */
async function run(context: Context, ref: PreflightRef, runId: string): Promise<PreflightProgress> {
  const report = await context.deps.engine.run<PreflightReport>({
    type: preflightWorkflowType,
    start: preflightStart(ref, runId),
    repeat: 'join-finished',
  });
  if (report !== undefined) return { ...report, isDone: true, total: report.checked };
  return (await progressOf(context, ref.connectionId, runId)) ?? notYet;
}

const notYet: PreflightProgress = {
  isDone: false,
  total: null,
  checked: 0,
  blocked: 0,
  snapshotAt: null,
  verdicts: [],
};

const progressOf = (
  context: Context,
  connectionId: string,
  runId: string,
): Promise<PreflightProgress | undefined> =>
  context.deps.engine.ask(preflightWorkflowId(connectionId, runId), preflightProgressQuery);

const locationOf = (connectionId: string, runId: string): string =>
  `/api/integrations/${connectionId}/preflights/${runId}`;

const underWay = (body: object, location: string): Answer => ({
  status: 202,
  body,
  headers: { location, 'retry-after': String(askAgainSeconds) },
});

export const documentPreflight = endpoint(
  {
    method: 'POST',
    path: '/api/customer-invoices/{number}/preflight',
    scope: 'write',
    tag: 'customer-invoices',
    isWorded: true,
    summary: 'What the ERPs would refuse of a document now, a draft too.',
    description:
      'All reasons at once, for each integration that has worked once; nothing is sent. 202 where an ERP takes long to answer: ask at its location.',
    params: pathNumber,
    body: documentPreflightBody,
    bodyExample: {},
    answers: {
      200: { description: 'Checked.', schema: z.object({ preflights: z.array(preflightRow) }) },
      202: {
        description: 'Not all is checked yet.',
        schema: z.object({ preflights: z.array(preflightRow) }),
      },
    },
    errors: ['EngineUnavailable'],
  },
  async ({ params, body }, context) => {
    const { runId, refs } = await asked(context, body, async (em) => {
      const { id } = await findInvoice(em, params.number);
      const connections =
        body.integration_id === undefined
          ? (await listConnections(em)).filter(({ account }) => account)
          : [await findConnection(em, body.integration_id)];
      const rest = { documentIds: [id], refresh: body.refresh ?? true };
      connections.forEach(requireOpenGate);
      return connections.map((connection) => refOf(context, connection, rest));
    });
    const runs = await Promise.all(
      refs.map(async (ref) => ({ ref, progress: await run(context, ref, runId) })),
    );
    const answer = {
      preflights: runs.map(({ ref, progress }) => preflightView(ref, runId, progress, context.language)),
    };
    const open = runs.find(({ progress }) => !progress.isDone);
    return open === undefined
      ? { status: 200, body: answer }
      : underWay(answer, locationOf(open.ref.connectionId, runId));
  },
);

const integrationPreflight = endpoint(
  {
    method: 'POST',
    path: '/api/integrations/{id}/preflight',
    scope: 'support',
    tag: 'integrations',
    isWorded: true,
    summary: 'What the ERP would refuse of all open documents now.',
    description:
      'Drafts, and booked documents without their outcome there; nothing is sent. 202 where it takes longer than a request may: the location shows progress and result.',
    params: pathId,
    body: integrationPreflightBody,
    bodyExample: { refresh: true },
    answers: {
      200: { description: 'Checked.', schema },
      202: { description: 'Under way.', schema },
    },
    errors: ['EngineUnavailable'],
  },
  async ({ params, body }, context) => {
    const { runId, refs } = await asked(context, body, async (em) => {
      const connection = await findConnection(em, params.id);
      requireOpenGate(connection);
      return [refOf(context, connection, { refresh: body.refresh ?? false })];
    });
    const [ref] = refs;
    if (ref === undefined) throw new DomainError('Internal');
    const progress = await run(context, ref, runId);
    const answer = { preflight: preflightView(ref, runId, progress, context.language) };
    return progress.isDone
      ? { status: 200, body: answer }
      : underWay(answer, locationOf(ref.connectionId, runId));
  },
);

const one = endpoint(
  {
    method: 'GET',
    path: '/api/integrations/{id}/preflights/{preflight_id}',
    scope: 'support',
    tag: 'integrations',
    isWorded: true,
    summary:
      'How far a preflight is, and what it found. Kept as long as the workflow engine keeps histories.',
    params: pathId.extend({ preflight_id: z.uuid() }),
    answers: { 200: { description: 'The preflight.', schema } },
    errors: ['EngineUnavailable'],
  },
  async ({ params }, context) => {
    const { orm } = context.deps;
    const connection = await withAgreement(orm, context.caller.agreementNumber, (em) =>
      findConnection(em, params.id),
    );
    const progress = await progressOf(context, connection.id, params.preflight_id);
    if (progress === undefined)
      throw new DomainError('NotFound', { what: `The preflight ${params.preflight_id}` });
    const ref = refOf(context, connection, { refresh: false });
    return {
      status: 200,
      body: { preflight: preflightView(ref, params.preflight_id, progress, context.language) },
    };
  },
);

export const integrationPreflightEndpoints: readonly Endpoint[] = [integrationPreflight, one];
