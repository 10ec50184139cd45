import type { MikroORM } from '@mikro-orm/postgresql';
import { createAgreement } from '../../domain/agreements/agreement.service.ts';
import type { NewAgreement } from '../../domain/agreements/agreement.service.ts';
import { close, createOrm } from '../../domain/database.ts';
import type { DatabaseOptions } from '../../domain/database.ts';
import { testPostgres } from './servers.ts';
import { onDatabase, runOnce, templateName } from './template.ts';

/** A database of one test file. */
export interface TestDatabase {
  /** Logged in as the restricted app role, as the processes are. */
  readonly orm: MikroORM;
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** Bypasses row-level security: for looking at what is there, never for the code under test. */
  readonly superuserUrl: string;
  /** Every SQL statement of `orm` so far, where `countStatements` was asked for. */
  readonly statements: string[];
  /** Ends the connections and removes the database. */
  drop(): Promise<void>;
}

/** Options of a test database. */
export interface TestDatabaseOptions extends DatabaseOptions {
  /** Keeps each SQL statement in `statements`. */
  readonly countStatements?: boolean;
}

let made = 0;

/** A fresh, migrated, empty database, copied from the template in a few hundredths of a second. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = testPostgres();
  made += 1;
  const name = `bilag_test_${process.pid}_${Date.now().toString(36)}_${made}`;
  await runOnce(server.ownerUrl, `create database "${name}" template "${templateName}"`);
  const { countStatements, ...database } = options;
  const statements: string[] = [];
  const appUrl = onDatabase(server.appUrl, name);
  const orm = await createOrm(appUrl, {
    poolMax: 5,
    ...database,
    ...(countStatements === true && {
      onStatement: (statement: string) => {
        statements.push(statement);
      },
    }),
  });
  return {
    orm,
    appUrl,
    ownerUrl: onDatabase(server.ownerUrl, name),
    superuserUrl: onDatabase(server.superuserUrl, name),
    statements,
    async drop() {
      await close(orm);
      // Only a superuser may end what is left of the app login's sessions: a closed one takes its moment to be gone.
      await runOnce(server.superuserUrl, `drop database if exists "${name}" with (force)`);
    },
  };
}

/** An agreement made as an operator makes one, with its seeds and its admin key. */
export interface TestAgreement {
  readonly number: number;
  /** The plain admin key. */
  readonly apiKey: string;
}

/** Makes an agreement in a test database: Danish, in kroner, unless told otherwise. */
export async function createTestAgreement(
  orm: MikroORM,
  input: Partial<NewAgreement> = {},
): Promise<TestAgreement> {
  const { agreement, plainKey } = await createAgreement(
    orm,
    { name: 'Prøvefirma ApS', ...input },
    'operator',
  );
  return { number: agreement.number, apiKey: plainKey };
}
