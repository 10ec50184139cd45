import type { Model, Step } from '../search.ts';
import { jobsSteps, keeperSteps, runsSteps } from './carrying.ts';
import { standing, tick } from './erp.ts';
import { erpSteps, gateSteps, personsSteps, restoreSteps } from './outside.ts';
import { isSettled } from './product.ts';
import { productRules, type Rules } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { Steps } from './steps.ts';
import { copy, encode, type Flow, kindNames, type Run, type World } from './world.ts';

const newFlow = (runs: number): Flow => ({
  rows: [null, null],
  round: 1,
  looksFirst: false,
  transfer: 'waiting',
  ticket: null,
  runs: Array.from({ length: runs }, (_, index): Run => ({
    at: index === 0 ? 'look' : 'none',
    until: 0,
    called: false,
  })),
  ghost: false,
});

function broken(world: World): string | undefined {
  for (const [index, flow] of world.flows.entries()) {
    const { drafts, booked } = standing(world, index);
    if (booked > 1) return 'the document is booked twice';
    if (drafts + booked > 1) return 'two documents of one transfer stand there';
    if (flow.transfer === 'transferred' && drafts + booked === 0)
      return 'it is called transferred and is not there';
  }
  return undefined;
}

/** The model of one scenario under some rules. */
export function modelOf(scenario: Scenario, rules: Rules = productRules): Model<World> {
  const kinds = kindNames.slice(0, scenario.writes);
  return {
    start: {
      flows: Array.from({ length: scenario.flows }, () => newFlow(scenario.runs)),
      jobs: [],
      gate: 'open',
      busy: false,
      erp: { drafts: [], booked: [], loose: [] },
      keeperFound: -1,
    },
    encode,
    isEnd: (world) => world.flows.every(isSettled),
    broken,
    next: (world) => stepsOf(new Steps(world, scenario, rules, kinds)),
  };
}

function stepsOf(steps: Steps): readonly Step<World>[] {
  const { world } = steps;
  world.flows.forEach((flow, index) => {
    runsSteps(steps, flow, index);
    personsSteps(steps, flow, index);
    restoreSteps(steps, index);
    keeperSteps(steps, flow, index);
  });
  jobsSteps(steps);
  erpSteps(steps);
  gateSteps(steps);
  const later = tick(copy(world));
  if (later !== undefined) steps.all.push({ words: 'time passes', to: later, helps: true });
  return steps.all;
}
