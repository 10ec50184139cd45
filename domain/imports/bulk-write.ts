import type { EntityManager } from '@mikro-orm/postgresql';
import { isDatabaseUnavailable } from '../database.ts';
import { DomainError } from '../errors.ts';
import type { ImportKind, ImportRow, RowOutcome, WriteOptions } from './import-kind.ts';

/**
 * Stores rows, so that what the database refuses of one (a trigger that knows what no rule of a field can, say) holds up none of
 * the others: a refused lot is written again in halves, down to the row itself. In a dry run nothing of it stays.
 */
export async function writeRows(
  em: EntityManager,
  kind: ImportKind,
  rows: readonly ImportRow[],
  options: WriteOptions & { readonly isDryRun: boolean },
): Promise<RowOutcome[]> {
  if (rows.length === 0) return [];
  await em.execute('savepoint import_rows');
  try {
    const outcomes = await kind.write(em, rows, options);
    await em.execute(`${options.isDryRun ? 'rollback to' : 'release'} savepoint import_rows`);
    return outcomes;
  } catch (error) {
    const reason = refusalIn(error);
    if (reason === undefined) throw error;
    await em.execute('rollback to savepoint import_rows');
    if (rows.length === 1) return [[{ fault: reason }]];
    const half = Math.ceil(rows.length / 2);
    return [
      ...(await writeRows(em, kind, rows.slice(0, half), options)),
      ...(await writeRows(em, kind, rows.slice(half), options)),
    ];
  }
}

/** SQLSTATE classes of what a row itself is to blame for: data, constraints, and what triggers raise. */
const refusals = /^(22|23|P0)/;

/** Why a row is refused, as the end of a sentence; undefined where another try may succeed. */
function refusalIn(error: unknown): string | undefined {
  if (error instanceof DomainError)
    return error.row.healable ? undefined : `is refused: ${error.message.replace(/\.$/, '')}`;
  if (isDatabaseUnavailable(error) || !(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (!refusals.test(code)) return undefined;
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  return `is refused by the database: ${(said.split('\n').at(-1) ?? code).replace(/\.$/, '')}`;
}
