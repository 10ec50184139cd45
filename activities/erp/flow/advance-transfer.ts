import type { EntityManager } from '@mikro-orm/postgresql';
import { type LinkRow, linksOf, noteLink } from '../../../domain/connections/erp-link.service.ts';
import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import { invoiceForErp } from '../../../domain/invoices/customer-invoice.service.ts';
import { retryNotBefore, spendRetry } from '../../../domain/connections/lane-meter.service.ts';
import { lanePriorities } from '../../../domain/lane/lane.decisions.ts';
import {
  enterLane,
  type Entered,
  leaveLane,
  type LaneFlow,
  endFlow,
  type Heir,
} from '../../../domain/lane/lane.service.ts';
import { nextWriteStep, type WriteStep } from '../../../domain/transfers/erp-write.decisions.ts';
import {
  type Claimer,
  idempotencyKeyLifeMs,
  intendWrite,
} from '../../../domain/transfers/erp-write.service.ts';
import type { Situation as TransferSituation } from '../../../domain/transfers/situation.ts';
import { isFinalTransferState, type TransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { policySetting } from '../../../domain/transfers/transfer.service.ts';
import { moveTransfer } from '../../../domain/transfers/transfer-row.ts';
import type { ErpFlow } from '../../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { ErpAdapter, PreparedWrite } from '../adapter.ts';
import { adapterOf, frameOf, sessionOf } from '../sessions.ts';
import type { Advance } from './advance.ts';
import { isFresh, leaveOtherTurns } from './advance-register.ts';
import { holdTransfer } from '../preflight/hold-transfer.ts';
import { asRegisterLink } from './register-link.ts';
import { sendable } from './stored-write.ts';
import { scaledMs, scaledWindow } from './window.ts';

/** The identifier that a booked invoice has and a draft has not: once known, there is nothing left to write. */
const bookedNumber = 'bookedInvoiceNumber';

/** The subject under which a document's writes are attempts of one another. */
export const documentSubject = (documentKind: string, documentId: string): string =>
  `${documentKind}:${documentId}`;

/** How a write is to be intended. */
type Intention = Pick<Extract<WriteStep, { do: 'intend' }>, 'lookUpFirst' | 'repeats'>;

/** What the decision about one transfer looks at, and with what it is carried out. */
interface Situation extends TransferSituation {
  readonly em: EntityManager;
  readonly deps: ActivityDeps;
  readonly adapter: ErpAdapter;
  readonly lane: LaneFlow;
  readonly claimer: Claimer | undefined;
}

/** Decides and writes down what a document's transfer does next. The caller holds the connection's lock. */
export async function advanceTransfer(
  em: EntityManager,
  deps: ActivityDeps,
  flow: ErpFlow,
  rows: TransferSituation,
  claimer: Claimer | undefined,
): Promise<Advance> {
  const { connection, transfer } = rows;
  const lane: LaneFlow = {
    flowId: flow.workflowId,
    workflowId: flow.workflowId,
    priority: lanePriorities.document,
    partyKey: transfer.partyKey,
  };
  const situation = { ...rows, em, deps, lane, claimer, adapter: adapterOf(deps, connection.provider) };
  if (isFinalTransferState(transfer.state)) return done(situation, transfer.state);
  return carryOut(situation, plannedStep(deps, situation.adapter, rows, transfer.round));
}

/** What the rows of a document's writes say to do next in that round. */
export function plannedStep(
  deps: ActivityDeps,
  adapter: ErpAdapter,
  { connection, transfer, writes, now }: TransferSituation,
  round: number,
): WriteStep {
  // A booking that was ever intended counts, whatever the setting says today: it may have reached the ERP.
  const staysDraft =
    connection.settings[policySetting['customer-invoice']] === 'draft' &&
    !writes.some((write) => write.kind === 'book-invoice');
  const kinds = staysDraft ? ['create-draft-invoice'] : ['create-draft-invoice', 'book-invoice'];
  const { looksFirstSince } = transfer;
  const plan = { kinds, endsWith: bookedNumber, round, looksFirstSince };
  return nextWriteStep(writes, plan, scaledWindow(deps, adapter), now);
}

/** It has its outcome: who comes next in the lane is woken, and who waited for the outcome; again when it is run again. */
async function done(
  { em, connection, lane, creditNotes }: Situation,
  state: TransferState,
): Promise<Advance> {
  const wake = await endFlow(em, connection, lane.workflowId);
  return { step: { do: 'done', state }, wake: [...wake, ...creditNotes] };
}

async function carryOut(situation: Situation, step: WriteStep): Promise<Advance> {
  switch (step.do) {
    case 'finish':
      return finish(situation, step.identity);
    case 'park':
      return park(situation, step.state, step.cause, step.params);
    case 'wait':
      return rest(situation, step.until, step.reason);
    case 'intend': {
      const notBefore = step.repeats
        ? retryNotBefore(situation.connection, situation.deps.timeScale, situation.now)
        : 0;
      if (notBefore > situation.now) return rest(situation, notBefore, 'retry');
      return step.kind === 'create-draft-invoice'
        ? intendDraft(situation, step)
        : intendBooking(situation, step);
    }
    case 'send':
    case 'look-up': {
      const { holds, wake } = await takePlace(situation, step.do === 'send' ? 'sending' : 'unknown');
      return { step: holds ? step : { do: 'place' }, wake };
    }
  }
}

/** The transfer's one outcome; who waited for it is woken. */
async function finish(situation: Situation, identity: Readonly<Record<string, string>>): Promise<Advance> {
  const { em, connection, transfer } = situation;
  const booked = identity[bookedNumber];
  if (booked !== undefined) {
    const key = { kind: transfer.documentKind, ourKey: transfer.documentId };
    await noteLink(em, connection.id, key, booked, situation.writes.at(-1)?.contentHash ?? '');
  }
  const advance = await done(situation, 'transferred');
  await moveTransfer(em, transfer, { state: 'transferred', identity, action: 'transferred' });
  return advance;
}

/** Gives back its place, and the turns of its registers that are left over from a run that is gone. */
async function leaveTurns(
  situation: Situation,
  options: { readonly keepsParty: boolean },
): Promise<readonly Heir[]> {
  const { em, connection, lane } = situation;
  const others = await leaveOtherTurns(em, situation);
  const wake = [...others, ...(await leaveLane(em, connection, lane.flowId, options))];
  return wake.filter(({ flowId }) => flowId !== lane.flowId);
}

async function park(
  situation: Situation,
  state: TransferState & ('blocked' | 'refused' | 'conflict'),
  cause: ErrorCode,
  params: ErrorParams,
): Promise<Advance> {
  const { em, transfer } = situation;
  const wake = await leaveTurns(situation, { keepsParty: false });
  await moveTransfer(em, transfer, { state, cause, params, action: `transfer-${state}` });
  return { step: { do: 'parked', state, cause, params }, wake };
}

/** Waits for a window or as told: the place goes back, the party stays until the outcome is known. */
async function rest(situation: Situation, until: number, reason: 'window' | 'retry'): Promise<Advance> {
  const { em, transfer, now } = situation;
  const wake = await leaveTurns(situation, { keepsParty: true });
  await moveTransfer(em, transfer, {
    state: reason === 'window' ? 'unknown' : 'waiting',
    cause: reason === 'window' ? 'ErpOutcomeUnknown' : null,
    action: 'transfer-waits',
  });
  return { step: { do: 'wait', ms: Math.max(0, until - now) }, wake };
}

/**
 * Its registers stand by now: a turn of one of them that is left over goes. In line it is `waiting`, but for one whose outcome
 * is not known: that stays to be seen.
 */
async function takePlace(situation: Situation, state: 'checking' | 'sending' | 'unknown'): Promise<Entered> {
  const { em, connection, transfer, lane } = situation;
  const wake = await leaveOtherTurns(em, situation);
  const isThere = situation.holdsPlace && connection.gate === 'open';
  const entered = isThere ? { holds: true, wake: [] } : await enterLane(em, connection, lane);
  const isUnknown = situation.writes.some((write) => write.state === 'claimed' || write.state === 'unknown');
  if (entered.holds || !isUnknown)
    await moveTransfer(em, transfer, { state: entered.holds ? state : 'waiting', action: 'transfer-moves' });
  const told = [...wake, ...entered.wake].filter(({ flowId }) => flowId !== lane.flowId);
  return { holds: entered.holds, wake: told };
}

/** Preflight, registers, then the draft's intent: nothing is written down as intended before it could be sent. */
async function intendDraft(situation: Situation, intention: Intention): Promise<Advance> {
  const { em, connection, transfer, adapter } = situation;
  if (
    connection.settings[policySetting['customer-invoice']] === 'off' &&
    !situation.writes.some((write) => write.identity)
  )
    return skipByPolicy(situation);
  const invoice = await invoiceForErp(em, transfer.documentId);
  const waitsFor = await uncarriedCreditedInvoice(em, connection.id, invoice);
  if (waitsFor !== undefined)
    return park(situation, 'blocked', 'CreditedInvoiceNotTransferred', { invoice: waitsFor });
  const registers = adapter.registersOf(invoice);
  const links = await linksOf(em, connection.id, registers);
  const held = await preflight(situation, invoice, links);
  if (held !== undefined) return held;
  const current = new Set(
    links
      .filter((link) => isFresh(link, transfer))
      .map((link) => `${link.kind}/${link.ourKey}/${link.contentHash}`),
  );
  const missing = registers.filter(
    (register) => !current.has(`${register.kind}/${register.ourKey}/${adapter.registerHash(register)}`),
  );
  if (missing.length > 0) {
    await moveTransfer(em, transfer, { state: 'checking', action: 'transfer-checks' });
    // Never two places at once: each register takes its own turn, and the document stands in line again after them.
    const wake = await leaveTurns(situation, { keepsParty: false });
    return {
      step: { do: 'registers', registers: missing.map(({ kind, ourKey }) => ({ kind, ourKey })) },
      wake,
    };
  }
  const frame = frameOf(connection);
  const prepared = adapter.prepareInvoice(frame, invoice, links.map(asRegisterLink), transfer.key);
  if ('blocked' in prepared) return park(situation, 'blocked', prepared.blocked, prepared.params);
  return intend(situation, prepared, intention);
}

/**
 * Parks a document that the ERP would refuse, or has what speaks against it read again first; undefined where it may go.
 * One of which something stands there already is not held up: it is looked up, whatever has become of its registers.
 */
async function preflight(
  situation: Situation,
  invoice: InvoiceForErp,
  links: readonly LinkRow[],
): Promise<Advance | undefined> {
  if (situation.writes.some((write) => write.identity)) return undefined;
  const held = await holdTransfer(situation.em, situation.deps, situation, invoice, links);
  if (held.held === 'clear') return undefined;
  if (held.held === 'blocked') return park(situation, 'blocked', held.block.blocked, held.block.params);
  const { holds, wake } = await takePlace(situation, 'checking');
  return { step: { do: holds ? 'confirm' : 'place' }, wake };
}

/** Nothing is there yet, and by now the settings say that nothing shall be. */
async function skipByPolicy(situation: Situation): Promise<Advance> {
  const advance = await done(situation, 'skipped');
  await moveTransfer(situation.em, situation.transfer, {
    state: 'skipped',
    cause: 'NotSentByPolicy',
    decidedBy: 'settings',
    action: 'transfer-skipped',
  });
  return advance;
}

async function intendBooking(situation: Situation, intention: Intention): Promise<Advance> {
  const { adapter, connection } = situation;
  const draft = situation.writes
    .filter((write) => write.kind === 'create-draft-invoice' && write.identity)
    .at(-1);
  const identity = draft?.identity ?? {};
  const prepared = draft && adapter.prepareBooking(frameOf(connection), { ...draft, identity });
  return prepared === undefined ? finish(situation, identity) : intend(situation, prepared, intention);
}

async function intend(
  situation: Situation,
  prepared: PreparedWrite,
  { lookUpFirst, repeats }: Intention,
): Promise<Advance> {
  const { em, deps, connection, transfer, now } = situation;
  const subject = documentSubject(transfer.documentKind, transfer.documentId);
  const { holds, wake } = await takePlace(situation, lookUpFirst ? 'unknown' : 'sending');
  if (!holds) return { step: { do: 'place' }, wake };
  if (repeats) await spendRetry(em, connection, deps.timeScale, now);
  const { id, claimed } = await intendWrite(em, { ...prepared, subject }, situation.writes, {
    connectionId: connection.id,
    transferId: transfer.id,
    round: transfer.round,
    lookUpFirst,
    keyLifeMs: scaledMs(deps, idempotencyKeyLifeMs),
    claimer: situation.claimer,
  });
  return {
    step: { do: lookUpFirst ? 'look-up' : 'send', writeId: id },
    wake,
    claimed: claimed && { write: sendable(claimed), session: sessionOf(deps, connection) },
  };
}

/** The number of the invoice that a credit note credits, where that one has no outcome on this connection yet. */
export async function uncarriedCreditedInvoice(
  em: EntityManager,
  connectionId: string,
  invoice: InvoiceForErp,
): Promise<number | undefined> {
  if (invoice.kind !== 'credit-note') return undefined;
  const [row] = await em.execute<{ number: number }[]>(
    `select credited.number from customer_invoice note
     join customer_invoice credited on credited.id = note.credited_invoice_id
     join transfer t on t.document_id = credited.id and t.connection_id = ?
     where note.id = ? and t.state not in ('transferred', 'skipped', 'marked-done')`,
    [connectionId, invoice.id],
  );
  return row?.number;
}
