import { commit, readAnswer, readsAsOurs, shownDrafts } from './erp.ts';
import { advance, type Advance, closeGate, flowAt, leaveLane, type Transaction } from './product.ts';
import { asWriteRow } from './product.ts';
import { nowMs } from './rules.ts';
import {
  bookKind,
  draftKind,
  type Flow,
  type Job,
  type Row,
  type SendAnswer,
  ticks,
  type World,
} from './world.ts';
import { isFinalTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';

/** One way on for a job: carried out on its own copy of the world. */
export interface JobWay {
  readonly words: string;
  readonly helps: boolean;
  readonly work: (tx: Transaction, job: Job) => void;
}

const rowOf = (flow: Flow, job: Job): Row | null =>
  job.stale ? null : (flow.rows[job.kind as 0 | 1] ?? null);

export function dropJob(world: World, job: Job): void {
  world.jobs.splice(world.jobs.indexOf(job), 1);
}

/** The run that asked for a step gets it; where nobody waits for it, it is lost. */
export function tellRun(world: World, flowIndex: number, runIndex: number, { step }: Advance): void {
  const run = flowAt(world, flowIndex).runs[runIndex];
  if (run === undefined) return;
  run.until = 0;
  switch (step.do) {
    case 'send':
    case 'look-up':
      run.at = 'erp';
      world.jobs.push(newJob(flowIndex, runIndex, step.kind, step.do));
      return;
    case 'wait':
      run.at = 'wait';
      run.until = step.until;
      return;
    case 'done':
      run.at = 'ended';
      run.called = false;
      return;
    case 'place':
    case 'parked':
      run.at = step.do;
  }
}

const newJob = (flow: number, run: number, kind: number, what: 'send' | 'look-up'): Job => ({
  flow,
  run,
  kind,
  stale: false,
  at: what === 'send' ? 'claim' : 'close',
  deadline: 0,
  number: 0,
  left: 0,
  answer: null,
  draftNumber: 0,
  booked: false,
  sawDrafts: [],
});

const noAnswer = { answer: null, draftNumber: 0, booked: false, sawDrafts: [], left: 0 };

function finishJob(tx: Transaction, job: Job, next: Advance): void {
  dropJob(tx.world, job);
  tellRun(tx.world, job.flow, job.run, next);
}

/** After an answer or a claim that was taken: what comes next is decided, and a send that it leads to goes on here. */
function goOn(tx: Transaction, job: Job, claims: boolean): void {
  const next = advance(tx, job.flow, claims);
  if (next.step.do !== 'send' || !claims) {
    finishJob(tx, job, next);
    return;
  }
  const { kind } = next.step;
  const number = kind === bookKind ? (flowAt(tx.world, job.flow).rows[draftKind]?.draftNumber ?? 0) : 0;
  Object.assign(job, noAnswer, {
    kind,
    number,
    stale: false,
    at: next.claimed ? 'check' : 'claim',
    deadline: next.claimed ? ticks.deadline : 0,
  });
}

const claim: JobWay = {
  words: 'claims',
  helps: true,
  work: (tx, job) => {
    const flow = flowAt(tx.world, job.flow);
    const row = rowOf(flow, job);
    if (row === null || !tx.rules.isClaimable(row)) {
      // Whoever comes second finds the claim taken and only advances.
      const next = advance(tx, job.flow, false);
      if (next.step.do !== 'send') finishJob(tx, job, next);
      else Object.assign(job, noAnswer, { kind: next.step.kind, stale: false, at: 'claim', deadline: 0 });
      return;
    }
    row.state = 'claimed';
    row.deadline = ticks.deadline;
    const number = job.kind === bookKind ? row.draftNumber : 0;
    Object.assign(job, { at: 'check', deadline: ticks.deadline, number });
  },
};

const answerOf =
  (answer: SendAnswer) =>
  (_tx: Transaction, job: Job): void => {
    Object.assign(job, { at: 'record', answer, left: 0 });
  };

function sendBytes(tx: Transaction, job: Job): void {
  const flow = flowAt(tx.world, job.flow);
  if (isFinalTransferState(flow.transfer))
    tx.breaks ??= `bytes are sent though the transfer is ${flow.transfer}`;
  const other = tx.world.flows.findIndex(
    ({ rows }, index) =>
      index !== job.flow &&
      rows.some((row) => row !== null && row.state !== 'settled' && row.deadline !== null),
  );
  if (other >= 0) tx.breaks ??= 'two writes of one party are in flight';
  Object.assign(job, { at: 'await', left: Math.max(0, job.deadline) + ticks.processing });
}

function checkWays(tx: Transaction, job: Job): JobWay[] {
  const isLate = tx.rules.minsDeadline && job.deadline <= 0;
  if (isLate)
    return [{ words: 'sees that its deadline has passed', helps: true, work: answerOf('not-sent') }];
  const unreachable: JobWay = { words: 'finds no connection', helps: false, work: answerOf('not-sent') };
  if (job.at === 'post' || job.kind === draftKind || !tx.rules.readsBeforeBooking)
    return [{ words: 'sends its bytes', helps: true, work: sendBytes }, unreachable];
  const isOurs = readsAsOurs(tx.world, job.flow, job.number);
  return [
    {
      words: isOurs ? 'reads the draft: ours' : 'reads the draft: not there, or not ours',
      helps: true,
      work: (at, own) => {
        if (isOurs) own.at = 'post';
        else answerOf('unknown')(at, own);
      },
    },
  ];
}

function commits(hidden: number, isLost: boolean) {
  return (tx: Transaction, job: Job): void => {
    const { answer, draftNumber, booked, breaks } = commit(tx.world, job, hidden);
    tx.breaks ??= breaks;
    Object.assign(job, { at: 'record', left: 0, answer: isLost ? 'unknown' : answer });
    if (!isLost) Object.assign(job, { draftNumber, booked });
  };
}

const refusals = ['refused', 'rate-limited', 'unauthorized', 'unknown'] as const;

/** What the ERP may make of a request for which its sender waits, and of the way back. */
function awaitWays(tx: Transaction, differs: boolean): JobWay[] {
  return [
    { words: 'is accepted', helps: true, work: commits(0, false) },
    { words: 'is accepted, hidden from reads', helps: true, work: commits(ticks.visibility, false) },
    { words: 'is committed, its answer lost', helps: false, work: commits(0, true) },
    { words: 'is committed, hidden, its answer lost', helps: false, work: commits(ticks.visibility, true) },
    ...(differs
      ? [
          {
            words: 'is accepted with other amounts, hidden from reads',
            helps: false,
            work: (at: Transaction, job: Job) => {
              commits(ticks.visibility, false)(at, job);
              if (job.answer === 'accepted') job.answer = 'differs';
            },
          },
        ]
      : []),
    ...refusals.map((answer) => ({
      words: answer === 'unknown' ? 'is answered with an error, nothing done' : `is answered: ${answer}`,
      helps: answer === 'refused',
      work: answerOf(answer),
    })),
    {
      words: 'gives up waiting; its request is still on its way',
      helps: true,
      work: (at, job) => {
        at.world.erp.loose.push({ flow: job.flow, kind: job.kind, number: job.number, left: job.left });
        answerOf('unknown')(at, job);
      },
    },
  ];
}

/** `recordAnswer`, then what comes next: one transaction. */
const record: JobWay = {
  words: 'records its answer',
  helps: true,
  work: (tx, job) => {
    const row = rowOf(flowAt(tx.world, job.flow), job);
    if (row !== null && tx.rules.isAnswerable(row, ['claimed'])) {
      settle(row, job);
      if (job.answer === 'unauthorized') closeGate(tx.world, 'severed');
    }
    goOn(tx, job, true);
  },
};

function settle(row: Row, job: Job): void {
  if (job.answer === 'unknown') {
    row.state = 'unknown';
    return;
  }
  const { answer } = job;
  const wrote = answer === 'accepted' || answer === 'differs';
  Object.assign(row, {
    state: 'settled',
    outcome: answer === 'differs' || answer === 'other' ? 'conflict' : answer === 'same' ? 'adopted' : answer,
    deadline: null,
    lookUpFirst: false,
    retry: answer === 'not-sent' || answer === 'rate-limited' ? ticks.retry : 0,
    fresh: wrote ? ticks.visibility : 0,
  });
  if (wrote || answer === 'same') Object.assign(row, { draftNumber: job.draftNumber, booked: job.booked });
}

const close: JobWay = {
  words: 'closes the claim',
  helps: true,
  work: (tx, job) => {
    const flow = flowAt(tx.world, job.flow);
    const row = rowOf(flow, job);
    const isDue =
      row !== null && tx.rules.mayLookUp(asWriteRow(row, job.kind, flow.round), tx.rules.window, nowMs);
    if (!isDue) {
      finishJob(tx, job, advance(tx, job.flow, false));
      return;
    }
    if (tx.rules.isClosable(row)) row.state = 'unknown';
    job.at = 'read-drafts';
  },
};

const readDrafts: JobWay = {
  words: 'reads the drafts',
  helps: true,
  work: (tx, job) => {
    job.sawDrafts = shownDrafts(tx.world, job.flow);
    job.at = 'read-booked';
  },
};

const readBooked: JobWay = {
  words: 'reads the booked invoices',
  helps: true,
  work: (tx, job) => {
    const read = readAnswer(tx.world, job);
    const answer = tx.rules.believes(read.answer as 'same');
    Object.assign(job, read, { answer, sawDrafts: [], at: 'record-read' });
  },
};

const readFailures: readonly JobWay[] = [
  {
    words: 'is refused its credentials',
    helps: false,
    work: (tx, job) => {
      closeGate(tx.world, 'severed');
      finishJob(tx, job, advance(tx, job.flow, false));
    },
  },
  {
    words: 'is told to read later',
    helps: false,
    work: (tx, job) => {
      leaveLane(tx, job.flow, true);
      finishJob(tx, job, { step: { do: 'wait', until: ticks.retry }, claimed: false });
    },
  },
];

const recordRead: JobWay = {
  words: 'records what it found',
  helps: true,
  work: (tx, job) => {
    const row = rowOf(flowAt(tx.world, job.flow), job);
    if (row !== null && tx.rules.isAnswerable(row, ['unknown'])) settle(row, job);
    finishJob(tx, job, advance(tx, job.flow, false));
  },
};

/** Everything that may happen to a job next. */
export function waysOf(tx: Transaction, job: Job, differs: boolean): readonly JobWay[] {
  switch (job.at) {
    case 'claim':
      return [claim];
    case 'check':
    case 'post':
      return checkWays(tx, job);
    case 'await':
      return awaitWays(tx, differs);
    case 'record':
      return [record];
    case 'close':
      return [close];
    case 'read-drafts':
      return [readDrafts, ...readFailures];
    case 'read-booked':
      return [readBooked];
    case 'record-read':
      return [recordRead];
  }
}
