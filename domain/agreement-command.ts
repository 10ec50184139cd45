/** Commands of operations that go through agreements: all of them, or the one that `--agreement` names. */
import { parseArgs } from 'node:util';
import type { MikroORM } from '@mikro-orm/postgresql';
import { ConfigError, readConfig } from './config.ts';
import { acrossAgreements, close, createOrm } from './database.ts';

/** The numbers of all agreements. */
export async function agreementNumbers(orm: MikroORM): Promise<number[]> {
  const rows = await acrossAgreements<{ number: number }>(
    orm,
    'select number from bilag_agreement_numbers() as number',
    [],
  );
  return rows.map((row) => row.number);
}

/** What a command does, and how it connects. */
interface AgreementCommand {
  /** Named in PostgreSQL's list of connections. */
  readonly applicationName: string;
  /** How long a statement may take, in milliseconds; 0: as long as it wants. */
  readonly statementTimeoutMs?: number;
  /** The exit code where it cannot be done: wrong usage, no settings, no database. */
  readonly failure: 1 | 2;
  /** Its answer: whether all is as it should be; else the exit code is 1. */
  readonly run: (
    orm: MikroORM,
    agreements: readonly number[],
    report: (line: string) => void,
  ) => Promise<boolean>;
}

/** Runs such a command with the process's arguments and settings; answers its exit code. */
export async function runOverAgreements({ failure, run, ...connection }: AgreementCommand): Promise<number> {
  let orm: MikroORM | undefined;
  try {
    const { values } = parseArgs({ options: { agreement: { type: 'string' } } });
    if (values.agreement !== undefined && !/^\d{4,5}$/.test(values.agreement))
      throw new Error('--agreement takes an agreement number of 4 or 5 digits.');
    orm = await createOrm(readConfig(['database']).database.url, connection);
    const agreements =
      values.agreement === undefined ? await agreementNumbers(orm) : [Number(values.agreement)];
    const isWell = await run(orm, agreements, (line) => {
      console.log(line);
    });
    return isWell ? 0 : 1;
  } catch (error) {
    console.error(error instanceof ConfigError || error instanceof Error ? error.message : error);
    return failure;
  } finally {
    if (orm) await close(orm);
  }
}
