import { cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { findConnection } from '../domain/connections/connection.service.ts';
import { withAgreement } from '../domain/database.ts';
import type { ErrorCode, ErrorParams } from '../domain/errors.ts';
import { saveDocumentFile } from '../domain/files/document-file.service.ts';
import { Transfer } from '../domain/transfers/transfer.entity.ts';
import type { InvoicePdfRef, InvoicePdfResult } from '../workflows/erp/invoice-pdf/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { readErp } from './erp/flow/read-erp.ts';
import { adapterOf, sessionOf } from './erp/sessions.ts';

/** On the provider's task queue. */
export function createInvoicePdfActivities(deps: ActivityDeps) {
  return {
    /**
     * Fetches and stores the ERP's PDF of a transferred invoice. Thrown as `ErpPdfNotYet`, to be tried again, while the ERP
     * has not made it.
     */
    async fetchInvoicePdf(ref: InvoicePdfRef): Promise<InvoicePdfResult> {
      const found = await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        const transfer = await em.findOne(Transfer, {
          connection: ref.connectionId,
          documentId: ref.documentId,
          state: 'transferred',
        });
        const connection = await findConnection(em, ref.connectionId);
        return transfer?.identity && { identity: transfer.identity, session: sessionOf(deps, connection) };
      });
      if (!found) return refused('NotFound', { what: 'A transferred invoice with a PDF' });
      const answer = await readErp(deps, ref, { session: found.session, purpose: 'pdf' }, (session) =>
        adapterOf(deps, ref.provider).fetchInvoicePdf(session, found.identity, cancellationSignal()),
      );
      if (answer.read === 'gate-closed') return refused(answer.code, answer.params);
      if (answer.read === 'rate-limited')
        return refused('ErpRateLimited', { seconds: Math.ceil(answer.retryAfterMs / 1_000) });
      if (answer.read === 'impossible') return refused(answer.cause, answer.params);
      const content = answer.value;
      if (content === undefined)
        throw ApplicationFailure.create({
          message: 'The ERP has not made the PDF yet.',
          type: 'ErpPdfNotYet',
          category: ApplicationFailureCategory.BENIGN,
        });
      const fileId = await withAgreement(deps.orm, ref.agreementNumber, (em) =>
        saveDocumentFile(em, {
          connectionId: ref.connectionId,
          documentKind: 'customer-invoice',
          documentId: ref.documentId,
          mediaType: 'application/pdf',
          content,
        }),
      );
      return { fileId };
    },
  };
}

const refused = (code: ErrorCode, params: ErrorParams): InvoicePdfResult => ({ code, params });

export type InvoicePdfActivities = ReturnType<typeof createInvoicePdfActivities>;
