import { beforeAll, describe, expect, test } from '@jest/globals';
import { runGroup, usualTimeScale } from './campaign.ts';
import { type BugName, bugs } from './bugs.ts';
import type { FaultName } from './faults.ts';
import { planOf } from './plan.ts';
import type { SeedResult } from './run-seed.ts';
import { isWrong } from './table.ts';

/** Longer than a machine that runs other tests beside may take. */
const timeoutMs = 300_000;

describe('the campaign in short', () => {
  /** Each with the kinds of harm that differ most; `npm run faults` runs all. */
  const short: readonly (readonly [seed: number, fault: FaultName])[] = [
    [4, 'kill-after-commit'],
    [7, 'commit-then-reset'],
    [13, 'late-visibility'],
    [16, 'rate-storm-silent'],
    [20, 'two-retries'],
    [22, 'deploy'],
  ];

  test(
    'finds each document in the ledger once',
    async () => {
      const plans = short.map(([seed, fault]) => planOf(seed, fault));
      const results = await runGroup(plans, 'deploy', { timeScale: usualTimeScale });
      expect(results.filter(isWrong).map(({ seed, verdict }) => [seed, ...verdict.findings])).toEqual([]);
      expect(results.filter(({ met }) => met === 0).map(({ fault }) => fault)).toEqual([]);
    },
    timeoutMs,
  );
});

describe('a bug put in on purpose', () => {
  /** Of a seed whose harm meets drafts that the ERP does not remember. */
  const bugNames = Object.keys(bugs) as BugName[];
  const plan = planOf(3, 'commit-then-reset');
  let verdicts: ReadonlyMap<BugName, readonly SeedResult[]>;

  beforeAll(async () => {
    const runs = bugNames.map(async (bug) => {
      const options = { timeScale: usualTimeScale, bug, boundMs: 40_000 };
      return [bug, await runGroup([plan], 'erp', options)] as const;
    });
    verdicts = new Map(await Promise.all(runs));
  }, timeoutMs);

  test.each(bugNames)('(%s) is caught as a duplicate', (bug) => {
    const results = verdicts.get(bug) ?? [];
    // The findings tell, where it was not caught, what came instead.
    if (!results.some(({ verdict }) => verdict.duplicates > 0)) expect(results).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });
});
