import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../../sandbox/stack/log.ts';
import type { StackLog } from '../../sandbox/stack/log.ts';
import { startPostgres } from '../../sandbox/stack/postgres.ts';
import { removeAtEnd } from '../../sandbox/stack/processes.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { temporalBinary } from '../../sandbox/stack/temporal-binaries.ts';
import { startTemporal } from '../../sandbox/stack/temporal-server.ts';
import { serverVariables } from './servers.ts';

/** What teardown ends, last started first. */
export type TestRun = typeof globalThis & { bilagTestRun?: (() => Promise<void>)[] };

/** Nothing of a test database outlives the run, so nothing has to reach the disk. */
const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
};

/**
 * Starts one PostgreSQL and one Temporal dev server for the whole run and hands their addresses to the test files
 * through the environment. A server that cannot be had fails those tests that ask for it, with the reason and what
 * to do; tests that need none still run.
 */
export default async function globalSetup(): Promise<void> {
  const run = globalThis as TestRun;
  const stops: (() => Promise<void>)[] = [];
  run.bilagTestRun = stops;
  const folder = mkdtempSync(join(tmpdir(), 'bilag-test-'));
  // PostgreSQL may run as another user, who has to pass through.
  chmodSync(folder, 0o711);
  removeAtEnd(folder);
  process.env[serverVariables.folder] = folder;
  await Promise.all([
    orNoteFailure(serverVariables.postgresFailure, (log) => startTestPostgres(folder, stops, log)),
    orNoteFailure(serverVariables.temporalFailure, (log) => startTestTemporal(folder, stops, log)),
    orNoteFailure(serverVariables.testServerFailure, findTestServer),
  ]);
}

async function startTestPostgres(
  folder: string,
  stops: (() => Promise<void>)[],
  log: StackLog,
): Promise<void> {
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), settings: fastSettings, log });
  removeAtEnd(postgres.folder);
  stops.push(() => postgres.stop());
  await withSql(postgres.superuserUrl, (sql) => sql('alter role bilag_owner with createdb'));
  process.env[serverVariables.superuserUrl] = postgres.superuserUrl;
  process.env[serverVariables.ownerUrl] = postgres.ownerUrl;
  process.env[serverVariables.appUrl] = postgres.appUrl;
  // Loaded here, so that a fault in the entities fails the tests that need a database and no others.
  const { createTemplateDatabase } = await import('./template.ts');
  await createTemplateDatabase(postgres.ownerUrl);
}

async function startTestTemporal(
  folder: string,
  stops: (() => Promise<void>)[],
  log: StackLog,
): Promise<void> {
  const cliPath = await temporalBinary('cli', { log });
  process.env[serverVariables.cliPath] = cliPath;
  const temporal = await startTemporal({ cliPath, logFile: join(folder, 'temporal.log') });
  stops.push(() => temporal.stop());
  process.env[serverVariables.temporalAddress] = temporal.address;
}

async function findTestServer(log: StackLog): Promise<void> {
  process.env[serverVariables.testServerPath] = await temporalBinary('test-server', { log });
}

/** How long a step may take before its lines are shown, in milliseconds: a download is worth telling of. */
const patienceMs = 10_000;

/** Runs a step, keeping its lines back while all goes as always; where it fails, notes why for those who ask. */
async function orNoteFailure(variable: string, step: (log: StackLog) => Promise<void>): Promise<void> {
  const lines: string[] = [];
  let isShown = false;
  const show = (): void => {
    isShown = true;
    for (const line of lines.splice(0)) process.stderr.write(`[test] ${line}\n`);
  };
  const patience = setTimeout(show, patienceMs);
  try {
    await step((line) => {
      lines.push(line);
      if (isShown) show();
    });
  } catch (error) {
    process.env[variable] = reasonOf(error);
    show();
    process.stderr.write(`[test] ${reasonOf(error)}\n`);
  } finally {
    clearTimeout(patience);
  }
}
