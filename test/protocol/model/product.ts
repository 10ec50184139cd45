import type { GateState, TicketRow } from '../../../domain/lane/lane.decisions.ts';
import type { WriteRow, WriteStep } from '../../../domain/transfers/erp-write.decisions.ts';
import { isFinalTransferState, isParkedTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { nowMs, type Rules } from './rules.ts';
import {
  bookKind,
  draftKind,
  type Flow,
  kindNames,
  type Row,
  type Run,
  type Ticket,
  ticks,
  type World,
} from './world.ts';

/** What a flow is told to do next, and the kind that was claimed with its intent. */
export interface Advance {
  readonly step:
    | { readonly do: 'send' | 'look-up'; readonly kind: number }
    | { readonly do: 'place' | 'parked' | 'done' }
    | { readonly do: 'wait'; readonly until: number };
  readonly claimed: boolean;
}

/** One transaction of the product on the world, and what it did that must not be. */
export interface Transaction {
  readonly world: World;
  readonly rules: Rules;
  /** The plan's kinds: one where the connection's documents stay drafts. */
  readonly kinds: readonly string[];
  breaks: string | undefined;
}

const ticketRow = (ticket: Ticket, id: string): TicketRow => ({
  id,
  state: ticket.state,
  priority: 1,
  partyKey: 'party',
  keepsParty: ticket.keepsParty,
  sequence: ticket.sequence,
  enteredAt: nowMs,
});

const stranger: TicketRow = {
  id: 'stranger',
  state: 'holding',
  priority: 1,
  partyKey: 'stranger',
  keepsParty: true,
  sequence: 0,
  enteredAt: nowMs,
};

const identityOf = (row: Row): Record<string, string> => ({
  ...(row.draftNumber > 0 && { draftInvoiceNumber: String(row.draftNumber) }),
  ...(row.booked && { bookedInvoiceNumber: '1' }),
});

/** Of one that wrote it says when that is seen; half a tick apart is what was settled before its transfer looked first. */
function settledAt(row: Row): number {
  const wrote =
    row.outcome === 'accepted' || (row.outcome === 'conflict' && (row.draftNumber > 0 || row.booked));
  if (!wrote) return row.before ? nowMs - 2 * ticks.visibility : nowMs;
  return nowMs + row.fresh - ticks.visibility - (row.before ? 0.5 : 0);
}

/** From when on the rows tell all: what is settled since is as fresh as what was settled before, or fresher. */
function looksFirstSince({ looksFirst, rows }: Flow): number | null {
  if (!looksFirst) return null;
  const isFresh = rows.some((row) => row?.before === true && row.fresh > 0);
  return nowMs - (isFresh ? 0 : ticks.visibility);
}

/** `lookFirst`: what is not sent yet is looked up before, and so is what follows on anything that is settled by now. */
export function lookFirst(flow: Flow): void {
  if (flow.transfer === 'refused' || flow.transfer === 'conflict') return;
  flow.looksFirst = true;
  for (const row of flow.rows) {
    if (row?.state === 'settled') row.before = true;
    if (row?.state === 'intended') row.lookUpFirst = true;
  }
}

/** A row as decisions read it. */
export function asWriteRow(row: Row, kind: number, round: number): WriteRow {
  return {
    id: String(kind),
    kind: kindNames[kind] ?? '',
    number: 1,
    round: row.old ? 1 : round,
    state: row.state,
    outcome: row.outcome,
    lookUpFirst: row.lookUpFirst,
    claimedAt: row.deadline === null ? null : nowMs + row.deadline - ticks.deadline,
    deadlineAt: row.deadline === null ? null : nowMs + row.deadline,
    settledAt: row.state === 'settled' ? settledAt(row) : null,
    retryAt: row.retry > 0 ? nowMs + row.retry : null,
    cause: null,
    params: null,
    identity: row.draftNumber > 0 || row.booked ? identityOf(row) : null,
  };
}

/** Admits whom the decision names. `self` sees its own place at once. */
function admitWho(tx: Transaction, self: number): readonly number[] {
  const { world, rules } = tx;
  const tickets = world.flows.flatMap(({ ticket }, index) =>
    ticket === null || ticket.state === 'left' ? [] : [ticketRow(ticket, String(index))],
  );
  const all = world.busy ? [...tickets, stranger] : tickets;
  const admitted = rules.admit({ gate: world.gate, capacity: 1 }, all, nowMs).map(Number);
  for (const index of admitted) {
    const { ticket } = flowAt(world, index);
    if (ticket === null) continue;
    if (world.flows.some((other, at) => at !== index && other.ticket?.keepsParty === true))
      tx.breaks ??= 'two flows keep one party';
    Object.assign(ticket, { state: 'holding', keepsParty: true, seen: index === self });
  }
  return admitted;
}

export function flowAt(world: World, index: number): Flow {
  const flow = world.flows[index];
  if (flow === undefined) throw new Error(`no flow ${index}`);
  return flow;
}

const hasRun = (flow: Flow): boolean => flow.runs.some(({ at }) => at !== 'none' && at !== 'ended');

/** Fills free places and calls those who have one and have not seen it; a place whose flow has no run goes on. */
export function fillLane(tx: Transaction): void {
  const admitted = admitWho(tx, -1);
  tx.world.flows.forEach((flow, index) => {
    const isHeir = admitted.includes(index) || (flow.ticket?.state === 'holding' && !flow.ticket.seen);
    if (!isHeir) return;
    if (hasRun(flow)) call(flow);
    else releasePlace(tx, index);
  });
}

export function call(flow: Flow): void {
  for (const run of flow.runs) if (run.at !== 'none' && run.at !== 'ended') run.called = true;
}

/** Takes the place of a flow that has no run; its party stays kept while an intent of it is open. */
export function releasePlace(tx: Transaction, index: number): void {
  const { ticket, rows } = flowAt(tx.world, index);
  if (ticket?.state === 'holding') {
    const keeps = tx.rules.keepsParty(rows.filter((row) => row !== null));
    Object.assign(ticket, { state: keeps ? 'resting' : 'left', keepsParty: keeps, seen: false });
  }
  fillLane(tx);
}

/** True where the flow holds a place now. */
export function enterLane(tx: Transaction, index: number): boolean {
  const flow = flowAt(tx.world, index);
  const isOpen = tx.world.gate === 'open';
  const sequence = 1 + Math.max(0, ...tx.world.flows.map(({ ticket }) => ticket?.sequence ?? 0));
  flow.ticket ??= { state: 'waiting', keepsParty: false, seen: false, sequence };
  const stays = flow.ticket.state === 'holding' && isOpen;
  Object.assign(flow.ticket, { state: stays ? 'holding' : 'waiting', seen: stays });
  if (!isOpen) return false;
  return stays || admitWho(tx, index).includes(index);
}

export function leaveLane(tx: Transaction, index: number, keepsParty: boolean): void {
  const { ticket } = flowAt(tx.world, index);
  if (ticket !== null && ticket.state !== 'left') {
    ticket.state = keepsParty ? 'resting' : 'left';
    ticket.keepsParty &&= keepsParty;
    ticket.seen = false;
  }
  fillLane(tx);
}

export function endFlow(tx: Transaction, index: number): void {
  flowAt(tx.world, index).ticket = null;
  fillLane(tx);
}

function takePlace(tx: Transaction, index: number, state: 'sending' | 'unknown'): boolean {
  const flow = flowAt(tx.world, index);
  const { ticket } = flow;
  const isThere = ticket?.state === 'holding' && ticket.seen && tx.world.gate === 'open';
  const inPlace = isThere || enterLane(tx, index);
  const isUnknown = flow.rows.some((row) => row?.state === 'claimed' || row?.state === 'unknown');
  if (inPlace || !isUnknown) flow.transfer = inPlace ? state : 'waiting';
  return inPlace;
}

const place: Advance = { step: { do: 'place' }, claimed: false };

function intend(
  tx: Transaction,
  index: number,
  kind: number,
  lookUpFirst: boolean,
  claims: boolean,
): Advance {
  const flow = flowAt(tx.world, index);
  if (!takePlace(tx, index, lookUpFirst ? 'unknown' : 'sending')) return place;
  if (tx.rules.isSecondIntentRefused && flow.rows.some((row) => row !== null && row.state !== 'settled')) {
    tx.breaks ??= 'a second intent while one is open';
  }
  // Bytes of a proven absence are not at hand: whoever sends them claims them.
  const repeats = flow.rows[kind]?.outcome === 'absent' && !flow.rows[kind].old;
  const claimed = claims && !lookUpFirst && !repeats;
  flow.rows[kind as 0 | 1] = {
    state: claimed ? 'claimed' : 'intended',
    outcome: null,
    lookUpFirst,
    old: false,
    before: false,
    deadline: claimed ? ticks.deadline : null,
    retry: 0,
    fresh: 0,
    draftNumber: kind === bookKind ? (flow.rows[draftKind]?.draftNumber ?? 0) : 0,
    booked: false,
  };
  for (const job of tx.world.jobs) if (job.flow === index && job.kind === kind) job.stale = true;
  return { step: { do: lookUpFirst ? 'look-up' : 'send', kind }, claimed };
}

function carryOut(tx: Transaction, index: number, step: WriteStep, claims: boolean): Advance {
  const flow = flowAt(tx.world, index);
  switch (step.do) {
    case 'finish':
      endFlow(tx, index);
      flow.transfer = 'transferred';
      return { step: { do: 'done' }, claimed: false };
    case 'park':
      leaveLane(tx, index, false);
      flow.transfer = step.state;
      return { step: { do: 'parked' }, claimed: false };
    case 'wait':
      leaveLane(tx, index, true);
      flow.transfer = step.reason === 'window' ? 'unknown' : 'waiting';
      return { step: { do: 'wait', until: Math.ceil(step.until - nowMs) }, claimed: false };
    case 'intend':
      return intend(tx, index, kindNames.indexOf(step.kind as 'book-invoice'), step.lookUpFirst, claims);
    case 'send':
    case 'look-up':
      return takePlace(tx, index, step.do === 'send' ? 'sending' : 'unknown')
        ? { step: { do: step.do, kind: Number(step.writeId) }, claimed: false }
        : place;
  }
}

/** `advanceFlow`: decides from the rows what a flow does next and writes it down. */
export function advance(tx: Transaction, index: number, claims: boolean): Advance {
  const flow = flowAt(tx.world, index);
  if (isFinalTransferState(flow.transfer)) {
    endFlow(tx, index);
    return { step: { do: 'done' }, claimed: false };
  }
  const rows = flow.rows.flatMap((row, kind) => (row === null ? [] : [asWriteRow(row, kind, flow.round)]));
  const plan = {
    kinds: tx.kinds,
    endsWith: 'bookedInvoiceNumber',
    round: flow.round,
    looksFirstSince: looksFirstSince(flow),
  };
  const step = tx.rules.nextWriteStep(rows, plan, tx.rules.window, nowMs);
  return carryOut(tx, index, step, claims);
}

/** `closeGate`: a gate that a person paused stays so. */
export function closeGate(world: World, gate: Exclude<GateState, 'open'>): void {
  if (world.gate !== 'paused') world.gate = gate;
}

/** A run that sleeps until it is called, or is over: nothing of the rows waits for it. */
const isQuiet = ({ at, called }: Run): boolean =>
  at === 'none' || at === 'ended' || ((at === 'place' || at === 'parked') && !called);

/** It has its outcome, or stands where a person sees it; no place or party is held for it, and nobody carries it on. */
export const isSettled = ({ transfer, ticket, runs }: Flow): boolean =>
  isFinalTransferState(transfer)
    ? ticket === null && runs.every(isQuiet)
    : isParkedTransferState(transfer) && (ticket === null || (ticket.state === 'left' && !ticket.keepsParty));

/** Signal-with-start. */
export function startOrCall(flow: Flow): void {
  const [first] = flow.runs;
  if (flow.runs.every(({ at }) => at === 'none' || at === 'ended') && first !== undefined)
    Object.assign(first, { at: 'look', until: 0, called: false });
  else call(flow);
}
