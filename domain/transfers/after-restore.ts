/**
 * `npm run after-restore`: for a database that was restored from an older backup, before API and worker start on it. Every
 * transfer without outcome looks first what the ERP has, and so does every document that is here by now and is booked
 * later. Running it twice does no harm. Exits 0 where all is marked, 1 where it is not: then it is to be run again.
 */
import type { MikroORM } from '@mikro-orm/postgresql';
import { ConfigError, readConfig } from '../config.ts';
import { close, createOrm, withAgreement } from '../database.ts';
import { agreementNumbers } from '../agreement-command.ts';
import { markRestored, type Restored } from './look-first.ts';

/** Marks the rows of every agreement; answers how many there were. */
export async function afterRestore(orm: MikroORM): Promise<Restored> {
  let [transfers, connections] = [0, 0];
  for (const agreementNumber of await agreementNumbers(orm)) {
    const marked = await withAgreement(orm, agreementNumber, markRestored);
    transfers += marked.transfers;
    connections += marked.connections;
  }
  return { transfers, connections };
}

async function main(): Promise<number> {
  let orm: MikroORM | undefined;
  try {
    const { url } = readConfig(['database']).database;
    // A mark may touch all that waits: no statement is cut short.
    orm = await createOrm(url, { applicationName: 'bilag-after-restore', statementTimeoutMs: 0 });
    const { transfers, connections } = await afterRestore(orm);
    console.log(
      `${transfers} transfers without outcome look first; ${connections} connections are marked as restored now`,
    );
    return 0;
  } catch (error) {
    console.error(error instanceof ConfigError || error instanceof Error ? error.message : error);
    return 1;
  } finally {
    if (orm) await close(orm);
  }
}

if (import.meta.main) process.exitCode = await main();
