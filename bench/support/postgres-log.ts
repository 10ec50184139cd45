import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { withSql } from '../../sandbox/stack/sql.ts';

/** One statement as PostgreSQL ran it. */
export interface Statement {
  /** Who asked: `application_name`. */
  readonly application: string;
  readonly milliseconds: number;
  /** False for the parse and bind steps of a statement, which cost time and are no statement of their own. */
  readonly isExecution: boolean;
  /** With literals as `?` and blanks as one. */
  readonly text: string;
}

const settings: Readonly<Record<string, string>> = {
  log_min_duration_statement: '0',
  log_line_prefix: '%a|',
};

/** Makes PostgreSQL write every statement with its duration into its log while `step` runs. */
export async function withStatementLog<T>(superuserUrl: string, step: () => Promise<T>): Promise<T> {
  const reload = 'select pg_reload_conf()';
  await withSql(superuserUrl, async (sql) => {
    for (const [name, value] of Object.entries(settings)) await sql(`alter system set ${name} = '${value}'`);
    await sql(reload);
  });
  try {
    return await step();
  } finally {
    await withSql(superuserUrl, async (sql) => {
      for (const name of Object.keys(settings)) await sql(`alter system reset ${name}`);
      await sql(reload);
    });
  }
}

/** A position in the log: what stands after it was run after it was taken. */
export const logPosition = (file: string): number => statSync(file).size;

/** The statements between two positions. */
export function statementsBetween(file: string, from: number, to: number): Statement[] {
  const bytes = Buffer.alloc(to - from);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, from);
  } finally {
    closeSync(descriptor);
  }
  return statementsIn(bytes.toString('utf8'));
}

/** The statements of a log's text; a line that begins with a tab belongs to the one before. */
export function statementsIn(text: string): Statement[] {
  const entries = text.replaceAll('\n\t', ' ').split('\n');
  return entries.flatMap((entry) => {
    const match =
      /^([^|]*)\|LOG: {2}duration: ([\d.]+) ms {2}(statement|parse|bind|execute)[^:]*: (.*)$/.exec(entry);
    if (match === null) return [];
    const [, application = '', milliseconds = '0', step = '', statement = ''] = match;
    return [
      {
        application,
        milliseconds: Number(milliseconds),
        isExecution: step === 'statement' || step === 'execute',
        text: normal(statement),
      },
    ];
  });
}

const normal = (statement: string): string =>
  statement
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\$\d+|\b\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
