import type { BenchContext, Engine } from '../support/context.ts';
import { engines } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { inTurns } from '../support/rounds.ts';
import { median, quantile } from '../support/stats.ts';

/** Documents of one round, by the number of clients. The stock server, there for scale, gets half of them. */
const samples: Readonly<Record<number, number>> = { 1: 40, 8: 80 };

/** A booking may take this many times the bare engine's update. */
const factorMax = 1.5;

/** How long a booking takes, through the API, beside the bare engine's update. */
export async function benchBook(bench: BenchContext): Promise<Figure[]> {
  for (const engine of engines) await bench.warmUp(engine);
  const figures: Figure[] = [];
  for (const clients of [1, 8]) figures.push(...(await withClients(bench, clients)));
  return figures;
}

async function withClients(bench: BenchContext, clients: number): Promise<Figure[]> {
  const rounds: Record<Engine, number[][]> = { bare: [], product: [], stock: [] };
  await inTurns(engines, bench.options.rounds, async (engine, round) => {
    const count = (samples[clients] ?? 0) / (engine === 'stock' ? 2 : 1);
    const { latenciesMs } = await bench.book(engine, clients, count);
    rounds[engine].push([...latenciesMs]);
    const p50 = quantile(latenciesMs, 0.5).toFixed(1);
    bench.say(`book: ${clients} client(s), round ${round + 1}, ${engine}: p50 ${p50} ms`);
  });
  const p50 = (engine: Engine): number => median(rounds[engine].map((round) => quantile(round, 0.5)));
  const p99 = (engine: Engine): number => quantile(rounds[engine].flat(), 0.99);
  const label = clients === 1 ? '1 client' : `${clients} clients`;
  const lines = engines.flatMap((engine) => [
    shown('book', `${label}, ${names[engine]}, p50`, p50(engine), 1, 'ms'),
    shown('book', `${label}, ${names[engine]}, p99`, p99(engine), 1, 'ms'),
  ]);
  const ratio = shown('book', `${label}, ours to bare, p50`, p50('product') / p50('bare'), 2, '×');
  return [...lines, held(ratio, { atMost: factorMax }, '×')];
}

const names: Readonly<Record<Engine, string>> = {
  bare: 'bare engine',
  product: 'ours',
  stock: 'bare engine, stock server',
};
