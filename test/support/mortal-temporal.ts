import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePort } from '../../sandbox/stack/ports.ts';
import { startGuarded, type GuardedProcess } from '../../sandbox/stack/processes.ts';
import { dynamicConfig, searchAttributes } from '../../sandbox/stack/temporal-server.ts';
import { temporalCliPath } from './servers.ts';

/** A Temporal server of one's own, which keeps its histories in a file and can be killed. */
export interface MortalTemporal {
  readonly address: string;
  /** SIGKILL: nothing is written any more. */
  kill(): Promise<void>;
  /** On the same file and port; resolves when it serves. */
  start(): Promise<void>;
}

/** A history of so many events suggests to continue as new: long waits are tried without waiting long. */
export const longHistory = 60;

export async function mortalTemporal(folder: string): Promise<MortalTemporal> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const settings = { ...dynamicConfig, 'limit.historyCount.suggestContinueAsNew': String(longHistory) };
  const args = [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
    ...['--log-level', 'error', '--db-filename', join(folder, 'temporal.db')],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...Object.entries(settings).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
  let server: GuardedProcess | undefined;
  const temporal: MortalTemporal = {
    address,
    kill: async () => {
      await server?.stop();
    },
    start: async () => {
      server = await startGuarded({
        name: 'Temporal',
        command: temporalCliPath(),
        args,
        logFile: join(folder, 'temporal.log'),
        signals: [{ signal: 'SIGKILL', waitMs: 5_000 }],
      });
      await untilServing(address, server);
    },
  };
  await temporal.start();
  return temporal;
}

async function untilServing(address: string, server: GuardedProcess): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    if (server.hasExited()) throw new Error(`Temporal ended: ${server.lastLines()}`);
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(50);
    }
  }
}
