import type { MessageLanguage } from '../../domain/languages.ts';
import { z } from 'zod';
import { withAgreement } from '../../domain/database.ts';
import { errorCatalogue, errorMessage } from '../../domain/errors.ts';
import { derivedId } from '../../domain/ids.ts';
import { findOpenIssue } from '../../domain/issues/issue.service.ts';
import { parkedTransferStates, type TransferState } from '../../domain/transfers/transfer.lifecycle.ts';
import { preflightStart, preflightWorkflowType } from '../../workflows/erp/preflight/contract.ts';
import type { PreflightReport, PreflightVerdict } from '../../workflows/erp/preflight/contract.ts';
import type { Em } from '../context.ts';
import { endpoint } from '../endpoint.ts';
import { requireOpenGate } from '../issues.ts';
import { single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { retryPreview } from '../schemas/issues.ts';

/** Documents in one preview at most, oldest first. */
const previewMax = 1_000;

/** Seconds after which a client should ask again, with the same key, for a preview that is still being made. */
const askAgainSeconds = 5;

interface PreviewedRow {
  readonly id: string;
  readonly documentId: string;
  readonly documentNumber: number;
  readonly state: TransferState;
  readonly total: number;
}

/** `POST /issues/{id}/retry/preview`: what a retry of the whole issue would come to now. Changes nothing. */
export const retryPreviewEndpoint = endpoint(
  {
    method: 'POST',
    path: '/api/issues/{id}/retry/preview',
    scope: 'support',
    tag: 'issues',
    summary: 'What a retry of everything with this cause would come to now, per document.',
    description:
      "Held against the ERP's registers, read afresh; nothing is sent or changed. Of very many documents the oldest thousand are looked at.",
    params: pathId,
    answers: {
      200: { description: 'The preview.', schema: single('preview', retryPreview) },
      202: {
        description: 'Still under way: repeat with the same key.',
        schema: single('preview', z.null()),
      },
    },
    errors: ['InvalidTransition', 'ConnectionPaused', 'EngineUnavailable'],
  },
  async ({ params }, context) => {
    const { orm, engine } = context.deps;
    const { agreementNumber } = context.caller;
    const { rows, ref } = await withAgreement(orm, agreementNumber, async (em) => {
      const { connection } = await findOpenIssue(em, params.id, 'preview');
      requireOpenGate(connection);
      const rows = await previewed(em, params.id);
      const documentIds = rows.map(({ documentId }) => documentId);
      const { id: connectionId, provider } = connection;
      return { rows, ref: { agreementNumber, connectionId, provider, documentIds, refresh: true } };
    });
    // The same key is the same look, so that a repeat joins it.
    const runId = derivedId('retry-preview', agreementNumber, context.path, context.idempotencyKey);
    const report = await engine.run<PreflightReport>({
      type: preflightWorkflowType,
      start: preflightStart(ref, runId),
      repeat: 'join-finished',
    });
    if (report === undefined)
      return { status: 202, body: { preview: null }, headers: { 'retry-after': String(askAgainSeconds) } };
    return singleAnswer(200, 'preview', previewOf(rows, report, context.language));
  },
);

const previewed = (em: Em, issueId: string): Promise<PreviewedRow[]> =>
  em.execute<PreviewedRow[]>(
    `select id, document_id as "documentId", document_number as "documentNumber", state, count(*) over ()::int as total
     from transfer where issue_id = ? and state = any(?) order by created_at, id limit ?`,
    [issueId, `{${parkedTransferStates.join(',')}}`, previewMax],
  );

/** A document without a verdict (settled meanwhile) is left out. */
function previewOf(
  rows: readonly PreviewedRow[],
  report: PreflightReport,
  language: MessageLanguage,
): object {
  const verdicts = new Map(report.verdicts.map((verdict) => [verdict.documentId, verdict]));
  const transfers = rows.flatMap((row) => {
    const verdict = verdicts.get(row.documentId);
    return verdict === undefined ? [] : [rowOf(row, verdict, language)];
  });
  const blocked = transfers.filter(({ would }) => would === 'be-blocked').length;
  return {
    documents: rows[0]?.total ?? 0,
    checked: transfers.length,
    would_go: transfers.length - blocked,
    would_be_blocked: blocked,
    snapshot_at: report.snapshotAt,
    transfers,
  };
}

function rowOf(row: PreviewedRow, { blocks }: PreflightVerdict, language: MessageLanguage) {
  return {
    transfer_id: row.id,
    document_number: row.documentNumber,
    state: row.state,
    would: blocks.length === 0 ? 'go' : 'be-blocked',
    blocks: blocks.map(({ code, params }) => ({
      code,
      message: errorMessage(code, params, language),
      owner: errorCatalogue[code].owner,
    })),
  };
}
