import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { withSql } from '../../sandbox/stack/sql.ts';

/** One message as PostgreSQL ran it: a statement, or several that travelled together. */
export interface Message {
  /** Who asked: `application_name`. */
  readonly application: string;
  readonly milliseconds: number;
  /** False for the parse and bind steps of a statement, which cost time and are no message of their own. */
  readonly isExecution: boolean;
  /** What it ran: comments are left out, literals stand as `?` and blanks as one. */
  readonly statements: readonly string[];
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

/** The messages between two positions. */
export function messagesBetween(file: string, from: number, to: number): Message[] {
  const bytes = Buffer.alloc(to - from);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, from);
  } finally {
    closeSync(descriptor);
  }
  return messagesIn(bytes.toString('utf8'));
}

/** The messages of a log's text; a line that begins with a tab belongs to the one before. */
export function messagesIn(text: string): Message[] {
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
        statements: statementsOf(statement),
      },
    ];
  });
}

const statementsOf = (message: string): string[] =>
  message
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\/\*.*?\*\//g, '')
    .replaceAll(/\$\d+|\b\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\s+/g, ' ')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
