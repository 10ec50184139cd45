import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { LiveHeap } from '../support/live-heap.ts';
import type { BenchStack } from '../support/stack.ts';
import { slope } from '../support/stats.ts';

const inFlight = 20;
const batches = 10;
/** Share of the invoices whose memory is not looked at: caches fill and code is compiled then. */
const warmUpShare = 0.2;
/** Flat is what grows by less, in MB per 1,000 invoices: 5 kB an invoice, a tenth of what its rows and histories hold. */
const growthMax = 5;
const sampleIntervalMs = 1_000;

const processes = ['worker', 'api'] as const;
const kinds = ['resident', 'heap'] as const;
type Process = (typeof processes)[number];
type Kind = (typeof kinds)[number];

/** Bytes after so many invoices. */
type Point = { readonly invoices: number } & Readonly<Record<Process, Readonly<Record<Kind, number>>>>;

/** Whether worker and API grow while they carry thousands of invoices. */
export async function benchMemory(bench: BenchContext): Promise<Figure[]> {
  await bench.warmUp('product');
  const stack = await bench.stack();
  const heaps = {
    worker: await LiveHeap.open(stack.processes.worker),
    api: await LiveHeap.open(stack.processes.api),
  };
  try {
    return figuresOf(await grown(bench, stack, heaps));
  } finally {
    heaps.worker.close();
    heaps.api.close();
  }
}

async function grown(
  bench: BenchContext,
  stack: BenchStack,
  heaps: Readonly<Record<Process, LiveHeap>>,
): Promise<Point[]> {
  const urls = { worker: stack.workerUrl, api: stack.apiUrl };
  const points: Point[] = [];
  const perBatch = Math.max(inFlight, Math.ceil(bench.options.invoices / batches));
  for (let batch = 1; batch <= batches; batch += 1) {
    const resident = await leastResident(urls, () => bench.carry('product', inFlight, perBatch));
    const of = async (name: Process) => ({ resident: resident[name], heap: await heaps[name].bytes() });
    const point: Point = { invoices: batch * perBatch, worker: await of('worker'), api: await of('api') };
    points.push(point);
    const told = processes.map(
      (name) => `${name} ${mb(point[name].resident)} MB, heap ${mb(point[name].heap)}`,
    );
    bench.say(`memory: ${point.invoices} invoices; ${told.join('; ')}`);
  }
  return points;
}

function figuresOf(points: readonly Point[]): Figure[] {
  const last = points.at(-1);
  const counted = points.filter((point) => point.invoices > warmUpShare * (last?.invoices ?? 0));
  return processes.flatMap((name) =>
    kinds.flatMap((kind) => {
      const label = `${name === 'api' ? 'API' : name}, ${kind === 'heap' ? 'live heap' : 'resident'}`;
      const growth = slope(
        counted.map((point) => ({ x: point.invoices / 1_000, y: point[name][kind] / 2 ** 20 })),
      );
      const grows = shown('memory', `${label}, growth`, growth, 2, 'MB per 1,000');
      return [
        shown('memory', `${label}, at the end`, (last?.[name][kind] ?? 0) / 2 ** 20, 0, 'MB'),
        held(grows, { atMost: growthMax }, 'MB per 1,000'),
      ];
    }),
  );
}

const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** The lowest of looks once a second while `step` runs: right after a collection, garbage counts least. */
async function leastResident(
  urls: Readonly<Record<Process, string>>,
  step: () => Promise<unknown>,
): Promise<Record<Process, number>> {
  const look = async () => ({ worker: await residentOf(urls.worker), api: await residentOf(urls.api) });
  const looks = [look()];
  const timer = setInterval(() => {
    const next = look();
    // A look that fails is thrown by the `Promise.all` below, not while nobody waits for it.
    next.catch(() => undefined);
    looks.push(next);
  }, sampleIntervalMs);
  try {
    await step();
  } finally {
    clearInterval(timer);
  }
  const seen = await Promise.all(looks);
  return {
    worker: Math.min(...seen.map((sample) => sample.worker)),
    api: Math.min(...seen.map((sample) => sample.api)),
  };
}

/** Resident bytes of a process, from its own metrics. */
async function residentOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = /^process_resident_memory_bytes (\S+)$/m.exec(text);
  if (line === null) throw new Error(`${url}/metrics does not tell the resident memory.`);
  return Number(line[1]);
}
