import { grantStatements } from './grants.ts';
import { securityDefinerStatements } from './security-definer.ts';
import { triggerStatements } from './triggers.ts';

/**
 * Everything in the database that no entity expresses, in order. It is applied after the migrations, each time, in one
 * transaction: so it always fits the newest tables, and a change here needs no migration of its own.
 */
export function repeatableStatements(tables: readonly string[]): readonly string[] {
  return [...triggerStatements, ...grantStatements(tables), ...securityDefinerStatements];
}
