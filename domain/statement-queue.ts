import type { EventEmitter } from 'node:events';
import { askedOf, between, preparationsOf, waits } from './statements.ts';

/**
 * Statements whose answer nobody waits for go with the next one, in one message: a transaction's own `begin` and session
 * variable with its first statement, what `later` was given with whatever follows it, at the latest the commit. They run in
 * the order in which they were given, one after another; where one fails, none after it is run, the message is refused with
 * its error, and the transaction with it.
 *
 * A round trip costs a worker and PostgreSQL more than most of our statements do (docs/decisions/round-trips.md).
 */

/** The statement that MikroORM makes of a transaction's session variables. */
const setsVariables = 'select set_config(';

/** What is used here of a client of pg. */
interface PgClient {
  query: (text: unknown, values?: unknown, callback?: unknown) => unknown;
}

/** SQLSTATEs: a prepared statement that is gone, and one whose plan does not fit the tables any more. */
const isStale = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === '26000' || error.code === '0A000');

/** Lets the statements of every client of a pool wait for one another. */
export function queueStatements(pool: EventEmitter): void {
  pool.on('connect', (client: PgClient) => {
    const send = client.query.bind(client);
    const queue = new StatementQueue((text, values) => send(text, values) as Promise<PgResult>);
    client.query = (text, values, callback) => {
      if (
        typeof text === 'string' &&
        callback === undefined &&
        (values === undefined || Array.isArray(values))
      )
        return queue.query(text, values);
      queue.assertEmpty();
      return send(text, values, callback);
    };
  });
}

interface PgResult {
  readonly rows: readonly unknown[];
}

/** What a statement that waits answers at once. */
const nothing: PgResult = { rows: [] };

const lastOf = (results: readonly PgResult[]): PgResult => results.at(-1) ?? nothing;

/** The statements of one client that wait for the next one. */
export class StatementQueue {
  readonly #send: (text: string, values?: unknown[]) => Promise<PgResult | PgResult[]>;
  /** A transaction's begin and session variables: without a statement after them they need not be sent at all. */
  #opening: string[] = [];
  #waiting: string[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  /** `failed`: until its rollback; `committed`: from a message that took its commit along to that commit. */
  #state: 'none' | 'open' | 'failed' | 'committed' = 'none';
  #failure: unknown;
  /** What this connection has prepared already. */
  readonly #prepared = new Set<string>();
  /** True where what it has prepared does not fit any more. */
  #isStale = false;

  constructor(send: (text: string, values?: unknown[]) => Promise<PgResult | PgResult[]>) {
    this.#send = send;
  }

  /**
   * The answer of this statement, or nothing where it waits. One after another, whoever asks: a rollback that comes while an
   * aborted statement is still on its way ends what that one begins.
   */
  query(text: string, values: unknown[] = []): Promise<PgResult> {
    const answer = this.#tail.then(() => this.#answer(text, values));
    this.#tail = answer.catch(() => undefined);
    return answer;
  }

  async #answer(text: string, values: unknown[]): Promise<PgResult> {
    if (this.#state === 'committed') return this.#afterCommit(text);
    if (this.#state === 'failed') this.#afterFailure(text);
    await this.#prepare(text);
    if (text === 'begin' || (this.#opening.length > 0 && text.startsWith(setsVariables))) {
      this.#state = 'open';
      this.#opening.push(text);
      return nothing;
    }
    if (text.startsWith(waits)) {
      if (this.#state !== 'open')
        throw new Error('Only a statement of a transaction can wait for the next one.');
      this.#waiting.push(text);
      return nothing;
    }
    if (text === 'rollback' || (text === 'commit' && this.#waiting.length === 0)) {
      const wasSent = this.#opening.length === 0;
      this.#take();
      this.#state = 'none';
      return wasSent ? lastOf(await this.#sent(text)) : nothing;
    }
    const before = this.#take();
    const asked = askedOf(text);
    if (asked !== undefined) return this.#all(before, text, asked);
    if (values.length === 0) return this.#last([...before, text].join(between), [], text);
    // Values travel in a message of another kind, which holds one statement.
    if (before.length > 0) await this.#sent(before.join(between));
    return this.#last(text, values, text);
  }

  async #last(message: string, values: unknown[], text: string): Promise<PgResult> {
    const answer = lastOf(await this.#sent(message, values));
    if (text === 'commit') this.#state = 'none';
    return answer;
  }

  /** The answers of the last statements of a message, as rows of rows; their commit, where it went along, is none of them. */
  async #all(
    before: readonly string[],
    text: string,
    asked: { readonly count: number; readonly commits: boolean },
  ): Promise<PgResult> {
    const commit = asked.commits ? ['commit'] : [];
    const results = await this.#sent([...before, text, ...commit].join(between));
    if (asked.commits) this.#state = 'committed';
    const end = results.length - commit.length;
    return { rows: results.slice(end - asked.count, end).map(({ rows }) => rows) };
  }

  /** The transaction's own commit comes when it is committed already; anything else would be outside it. */
  #afterCommit(text: string): PgResult {
    if (text !== 'commit' && text !== 'rollback')
      throw new Error('The transaction was committed with what it read; nothing can follow.');
    this.#state = 'none';
    return nothing;
  }

  /** Where a message failed, its transaction may not even have begun: only a rollback ends it, or goes back before it. */
  #afterFailure(text: string): void {
    if (!text.startsWith('rollback'))
      throw new Error('The transaction has failed; nothing more is done in it.', { cause: this.#failure });
    this.#state = 'open';
  }

  /** Throws where statements wait: what comes now cannot take them along. */
  assertEmpty(): void {
    if (this.#opening.length > 0 || this.#waiting.length > 0)
      throw new Error('Statements wait that a cursor or a callback cannot take along.');
  }

  /** A message of several statements is answered by as many results. */
  async #sent(text: string, values: unknown[] = []): Promise<readonly PgResult[]> {
    try {
      const answer = await this.#send(text, values);
      return Array.isArray(answer) ? answer : [answer];
    } catch (error) {
      if (isStale(error)) this.#isStale = true;
      if (this.#state === 'open') {
        this.#state = 'failed';
        this.#failure = error;
      }
      throw error;
    }
  }

  /** Prepares what the text runs, in messages of their own, where this connection has not done so. */
  async #prepare(text: string): Promise<void> {
    for (const { name, preparation } of preparationsOf(text)) {
      if (this.#isStale) {
        await this.#send('deallocate all');
        this.#prepared.clear();
        this.#isStale = false;
      }
      if (this.#prepared.has(name)) continue;
      await this.#send(preparation);
      this.#prepared.add(name);
    }
  }

  #take(): string[] {
    const statements = [...this.#opening, ...this.#waiting];
    this.#opening = [];
    this.#waiting = [];
    return statements;
  }
}
