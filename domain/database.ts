import type { EventEmitter } from 'node:events';
import { ConnectionException, MikroORM, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import { workBeforeCommit } from './before-commit.ts';
import { ringAfterCommit } from './deliveries/bell.ts';
import { entities } from './entities.ts';
import { DomainError } from './errors.ts';
import { releaseLostClients } from './lost-connections.ts';
import { queueStatements } from './statement-queue.ts';
import { tenantFilter } from './tenant.ts';

/** How a process talks to PostgreSQL. */
export interface DatabaseOptions {
  /** Largest number of connections this process opens; default 10. */
  readonly poolMax?: number;
  /** Longest wait for a free connection or a new one, in milliseconds; default 5,000. Then the database counts as away. */
  readonly connectTimeoutMs?: number;
  /** PostgreSQL ends a statement after this many milliseconds; default 30,000; 0 = never (migrations). */
  readonly statementTimeoutMs?: number;
  /** Shown in `pg_stat_activity`; default `bilag`. */
  readonly applicationName?: string;
  /** Receives each SQL statement, for counting in tests and benches. */
  readonly onStatement?: (statement: string) => void;
}

/** An idle connection is kept this long: it has prepared what it runs, and a new one would do that again. */
const idleConnectionMs = 10 * 60_000;

/** An ORM over all entities. Connects at the first statement; `close(orm)` ends its connections. */
export async function createOrm(url: string, options: DatabaseOptions = {}): Promise<MikroORM> {
  const { onStatement } = options;
  return MikroORM.init({
    clientUrl: url,
    entities,
    extensions: [Migrator],
    // `debug` is what makes MikroORM pass statements to the logger at all.
    ...(onStatement && { debug: ['query' as const], colors: false, logger: onStatement }),
    // A database that is not there is a fault to tell, not something to make on the way.
    ensureDatabase: false,
    pool: { min: 0, max: options.poolMax ?? 10, idleTimeoutMillis: idleConnectionMs },
    driverOptions: {
      application_name: options.applicationName ?? 'bilag',
      connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      // A plan once for each connection: every prepared statement looks up rows by the keys it is given.
      options: '-c plan_cache_mode=force_generic_plan',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      onPoolCreated: (pool: EventEmitter) => {
        releaseLostClients(pool);
        queueStatements(pool);
      },
    },
    // The tenant filter stands on every root query and row-level security guards the rest; filtering each reference, too,
    // would join every table it leads to (15 instead of 5 for an invoice) and cost more in planning than the query.
    autoJoinRefsForFilters: false,
    schemaGenerator: {
      // Triggers are written by hand in domain/sql, next to what they guard.
      ignoreTriggers: true,
      ignoreRoutines: true,
    },
    migrations: {
      path: `${import.meta.dirname}/migrations`,
      pathTs: `${import.meta.dirname}/migrations`,
      emit: 'ts',
      snapshotName: 'snapshot',
      disableForeignKeys: false,
      fileName: (timestamp, name) => `Migration${timestamp}${name ? `_${name}` : ''}`,
      allOrNothing: true,
      silent: true,
      // The snapshot is written with the migration, never by running one.
      snapshotOnMigrate: false,
    },
  });
}

/** Ends all connections of an ORM; statements under way end first. */
export async function close(orm: MikroORM): Promise<void> {
  await orm.close(true);
}

/** Options of one transaction. */
export interface TransactionOptions {
  /** Ends the running statement when it fires: an activity's cancellation, a request's deadline. */
  readonly signal?: AbortSignal;
}

/**
 * Runs `fn` in one transaction that sees and changes rows of this agreement alone: by the ORM's filter, and by
 * row-level security for whatever goes past it. Commits what `fn` did (pending changes are flushed first), rolls back
 * when it throws. Costs one round trip of its own, the commit: begin and the session variable go with the first statement.
 *
 * Throws `DatabaseUnavailable` where PostgreSQL is away; its `done` says whether nothing was done or whether it is not
 * known (the connection was lost during the commit itself).
 */
export async function withAgreement<T>(
  orm: MikroORM,
  agreementNumber: number,
  fn: (em: EntityManager) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const em = readAgreement(orm, agreementNumber, options);
  let committing = false;
  try {
    await em.begin();
    const result = await fn(em);
    await em.flush();
    await workBeforeCommit(em);
    committing = true;
    await em.commit();
    ringAfterCommit(orm, em);
    return result;
  } catch (error) {
    // A rollback on a lost connection fails too; PostgreSQL has rolled back by itself, and the first error tells more.
    if (em.isInTransaction()) await em.rollback().catch(() => undefined);
    throw isDatabaseUnavailable(error) ? unavailable(error, committing) : error;
  }
}

/**
 * An entity manager of its own for reads in this agreement. Each operation is a short transaction (four statements), so
 * more than one read belongs in `withAgreement`.
 */
export function readAgreement(
  orm: MikroORM,
  agreementNumber: number,
  options: TransactionOptions = {},
): EntityManager {
  const em = orm.em.fork(
    options.signal && { signal: options.signal, inflightQueryAbortStrategy: 'cancel query' },
  );
  em.setFilterParams(tenantFilter, { agreementNumber });
  return em;
}

/** Whether PostgreSQL answers: one statement, no tables. Throws what `withAgreement` throws. */
export async function pingDatabase(orm: MikroORM): Promise<void> {
  await acrossAgreements(orm, 'select 1', []);
}

/**
 * One statement outside every agreement, for the functions of `domain/sql/security-definer.ts`; a table of an agreement
 * refuses it. Parameters stand as `?`.
 */
export async function acrossAgreements<Row>(
  orm: MikroORM,
  sql: string,
  params: readonly unknown[],
): Promise<Row[]> {
  try {
    return await orm.em.getConnection().execute<Row[]>(sql, [...params], 'all');
  } catch (error) {
    throw isDatabaseUnavailable(error) ? unavailable(error, false) : error;
  }
}

const unavailable = (error: unknown, committing: boolean): DomainError =>
  error instanceof DomainError
    ? error
    : new DomainError(
        'DatabaseUnavailable',
        { done: committing ? 'It is not known whether it was done.' : 'Nothing was done.' },
        { cause: error },
      );

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a unix socket that is not there
]);

