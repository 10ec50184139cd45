/**
 * `npm run verify-events [-- --agreement N]`: reads the chains of events of all agreements, or of one, and says whether
 * anything was changed or removed. Exits 0 where all hold, 1 where one does not (its first broken row is named), 2 where
 * it could not be found out.
 */
import { parseArgs } from 'node:util';
import type { MikroORM } from '@mikro-orm/postgresql';
import { ConfigError, readConfig } from '../config.ts';
import { acrossAgreements, close, createOrm } from '../database.ts';
import { verifyChain } from './verify-chain.ts';

/** Verifies and prints one line per agreement. True where every chain holds. */
export async function verifyEvents(
  orm: MikroORM,
  agreements: readonly number[],
  log: (line: string) => void,
): Promise<boolean> {
  let holds = true;
  for (const agreementNumber of agreements) {
    const { verified, broken } = await verifyChain(orm, agreementNumber);
    if (broken) holds = false;
    log(
      broken
        ? `agreement ${agreementNumber}: BROKEN at event ${broken.sequence}: ${broken.reason} (${verified} before it hold)`
        : `agreement ${agreementNumber}: ${verified} events hold`,
    );
  }
  return holds;
}

/** The numbers of all agreements. */
export async function agreementNumbers(orm: MikroORM): Promise<number[]> {
  const rows = await acrossAgreements<{ number: number }>(
    orm,
    'select number from bilag_agreement_numbers() as number',
    [],
  );
  return rows.map((row) => row.number);
}

async function main(): Promise<number> {
  let orm: MikroORM | undefined;
  try {
    const { values } = parseArgs({ options: { agreement: { type: 'string' } } });
    if (values.agreement !== undefined && !/^\d{4,5}$/.test(values.agreement))
      throw new Error('--agreement takes an agreement number of 4 or 5 digits.');
    orm = await createOrm(readConfig(['database']).database.url, { applicationName: 'bilag-verify-events' });
    const agreements =
      values.agreement === undefined ? await agreementNumbers(orm) : [Number(values.agreement)];
    return (await verifyEvents(orm, agreements, (line) => {
      console.log(line);
    }))
      ? 0
      : 1;
  } catch (error) {
    console.error(error instanceof ConfigError || error instanceof Error ? error.message : error);
    return 2;
  } finally {
    if (orm) await close(orm);
  }
}

if (import.meta.main) process.exitCode = await main();
