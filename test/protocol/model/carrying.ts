import { isFinalTransferState, isParkedTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { dropJob, tellRun, waysOf } from './jobs.ts';
import {
  advance,
  call,
  fillLane,
  flowAt,
  lookFirst,
  releasePlace,
  startOrCall,
  type Transaction,
} from './product.ts';
import type { Steps } from './steps.ts';
import { type Flow, kindNames, type Run, type World } from './world.ts';

/** What a flow's runs do, and what may happen to them. */
export function runsSteps(steps: Steps, flow: Flow, index: number): void {
  const { silence, resets, terminations, lostCalls } = steps.scenario;
  // Of two documents the one has the bad luck: the other shows whether it suffers from it.
  const isUnlucky = index === 0;
  const name = steps.named(index);
  flow.runs.forEach((run, at) => {
    const who = `${name}run ${at + 1}`;
    const own = (tx: Transaction): Run => flowAt(tx.world, index).runs[at] as Run;
    const isAwake =
      run.at === 'look' ||
      (run.at === 'wait' && (run.called || run.until === 0)) ||
      ((run.at === 'place' || run.at === 'parked') && run.called);
    if (isAwake && steps.world.jobs.length < steps.scenario.jobs)
      steps.add(`${who} looks`, true, (tx) => {
        own(tx).called = false;
        tellRun(tx.world, index, at, advance(tx, index, false));
      });
    const isAlive = run.at !== 'none' && run.at !== 'ended';
    if (run.at === 'erp' && silence && isUnlucky)
      steps.add(`${who} hears nothing of its activity`, false, (tx) => {
        abandon(tx.world, index, at);
        own(tx).at = 'look';
      });
    if (isAlive && resets && isUnlucky)
      steps.add(`${who} is reset`, false, (tx) => {
        if (run.at === 'look') flowAt(tx.world, index).ghost = true;
        abandon(tx.world, index, at);
        Object.assign(own(tx), { at: 'look', until: 0, called: false });
      });
    if (isAlive && terminations && isUnlucky)
      steps.add(`${who} is terminated`, false, (tx) => {
        abandon(tx.world, index, at);
        Object.assign(own(tx), { at: 'none', until: 0, called: false });
      });
    if (lostCalls && run.called)
      steps.add(`the call to ${who} is lost`, false, (tx) => (own(tx).called = false));
  });
  if (steps.scenario.runs === 2 && flow.runs[1]?.at === 'none')
    steps.add(`${name}a second run starts`, false, (tx) => {
      Object.assign(flowAt(tx.world, index).runs[1] as Run, { at: 'look', until: 0, called: false });
    });
  if (flow.ghost) {
    steps.add(`${name}the old run's transaction is committed`, true, (tx) => {
      flowAt(tx.world, index).ghost = false;
      advance(tx, index, false);
    });
    steps.add(
      `${name}the old run's transaction never comes`,
      true,
      (tx) => (flowAt(tx.world, index).ghost = false),
    );
  }
}

/** What workers do with the activities that are alive. */
export function jobsSteps(steps: Steps): void {
  steps.world.jobs.forEach((job, at) => {
    const who = `${steps.named(job.flow)}${job.run < 0 ? 'an abandoned activity' : `the activity of run ${job.run + 1}`}`;
    const what = kindNames[job.kind] ?? '';
    const probe: Transaction = {
      world: steps.world,
      rules: steps.rules,
      kinds: steps.kinds,
      breaks: undefined,
    };
    for (const { words, helps, work } of waysOf(probe, job, steps.scenario.differs))
      steps.add(`${who} (${what}) ${words}`, helps, (tx) => {
        const own = tx.world.jobs[at];
        if (own !== undefined) work(tx, own);
      });
    if (job.run < 0)
      steps.add(`${who} (${what}) dies`, true, (tx) => {
        const own = tx.world.jobs[at];
        if (own === undefined) return;
        if (own.at === 'await')
          tx.world.erp.loose.push({ flow: own.flow, kind: own.kind, number: own.number, left: own.left });
        dropJob(tx.world, own);
      });
  });
}

/** What the keeper mends. */
export function keeperSteps(steps: Steps, flow: Flow, index: number): void {
  const name = steps.named(index);
  const isCarried = flow.runs.some(({ at }) => at !== 'none' && at !== 'ended');
  const isFinal = isFinalTransferState(flow.transfer);
  if (!isCarried && !isFinal)
    steps.add(`${name}the keeper starts a run`, true, (tx) => {
      lookFirst(flowAt(tx.world, index));
      startOrCall(flowAt(tx.world, index));
    });
  if (
    steps.rules.keeperCalls &&
    isCarried &&
    !isFinal &&
    !isParkedTransferState(flow.transfer) &&
    flow.ticket?.state !== 'waiting'
  )
    steps.add(`${name}the keeper calls its run`, true, (tx) => {
      call(flowAt(tx.world, index));
    });
  if (!isCarried && flow.ticket?.state === 'holding' && steps.world.keeperFound < 0)
    steps.add(`${name}the keeper finds its place without a run`, true, (tx) => {
      tx.world.keeperFound = index;
    });
  if (steps.world.keeperFound === index)
    steps.add(`${name}the keeper takes the place`, true, (tx) => {
      tx.world.keeperFound = -1;
      releasePlace(tx, index);
    });
  if (index === 0)
    steps.add('the keeper fills the lane', true, (tx) => {
      fillLane(tx);
    });
}

/** Nobody waits for the run's activity any more; it does not know. */
function abandon(world: World, flow: number, run: number): void {
  for (const job of world.jobs) if (job.flow === flow && job.run === run) job.run = -1;
}
