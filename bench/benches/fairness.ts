import type { BenchAgreement } from '../support/agreements.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { Office } from '../support/office.ts';
import { inTurns } from '../support/rounds.ts';
import type { BenchStack } from '../support/stack.ts';
import { quantile } from '../support/stats.ts';
import { allSettled, databaseMillis, onDatabase, type TransferTime } from '../support/transfer-times.ts';

/** Nine agreements, the first of them with ten times the load of each other one. */
const agreementsCount = 9;
const loudFactor = 10;
const quietDocuments = 40;

/** Of what the lanes carry together when all have a backlog, so much is booked a second in the steady rounds. */
const steadyShare = 0.5;
const steadySeconds = 45;

const jainMin = 0.99;
const quietFactorMax = 1.25;
const settleMs = 300_000;

/** One agreement with ten times the load: what the quiet ones feel of it. */
export async function benchFairness(bench: BenchContext): Promise<Figure[]> {
  await bench.warmUp('product');
  const agreements = (await bench.agreements()).slice(0, agreementsCount);
  const stack = await bench.stack();
  const office = new Office(stack.apiUrl);
  try {
    const burst = await backlog(stack, office, agreements);
    const { jain, perSecond, inWindow } = shares(agreements, burst);
    bench.say(
      `fairness: ${perSecond.toFixed(1)} a second, completed while all had a backlog: ${inWindow.join(' ')}`,
    );
    const p99 = await steady(bench, stack, office, agreements, perSecond * steadyShare);
    const ratio = shown('fairness', 'quiet ones, p99, uneven to even load', p99.uneven / p99.even, 2, '×');
    return [
      shown('fairness', 'nine backlogs together', perSecond, 1, 'a second'),
      held(
        shown('fairness', 'Jain index while all nine have a backlog', jain, 4, ''),
        { atLeast: jainMin },
        '',
      ),
      shown('fairness', 'quiet ones, even load, p99', p99.even, 0, 'ms'),
      shown('fairness', 'quiet ones, uneven load, p99', p99.uneven, 0, 'ms'),
      held(ratio, { atMost: quietFactorMax }, '×'),
    ];
  } finally {
    await office.close();
  }
}

const numbersOf = (agreements: readonly BenchAgreement[]): number[] => agreements.map(({ number }) => number);

/** Everything is booked behind closed gates; then all gates open. */
async function backlog(
  stack: BenchStack,
  office: Office,
  agreements: readonly BenchAgreement[],
): Promise<TransferTime[]> {
  const owners = agreements.flatMap((agreement, at) =>
    Array.from({ length: quietDocuments * (at === 0 ? loudFactor : 1) }, () => agreement),
  );
  return onDatabase(stack, async (sql) => {
    for (const agreement of agreements) await office.gate(agreement, 'pause');
    const since = await databaseMillis(sql);
    await office.bookAll(await office.drafts(owners));
    await Promise.all(agreements.map((agreement) => office.gate(agreement, 'resume')));
    return allSettled(sql, numbersOf(agreements), since, owners.length, settleMs);
  });
}

/** Shares of what was completed until the first of the agreements had nothing left. */
function shares(agreements: readonly BenchAgreement[], times: readonly TransferTime[]) {
  const of = (number: number): number[] =>
    times.filter(({ agreement }) => agreement === number).map(({ settledAt }) => settledAt);
  const settled = numbersOf(agreements).map(of);
  const start = Math.min(...settled.flat());
  const end = Math.min(...settled.map((moments) => Math.max(...moments)));
  const inWindow = settled.map((moments) => moments.filter((moment) => moment <= end).length);
  const sum = inWindow.reduce((a, b) => a + b, 0);
  const squares = inWindow.reduce((a, b) => a + b * b, 0);
  return {
    jain: (sum * sum) / (inWindow.length * squares),
    perSecond: sum / ((end - start) / 1_000),
    inWindow,
  };
}

const patterns = ['even', 'uneven'] as const;
type Pattern = (typeof patterns)[number];

/** Booked one after another at a steady pace, the same pace in both patterns; the p99 of the eight quiet ones. */
async function steady(
  bench: BenchContext,
  stack: BenchStack,
  office: Office,
  agreements: readonly BenchAgreement[],
  perSecond: number,
): Promise<Record<Pattern, number>> {
  const waits: Record<Pattern, number[]> = { even: [], uneven: [] };
  const quiet = new Set(numbersOf(agreements.slice(1)));
  await onDatabase(stack, async (sql) => {
    await inTurns(patterns, bench.options.rounds, async (pattern, round) => {
      const drafts = await office.drafts(turns(pattern, agreements, Math.ceil(perSecond * steadySeconds)));
      const since = await databaseMillis(sql);
      await office.bookSteadily(drafts, perSecond);
      const times = await allSettled(sql, numbersOf(agreements), since, drafts.length, settleMs);
      const ofQuiet = times
        .filter(({ agreement }) => quiet.has(agreement))
        .map(({ bookedAt, settledAt }) => settledAt - bookedAt);
      waits[pattern].push(...ofQuiet);
      const p99 = quantile(ofQuiet, 0.99).toFixed(0);
      bench.say(`fairness: round ${round + 1}, ${pattern}: p99 of ${ofQuiet.length} quiet ones ${p99} ms`);
    });
  });
  return { even: quantile(waits.even, 0.99), uneven: quantile(waits.uneven, 0.99) };
}

/** Whose documents come one after another: each in turn, the loud one ten times as often in the uneven pattern. */
function turns(pattern: Pattern, agreements: readonly BenchAgreement[], count: number): BenchAgreement[] {
  const [loud, ...quiet] = agreements;
  if (loud === undefined) throw new Error('There is no agreement.');
  const louds = Array.from({ length: loudFactor }, () => loud);
  // Spread: the loud one between the quiet ones, not all of it in a row.
  const cycle =
    pattern === 'even'
      ? agreements
      : quiet.flatMap((one, at) => [one, ...louds.slice(at, at + (at < 6 ? 1 : 2))]);
  return Array.from({ length: count }, (_, at) => cycle[at % cycle.length] as BenchAgreement);
}
