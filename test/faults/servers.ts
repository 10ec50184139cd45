import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../../domain/migrate.ts';
import { startPostgres, type EmbeddedPostgres } from '../../sandbox/stack/postgres.ts';
import { removeAtEnd } from '../../sandbox/stack/processes.ts';
import { testDatabase } from '../support/database.ts';
import { mortalTemporal } from '../support/mortal-temporal.ts';
import { testRunFolder, testTemporalAddress } from '../support/servers.ts';
import type { Needs } from './faults.ts';

/** The servers that an installation runs on. */
export interface FaultsServers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** Kills PostgreSQL's postmaster and starts it again after a pause; refused on servers that others use. */
  restartPostgres(pauseMs: number): Promise<void>;
  /** The same of Temporal. */
  restartTemporal(pauseMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A folder of one installation, within the run's. */
export function installationFolder(): string {
  const folder = mkdtempSync(join(testRunFolder(), 'faults-'));
  // PostgreSQL may run as another user, who has to pass through.
  chmodSync(folder, 0o711);
  return folder;
}

const refused = (): Promise<void> => Promise.reject(new Error('Others use this server.'));

/** What is to be killed is made for it; the rest is the run's own, with a database of one's own. */
export async function startFaultsServers(folder: string, needs: Needs): Promise<FaultsServers> {
  if (needs === 'postgres') {
    const postgres = await mortalPostgres(join(folder, 'data'));
    return {
      databaseUrl: postgres.appUrl,
      temporalAddress: testTemporalAddress(),
      restartPostgres: (pauseMs) => postgres.restart(pauseMs),
      restartTemporal: refused,
      close: () => postgres.stop(),
    };
  }
  const database = await testDatabase({ poolMax: 1 });
  const shared = { databaseUrl: database.appUrl, restartPostgres: refused };
  if (needs !== 'temporal')
    return {
      ...shared,
      temporalAddress: testTemporalAddress(),
      restartTemporal: refused,
      close: () => database.drop(),
    };
  const temporal = await mortalTemporal(folder);
  return {
    ...shared,
    temporalAddress: temporal.address,
    restartTemporal: async (pauseMs) => {
      await temporal.kill();
      await delay(pauseMs);
      await temporal.start();
    },
    close: async () => {
      await temporal.kill();
      await database.drop();
    },
  };
}

/** Nothing outlives the run, but all that was committed outlives a killed server. */
const killedSettings = { fsync: 'off', full_page_writes: 'off', max_connections: '100' };

interface MortalPostgres {
  readonly appUrl: string;
  restart(pauseMs: number): Promise<void>;
  stop(): Promise<void>;
}

async function mortalPostgres(dataDir: string): Promise<MortalPostgres> {
  const start = (port: number): Promise<EmbeddedPostgres> =>
    startPostgres({ dataDir, port, settings: killedSettings });
  let postgres = await start(0);
  const { port, ownerUrl, appUrl } = postgres;
  removeAtEnd(postgres.folder);
  await migrate({ ownerUrl, appUrl });
  return {
    appUrl,
    restart: async (pauseMs) => {
      process.kill(postgres.pid, 'SIGKILL');
      await postgres.exited;
      await postgres.stop();
      await delay(pauseMs);
      postgres = await start(port);
    },
    stop: () => postgres.stop(),
  };
}
