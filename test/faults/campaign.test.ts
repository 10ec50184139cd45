import { beforeAll, describe, expect, test } from '@jest/globals';
import { runGroup, usualTimeScale } from './campaign.ts';
import type { BugName } from './bugs.ts';
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
    [2, 'kill-after-intent'],
    [5, 'kill-after-answer'],
    [7, 'commit-then-reset'],
    [13, 'late-visibility'],
    [16, 'rate-storm-silent'],
    [20, 'two-retries'],
    [21, 'poison'],
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
  /** With seeds whose harm meets a draft that the ERP does not remember. */
  const bugRuns: readonly (readonly [
    bug: BugName,
    fault: FaultName,
    seeds: readonly number[],
    timeScale: number,
  ])[] = [
    ['skip-look-up', 'commit-then-reset', [3, 11], usualTimeScale],
    ['retry-at-once', 'commit-then-reset', [3, 11], usualTimeScale],
    // Slower, so that what is hidden stays so for a second after the look-up comes too early.
    ['no-window', 'late-visibility', [14, 45], 0.1],
  ];
  let verdicts: ReadonlyMap<BugName, readonly SeedResult[]>;

  beforeAll(async () => {
    const runs = bugRuns.map(async ([bug, fault, seeds, timeScale]) => {
      const plans = seeds.map((seed) => planOf(seed, fault));
      return [bug, await runGroup(plans, 'erp', { timeScale, bug, boundMs: 40_000 })] as const;
    });
    verdicts = new Map(await Promise.all(runs));
  }, timeoutMs);

  test.each(bugRuns)('(%s) is caught as a duplicate', (bug) => {
    const results = verdicts.get(bug) ?? [];
    // The findings tell, where it was not caught, what came instead.
    if (!results.some(({ verdict }) => verdict.duplicates > 0)) expect(results).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });
});
