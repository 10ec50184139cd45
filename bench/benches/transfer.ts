import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { usedBy } from '../support/processor-time.ts';
import { inTurns } from '../support/rounds.ts';
import { median } from '../support/stats.ts';

const inFlight = 60;
const documentsPerRound = 240;
const stockDocumentsPerRound = 120;

/** Ours carries at least this share of what the bare engine does. */
const shareOfBareMin = 0.7;
/** The shape of the flow, without anything in it, carries at least this share of what a plain workflow does. */
const shareOfPlainMin = 0.65;

const runs = ['bare', 'product', 'plain', 'stock'] as const;
type Run = (typeof runs)[number];

/** Documents carried a second, from booked to transferred, beside the bare engine and a plain workflow. */
export async function benchTransfer(bench: BenchContext): Promise<Figure[]> {
  for (const engine of ['bare', 'product', 'stock'] as const) await bench.warmUp(engine);
  await bench.plain('bare', inFlight, inFlight);
  const processorTime: ProcessorTime = { bare: new Map(), product: new Map() };
  const perSecond: Record<Run, number[]> = { bare: [], product: [], plain: [], stock: [] };
  await inTurns(runs, bench.options.rounds, async (run, round) => {
    const count = run === 'stock' ? stockDocumentsPerRound : documentsPerRound;
    const seconds = await carried(bench, run, count, processorTime);
    perSecond[run].push(count / seconds);
    bench.say(`transfer: round ${round + 1}, ${run}: ${(count / seconds).toFixed(1)} a second`);
  });
  const rate = (run: Run): number => median(perSecond[run]);
  const line = (what: string, run: Run): Figure => shown('transfer', what, rate(run), 1, 'a second');
  const toBare = shown('transfer', 'ours to bare', rate('product') / rate('bare'), 2, '×');
  const toPlain = shown('transfer', 'bare to plain', rate('bare') / rate('plain'), 2, '×');
  return [
    line('plain workflow of four activities', 'plain'),
    line('bare engine', 'bare'),
    line('ours', 'product'),
    line('bare engine, stock server', 'stock'),
    ...processorLines(processorTime),
    held(toPlain, { atLeast: shareOfPlainMin }, '×'),
    held(toBare, { atLeast: shareOfBareMin }, '×'),
  ];
}

/** Processor milliseconds of a document, drafting included, by engine and process: one of each round. */
type ProcessorTime = Readonly<Record<'bare' | 'product', Map<string, number[]>>>;

/** Carries documents one way; answers the seconds from the first booking to the last outcome. */
async function carried(bench: BenchContext, run: Run, count: number, times: ProcessorTime): Promise<number> {
  if (run === 'plain') return (await bench.plain('bare', inFlight, count)).seconds;
  if (run === 'stock') return (await bench.carry(run, inFlight, count)).seconds;
  let seconds = 0;
  const used = await usedBy(await bench.processesOf(run), async () => {
    ({ seconds } = await bench.carry(run, inFlight, count));
  });
  for (const [name, ofAll] of Object.entries(used)) {
    const rounds = times[run].get(name) ?? [];
    times[run].set(name, [...rounds, (ofAll / count) * 1_000]);
  }
  return seconds;
}

const processorLines = (times: ProcessorTime): Figure[] =>
  (['bare', 'product'] as const).flatMap((engine) =>
    [...times[engine]].map(([name, rounds]) =>
      shown('transfer', `processor time of a document, ${names[engine]}, ${name}`, median(rounds), 1, 'ms'),
    ),
  );

const names = { bare: 'bare', product: 'ours' } as const;
