/**
 * `npm run bench -- [NAME…] [options]`: runs the named benches, or all of
 * them, and prints their figures with goals. `docs/reference/benchmarks.md` says what each figure means.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { reasonOf } from '../sandbox/stack/log.ts';
import { benchBacklog } from './benches/backlog.ts';
import { benchBook } from './benches/book.ts';
import { benchCost } from './benches/cost.ts';
import { benchDrain } from './benches/drain.ts';
import { benchFairness } from './benches/fairness.ts';
import { benchLists } from './benches/lists.ts';
import { benchImport } from './benches/import.ts';
import { benchMemory } from './benches/memory.ts';
import { benchPreflight } from './benches/preflight.ts';
import { benchStart } from './benches/start.ts';
import { benchStock } from './benches/stock.ts';
import { benchTransfer } from './benches/transfer.ts';
import { BenchContext, type BenchOptions } from './support/context.ts';
import { allReached, tableOf, type Figure } from './support/figures.ts';
import { machineFacts, machineLines } from './support/machine.ts';

const benches = {
  start: benchStart,
  cost: benchCost,
  book: benchBook,
  transfer: benchTransfer,
  memory: benchMemory,
  preflight: benchPreflight,
  lists: benchLists,
  import: benchImport,
  stock: benchStock,
  fairness: benchFairness,
  drain: benchDrain,
  backlog: benchBacklog,
} as const;
type BenchName = keyof typeof benches;
const benchNames = Object.keys(benches) as BenchName[];

const usage = `Measures Bilag beside the bare engine.

  npm run bench -- [${benchNames.join(' | ')} …] [options]

  --strict        ends with 1 where a goal is missed
  --json <file>   writes machine and figures there, too
  --rounds <n>    interleaved rounds of book, transfer, fairness, lists and stock, default 5
  --invoices <n>  invoices of memory, default 5000
  --drained <n>   invoices of drain, default 1500
  --parked <n>    transfers of backlog, default 10000
  --documents <n> open documents of preflight, default 10000

Without a name all of them run. Exit codes: 0 measured; 1 a goal missed under --strict, or failed; 2 wrong usage.`;

interface Arguments {
  readonly names: readonly BenchName[];
  readonly isStrict: boolean;
  readonly jsonFile: string | undefined;
  readonly options: BenchOptions;
}

/** Throws an error in words where the line cannot be understood; undefined where help is asked for. */
function readArguments(args: readonly string[]): Arguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      strict: { type: 'boolean', default: false },
      json: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      invoices: { type: 'string', default: '5000' },
      drained: { type: 'string', default: '1500' },
      parked: { type: 'string', default: '10000' },
      documents: { type: 'string', default: '10000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) throw new Error(`There is no bench ${unknown.join(', ')}.`);
  const isNamed = (name: BenchName): boolean => positionals.length === 0 || positionals.includes(name);
  return {
    names: benchNames.filter(isNamed),
    isStrict: values.strict,
    jsonFile: values.json,
    options: {
      rounds: whole('rounds', values.rounds),
      invoices: whole('invoices', values.invoices),
      drained: whole('drained', values.drained),
      parked: whole('parked', values.parked),
      documents: whole('documents', values.documents),
    },
  };
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} is a whole number from 1.`);
  return Number(text);
}

const say = (line: string): void => {
  process.stderr.write(`[bench] ${line}\n`);
};

async function run({ names, isStrict, jsonFile, options }: Arguments): Promise<number> {
  const bench = new BenchContext(options, say);
  const figures: Figure[] = [];
  try {
    const machine = await machineFacts(await bench.cliPath());
    for (const name of names) figures.push(...(await measured(name, bench)));
    process.stdout.write(`\n${machineLines(machine)}\n\n${tableOf(figures)}\n`);
    if (jsonFile !== undefined)
      writeFileSync(jsonFile, `${JSON.stringify({ machine, options, figures }, null, 2)}\n`);
  } finally {
    await bench.close();
  }
  return isStrict && !allReached(figures) ? 1 : 0;
}

/** A bench that cannot be run is a goal missed, and no reason to lose the others. */
async function measured(name: BenchName, bench: BenchContext): Promise<readonly Figure[]> {
  try {
    const figures = await benches[name](bench);
    // A backlog is what backlog leaves; it comes last.
    if (name !== 'start' && name !== 'backlog') await bench.assertTransferred();
    return figures;
  } catch (error) {
    say(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return [
      { bench: name, what: 'could not be measured', number: 0, value: '', goal: 'to run', reached: false },
    ];
  }
}

async function main(args: readonly string[]): Promise<number> {
  let given: Arguments | undefined;
  try {
    given = readArguments(args);
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n\n${usage}\n`);
    return 2;
  }
  if (given === undefined) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  try {
    return await run(given);
  } catch (error) {
    process.stderr.write(`The bench ends: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    return 1;
  }
}

// What was started hangs on this process: its channels close and its watchdog ends the rest, whatever ends us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
process.exit(await main(process.argv.slice(2)));
