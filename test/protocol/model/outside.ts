import { isParkedTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { commit, isNumberIdle } from './erp.ts';
import { closeGate, endFlow, fillLane, flowAt, lookFirst, startOrCall } from './product.ts';
import type { Steps } from './steps.ts';
import { type Flow, foreign, free, kindNames, type Row, ticks, type World } from './world.ts';

/** What becomes of requests whose sender does not wait any more. */
export function erpSteps(steps: Steps): void {
  steps.world.erp.loose.forEach((request, at) => {
    const what = `${steps.named(request.flow)}the request on its way (${kindNames[request.kind] ?? ''})`;
    for (const hidden of [0, ticks.visibility])
      steps.add(`${what} is committed${hidden > 0 ? ', hidden from reads' : ''}`, true, (tx) => {
        tx.world.erp.loose.splice(at, 1);
        tx.breaks ??= commit(tx.world, request, hidden).breaks;
      });
    steps.add(`${what} comes to nothing`, true, (tx) => tx.world.erp.loose.splice(at, 1));
  });
}

/** What persons may do, here and in the ERP. */
export function personsSteps(steps: Steps, flow: Flow, index: number): void {
  const { retries, skips, hands, tornLists, numbersInFlight } = steps.scenario;
  const name = steps.named(index);
  if (isParkedTransferState(flow.transfer)) {
    if (retries)
      steps.add(`${name}a person asks for another try`, false, (tx) => {
        const own = flowAt(tx.world, index);
        own.round = 2;
        own.transfer = 'waiting';
        for (const row of own.rows) if (row !== null) row.old = true;
        startOrCall(own);
      });
    if (skips)
      steps.add(`${name}a person skips it`, false, (tx) => {
        const own = flowAt(tx.world, index);
        own.transfer = 'skipped';
        endFlow(tx, index);
        startOrCall(own);
      });
  }
  if (!hands) return;
  steps.world.erp.drafts.forEach(({ owner }, at) => {
    if (owner === index) {
      for (const hidden of [0, ticks.visibility])
        steps.add(
          `a person books draft ${at + 1} by hand${hidden > 0 ? ', seen by reads later' : ''}`,
          false,
          (tx) => {
            commit(tx.world, { flow: index, kind: 1, number: at + 1 }, hidden);
            const booked = tx.world.erp.booked.at(-1);
            if (booked !== undefined) booked.shows = !tornLists;
          },
        );
      steps.add(`a person deletes draft ${at + 1}`, false, (tx) => {
        tx.world.erp.drafts[at] = { owner: free, hidden: 0 };
      });
    }
    const isNamed = flow.rows[0]?.draftNumber === at + 1;
    const isFirst = steps.world.erp.drafts.every((draft) => draft.owner !== foreign);
    if (owner === free && isNamed && isFirst && (numbersInFlight || isNumberIdle(steps.world, at + 1)))
      steps.add(`a stranger's draft gets number ${at + 1}`, false, (tx) => {
        tx.world.erp.drafts[at] = { owner: foreign, hidden: 0 };
      });
  });
}

const unsent: Row = {
  state: 'intended',
  outcome: null,
  lookUpFirst: false,
  old: false,
  before: false,
  deadline: null,
  retry: 0,
  fresh: 0,
  draftNumber: 0,
  booked: false,
};

/** What a backup may hold of a transfer that went on after it. */
function backupsOf({ rows: [draft] }: Flow): readonly (readonly [string, Flow['rows']])[] {
  const isThere = draft?.outcome === 'accepted' || draft?.outcome === 'adopted';
  return [
    ['nothing was intended', [null, null]],
    ['its draft was intended', [unsent, null]],
    ['its draft was rate limited', [{ ...unsent, state: 'settled', outcome: 'rate-limited' }, null]],
    ['the ERP did not answer for its draft', [{ ...unsent, state: 'unknown', deadline: 0 }, null]],
    ...(isThere ? [['its draft was there', [{ ...draft, old: false, fresh: 0 }, null]] as const] : []),
  ].map(([words, rows]) => [words, rows] as [string, Flow['rows']]);
}

/** Nothing is on its way to the ERP any more, and what got there is seen: restoring takes longer than that. */
const isAllStill = ({ jobs, erp, flows }: World): boolean =>
  jobs.length === 0 &&
  erp.loose.length === 0 &&
  [...erp.drafts, ...erp.booked].every(({ hidden }) => hidden === 0) &&
  flows.every(({ ghost }) => !ghost);

/** The database is restored from a backup of before, and what is carried starts anew. */
export function restoreSteps(steps: Steps, index: number): void {
  if (!steps.scenario.restores || !isAllStill(steps.world)) return;
  for (const [words, [draft, booking]] of backupsOf(flowAt(steps.world, index)))
    steps.add(`${steps.named(index)}the database is restored: ${words}`, false, (tx) => {
      const flow = flowAt(tx.world, index);
      flow.rows = [draft && { ...draft }, booking && { ...booking }];
      Object.assign(flow, { round: 1, transfer: 'waiting', ticket: null });
      for (const run of flow.runs) Object.assign(run, { at: 'ended', until: 0, called: false });
      lookFirst(flow);
      fillLane(tx);
    });
}

/** What happens to the gate and to the rest of the lane. */
export function gateSteps(steps: Steps): void {
  const { gates, strangers } = steps.scenario;
  const { gate, busy } = steps.world;
  if (gate !== 'open')
    steps.add(`the gate opens (${gate})`, true, (tx) => {
      tx.world.gate = 'open';
      fillLane(tx);
    });
  if (gates && gate !== 'paused')
    steps.add('a person pauses the connection', false, (tx) => {
      closeGate(tx.world, 'paused');
    });
  if (gates && gate === 'open')
    steps.add('the breaker closes the gate', false, (tx) => {
      closeGate(tx.world, 'failing');
    });
  const isTaken = steps.world.flows.some(({ ticket }) => ticket?.state === 'holding');
  if (strangers && gate === 'open' && !busy && !isTaken)
    steps.add('a stranger takes the place', false, (tx) => (tx.world.busy = true));
  if (busy)
    steps.add('the stranger leaves', true, (tx) => {
      tx.world.busy = false;
      fillLane(tx);
    });
}
