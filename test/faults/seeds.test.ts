import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type FaultName, faultNames } from './faults.ts';
import { faultOf, planOf } from './plan.ts';
import { Random } from './random.ts';
import { figuresOf, neverMet, tableOf, wrongs } from './table.ts';

describe('a seed', () => {
  test('decides the same every time, and another seed something else', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7).invoices).not.toEqual(planOf(8).invoices);
    expect(planOf(7, 'poison')).toEqual({ ...planOf(7), fault: 'poison' });
  });

  test('takes the faults in turn', () => {
    const turn = Array.from({ length: faultNames.length + 1 }, (_, at) => faultOf(at + 1));
    expect(turn).toEqual([...faultNames, faultNames[0]]);
  });

  test('gives each purpose a row of its own', () => {
    const draws = (purpose: string) => Array.from({ length: 5 }, () => new Random(1, purpose).next());
    expect(draws('documents')).toEqual(draws('documents'));
    expect(draws('documents')).not.toEqual(draws('fault'));
  });

  test('draws within its bounds, ends included', () => {
    const random = new Random(3, 'bounds');
    const drawn = new Set(Array.from({ length: 200 }, () => random.int(2, 4)));
    expect([...drawn].sort()).toEqual([2, 3, 4]);
    expect(new Random(1, 'x').decimal(5, 5, 2)).toBe('0.05');
    expect(new Random(1, 'x').decimal(12_345, 12_345, 2)).toBe('123.45');
  });
});

describe('the page on the campaign', () => {
  test('names every fault and every count', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/reference/fault-campaign.md'), 'utf8');
    for (const name of [...faultNames, ...wrongs]) expect(page).toContain(`| \`${name}\``);
  });
});

describe('the table', () => {
  const verdict = {
    documents: 5,
    parked: 0,
    duplicates: 0,
    losses: 0,
    stuck: 0,
    cents: 0,
    late: 0,
    findings: [],
  };
  const quiet = { seconds: 4, verdict };

  test('sums by fault, and names the seeds that repeat what went wrong', () => {
    const result = { ...quiet, fault: 'poison', met: 1 } as const;
    const figures = figuresOf([
      { ...result, seed: 3 },
      { ...result, seed: 25, met: 0, verdict: { ...verdict, duplicates: 2 } },
    ]);
    expect(figures).toMatchObject([
      { fault: 'poison', seeds: 2, met: 1, documents: 10, duplicates: 2, unmet: [25], repeat: [25] },
    ]);
    expect(tableOf(figures)).toMatch(/^poison +2 +1 +10 +0 +2 .* --seed 25 +--seed 25$/m);
  });

  test('names the seeds whose fault met nothing, and the faults that never did', () => {
    const seed = (number: number, fault: FaultName, met: number) => ({ ...quiet, seed: number, fault, met });
    const figures = figuresOf([
      ...[seed(1, 'poison', 0), seed(2, 'poison', 0)],
      ...[seed(3, 'deploy', 0), seed(4, 'deploy', 1)],
      // One seed alone says nothing of its fault.
      seed(5, 'rate-storm', 0),
    ]);
    expect(tableOf(figures)).toMatch(/^deploy +2 +1 +10 .* --seed 3$/m);
    expect(neverMet(figures).map(({ fault }) => fault)).toEqual(['poison']);
  });
});
