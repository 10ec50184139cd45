import { z } from 'zod';
import type { FilterQuery } from '@mikro-orm/core';
import { erpProviders } from '../../domain/connections/connection.entity.ts';
import type { MessageLanguage } from '../../domain/languages.ts';
import { ErpExchange } from '../../domain/transfers/erp-exchange.entity.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { transferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import { findTransfer } from '../../domain/transfers/transfer.service.ts';
import type { Em } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { dryRun } from './dry-run.ts';
import {
  listAnswer,
  listAnswers,
  listQuery,
  pageOf,
  queryInteger,
  queryText,
  single,
  singleAnswer,
} from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { transferListRow, transferRow } from '../schemas/transfers.ts';
import { causeMessage, transferView } from '../views/transfers.ts';
import { exchangesFile } from './exchanges.ts';
import { transferActionEndpoints } from './transfer-actions.ts';

const tag = 'transfers';

/** Exchanges shown with one attempt at most; a look-up that goes on for hours makes many. */
const exchangesMax = 50;

const query = listQuery(['created_at', 'updated_at', 'settled_at', 'document_number', 'state'], {
  state: z.enum(transferStates, `must be one of ${transferStates.join(', ')}`).optional(),
  provider: z.enum(erpProviders, `must be one of ${erpProviders.join(', ')}`).optional(),
  integration_id: z.uuid().optional(),
  document_number: queryInteger(1, 999_999_999).optional(),
  document_type: queryText(40).optional(),
  cause: queryText(60).optional().describe('A code of the list of errors.'),
  issue_id: z
    .uuid()
    .optional()
    .describe('Those that stand, or stood until they were settled, under this issue.'),
});

const sortColumns = {
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  settled_at: 'settledAt',
  document_number: 'documentNumber',
  state: 'state',
} as const;

const list = reading(
  {
    method: 'GET',
    path: '/api/transfers',
    scope: 'read',
    tag,
    summary: 'The transfers of booked documents to the ERPs, newest first.',
    isWorded: true,
    query,
    answers: listAnswers('transfers', transferListRow),
  },
  async (em, input, { language }) => {
    const page = pageOf({ order_direction: 'DESC', ...input.query });
    const [rows, total] = await em.findAndCount(Transfer, whereOf(input.query), {
      populate: ['connection'],
      limit: page.limit,
      offset: page.offset,
      orderBy: [
        { [sortColumns[input.query.order_by ?? 'created_at']]: page.direction },
        { id: page.direction },
      ],
    });
    const views = rows.map((transfer) => transferView(transfer, language));
    return listAnswer('transfers', views, total, page, {
      fields: input.query.fields,
      schema: transferListRow,
    });
  },
);

function whereOf(filters: z.output<typeof query>): FilterQuery<Transfer> {
  return {
    ...(filters.state && { state: filters.state }),
    ...(filters.cause && { cause: filters.cause }),
    ...(filters.issue_id && { issueId: filters.issue_id }),
    ...(filters.document_number && { documentNumber: filters.document_number }),
    ...(filters.document_type && { documentKind: filters.document_type }),
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
    path: '/api/transfers/{id}',
    scope: 'support',
    tag,
    summary: 'One transfer with every attempt and every exchange with the ERP.',
    description: 'Secrets are masked before an exchange is stored.',
    isWorded: true,
    params: pathId,
    answers: { 200: { description: 'The transfer.', schema: single('transfer', transferRow) } },
  },
  async (em, { params }, { language }) => {
    const transfer = await findTransfer(em, params.id);
    return singleAnswer(200, 'transfer', {
      ...transferView(transfer, language),
      attempts: await attemptsOf(em, transfer.id, language),
    });
  },
);

/** Every attempt made for a transfer, in the order in which they were intended. */
async function attemptsOf(em: Em, transferId: string, language: MessageLanguage): Promise<object[]> {
  const writes = await em.find(
    ErpWrite,
    { transferId },
    { orderBy: [{ intendedAt: 'asc' }, { number: 'asc' }] },
  );
  const exchanges = await em.find(
    ErpExchange,
    { writeId: { $in: writes.map((write) => write.id) } },
    { orderBy: { at: 'asc' } },
  );
  return writes.map((write) => ({
    id: write.id,
    kind: write.kind,
    subject: write.subject,
    number: write.number,
    round: write.round,
    state: write.state,
    outcome: write.outcome ?? null,
    cause: write.cause ?? null,
    message: causeMessage(write.cause, write.causeParams, language),
    unknown_reason: write.unknownReason ?? null,
    reference: write.reference,
    content_hash: write.contentHash,
    erp: write.identity ?? null,
    intended_at: write.intendedAt,
    claimed_at: write.claimedAt ?? null,
    settled_at: write.settledAt ?? null,
    exchanges: exchanges
      .filter((exchange) => exchange.writeId === write.id)
      .slice(-exchangesMax)
      .map(exchangeView),
  }));
}

const exchangeView = (exchange: ErpExchange): object => ({
  id: exchange.id,
  purpose: exchange.purpose,
  at: exchange.at,
  method: exchange.method,
  url: exchange.url,
  request_headers: exchange.requestHeaders,
  request_body: exchange.requestBody ?? null,
  status: exchange.status ?? null,
  response_headers: exchange.responseHeaders,
  response_body: exchange.responseBody ?? null,
  duration_ms: exchange.durationMs,
});

export const transferEndpoints: readonly Endpoint[] = [
  list,
  // `retry` is no transfer's id: before what takes any.
  ...transferActionEndpoints,
  one,
  exchangesFile,
  dryRun,
];
