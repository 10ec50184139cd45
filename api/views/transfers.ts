import { errorCatalogue, errorMessage, isErrorCode } from '../../domain/errors.ts';
import type { ErrorParams, ErrorRow } from '../../domain/errors.ts';
import type { MessageLanguage } from '../../domain/languages.ts';
import type { Transfer } from '../../domain/transfers/transfer.entity.ts';
import {
  isFinalTransferState,
  type TransferState,
  verbsIn,
} from '../../domain/transfers/transfer.lifecycle.ts';
import { customerInvoiceWorkflowId, transferWorkflowId } from '../../workflows/shared/ids.ts';

/** A transfer as lists and documents show it; its connection must be loaded. */
export function transferView(transfer: Transfer, language: MessageLanguage) {
  const { agreementNumber, documentKind, documentId, connection } = transfer;
  return {
    id: transfer.id,
    state: transfer.state,
    is_final: isFinalTransferState(transfer.state),
    cause: transfer.cause ?? null,
    message: causeMessage(transfer.cause, transfer.causeParams, language),
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
    decided_why: transfer.decidedWhy ?? null,
    issue_id: transfer.issueId ?? null,
    allowed: verbsIn[transfer.state as TransferState],
    settled_at: transfer.settledAt ?? null,
    created_at: transfer.createdAt,
    updated_at: transfer.updatedAt,
    workflow_id: transferWorkflowId(connection.id, documentKind, documentId),
  };
}

/** The catalogue's row of a cause; undefined where it is no code of it. */
export const rowOf = (code: string | null | undefined): ErrorRow | undefined =>
  isErrorCode(code) ? errorCatalogue[code] : undefined;

/** A cause in plain words; null where there is none. */
export function causeMessage(
  code: string | null | undefined,
  params: ErrorParams | null | undefined,
  language: MessageLanguage,
): string | null {
  return isErrorCode(code) ? errorMessage(code, params ?? {}, language) : (code ?? null);
}
