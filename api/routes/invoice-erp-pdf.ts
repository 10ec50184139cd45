import { DomainError, isErrorCode } from '../../domain/errors.ts';
import { findDocumentFile } from '../../domain/files/document-file.service.ts';
import { findInvoice } from '../../domain/invoices/invoice-store.ts';
import { documentName } from '../../domain/invoices/customer-invoice.lifecycle.ts';
import { withAgreement } from '../../domain/database.ts';
import { transfersOf } from '../../domain/transfers/transfer-row.ts';
import { invoicePdfStart, invoicePdfWorkflowType } from '../../workflows/erp/invoice-pdf/contract.ts';
import type { InvoicePdfRef, InvoicePdfResult } from '../../workflows/erp/invoice-pdf/contract.ts';
import type { Context, Em } from '../context.ts';
import { endpoint } from '../endpoint.ts';
import { pdfAnswer, pdfType } from '../printing.ts';
import { pathNumber } from '../schemas/common.ts';

/** Seconds after which a client should ask again for a PDF that the ERP is still making. */
const askAgainSeconds = 5;

/** `GET /customer-invoices/{n}/erp.pdf`: the stored PDF, else the ERP's, fetched by a workflow through the lane. */
export const erpPdf = endpoint(
  {
    method: 'GET',
    path: '/api/customer-invoices/{number}/erp.pdf',
    scope: 'read',
    tag: 'customer-invoices',
    summary: 'The PDF of a document, as the ERP made it.',
    description:
      'Fetched from the ERP the first time and kept. 202 while the ERP is still making it: ask again.',
    params: pathNumber,
    answers: {
      200: { description: 'The PDF.', contentType: pdfType },
      202: { description: 'Not ready yet.' },
    },
    errors: [
      'InvalidTransition',
      'EngineUnavailable',
      'ErpUnavailable',
      'ErpCredentialsRefused',
      'ErpCredentialsUnproven',
    ],
  },
  async ({ params }, context) => {
    const { orm, engine } = context.deps;
    const { agreementNumber } = context.caller;
    const found = await withAgreement(orm, agreementNumber, (em) => findPdf(em, context, params.number));
    if ('content' in found) return pdfAnswer(found.content, String(params.number));
    const result = await engine.run<InvoicePdfResult>({
      type: invoicePdfWorkflowType,
      start: invoicePdfStart(found.ref),
      repeat: 'run-again',
    });
    if (result === undefined)
      return {
        status: 202,
        headers: {
          'retry-after': String(askAgainSeconds),
          location: `/api/customer-invoices/${params.number}/erp.pdf`,
        },
      };
    if (result.fileId === undefined) throw refused(result);
    const content = await withAgreement(orm, agreementNumber, (em) =>
      findDocumentFile(em, found.ref.documentId, pdfType),
    );
    if (content === undefined) throw new DomainError('Internal');
    return pdfAnswer(content, String(params.number));
  },
);

type Found = { readonly content: Uint8Array } | { readonly ref: InvoicePdfRef };

/** The stored file, or whom to ask for it. Throws `InvalidTransition` where no ERP has the document yet. */
async function findPdf(em: Em, context: Context, number: number): Promise<Found> {
  const invoice = await findInvoice(em, number);
  const content = await findDocumentFile(em, invoice.id, pdfType);
  if (content !== undefined) return { content };
  const transfers = await transfersOf(em, invoice.id);
  const done = transfers.find((transfer) => transfer.state === 'transferred');
  if (done === undefined)
    throw new DomainError('InvalidTransition', {
      what: documentName(invoice.kind, number),
      state: transfers.length === 0 ? invoice.state : 'not transferred',
      action: 'pdf',
      allowed: 'nothing',
    });
  return {
    ref: {
      agreementNumber: context.caller.agreementNumber,
      connectionId: done.connectionId,
      provider: done.provider,
      documentId: invoice.id,
    },
  };
}

const refused = ({ code, params }: InvoicePdfResult): DomainError =>
  isErrorCode(code) ? new DomainError(code, params) : new DomainError('Internal');
