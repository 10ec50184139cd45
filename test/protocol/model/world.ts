import type { GateState, TicketState } from '../../../domain/lane/lane.decisions.ts';
import type { WriteOutcome, WriteState } from '../../../domain/transfers/erp-write.decisions.ts';
import type { TransferState } from '../../../domain/transfers/transfer.lifecycle.ts';

/**
 * The world of the protocol, as small as it can be and still go wrong in every way that matters. Times are ticks from now
 * (0: reached), so that a world of yesterday and one of today are the same state.
 */

/** How long things take, in ticks: each of them as long as one of the others can be late. */
export const ticks = { deadline: 1, processing: 1, visibility: 1, retry: 1 } as const;

/** The two writes of a document, in order, as indices into `Flow.rows`. */
export const kindNames = ['create-draft-invoice', 'book-invoice'] as const;
export const draftKind = 0;
export const bookKind = 1;

/** The latest attempt of a kind. Earlier ones are settled and decide nothing. */
export interface Row {
  state: WriteState;
  outcome: WriteOutcome | null;
  lookUpFirst: boolean;
  /** Made in an earlier round than the transfer's. */
  old: boolean;
  /** Settled before its transfer was told to look first. */
  before: boolean;
  /** Until its claimer has surely stopped; far enough in the past it stays at the window's end. */
  deadline: number | null;
  /** Until a new intent may follow. */
  retry: number;
  /** Until what a settled one wrote is surely visible; only where it wrote something. */
  fresh: number;
  /** The draft's number and whether it is booked, as accepted or adopted. */
  draftNumber: number;
  booked: boolean;
}

export interface Ticket {
  state: TicketState;
  keepsParty: boolean;
  seen: boolean;
  sequence: number;
}

/** Where a run of the transfer's workflow stands. */
export interface Run {
  at: 'none' | 'look' | 'place' | 'wait' | 'erp' | 'parked' | 'ended';
  until: number;
  /** Somebody has said *look* since it looked last. */
  called: boolean;
}

/** One document's transfer and whatever carries it. */
export interface Flow {
  rows: [Row | null, Row | null];
  /** Counts no further than the second round: what was before is `old`. */
  round: 1 | 2;
  /** The rows may not tell all that was sent before. */
  looksFirst: boolean;
  transfer: TransferState;
  ticket: Ticket | null;
  runs: Run[];
  /** A worker of a run that was reset still has the step's transaction to commit. */
  ghost: boolean;
}

export type SendAnswer =
  'accepted' | 'differs' | 'refused' | 'not-sent' | 'rate-limited' | 'unauthorized' | 'unknown';
export type LookUpAnswer = 'same' | 'other' | 'absent';

/** An activity that a worker carries out: a send or a look-up. */
export interface Job {
  flow: number;
  /** Which run waits for it; -1: nobody does any more, and it does not know. */
  run: number;
  kind: number;
  /** A newer intent of its kind has taken the place of the one it is about. */
  stale: boolean;
  at:
    'claim' | 'check' | 'post' | 'await' | 'record' | 'close' | 'read-drafts' | 'read-booked' | 'record-read';
  /** Until it stops sending, by its own clock. */
  deadline: number;
  /** The number of the draft it books. */
  number: number;
  /** Until the ERP has done with its request. */
  left: number;
  answer: SendAnswer | LookUpAnswer | null;
  draftNumber: number;
  booked: boolean;
  /** Draft numbers that its first read showed. */
  sawDrafts: number[];
}

/** A request whose sender does not wait for it any more. */
export interface LooseRequest {
  flow: number;
  kind: number;
  number: number;
  left: number;
}

/** A draft's number there: free, ours (a flow's index) or somebody else's. */
export const free = -1;
export const foreign = -2;

export interface Erp {
  /** By draft number less one: whose it is. */
  drafts: { owner: number; hidden: number }[];
  /** Booked documents of ours. `shows`: while it is hidden the lists still show its draft. */
  booked: { flow: number; from: number; hidden: number; shows: boolean }[];
  loose: LooseRequest[];
}

