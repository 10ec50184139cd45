import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../sandbox/stack/log.ts';
import { freePort, loopback } from '../../sandbox/stack/ports.ts';
import { startGuarded } from '../../sandbox/stack/processes.ts';
import type { GuardedOptions } from '../../sandbox/stack/processes.ts';
import { projectRoot, stackSettings } from '../../sandbox/stack/settings.ts';
import { untilReady } from '../../sandbox/stack/waiting.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';

const secondsMax = 60;
const timeoutMs = 300_000;

/** The stack ends its own parts first. */
const signals: GuardedOptions['signals'] = [
  { signal: 'SIGTERM', waitMs: 90_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** What would lead the stack to other servers than its own. */
const elsewhere = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'TEMPORAL_ADDRESS',
  'ECONOMIC_REST_URL',
  'ECONOMIC_OPENAPI_URL',
];

/** From `npm start` on an empty data folder to the first invoice in the sandbox's ledger, downloads made before. */
export async function benchStart(bench: BenchContext): Promise<Figure[]> {
  await bench.cliPath();
  bench.say('start: npm start on an empty folder');
  const dataDir = join(bench.folder, 'start');
  mkdirSync(dataDir, { mode: 0o711 });
  const ports: Record<string, string> = {};
  for (const { variable } of Object.values(stackSettings({}).ports))
    ports[variable] = String(await freePort());
  const startedAt = performance.now();
  const stack = await startGuarded({
    name: 'npm start',
    command: process.execPath,
    args: [join(projectRoot, 'sandbox', 'stack', 'start.ts')],
    cwd: projectRoot,
    env: {
      ...process.env,
      ...Object.fromEntries(elsewhere.map((name) => [name, ''])),
      ...ports,
      BILAG_DATA_DIR: dataDir,
    },
    logFile: join(bench.folder, 'logs', 'start.log'),
    signals,
  });
  try {
    const ledger = `http://${loopback}:${ports['ECONOMIC_SANDBOX_CONTROL_PORT'] ?? ''}/control/ledger`;
    await untilReady(stack, {
      log: silentLog,
      timeoutMs,
      signal: new AbortController().signal,
      look: () => lookAtLedger(ledger),
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    return [
      held(shown('start', 'npm start to the first invoice', seconds, 1, 's'), { atMost: secondsMax }, 's'),
    ];
  } finally {
    await stack.stop();
  }
}

async function lookAtLedger(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const { agreements } = (await answer.json()) as { agreements: { bookedInvoices: unknown[] }[] };
    return agreements.some((agreement) => agreement.bookedInvoices.length > 0)
      ? undefined
      : 'no invoice in the ledger';
  } catch {
    return 'the sandbox does not answer yet';
  }
}
