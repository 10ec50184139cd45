import type { MikroORM } from '@mikro-orm/postgresql';
import { ConfigError, readConfig } from './config.ts';
import { close, createOrm, isDatabaseUnavailable } from './database.ts';
import { loginStatements, roleStatements } from './sql/roles.ts';
import { repeatableStatements } from './sql/statements.ts';

/** Where to migrate. */
export interface MigrateOptions {
  /** The owner of the database: a role with CREATEROLE that may create in schema public. */
  readonly ownerUrl: string;
  /** The app's login, made where it does not exist; left out = no login is made. */
  readonly appUrl?: string;
  /** Told one line a step; default: nobody. */
  readonly log?: (line: string) => void;
}

/** What `migrate` did. */
export interface MigrateResult {
  /** Names of the migrations that were run now, in order. */
  readonly executed: readonly string[];
}

/** Any number that nobody else in this database takes: two migrations at once run one after the other. */
const migrationLock = 7_208_145_221;

/**
 * Brings a database to the newest schema: roles, migrations, the SQL that no entity expresses, the app's login. Safe to
 * repeat; a second run changes nothing. Each step is a transaction of its own.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const log = options.log ?? (() => undefined);
  const login = options.appUrl === undefined ? undefined : loginOf(options.appUrl, options.ownerUrl);
  const orm = await createOrm(options.ownerUrl, {
    poolMax: 3,
    statementTimeoutMs: 0,
    applicationName: 'bilag-migrate',
  });
  try {
    return await orm.em.fork().transactional(async (locked) => {
      await locked.execute('select pg_advisory_xact_lock(?)', [migrationLock]);
      await inOneTransaction(orm, roleStatements);
      const executed = (await orm.migrator.up()).map((migration) => migration.name);
      for (const name of executed) log(`ran ${name}`);
      await inOneTransaction(orm, repeatableStatements(tablesOf(orm)));
      if (login) {
        await inOneTransaction(orm, loginStatements(login.name, login.password));
        log(`the app logs in as ${login.name}`);
      }
      log(executed.length === 0 ? 'the schema was up to date' : `${executed.length} migration(s) run`);
      return { executed };
    });
  } finally {
    await close(orm);
  }
}

/** Tables of all entities. */
export const tablesOf = (orm: MikroORM): string[] =>
  [...orm.getMetadata()].map((meta) => meta.tableName).sort();

async function inOneTransaction(orm: MikroORM, statements: readonly string[]): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    for (const statement of statements) await em.execute(statement);
  });
}

function loginOf(appUrl: string, ownerUrl: string): { name: string; password: string } {
  const app = new URL(appUrl);
  const name = decodeURIComponent(app.username);
  if (name === '' || name === decodeURIComponent(new URL(ownerUrl).username))
    throw new Error(
      'DATABASE_URL has to name a login of its own, not the owner: row-level security is for the app. ' +
        'Set another user in DATABASE_URL.',
    );
  return { name, password: decodeURIComponent(app.password) };
}

/**
 * What the entities have that the database or the last snapshot of the migrations lacks, or the other way round: SQL
 * statements, none where all agree. `npm run migration:create` writes what is missing.
 */
export async function pendingSchemaChanges(ownerUrl: string): Promise<readonly string[]> {
  const orm = await createOrm(ownerUrl, { poolMax: 1, applicationName: 'bilag-drift' });
  try {
    const database = await orm.schema.getUpdateSchemaSQL({ wrap: false });
    const snapshot = (await orm.migrator.checkSchema())
      ? ['-- entities differ from domain/migrations/snapshot.json']
      : [];
    return [...database.split('\n').filter((line) => line.trim() !== ''), ...snapshot];
  } finally {
    await close(orm);
  }
}

async function main(): Promise<number> {
  try {
    const { owner } = readConfig(['owner']);
    const { database } = readConfig(['database']);
    await migrate({
      ownerUrl: owner.url,
      appUrl: database.url,
      log: (line) => {
        console.log(`migrate: ${line}`);
      },
    });
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message);
    else if (isDatabaseUnavailable(error))
      console.error('PostgreSQL at DATABASE_OWNER_URL cannot be reached. Start it, or correct the address.');
    else console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

// Not awaited at the top: Jest's global setup loads this file with require(), which takes no top-level await.
if (import.meta.main)
  void main().then((code) => {
    process.exitCode = code;
  });
