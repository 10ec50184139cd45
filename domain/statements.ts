import type { EntityManager } from '@mikro-orm/postgresql';

/** What marks a statement that may wait for the next one (`StatementQueue`); PostgreSQL reads it as a comment. */
export const waits = '/* later */ ';

/**
 * Runs a statement of the current transaction together with the next one, the commit at the latest. For statements that answer
 * nothing; what it violates is thrown by whatever it travels with, from a commit as the driver's own error.
 */
export async function later(em: EntityManager, sql: string, params: readonly unknown[] = []): Promise<void> {
  await em.execute(waits + sql, [...params]);
}

/**
 * Statements that every connection prepares once: PostgreSQL reads and plans most of ours for three to six times as long as it
 * runs them (docs/decisions/round-trips.md). For what each document runs; anything rarer is written where it is used.
 *
 * ```ts
 * const unitOf = prepare<{ name: string }>('unit_of', ['int'], 'select name from unit where number = $1');
 * const [unit] = await unitOf.run(em, [1]);
 * ```
 */
export interface PreparedStatement<Row> {
  /** The text that runs it, for `acrossAgreements`; parameters stand as `?`. */
  readonly text: string;
  /** Runs it in the current transaction; parameters in the order of their types. */
  run(em: EntityManager, params: readonly unknown[]): Promise<Row[]>;
  /** Runs it together with the next statement, for what answers nothing. */
  later(em: EntityManager, params: readonly unknown[]): Promise<void>;
  /** One of several for `together`. */
  with(params: readonly unknown[]): Call<Row>;
}

/** A prepared statement and its parameters. */
export interface Call<Row> {
  readonly text: string;
  readonly params: readonly unknown[];
  /** Of what its rows are; there for the types alone. */
  readonly row?: Row;
}

const prefix = 'bilag_';

/** How each statement is prepared, by its name. */
const preparations = new Map<string, string>();

/** Names a statement and the types of its parameters, `$1` first. Throws where the name is taken. */
export function prepare<Row = never>(
  name: string,
  types: readonly string[],
  sql: string,
): PreparedStatement<Row> {
  const full = prefix + name;
  if (preparations.has(full)) throw new Error(`Two prepared statements are called ${name}.`);
  const list = (items: readonly string[]): string => (items.length === 0 ? '' : `(${items.join(', ')})`);
  preparations.set(full, `prepare ${full}${list(types)} as ${sql}`);
  const execute = `execute ${full}${list(types.map(() => '?'))}`;
  const checked = (params: readonly unknown[]): unknown[] => {
    if (params.length !== types.length)
      throw new Error(`The statement ${name} takes ${types.length} parameters, not ${params.length}.`);
    return [...params];
  };
  return {
    text: execute,
    run: async (em, params) => em.execute<Row[]>(execute, checked(params)),
    later: async (em, params) => later(em, execute, checked(params)),
    with: (params) => ({ text: execute, params: checked(params) }),
  };
}

/** Calls whose rows are of these types, one after another. */
export type Calls<Rows extends readonly unknown[]> = { readonly [At in keyof Rows]: Call<Rows[At]> };

/** The rows of such calls. */
export type RowsOf<Rows extends readonly unknown[]> = { [At in keyof Rows]: Rows[At][] };

/** What marks a message whose last statements are all asked for, and one that ends its transaction. */
const asksFor = (count: number, commits: boolean): string =>
  `/* last ${count}${commits ? ', commit' : ''} */ `;

/** Reads `asksFor`: how many answers are asked for, and whether a commit goes along. */
export function askedOf(text: string): { readonly count: number; readonly commits: boolean } | undefined {
  const found = /^\/\* last (\d+)(, commit)? \*\/ /.exec(text);
  return found === null ? undefined : { count: Number(found[1]), commits: found[2] !== undefined };
}

/**
 * Runs statements in one message, one after another, and answers the rows of each. With `commits` the commit goes along: for
 * what is only read; a statement that comes after it is refused.
 */
export async function together<Rows extends readonly unknown[]>(
  em: EntityManager,
  calls: Calls<Rows>,
  options: { readonly commits?: boolean | undefined } = {},
): Promise<RowsOf<Rows>> {
  const text = calls.map((call) => call.text).join(between);
  const params = calls.flatMap((call) => call.params);
  return em.execute(asksFor(calls.length, options.commits === true) + text, params);
}

/** What stands between the statements of a message. */
export const between = ';\n';

const executes = String.raw`(?:/\*[^*]*\*/ )?execute (${prefix}\w+)`;
const first = new RegExp(`^${executes}`);
const each = new RegExp(`(?:^|${between})${executes}`, 'g');

/** The statements that a text runs, and how each is prepared. */
export function preparationsOf(text: string): { readonly name: string; readonly preparation: string }[] {
  // Only `together` makes texts of several; the rest, with bodies of any size, is looked at where it begins.
  const names = askedOf(text) === undefined ? [first.exec(text)] : [...text.matchAll(each)];
  return names.flatMap((match) => {
    const name = match?.[1] ?? '';
    const preparation = preparations.get(name);
    return preparation === undefined ? [] : [{ name, preparation }];
  });
}
