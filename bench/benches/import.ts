import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { makeAgreements, type BenchAgreement } from '../support/agreements.ts';
import { ApiClient } from '../support/api-client.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { LiveHeap } from '../support/live-heap.ts';
import type { BenchStack } from '../support/stack.ts';

const rowsMany = 100_000;
const rowsFew = 10_000;
const badRows = 50;
/** Products a second at least, from the answer that the file is stored to the end of its import. */
const rateMin = 3_000;
/** Flat is what ten times the rows add to the worker's highest live heap, in MB: less than a tenth of the rows themselves. */
const growthMax = 5;
const lookIntervalMs = 250;

interface Import {
  readonly id: string;
  readonly state: string;
  readonly rows: Readonly<Record<'total' | 'good' | 'bad', number>>;
}
type Answer = { readonly import: Import };

/** How fast a file of products is imported, and whether the worker grows with it. */
export async function benchImport(bench: BenchContext): Promise<Figure[]> {
  const stack = await bench.stack();
  const [small, large, timed] = await makeAgreements(stack, 3);
  if (small === undefined || large === undefined || timed === undefined)
    throw new Error('There is no agreement to import into.');
  const api = new ApiClient(stack.apiUrl);
  const heap = await LiveHeap.open(stack.processes.worker);
  try {
    // The first file compiles code and fills caches.
    await imported(stack, api, small, rowsFew);
    const few = await peakOf(heap, () => imported(stack, api, large, rowsFew, 'few'));
    const many = await peakOf(heap, () => imported(stack, api, large, rowsMany));
    const { seconds, stored } = await imported(stack, api, timed, rowsMany);
    const rate = (rowsMany + badRows) / seconds;
    bench.say(`import: ${rowsMany} products in ${seconds.toFixed(1)} s; peaks ${mb(few)} and ${mb(many)} MB`);
    const grows = shown(
      'import',
      `worker, live heap, ${rowsMany} rows beside ${rowsFew}`,
      mb(many - few),
      1,
      'MB',
    );
    return [
      shown('import', 'products stored', stored, 0, ''),
      held(shown('import', 'products imported', rate, 0, 'a second'), { atLeast: rateMin }, 'a second'),
      shown('import', `worker, live heap at most, ${rowsMany} rows`, mb(many), 1, 'MB'),
      held(grows, { atMost: growthMax }, 'MB'),
    ];
  } finally {
    heap.close();
    await api.close();
  }
}

const mb = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;

/** The highest live heap while `work` runs. */
async function peakOf(heap: LiveHeap, work: () => Promise<unknown>): Promise<number> {
  let isRunning = true;
  const running = work().finally(() => {
    isRunning = false;
  });
  let peak = 0;
  while (isRunning as boolean) {
    peak = Math.max(peak, await heap.bytes());
    await delay(lookIntervalMs);
  }
  await running;
  return peak;
}

/**
 * Imports a file of so many good rows with fifty bad ones among them, and waits for its end. Throws where a good row is not
 * there, or a bad one not handed back.
 */
async function imported(
  stack: BenchStack,
  api: ApiClient,
  { apiKey }: BenchAgreement,
  rows: number,
  prefix = 'IMP',
): Promise<{ readonly seconds: number; readonly stored: number }> {
  const before = await productsOf(api, apiKey);
  const { id } = await handed(stack, apiKey, fileOf(rows, prefix));
  const from = performance.now();
  let standing = await look(api, apiKey, id);
  while (standing.state !== 'done') {
    await delay(lookIntervalMs);
    standing = await look(api, apiKey, id);
  }
  const seconds = (performance.now() - from) / 1_000;
  const stored = (await productsOf(api, apiKey)) - before;
  if (stored !== rows || standing.rows.good !== rows || standing.rows.bad !== badRows)
    throw new Error(`It stored ${stored} of ${rows}: ${JSON.stringify(standing)}`);
  const back = await fetch(`${stack.apiUrl}/api/imports/${id}/errors.csv`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const lines = (await back.text()).trimEnd().split('\r\n').length - 1;
  if (lines !== badRows) throw new Error(`It handed back ${lines} rows, not ${badRows}.`);
  return { seconds, stored };
}

const look = async (api: ApiClient, apiKey: string, id: string): Promise<Import> =>
  (await api.get<Answer>(apiKey, `/api/imports/${id}`)).import;

const productsOf = async (api: ApiClient, apiKey: string): Promise<number> =>
  (await api.get<{ total: number }>(apiKey, '/api/products?limit=1')).total;

async function handed(stack: BenchStack, apiKey: string, content: string): Promise<Import> {
  const answer = await fetch(`${stack.apiUrl}/api/imports/products`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'text/csv',
      'idempotency-key': randomUUID(),
    },
    body: content,
  });
  if (answer.status !== 202) throw new Error(`The file was not taken: ${await answer.text()}`);
  return ((await answer.json()) as Answer).import;
}

/** The bad rows lie apart from each other, so that every part of the file has some. */
function fileOf(rows: number, prefix: string): string {
  const every = Math.floor(rows / badRows);
  const lines = ['number,name,group_id,unit_id,recommended_cost_price,sales_price,barcode'];
  for (let at = 1; at <= rows; at += 1) {
    const number = `${prefix}-${String(at).padStart(6, '0')}`;
    lines.push(`${number},"Fyrreplanke, ${at} mm",1,1,21.75,34.50,57${String(at).padStart(11, '0')}`);
    if (at % every === 0) lines.push(`BAD-${at},Uden gruppe,77,1,ti,34.50,`);
  }
  return `${lines.join('\n')}\n`;
}
