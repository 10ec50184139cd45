import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { reasonOf, silentLog } from '../../sandbox/stack/log.ts';
import { freePort, loopback } from '../../sandbox/stack/ports.ts';
import { gentleSignals, startGuarded } from '../../sandbox/stack/processes.ts';
import type { GuardedProcess } from '../../sandbox/stack/processes.ts';
import { searchAttributes, temporalNamespace } from '../../sandbox/stack/temporal-server.ts';
import { untilReady } from '../../sandbox/stack/waiting.ts';

const startTimeoutMs = 60_000;

/** A dev server as it comes: histories in a file as ours are, and no setting of the engine or of the file changed. */
export async function startStockServer(
  cliPath: string,
  folder: string,
): Promise<{ readonly address: string; readonly server: GuardedProcess }> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const attributes = Object.entries(searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  const server = await startGuarded({
    name: 'Temporal with stock settings',
    command: cliPath,
    args: [
      ...['server', 'start-dev', '--ip', loopback, '--port', String(port), '--namespace', temporalNamespace],
      ...['--log-format', 'json', '--log-level', 'warn', '--headless'],
      ...['--db-filename', join(folder, 'temporal.db')],
      // Not a setting of speed: on a closed network the question after newer versions only delays the start.
      ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
      ...attributes,
    ],
    logFile: join(folder, 'temporal.log'),
    signals: gentleSignals,
  });
  const address = `${loopback}:${port}`;
  await untilReady(server, {
    log: silentLog,
    timeoutMs: startTimeoutMs,
    signal: new AbortController().signal,
    look: () => lookAtServer(address),
  });
  return { address, server };
}

async function lookAtServer(address: string): Promise<string | undefined> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      await connection.workflowService.describeNamespace({ namespace: temporalNamespace });
      return undefined;
    } finally {
      await connection.close();
    }
  } catch (error) {
    return reasonOf(error);
  }
}
