import { appRole } from '../tenant.ts';
import { quoteName } from './roles.ts';

const everything = 'select, insert, update, delete';

/** What the app may do with a table, where that is not everything. */
const narrowRights: Readonly<Record<string, string>> = {
  // Agreements are made and changed; none is ever deleted by the app.
  agreement: 'select, insert, update',
  // Append-only: who can neither change nor delete a row cannot rewrite the chain.
  document_event: 'select, insert',
  event_chain: 'select, insert, update',
  stock_line: 'select, insert',
  stock_line_tracking: 'select, insert',
  stock_correction: 'select, insert',
};

/** Rights of the app role on these tables, and on nothing else: the migrations' own table is none of its business. */
export function grantStatements(tables: readonly string[]): readonly string[] {
  return [
    `grant usage on schema public to ${quoteName(appRole)}`,
    `revoke all on all tables in schema public from ${quoteName(appRole)}`,
    // The order of a lane is counted by a sequence of its own.
    `grant usage on all sequences in schema public to ${quoteName(appRole)}`,
    ...tables.map(
      (table) => `grant ${narrowRights[table] ?? everything} on ${quoteName(table)} to ${quoteName(appRole)}`,
    ),
  ];
}
