/**
 * `npm run faults -- [--seeds N] [--seed N]… [--fault NAME] [--unscaled] [--json FILE]`: the fault campaign.
 * `docs/reference/fault-campaign.md` says what it does and how its table is read.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { reasonOf } from '../../sandbox/stack/log.ts';
import globalSetup from '../support/global-setup.ts';
import globalTeardown from '../support/global-teardown.ts';
import { runCampaign, usualTimeScale } from './campaign.ts';
import { type BugName, bugs } from './bugs.ts';
import { faultNames } from './faults.ts';
import { planOf, type SeedPlan } from './plan.ts';
import type { SeedResult } from './run-seed.ts';
import { faultLines, figuresOf, isWrong, tableOf } from './table.ts';

const usage = `Drives the whole product into faults, and holds the sandbox's ledger against what it says.

  npm run faults -- [options]

  --seeds <n>      runs the seeds 1 to n, default ${faultNames.length}: each fault once
  --seed <n>       runs this seed alone; several of them run side by side
  --fault <name>   this fault in every seed, in place of the seed's own
  --bug <name>     puts a bug into the worker, to see it caught: ${Object.keys(bugs).join(', ')}
  --unscaled       the ERP's times as they are, for one seed
  --beside <n>     installations side by side, default 2
  --json <file>    writes every verdict there, too

Faults, in the order in which seeds take them:
${faultLines()}

Exit codes: 0 nothing wrong; 1 something is above 0, or it failed; 2 wrong usage.`;

interface Arguments {
  readonly plans: readonly SeedPlan[];
  readonly bug: BugName | undefined;
  readonly isUnscaled: boolean;
  readonly beside: number;
  readonly jsonFile: string | undefined;
}

/** Throws an error in words where the line cannot be understood; undefined where help is asked for. */
function readArguments(args: readonly string[]): Arguments | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string', multiple: true },
      fault: { type: 'string' },
      bug: { type: 'string' },
      unscaled: { type: 'boolean', default: false },
      beside: { type: 'string', default: '2' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const fault = faultNames.find((name) => name === values.fault);
  if (values.fault !== undefined && fault === undefined)
    throw new Error(`There is no fault ${values.fault}. There are: ${faultNames.join(', ')}.`);
  const bug = (Object.keys(bugs) as BugName[]).find((name) => name === values.bug);
  if (values.bug !== undefined && bug === undefined) throw new Error(`There is no bug ${values.bug}.`);
  if (values.seed !== undefined && values.seeds !== undefined)
    throw new Error('--seed names seeds, --seeds counts them: one or the other.');
  const count = whole('seeds', values.seeds ?? String(values.unscaled ? 1 : faultNames.length));
  const seeds =
    values.seed?.map((text) => whole('seed', text)) ?? Array.from({ length: count }, (_, at) => at + 1);
  if (values.unscaled && seeds.length > 1) throw new Error('--unscaled runs one seed.');
  return {
    plans: seeds.map((seed) => planOf(seed, fault)),
    bug,
    isUnscaled: values.unscaled,
    beside: whole('beside', values.beside),
    jsonFile: values.json,
  };
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} is a whole number from 1.`);
  return Number(text);
}

const say = (line: string): void => {
  process.stderr.write(`[faults] ${line}\n`);
};

async function run({ plans, bug, isUnscaled, beside, jsonFile }: Arguments): Promise<number> {
  await globalSetup();
  const start = performance.now();
  const timeScale = isUnscaled ? 1 : usualTimeScale;
  // Written again after each installation, so that a campaign that is cut short has told what it saw.
  const write = (results: readonly SeedResult[]): void => {
    const seconds = Math.round((performance.now() - start) / 1_000);
    const figures = figuresOf(results);
    if (jsonFile !== undefined)
      writeFileSync(jsonFile, `${JSON.stringify({ timeScale, seconds, figures, results }, null, 2)}\n`);
  };
  const results = await runCampaign(plans, {
    ...{ timeScale, installations: beside, bug },
    progress: (sofar) => {
      const wrong = sofar.filter(isWrong).map(({ seed }) => seed);
      say(
        `${sofar.length} of ${plans.length} seeds${wrong.length > 0 ? `, wrong: ${wrong.join(', ')}` : ''}`,
      );
      write(sofar);
    },
  });
  const seconds = Math.round((performance.now() - start) / 1_000);
  process.stdout.write(
    `\n${tableOf(figuresOf(results))}\n\n${wordsOn(results)}${plans.length} seeds in ${seconds} s\n`,
  );
  write(results);
  return results.some(isWrong) ? 1 : 0;
}

const wordsOn = (results: readonly SeedResult[]): string =>
  results
    .filter(isWrong)
    .map(({ seed, fault, verdict }) => `seed ${seed}, ${fault}:\n  ${verdict.findings.join('\n  ')}\n\n`)
    .join('');

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
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  } finally {
    await globalTeardown();
  }
}

// What was started hangs on this process: its channels close and its watchdog ends the rest, whatever ends us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
process.exit(await main(process.argv.slice(2)));
