import type { EntityManager } from '@mikro-orm/postgresql';
import { linksOf } from '../../../domain/connections/erp-link.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import { invoiceForErp } from '../../../domain/invoices/customer-invoice.service.ts';
import { databaseNow } from '../../../domain/lane/lane.service.ts';
import { readStoredSnapshot } from '../../../domain/preflight/erp-snapshot.service.ts';
import { findWrite } from '../../../domain/transfers/erp-write.service.ts';
import { readSituation, type Situation } from '../../../domain/transfers/situation.ts';
import { isFinalTransferState, isParkedTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import type {
  DryRequest,
  DryRunRef,
  DryRunReport,
  DryRunResult,
} from '../../../workflows/erp/dry-run/contract.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { Blocked, ErpAdapter, PreparedWrite, RegisterLink, Snapshot } from '../adapter.ts';
import { refreshSnapshot } from '../preflight/refresh-snapshot.ts';
import { adapterOf, type ConnectionSession, frameOf, sessionOf } from '../sessions.ts';
import { documentSubject, plannedStep, uncarriedCreditedInvoice } from './advance-transfer.ts';
import { isFresh } from './advance-register.ts';
import { type DryRegisters, dryRegisters } from './dry-registers.ts';
import { type ErpRead, readErp } from './read-erp.ts';
import { asRegisterLink } from './register-link.ts';
import { sendable } from './stored-write.ts';

/** The longest body that is shown, in characters. */
const bodyMax = 200_000;

/** Everything that a dry run looks at, as the rows have it now. */
interface Plan {
  readonly adapter: ErpAdapter;
  readonly session: ConnectionSession;
  readonly situation: Situation;
  readonly step: ReturnType<typeof plannedStep>;
  readonly invoice: InvoiceForErp;
  readonly links: readonly RegisterLink[];
  readonly snapshot: Snapshot;
  /** An open attempt's bytes, which are sent as they are. */
  readonly stored: PreparedWrite | undefined;
  readonly credited: number | undefined;
}

/**
 * What would become of a transfer now, as a retry would take it where it stands still: its blocks by registers read for
 * this, or the registers that would be made and the request that would go. Reads only. Throws retryable failures of reads.
 */
export async function dryRun(
  deps: ActivityDeps,
  ref: DryRunRef,
  cancelled: AbortSignal,
): Promise<DryRunResult> {
  const now = await withAgreement(deps.orm, ref.agreementNumber, databaseNow);
  const preflight = { ...ref, documentIds: [ref.documentId], refresh: true };
  const read = await refreshSnapshot(deps, preflight, { since: now }, cancelled);
  if (read.read !== 'answered') return unreadable(read);
  const plan = await withAgreement(deps.orm, ref.agreementNumber, (em) => planOf(em, deps, ref));
  const { step, situation } = plan;
  const isFinal = isFinalTransferState(situation.transfer.state);
  if (isFinal || step.do !== 'intend' || step.kind !== 'create-draft-invoice')
    return { report: withoutDraft(plan) };
  const resolved = await readErp(deps, ref, { session: plan.session, purpose: 'preflight' }, (session) =>
    dryRegisters(plan, session, cancelled, shown),
  );
  return resolved.read === 'answered' ? { report: withDraft(plan, resolved.value) } : unreadable(resolved);
}

const unreadable = (read: Exclude<ErpRead<unknown>, { read: 'answered' }>): DryRunResult => {
  if (read.read === 'gate-closed') return { code: read.code, params: read.params };
  if (read.read === 'impossible') return { code: read.cause, params: read.params };
  return { code: 'ErpRateLimited', params: { seconds: Math.ceil(read.retryAfterMs / 1_000) } };
};

async function planOf(em: EntityManager, deps: ActivityDeps, ref: DryRunRef): Promise<Plan> {
  const adapter = adapterOf(deps, ref.provider);
  const { connectionId, transferId, documentKind, documentId } = ref;
  const subject = documentSubject(documentKind, documentId);
  const situation = await readSituation(em, {
    connectionId,
    transferId,
    workflowId: '',
    flowId: '',
    subject,
  });
  const { transfer, connection } = situation;
  const isRetry = isParkedTransferState(transfer.state);
  const step = stepOf(deps, adapter, situation, transfer.round + (isRetry ? 1 : 0));
  const open = 'writeId' in step ? await findWrite(em, step.writeId) : undefined;
  const invoice = await invoiceForErp(em, documentId);
  const links = await linksOf(em, connectionId, adapter.registersOf(invoice));
  return {
    adapter,
    session: sessionOf(deps, connection),
    situation,
    step,
    invoice,
    // A retry reads every register again, whatever is linked.
    links: links
      .filter((link) => !isRetry && isFresh(link, transfer))
      .map(asRegisterLink)
      .concat(links.filter((link) => isRetry || !isFresh(link, transfer)).map(asStale)),
    snapshot: (await readStoredSnapshot(em, connectionId))?.parts ?? {},
    stored: open && sendable(open.write),
    credited: await uncarriedCreditedInvoice(em, connectionId, invoice),
  };
}

/** What is done next, and what a retry does once it has waited until everything of the rounds before is seen there. */
function stepOf(deps: ActivityDeps, adapter: ErpAdapter, situation: Situation, round: number): Plan['step'] {
  const step = plannedStep(deps, adapter, situation, round);
  return round > situation.transfer.round && step.do === 'wait' && step.reason === 'retry'
    ? plannedStep(deps, adapter, { ...situation, now: step.until }, round)
    : step;
}

/** A link whose record is looked for again before anything builds on it. */
const staleHash = '';
const asStale = (link: Parameters<typeof asRegisterLink>[0]): RegisterLink => ({
  ...asRegisterLink(link),
  contentHash: staleHash,
});

/** Where no draft is to be made: an open attempt, a booking, or nothing at all. */
function withoutDraft(plan: Plan): DryRunReport {
  const { adapter, session, situation, step, stored } = plan;
  const { transfer, writes } = situation;
  const report = { state: transfer.state, looksUpFirst: false, blocks: [], registers: [] };
  if (isFinalTransferState(transfer.state)) return { ...report, would: 'nothing' };
  switch (step.do) {
    case 'send':
    case 'look-up': {
      const request = stored && { request: shown(adapter, stored) };
      return { ...report, ...request, would: step.do, looksUpFirst: step.do === 'look-up' };
    }
    case 'wait':
      return { ...report, would: 'wait', looksUpFirst: step.reason === 'window' };
    case 'park':
      return { ...report, would: 'block', blocks: [{ code: step.cause, params: step.params }] };
    case 'finish':
      return { ...report, would: 'nothing' };
    case 'intend': {
      const draft = writes.filter((write) => write.kind === 'create-draft-invoice' && write.identity).at(-1);
      const identity = draft?.identity ?? {};
      const booking = draft && adapter.prepareBooking(session, { ...draft, identity });
      if (booking === undefined) return { ...report, would: 'nothing' };
      const request = shown(adapter, booking);
      return { ...report, would: 'send', looksUpFirst: step.lookUpFirst, request };
    }
  }
}

/** The draft with everything that comes before it. */
function withDraft(plan: Plan, registers: DryRegisters): DryRunReport {
  const { adapter, session, situation, step, invoice, credited } = plan;
  const { transfer, connection } = situation;
  const prepared = adapter.prepareInvoice(session, invoice, registers.links, transfer.key);
  const waits: readonly Blocked[] =
    credited === undefined
      ? []
      : [{ blocked: 'CreditedInvoiceNotTransferred', params: { invoice: credited } }];
  const blocks = distinct([
    ...waits,
    ...adapter.preflight(frameOf(connection), invoice, plan.links, plan.snapshot),
    ...registers.blocks,
    ...('blocked' in prepared ? [prepared] : []),
  ]);
  return {
    would: blocks.length > 0 ? 'block' : 'send',
    state: transfer.state,
    looksUpFirst: step.do === 'intend' && step.lookUpFirst,
    blocks: blocks.map(({ blocked, params }) => ({ code: blocked, params })),
    registers: registers.registers,
    ...(!('blocked' in prepared) && { request: shown(adapter, prepared) }),
  };
}

function shown(adapter: ErpAdapter, write: PreparedWrite): DryRequest {
  const { method, url, headers, body } = adapter.showRequest(write);
  return { method, url, headers, body: body.slice(0, bodyMax), isCut: body.length > bodyMax };
}

/** Each reason once, whoever found it. */
function distinct(blocks: readonly Blocked[]): readonly Blocked[] {
  const known = new Map(blocks.map((block) => [JSON.stringify([block.blocked, block.params]), block]));
  return [...known.values()];
}
