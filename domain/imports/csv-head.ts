import { type FieldErrors, invalidInput } from '../field-rules.ts';
import type { FileColumn } from './csv-upload.entity.ts';
import { isEmptyRow, readRows } from './csv-split.ts';
import type { ImportKind } from './import-kind.ts';

/** Which field each column of a file fills, by the column's name; null = the column is left aside. */
export type HeadMapping = Readonly<Record<string, string | null>>;

/** The column of a file of bad rows that says why they are bad; it is left aside when the file is sent again. */
export const errorColumn = 'import_error';

/**
 * Reads a file's head. A column is meant by the mapping, or else by its own name. Throws `InvalidInput` with everything that is
 * wrong: no head, semicolons, a name twice or with a comma, a column that nothing is known of, a field without its column.
 */
export function readHead(
  text: string,
  kind: ImportKind,
  options: { readonly mapping?: HeadMapping | undefined; readonly updatesExisting: boolean },
): FileColumn[] {
  const names = (readRows(text)[0] ?? []).map((name) => name.trim());
  if (isEmptyRow(names))
    throw invalidInput({ file: ['file has no head: its first row must name the columns.'] });
  if (names.length === 1 && names[0]?.includes(';'))
    throw invalidInput({ file: ['file has semicolons between its columns; they must be commas.'] });
  const { mapping = {} } = options;
  const columns = names.map((name) => ({ name, field: fieldOf(name, kind, mapping) ?? null }));
  const faults = [
    ...names.flatMap((name, at) => nameFaults(name, at, names)),
    ...names.filter((name) => fieldOf(name, kind, mapping) === undefined).map((name) => unknown(name, kind)),
    ...missing(columns, kind, options.updatesExisting),
    ...twice(columns),
  ];
  const errors: FieldErrors = {
    ...(faults.length > 0 && { file: faults.map((fault) => `file ${fault}.`) }),
    ...mappingFaults(mapping, names, kind),
  };
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return columns;
}

/** The field, null for a column that is left aside, undefined for one that nothing is known of. */
function fieldOf(name: string, kind: ImportKind, mapping: HeadMapping): string | null | undefined {
  if (Object.hasOwn(mapping, name)) return mapping[name];
  if (name === errorColumn) return null;
  return kind.columns.find((column) => column.name === name.toLowerCase())?.name;
}

function nameFaults(name: string, at: number, names: readonly string[]): string[] {
  if (name === '') return [`has no name over column ${at + 1}`];
  if (name.includes(',')) return [`has a comma in the column name "${name}"; rename the column`];
  if (Array.from(name).length > 255) return [`has a name of more than 255 characters over column ${at + 1}`];
  return names.indexOf(name) < at ? [`has the column ${name} twice`] : [];
}

const unknown = (name: string, kind: ImportKind): string =>
  `has a column ${name}, which no field has; map it to a field (or to null, which leaves it aside): ${kind.columns
    .map((column) => column.name)
    .join(', ')}`;

/** Who changes records needs no more than what names them; a new one is refused by its row. */
const missing = (columns: readonly FileColumn[], kind: ImportKind, updatesExisting: boolean): string[] =>
  kind.columns
    .filter((column) => column.isKey === true || (column.isMandatory === true && !updatesExisting))
    .filter((column) => !columns.some(({ field }) => field === column.name))
    .map((column) => `lacks the column ${column.name}`);

const twice = (columns: readonly FileColumn[]): string[] =>
  columns.flatMap(({ name, field }, at) => {
    const first = columns.findIndex((each) => field !== null && each.field === field);
    return first >= 0 && first < at
      ? [`has two columns for ${String(field)}: ${columns[first]?.name} and ${name}`]
      : [];
  });

function mappingFaults(mapping: HeadMapping, names: readonly string[], kind: ImportKind): FieldErrors {
  const faults = Object.entries(mapping).flatMap(([name, field]) => {
    if (!names.includes(name)) return [`mapping names the column ${name}, which the file does not have.`];
    return field === null || kind.columns.some((column) => column.name === field)
      ? []
      : [`mapping gives ${name} the field ${field}, which ${kind.name} do not have.`];
  });
  return faults.length > 0 ? { mapping: faults } : {};
}
