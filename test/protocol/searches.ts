import { calm, type Scenario } from './model/scenario.ts';

/** One search: all that may happen at once in it. Everything at once would be too large; each pair that matters is in one. */
export interface NamedSearch {
  readonly name: string;
  readonly scenario: Scenario;
}

const named = (name: string, over: Partial<Scenario>): NamedSearch => ({
  name,
  scenario: { ...calm, ...over },
});

export const searches: readonly NamedSearch[] = [
  named('workers stall and die, the run is terminated and kept', { silence: true, terminations: true }),
  named('workers stall and die, the run is reset', { silence: true, resets: true }),
  named('the database is restored from an older backup, workers stall and die', {
    restores: true,
    silence: true,
  }),
  named('two runs of one transfer at once', { runs: 2 }),
  named('gates, a busy lane, lost calls, workers that stall and die', {
    gates: true,
    strangers: true,
    lostCalls: true,
    silence: true,
  }),
  named('a person books or deletes the draft, workers stall and die', { hands: true, silence: true }),
  named('everything that persons may do, gates, lost calls', {
    hands: true,
    retries: true,
    skips: true,
    differs: true,
    gates: true,
    lostCalls: true,
  }),
  named('a person tries again or skips while abandoned workers are alive', {
    retries: true,
    skips: true,
    differs: true,
    silence: true,
  }),
  named('two documents of one party, workers stall and die', { flows: 2, writes: 1, silence: true }),
  named('two documents of one party, gates, persons, lost calls', {
    flows: 2,
    writes: 1,
    gates: true,
    retries: true,
    skips: true,
    lostCalls: true,
  }),
  named('two documents of one party, a run is terminated and kept', {
    flows: 2,
    writes: 1,
    jobs: 1,
    terminations: true,
    lostCalls: true,
  }),
];
