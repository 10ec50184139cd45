import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { slope } from '../support/stats.ts';

const inFlight = 20;
const batches = 20;
/** Share of the invoices whose memory is not looked at: caches fill and code is compiled then. */
const warmUpShare = 0.2;
/** Flat is what grows by less, in MB per 1,000 invoices: a leak of one kilobyte-sized object per step grows by more. */
const growthMax = 5;
const sampleIntervalMs = 1_000;

const kinds = { rss: 'process_resident_memory_bytes', heap: 'nodejs_heap_size_used_bytes' } as const;
const processes = ['worker', 'api'] as const;
type Kind = keyof typeof kinds;
type Process = (typeof processes)[number];
type Sample = Readonly<Record<Process, Readonly<Record<Kind, number>>>>;

interface Point extends Record<Process, Record<Kind, number>> {
  readonly invoices: number;
}

/** Whether worker and API grow while they carry thousands of invoices. */
export async function benchMemory(bench: BenchContext): Promise<Figure[]> {
  await bench.warmUp('product');
  const { workerUrl, apiUrl } = await bench.stack();
  const look = async (): Promise<Sample> => ({
    worker: await memoryOf(workerUrl),
    api: await memoryOf(apiUrl),
  });
  const points: Point[] = [];
  const perBatch = Math.max(inFlight, Math.ceil(bench.options.invoices / batches));
  for (let batch = 1; batch <= batches; batch += 1) {
    const samples = await sampled(look, () => bench.carry('product', inFlight, perBatch));
    const point: Point = {
      invoices: batch * perBatch,
      worker: least(samples, 'worker'),
      api: least(samples, 'api'),
    };
    points.push(point);
    const { worker, api, invoices } = point;
    bench.say(
      `memory: ${invoices} invoices; worker ${mb(worker.rss)} MB, of it heap ${mb(worker.heap)}; API ${mb(api.rss)}, ${mb(api.heap)}`,
    );
  }
  const counted = points.filter((point) => point.invoices > warmUpShare * batches * perBatch);
  return processes.flatMap((name) =>
    (Object.keys(kinds) as Kind[]).flatMap((kind) => {
      const label = `${name === 'api' ? 'API' : name}, ${kind === 'rss' ? 'resident' : 'heap in use'}`;
      const growth = slope(
        counted.map((point) => ({ x: point.invoices / 1_000, y: point[name][kind] / 2 ** 20 })),
      );
      const last = points.at(-1)?.[name][kind] ?? 0;
      const grows = shown('memory', `${label}, growth`, growth, 2, 'MB per 1,000');
      return [
        shown('memory', `${label}, at the end`, last / 2 ** 20, 0, 'MB'),
        held(grows, { atMost: growthMax }, 'MB per 1,000'),
      ];
    }),
  );
}

const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** Looks once a second while `step` runs, and once after it. */
async function sampled(look: () => Promise<Sample>, step: () => Promise<unknown>): Promise<Sample[]> {
  const samples: Promise<Sample>[] = [];
  const timer = setInterval(() => {
    const sample = look();
    // A look that fails is thrown by the `Promise.all` below, not while nobody waits for it.
    sample.catch(() => undefined);
    samples.push(sample);
  }, sampleIntervalMs);
  try {
    await step();
  } finally {
    clearInterval(timer);
  }
  samples.push(look());
  return Promise.all(samples);
}

/** The lowest of each: right after a collection, so that what is only waiting to be collected does not count. */
const least = (samples: readonly Sample[], name: Process): Record<Kind, number> => ({
  rss: Math.min(...samples.map((sample) => sample[name].rss)),
  heap: Math.min(...samples.map((sample) => sample[name].heap)),
});

async function memoryOf(url: string): Promise<Record<Kind, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const gauge = (name: string): number => {
    const line = new RegExp(`^${name} (\\S+)$`, 'm').exec(text);
    if (line === null) throw new Error(`${url}/metrics has no ${name}.`);
    return Number(line[1]);
  };
  return { rss: gauge(kinds.rss), heap: gauge(kinds.heap) };
}
