import { DomainError } from '../errors.ts';
import { apiName } from '../field-rules.ts';
import type { ImportColumn, RowFault } from './import-kind.ts';

/** Messages by the API's fields as faults of a row. */
export const inRows = (
  columns: readonly ImportColumn[],
  errors: Readonly<Record<string, readonly string[]>>,
): RowFault[] =>
  Object.entries(errors).flatMap(([field, messages]) => {
    const property = columns.find((column) => apiName(column.property) === field)?.property;
    return messages.map((message) => ({
      ...(property !== undefined && { property }),
      fault: bare(
        message.startsWith(`${field} `) ? message.slice(field.length + 1) : `is refused: ${message}`,
      ),
    }));
  });

/** Runs a register's service; what it refuses is a fault of the row. Throws what may heal by itself. */
export async function faultsOf(columns: readonly ImportColumn[], act: () => unknown): Promise<RowFault[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.row.healable) throw error;
    const faults = inRows(columns, error.errors);
    return faults.length > 0 ? faults : [{ fault: bare(`is refused: ${error.message}`) }];
  }
}

const bare = (sentence: string): string => sentence.replace(/\.$/, '');
