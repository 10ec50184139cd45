import { isParkedTransferState } from '../../../domain/transfers/transfer.lifecycle.ts';
import { commit, isNumberIdle } from './erp.ts';
import { closeGate, endFlow, fillLane, flowAt, startOrCall } from './product.ts';
import type { Steps } from './steps.ts';
import { type Flow, foreign, free, kindNames, ticks } from './world.ts';

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
