import { withAgreement } from '../../../domain/database.ts';
import { findConnection } from '../../../domain/connections/connection.service.ts';
import { linksOf } from '../../../domain/connections/erp-link.service.ts';
import { invoiceForErp } from '../../../domain/invoices/customer-invoice.service.ts';
import { databaseNow } from '../../../domain/lane/lane.service.ts';
import { readStoredSnapshot, saveSnapshotParts } from '../../../domain/preflight/erp-snapshot.service.ts';
import { recordExchanges } from '../../../domain/transfers/erp-exchange.service.ts';
import type { ErpFlow, FlowStep } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import { groupsOf } from '../preflight/documents.ts';
import { adapterOf, frameOf, sessionOf } from '../sessions.ts';
import { nextStep, subjectOf, turnOf } from './advance.ts';
import { restFlow } from './look-up-write.ts';
import { readErp, usageOf } from './read-erp.ts';
import { asRegisterLink } from './register-link.ts';
import type { SendContext } from './send-write.ts';

/**
 * Reads again, while its flow holds the lane's place, those parts of the snapshot that speak against a document, and
 * decides afresh: a document is never parked for what was true a while ago. Throws retryable failures of the read.
 */
export async function confirmBlock(
  deps: ActivityDeps,
  flow: ErpFlow,
  context: SendContext,
): Promise<FlowStep> {
  const adapter = adapterOf(deps, flow.provider);
  const { readAt, parts, session, productGroups } = await withAgreement(
    deps.orm,
    flow.agreementNumber,
    async (em) => {
      const readAt = await databaseNow(em);
      const connection = await findConnection(em, flow.connectionId);
      const invoice = await invoiceForErp(em, flow.documentId);
      const links = await linksOf(em, connection.id, adapter.registersOf(invoice));
      const stored = await readStoredSnapshot(em, connection.id);
      const blocks = adapter.preflight(
        frameOf(connection),
        invoice,
        links.map(asRegisterLink),
        stored?.parts ?? {},
      );
      const parts = [...new Set(blocks.flatMap(({ part }) => part ?? []))];
      return { readAt, parts, session: sessionOf(deps, connection), productGroups: groupsOf(invoice) };
    },
  );
  if (parts.length === 0) return nextStep(deps, flow);
  const answer = await readErp(deps, flow, { session, purpose: 'preflight', turn: turnOf(flow) }, () =>
    adapter.readSnapshot(session, { parts, productGroups }, context.cancelled),
  );
  if (answer.read === 'rate-limited') return restFlow(deps, flow, answer.retryAfterMs);
  if (answer.read === 'gate-closed') return nextStep(deps, flow);
  // What cannot be read speaks against nobody: the ERP itself will say.
  const value =
    answer.read === 'answered'
      ? answer.value
      : { parts: Object.fromEntries(parts.map((part) => [part, null])), exchanges: [] };
  return nextStep(deps, flow, async (em) => {
    await recordExchanges(em, flow.connectionId, null, 'preflight', value.exchanges);
    await saveSnapshotParts(em, flow.connectionId, value.parts, { readAt, isWhole: false });
    const calls = { ...usageOf(deps, flow.provider, value.exchanges), subject: subjectOf(flow) };
    return { gateClosed: false, calls };
  });
}
