import { z } from 'zod';
import type { FilterQuery } from '@mikro-orm/core';
import { erpProviders } from '../../domain/connections/connection.entity.ts';
import { errorCatalogue, errorMessage } from '../../domain/errors.ts';
import type { ErrorCode, ErrorParams, ErrorRow } from '../../domain/errors.ts';
import { ErpExchange } from '../../domain/transfers/erp-exchange.entity.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { isFinalTransferState, transferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import { findTransfer, retryTransfer } from '../../domain/transfers/transfer.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { customerInvoiceWorkflowId, transferWorkflowId } from '../../workflows/shared/ids.ts';
import type { Context, Em } from '../context.ts';
import { endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { onceByKey } from '../idempotency.ts';
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
    query,
    answers: listAnswers('transfers', transferListRow),
  },
  async (em, input) => {
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
    return listAnswer('transfers', rows.map(transferView), total, page, {
      fields: input.query.fields,
      schema: transferListRow,
    });
  },
);

function whereOf(filters: z.output<typeof query>): FilterQuery<Transfer> {
  return {
    ...(filters.state && { state: filters.state }),
    ...(filters.cause && { cause: filters.cause }),
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
    params: pathId,
    answers: { 200: { description: 'The transfer.', schema: single('transfer', transferRow) } },
  },
  async (em, { params }) => {
    const transfer = await findTransfer(em, params.id);
    return singleAnswer(200, 'transfer', {
      ...transferView(transfer),
      attempts: await attemptsOf(em, transfer.id),
    });
  },
);

const retry = endpoint(
  {
    method: 'POST',
    path: '/api/transfers/{id}/retry',
    scope: 'support',
    tag,
    summary: 'Try a transfer that stands still again.',
    description:
      "With today's settings and mapping. What had succeeded is looked up first, never sent twice.",
    params: pathId,
    answers: { 200: { description: 'In line again.', schema: single('transfer', transferListRow) } },
    errors: ['InvalidTransition'],
  },
  async ({ params }, context) => {
    const { orm } = context.deps;
    const answer = await withAgreement(orm, context.caller.agreementNumber, async (em) =>
      onceByKey(em, context, {}, undefined, async () => {
        const transfer = await retryTransfer(em, params.id, context.caller.actor);
        return singleAnswer(200, 'transfer', transferView(transfer));
      }),
    );
    await tellTransfer(context, params.id);
    return answer;
  },
);

/** Tells the transfer's workflow; its row says it already, so that an engine that is away only makes it later. */
async function tellTransfer(context: Context, id: string): Promise<void> {
  const { agreementNumber } = context.caller;
  try {
    const ref = await withAgreement(context.deps.orm, agreementNumber, async (em) => {
      const { connection, documentKind, documentId, documentNumber } = await findTransfer(em, id);
      return {
        agreementNumber,
        provider: connection.provider,
        connectionId: connection.id,
        transferId: id,
        documentKind,
        documentId,
        documentNumber,
      };
    });
    await context.deps.engine.look(ref);
  } catch (error) {
    context.log.warn({ err: error, transfer: id }, 'The retry will be seen by the keeper.');
  }
}

/** Every attempt made for a transfer, in the order in which they were intended. */
async function attemptsOf(em: Em, transferId: string): Promise<object[]> {
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
    message: causeMessage(write.cause, write.causeParams),
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

/** A transfer as lists and documents show it; its connection must be loaded. */
export function transferView(transfer: Transfer) {
  const { agreementNumber, documentKind, documentId, connection } = transfer;
  return {
    id: transfer.id,
    state: transfer.state,
    is_final: isFinalTransferState(transfer.state),
    cause: transfer.cause ?? null,
    message: causeMessage(transfer.cause, transfer.causeParams),
    owner: rowOf(transfer.cause)?.owner ?? null,
    document: {
      type: documentKind,
      number: transfer.documentNumber,
      id: documentId,
      workflow_id: customerInvoiceWorkflowId(agreementNumber, documentId),
    },
    integration_id: connection.id,
    provider: connection.provider,
    round: transfer.round,
    key: transfer.key,
    erp: transfer.identity ?? null,
    decided_by: transfer.decidedBy ?? null,
    settled_at: transfer.settledAt ?? null,
    created_at: transfer.createdAt,
    updated_at: transfer.updatedAt,
    workflow_id: transferWorkflowId(connection.id, documentKind, documentId),
  };
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);

const rowOf = (code: string | null | undefined): ErrorRow | undefined =>
  typeof code === 'string' && isErrorCode(code) ? errorCatalogue[code] : undefined;

/** A cause in plain words; null where there is none. */
export function causeMessage(
  code: string | null | undefined,
  params: ErrorParams | null | undefined,
): string | null {
  if (typeof code !== 'string') return null;
  if (code === 'NotSentByPolicy') return "The connection's settings say that such documents are not sent.";
  return isErrorCode(code) ? errorMessage(code, params ?? {}) : code;
}

export const transferEndpoints: readonly Endpoint[] = [list, one, retry, dryRun];