export interface World {
  flows: Flow[];
  jobs: Job[];
  gate: GateState;
  /** A stranger's flow holds the lane's place. */
  busy: boolean;
  erp: Erp;
  /** The flow that the keeper has found without a run, and whose place it is about to take. */
  keeperFound: number;
}

export function copy(world: World): World {
  return {
    flows: world.flows.map((flow) => ({
      ...flow,
      rows: [flow.rows[0] && { ...flow.rows[0] }, flow.rows[1] && { ...flow.rows[1] }],
      ticket: flow.ticket && { ...flow.ticket },
      runs: flow.runs.map((run) => ({ ...run })),
    })),
    jobs: world.jobs.map((job) => ({ ...job })),
    gate: world.gate,
    busy: world.busy,
    erp: {
      drafts: world.erp.drafts.map((draft) => ({ ...draft })),
      booked: world.erp.booked.map((booked) => ({ ...booked })),
      loose: world.erp.loose.map((loose) => ({ ...loose })),
    },
    keeperFound: world.keeperFound,
  };
}

/** The text of a world is written as single bytes: a search makes millions of them. */
const bytes = Buffer.alloc(512);
let length = 0;

function put(...values: readonly number[]): void {
  // Some of what is counted goes a little below zero.
  for (const value of values) bytes[length++] = value + 8;
}

/** Words of a field, by the order in which they were first met. */
const numbers = new Map<string | null, number>();

function word(text: string | null): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

function putRow(row: Row | null): void {
  if (row === null) {
    put(-1);
    return;
  }
  put(
    word(row.state === 'settled' ? row.outcome : row.state),
    Number(row.lookUpFirst) + 2 * Number(row.old) + 4 * Number(row.before),
  );
  put(row.deadline ?? 9, row.retry, row.fresh, row.draftNumber + 8 * Number(row.booked));
}

function putFlow({ rows, round, looksFirst, transfer, ticket, runs, ghost }: Flow): void {
  putRow(rows[0]);
  putRow(rows[1]);
  put(round + 2 * Number(ghost) + 4 * Number(looksFirst), word(transfer));
  if (ticket === null) put(-1);
  else put(word(ticket.state), Number(ticket.keepsParty) + 2 * Number(ticket.seen), ticket.sequence);
  for (const { at, until, called } of runs)
    put(word(at), at === 'wait' ? until : 0, Number(called && at !== 'look'));
}

function putJob(job: Job): void {
  put(job.flow, job.run, job.kind, Number(job.stale), word(job.at), job.deadline, job.number, job.left);
  put(word(job.answer), job.draftNumber + 8 * Number(job.booked), ...job.sawDrafts, -2);
}

/** Writes each of the items, in an order that is the same for the same items. */
function putSorted<T>(items: readonly T[], write: (item: T) => void): void {
  put(items.length);
  if (items.length < 2) {
    items.forEach(write);
    return;
  }
  const from = length;
  const texts = items.map((item) => {
    const start = length;
    write(item);
    return bytes.toString('latin1', start, length);
  });
  length = from;
  for (const text of texts.sort()) length += bytes.write(text, length, 'latin1');
}

/** Two worlds with the same text cannot be told apart by what may follow. */
export function encode({ flows, jobs, gate, busy, keeperFound, erp }: World): string {
  length = 0;
  flows.forEach(putFlow);
  put(word(gate), Number(busy), keeperFound);
  putSorted(jobs, putJob);
  put(erp.drafts.length, erp.booked.length);
  for (const { owner, hidden } of erp.drafts) put(owner, hidden);
  for (const { flow, from, hidden, shows } of erp.booked) put(flow, from, hidden, Number(shows));
  putSorted(erp.loose, ({ flow, kind, number, left }) => {
    put(flow, kind, number, left);
  });
  return bytes.toString('latin1', 0, length);
}
