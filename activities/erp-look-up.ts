import { cancellationSignal } from '@temporalio/activity';
import { findConnection } from '../domain/connections/connection.service.ts';
import { withAgreement } from '../domain/database.ts';
import type { ErrorCode, ErrorParams } from '../domain/errors.ts';
import { invoiceForErp } from '../domain/invoices/customer-invoice.service.ts';
import { recordExchanges } from '../domain/transfers/erp-exchange.service.ts';
import { writesOf } from '../domain/transfers/erp-write.service.ts';
import { readTransfer } from '../domain/transfers/transfer-row.ts';
import type { ErpLookUpRef, ErpLookUpResult } from '../workflows/erp/look-up/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { documentSubject } from './erp/flow/advance-transfer.ts';
import { countRead, readErp } from './erp/flow/read-erp.ts';
import { adapterOf, sessionOf } from './erp/sessions.ts';

/** On the provider's task queue. */
export function createErpLookUpActivities(deps: ActivityDeps) {
  return {
    /**
     * Asks the ERP for a transfer's document, by our key or by a number, and holds what is there against ours. The exchanges
     * are kept with the transfer's latest attempt, where there is one. Throws retryable failures of the read.
     */
    async lookUpInErp(ref: ErpLookUpRef): Promise<ErpLookUpResult> {
      const { session, question, writeId } = await withAgreement(
        deps.orm,
        ref.agreementNumber,
        async (em) => {
          const { key } = await readTransfer(em, ref.transferId);
          const subject = documentSubject(ref.documentKind, ref.documentId);
          const writes = await writesOf(em, ref.connectionId, subject);
          return {
            session: sessionOf(deps, await findConnection(em, ref.connectionId)),
            question: {
              invoice: await invoiceForErp(em, ref.documentId),
              key,
              ...(ref.erpNumber !== undefined && { number: ref.erpNumber }),
            },
            writeId: writes.at(-1)?.id ?? null,
          };
        },
      );
      const answer = await readErp(deps, ref, { session, purpose: 'look-up', writeId }, () =>
        adapterOf(deps, ref.provider).findInvoice(session, question, cancellationSignal()),
      );
      if (answer.read === 'gate-closed') return unanswered(answer.code, answer.params);
      if (answer.read === 'rate-limited')
        return unanswered('ErpRateLimited', { seconds: Math.ceil(answer.retryAfterMs / 1_000) });
      if (answer.read === 'impossible') return unanswered(answer.cause, answer.params);
      const { exchanges, ...found } = answer.value;
      await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        await countRead(em, deps, ref, exchanges);
        await recordExchanges(em, ref.connectionId, writeId, 'look-up', exchanges);
      });
      if (found.found === 'absent') return found;
      const { identity } = found;
      if (found.found === 'same') return { found: 'same', identity };
      const { difference, carriedKey } = found;
      return { found: 'other', identity, difference, ...(carriedKey !== undefined && { carriedKey }) };
    },
  };
}

const unanswered = (code: ErrorCode, params: ErrorParams): ErpLookUpResult => ({
  found: 'unanswered',
  code,
  params,
});

export type ErpLookUpActivities = ReturnType<typeof createErpLookUpActivities>;
