/**
 * `npm start`: everything on this machine, nothing else installed. `npm run demo` does the same with `--demo` and
 * ends when the demo has ended, with 0 where it went well and 1 where not.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoResult, RunDemo } from './demo-contract.ts';
import { writeEnvFile } from './env-file.ts';
import { LockTakenError, takeLock } from './folder-lock.ts';
import { consoleLog, reasonOf } from './log.ts';
import { projectRoot, stackSettings } from './settings.ts';
import type { StackSettings } from './settings.ts';
import { Stack } from './stack.ts';
import type { StackAddresses } from './stack.ts';

/** What the shell reports for a program that Ctrl-C ended before it was done. */
const interruptedCode = 130;

async function main(args: readonly string[]): Promise<number> {
  const isDemo = args.includes('--demo');
  const interruption = listenForInterruption();
  const settings = stackSettings();
  const release = await lockStack(settings);
  const stack = new Stack(settings, consoleLog, interruption.signal);
  let code: number;
  try {
    code = await run(stack, settings, isDemo, interruption);
  } catch (error) {
    code = interruption.signal.aborted ? interruptedCode : 1;
    if (!interruption.signal.aborted) consoleLog(reasonOf(error));
  }
  try {
    await stack.stop();
  } catch (error) {
    consoleLog(reasonOf(error));
    code = 1;
  }
  release();
  consoleLog('everything is stopped');
  return code;
}

async function run(
  stack: Stack,
  settings: StackSettings,
  isDemo: boolean,
  interruption: Interruption,
): Promise<number> {
  const startedAt = Date.now();
  const addresses = await Promise.race([stack.start(), interruption.interrupted]);
  writeEnvFile(settings.dataDir, addresses);
  consoleLog(`everything is up after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  const failure = stack.failed().then((what) => {
    throw new Error(what);
  });
  // Nobody may be waiting for it at the moment a part ends.
  failure.catch(() => undefined);
  const demo = await Promise.race([
    demonstrate(addresses, settings, interruption.signal),
    failure,
    interruption.interrupted,
  ]);
  if (isDemo) return demo?.ok === true ? 0 : 1;
  printAddresses(addresses, settings);
  await Promise.race([failure, interruption.interrupted.catch(() => undefined)]);
  return 0;
}

/** Runs the demo; undefined where there is none to run. */
async function demonstrate(
  addresses: StackAddresses,
  settings: StackSettings,
  signal: AbortSignal,
): Promise<DemoResult | undefined> {
  const { controlUrl, ...hosts } = addresses.economic;
  if (controlUrl === undefined) {
    consoleLog('the demo is not run: it needs the e-conomic sandbox, and a real e-conomic is set');
    return undefined;
  }
  const script = join(projectRoot, 'sandbox', 'demo', 'run.ts');
  if (!existsSync(script)) {
    consoleLog(`the demo is not run: ${script} is missing`);
    return undefined;
  }
  const { runDemo } = (await import(script)) as { runDemo: RunDemo };
  const result = await runDemo({
    apiUrl: addresses.apiUrl,
    databaseUrl: addresses.databaseUrl,
    economic: { ...hosts, controlUrl },
    temporalUiUrl: addresses.temporalUiUrl,
    dataDir: settings.dataDir,
    print: (line) => {
      process.stdout.write(`${line}\n`);
    },
    signal,
  });
  consoleLog(result.ok ? 'the demo went well' : 'the demo did NOT go as it should: see above');
  return result;
}

function printAddresses(addresses: StackAddresses, settings: StackSettings): void {
  const { economic } = addresses;
  const rows: [string, string | undefined][] = [
    ['API', `${addresses.apiUrl} (its documentation: ${addresses.apiUrl}/docs)`],
    ['Temporal', addresses.temporalAddress],
    ['Temporal UI', addresses.temporalUiUrl],
    ['e-conomic REST', economic.restUrl],
    ['e-conomic OpenAPI', economic.openapiUrl],
    ['sandbox control', economic.controlUrl],
    ['worker metrics', `${addresses.workerUrl}/metrics`],
    ['PostgreSQL', withoutPassword(addresses.databaseUrl)],
    ['data and logs', settings.dataDir],
  ];
  process.stdout.write('\n');
  for (const [name, value] of rows)
    if (value !== undefined) process.stdout.write(`  ${name.padEnd(18)} ${value}\n`);
  process.stdout.write('\n  Stop everything with Ctrl-C.\n\n');
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.toString();
}

async function lockStack(settings: StackSettings): Promise<() => void> {
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o711 });
  try {
    return await takeLock(join(settings.dataDir, 'stack.lock'), consoleLog);
  } catch (error) {
    if (!(error instanceof LockTakenError)) throw error;
    throw new Error(
      `Bilag already runs on ${settings.dataDir}: process ${error.holder.pid}, since ${error.holder.since}. ` +
        'Stop that one with Ctrl-C, or set BILAG_DATA_DIR and the ports for a second one beside it.',
      { cause: error },
    );
  }
}

interface Interruption {
  readonly signal: AbortSignal;
  /** Rejects at the first Ctrl-C. */
  readonly interrupted: Promise<never>;
}

/** The first Ctrl-C (or SIGTERM, or a closed terminal) ends everything in order; a second one does not wait for it. */
function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        consoleLog('not waiting any longer: the watchdog ends what is left');
        process.exit(interruptedCode);
      }
      consoleLog('stopping everything (once more to not wait for it)');
      controller.abort();
      reject(new Error('interrupted'));
    });
  }
  return { signal: controller.signal, interrupted: promise };
}

// Whoever reads our lines may go away (`npm start | head`): that must not end the stack without order.
process.stdout.on('error', () => undefined);
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  consoleLog(reasonOf(error));
  process.exit(1);
}
