import { findConnection } from '../../domain/connections/connection.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { readTransfer } from '../../domain/transfers/transfer-row.ts';
import {
  type DryRunRef,
  type DryRunResult,
  dryRunStart,
  dryRunWorkflowType,
} from '../../workflows/erp/dry-run/contract.ts';
import { endpoint } from '../endpoint.ts';
import { claim } from '../idempotency.ts';
import { requireOpenGate } from '../issues.ts';
import { single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { dryRunRow } from '../schemas/preflight.ts';
import { dryRunView } from '../views/preflight.ts';

/** Seconds after which a client should ask again for a dry run that is under way. */
const askAgainSeconds = 5;

/** `POST /transfers/{id}/dry-run`: what would become of a transfer now, found by a workflow that reads only. */
export const dryRun = endpoint(
  {
    method: 'POST',
    path: '/api/transfers/{id}/dry-run',
    scope: 'support',
    tag: 'transfers',
    isWorded: true,
    summary: 'What would happen to a transfer now, without sending anything.',
    description:
      "With today's settings and mapping, as a retry would take it where it stands still: its blocks, or the registers that would be made and the request that would go. 202 while the ERP's registers are being read: send it again with the same Idempotency-Key.",
    params: pathId,
    answers: {
      200: { description: 'What would happen.', schema: single('dry_run', dryRunRow) },
      202: { description: 'Not known yet.' },
    },
    errors: [
      'EngineUnavailable',
      'ErpUnavailable',
      'ErpCredentialsRefused',
      'ErpCredentialsUnproven',
      'ErpRateLimited',
    ],
  },
  async ({ params }, context) => {
    const { orm, engine } = context.deps;
    const { agreementNumber } = context.caller;
    const { runId, ref } = await withAgreement(orm, agreementNumber, async (em) => {
      const { id } = await claim(em, context, {});
      const { connectionId, provider, documentKind, documentId } = await readTransfer(em, params.id);
      requireOpenGate(await findConnection(em, connectionId));
      const ref: DryRunRef = {
        ...{ agreementNumber, connectionId, provider, transferId: params.id },
        ...{ documentKind, documentId },
      };
      return { runId: id, ref };
    });
    const result = await engine.run<DryRunResult>({
      type: dryRunWorkflowType,
      start: dryRunStart(ref, runId),
      repeat: 'join-finished',
    });
    if (result === undefined)
      return {
        status: 202,
        headers: { 'retry-after': String(askAgainSeconds), location: context.path },
      };
    if ('code' in result) throw new DomainError(result.code, result.params);
    return singleAnswer(200, 'dry_run', dryRunView(result.report, context.language));
  },
);
