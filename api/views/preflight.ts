import { errorCatalogue, errorMessage } from '../../domain/errors.ts';
import type { ErrorCode, ErrorParams } from '../../domain/errors.ts';
import type { MessageLanguage } from '../../domain/languages.ts';
import type { DryRegister, DryRequest, DryRunReport } from '../../workflows/erp/dry-run/contract.ts';
import type { PreflightProgress, PreflightRef } from '../../workflows/erp/preflight/contract.ts';

interface Block {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

const blockView =
  (language: MessageLanguage) =>
  ({ code, params }: Block) => ({
    code,
    message: errorMessage(code, params, language),
    owner: errorCatalogue[code].owner,
    params,
  });

/** A preflight's run as the API shows it. */
export const preflightView = (
  ref: PreflightRef,
  id: string,
  run: PreflightProgress,
  language: MessageLanguage,
): object => ({
  id,
  integration_id: ref.connectionId,
  provider: ref.provider,
  state: run.isDone ? 'done' : 'running',
  total: run.total,
  checked: run.checked,
  blocked: run.blocked,
  snapshot_at: run.snapshotAt,
  failure: run.failure
    ? { code: run.failure.code, message: errorMessage(run.failure.code, run.failure.params, language) }
    : null,
  documents: run.verdicts.map(({ documentId, documentNumber, blocks }) => ({
    document_id: documentId,
    number: documentNumber,
    blocks: blocks.map(blockView(language)),
  })),
});

const requestView = (request: DryRequest | undefined): object | null => {
  if (request === undefined) return null;
  const { isCut, ...rest } = request;
  return { ...rest, is_cut: isCut };
};

const registerView = ({ kind, ourKey, would, request }: DryRegister): object => ({
  kind,
  key: ourKey,
  would,
  request: requestView(request),
});

/** A dry run as the API shows it. */
export const dryRunView = (report: DryRunReport, language: MessageLanguage): object => ({
  would: report.would,
  state: report.state,
  looks_up_first: report.looksUpFirst,
  blocks: report.blocks.map(blockView(language)),
  registers: report.registers.map(registerView),
  request: requestView(report.request),
});