/**
 * SQLSTATEs: connection exceptions, too many connections, shutting down or starting up. Not 08P01, a message that PostgreSQL
 * cannot read (a null byte in a text): the same one would never succeed.
 */
const lostStates = /^(08(?!P01)...|53300|57P0[123])$/;

/** SQLSTATE of a prepared statement that its connection does not have any more; the next run prepares it anew. */
const lostStatement = '26000';

/** What pg says without a code: a socket that closed, and a pool that gave no connection in time. */
const lostConnection =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|connection ended unexpectedly|cannot use a pool after/i;

/**
 * Whether an error (or what caused it) says that PostgreSQL is away or going away, so that the same work can succeed
 * later unchanged: network errors, SQLSTATE class 08, 53300 (too many connections), 57P01–57P03 (shutting down or
 * starting up), and a prepared statement that is gone or does not fit the tables any more.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'DatabaseUnavailable';
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof ConnectionException) return true;
  // Read by their properties, not by their class: an error of the network may come from another realm.
  const { code, message, cause, errors } = error as Readonly<Record<string, unknown>>;
  return (
    (typeof code === 'string' && (networkCodes.has(code) || lostStates.test(code))) ||
    (typeof message === 'string' && lostConnection.test(message)) ||
    code === lostStatement ||
    (code === '0A000' && typeof message === 'string' && /cached plan/.test(message)) ||
    (Array.isArray(errors) && errors.some(isDatabaseUnavailable)) ||
    (cause !== error && isDatabaseUnavailable(cause))
  );
}

/** The name of the unique constraint that refused a row, or undefined for any other error. */
export function violatedUnique(error: unknown): string | undefined {
  if (!(error instanceof UniqueConstraintViolationException)) return undefined;
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
}
