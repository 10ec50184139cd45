import type { MessageLanguage } from '../../domain/languages.ts';
import { z } from 'zod';
import type { FilterQuery } from '@mikro-orm/core';
import { erpProviders } from '../../domain/connections/connection.entity.ts';
import { withAgreement } from '../../domain/database.ts';
import { Issue, issueStates } from '../../domain/issues/issue.entity.ts';
import {
  findIssue,
  findOpenIssue,
  issueCounts,
  standingUnder,
  type IssueCounts,
} from '../../domain/issues/issue.service.ts';
import { retryMany, type Retried } from '../../domain/transfers/retry-many.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { transferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import type { Em } from '../context.ts';
import { endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { onceByKey } from '../idempotency.ts';
import { listAnswer, listAnswers, listQuery, pageOf, queryText, single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { issueRow } from '../schemas/issues.ts';
import { retryBody, transferListRow } from '../schemas/transfers.ts';
import { wakeHeirs } from '../transfers.ts';
import { causeMessage, rowOf, transferView } from '../views/transfers.ts';
import { retryPreviewEndpoint } from './issue-preview.ts';

const tag = 'issues';
const path = '/api/issues/{id}';

const query = listQuery(['opened_at', 'closed_at'], {
  state: z.enum(issueStates, `must be one of ${issueStates.join(', ')}`).optional(),
  provider: z.enum(erpProviders, `must be one of ${erpProviders.join(', ')}`).optional(),
  integration_id: z.uuid().optional(),
  cause: queryText(60).optional().describe('A code of the list of errors.'),
});

const sortColumns = { opened_at: 'openedAt', closed_at: 'closedAt' } as const;

const list = reading(
  {
    method: 'GET',
    path: '/api/issues',
    scope: 'read',
    tag,
    isWorded: true,
    summary: 'Causes that stop documents on their way to an ERP, newest first.',
    description:
      'One per connection and cause, however many documents it stops. It closes when none is left under it.',
    query,
    answers: listAnswers('issues', issueRow),
  },
  async (em, input, { language }) => {
    const page = pageOf({ order_direction: 'DESC', ...input.query });
    const [rows, total] = await em.findAndCount(Issue, whereOf(input.query), {
      populate: ['connection'],
      limit: page.limit,
      offset: page.offset,
      orderBy: [
        { [sortColumns[input.query.order_by ?? 'opened_at']]: page.direction },
        { id: page.direction },
      ],
    });
    const counts = await issueCounts(
      em,
      rows.map(({ id }) => id),
    );
    const views = rows.map((issue) => issueView(issue, counts.get(issue.id) ?? {}, language));
    return listAnswer('issues', views, total, page, { fields: input.query.fields, schema: issueRow });
  },
);

function whereOf(filters: z.output<typeof query>): FilterQuery<Issue> {
  return {
    ...(filters.state && { state: filters.state }),
    ...(filters.cause && { cause: filters.cause }),
    ...((filters.integration_id ?? filters.provider) && {
      connection: {
        ...(filters.integration_id && { id: filters.integration_id }),
        ...(filters.provider && { provider: filters.provider }),
      },
    }),
  };
}

const one = reading(
  {
    method: 'GET',
    path,
    scope: 'read',
    tag,
    isWorded: true,
    summary: 'One issue. Its documents are a list of their own.',
    params: pathId,
    answers: { 200: { description: 'The issue.', schema: single('issue', issueRow) } },
  },
  async (em, { params }, { language }) =>
    singleAnswer(200, 'issue', await shown(em, await findIssue(em, params.id), language)),
);

async function shown(em: Em, issue: Issue, language: MessageLanguage): Promise<object> {
  const counts = await issueCounts(em, [issue.id]);
  return issueView(issue, counts.get(issue.id) ?? {}, language);
}

const transfers = reading(
  {
    method: 'GET',
    path: `${path}/transfers`,
    scope: 'read',
    tag,
    isWorded: true,
    summary: 'The transfers that stand under an issue, or stood there until they were settled; oldest first.',
    params: pathId,
    query: listQuery(['created_at'], {
      state: z.enum(transferStates, `must be one of ${transferStates.join(', ')}`).optional(),
    }),
    answers: listAnswers('transfers', transferListRow),
  },
  async (em, { params, query: asked }, { language }) => {
    const issue = await findIssue(em, params.id);
    const page = pageOf(asked);
    const [rows, total] = await em.findAndCount(
      Transfer,
      { issueId: issue.id, ...(asked.state && { state: asked.state }) },
      {
        populate: ['connection'],
        limit: page.limit,
        offset: page.offset,
        orderBy: [{ createdAt: page.direction }, { id: page.direction }],
      },
    );
    const selection = { fields: asked.fields, schema: transferListRow };
    const views = rows.map((transfer) => transferView(transfer, language));
    return listAnswer('transfers', views, total, page, selection);
  },
);

const retry = endpoint(
  {
    method: 'POST',
    path: `${path}/retry`,
    scope: 'support',
    tag,
    isWorded: true,
    summary: 'Try everything that this cause has stopped again.',
    description:
      'One transaction puts all of it in line, refused documents too; each goes when it is its turn. The issue closes with the last of them.',
    params: pathId,
    body: retryBody,
    bodyExample: { reason: 'The product is open again.' },
    answers: {
      200: {
        description: 'In line again.',
        schema: z.object({ retried: z.int(), issue: issueRow }),
      },
    },
    errors: ['InvalidTransition'],
  },
  async ({ params, body }, context) => {
    let lane: Retried | undefined;
    const answer = await withAgreement(context.deps.orm, context.caller.agreementNumber, (em) =>
      onceByKey(em, context, body, undefined, async () => {
        const issue = await findOpenIssue(em, params.id, 'retry');
        lane = await retryMany(em, {
          connectionId: issue.connection.id,
          of: { issueId: issue.id },
          person: context.caller.actor,
          reason: body.reason,
          action: 'transfer-retried',
        });
        return {
          status: 200,
          body: { retried: lane.transferIds.length, issue: await shown(em, issue, context.language) },
          headers: { 'content-language': context.language },
        };
      }),
    );
    if (lane !== undefined) await wakeHeirs(context, lane.connection.id, lane.heirs);
    return answer;
  },
);

function issueView(issue: Issue, counts: IssueCounts, language: MessageLanguage): object {
  const { connection } = issue;
  return {
    id: issue.id,
    state: issue.state,
    cause: issue.cause,
    message: causeMessage(issue.cause, issue.params, language),
    owner: rowOf(issue.cause)?.owner ?? null,
    params: issue.params,
    integration_id: connection.id,
    provider: connection.provider,
    opened_at: issue.openedAt,
    closed_at: issue.closedAt ?? null,
    closed_by: issue.closedBy ?? null,
    closed_why: issue.closedWhy ?? null,
    last_checked_at: issue.lastCheckedAt ?? null,
    cause_gone_at: issue.causeGoneAt ?? null,
    next_check_at: issue.checkAt ?? null,
    documents: issue.state === 'open' ? standingUnder(counts) : 0,
    transfers: counts,
  };
}

export const issueEndpoints: readonly Endpoint[] = [list, one, transfers, retryPreviewEndpoint, retry];
