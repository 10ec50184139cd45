import type { EntityManager } from '@mikro-orm/postgresql';
import { suppressWebhooks } from '../webhooks/emit-event.ts';
import { writeRows } from './bulk-write.ts';
import { readCell } from './cells.ts';
import { isEmptyRow, readRows } from './csv-split.ts';
import type { FileColumn } from './csv-upload.entity.ts';
import { type BadCell, type ChunkOutcome, keysTaken, nextChunk, storeOutcome } from './import-progress.ts';
import type { ImportColumn, ImportKind, ImportRow, RowFault } from './import-kind.ts';
import { importKindOf } from './kinds/index.ts';

/** How a chunk's rows are read: which column of the kind each column of the file is. */
interface Plan {
  readonly kind: ImportKind;
  readonly columns: readonly FileColumn[];
  /** By the position in the file. */
  readonly fields: readonly (ImportColumn | undefined)[];
}

/** A row as it came. */
interface RawRow {
  readonly number: number;
  readonly cells: readonly string[];
}

interface BadRow extends RawRow {
  readonly faults: readonly RowFault[];
}

/**
 * Imports the next chunk of a file: its rows, their errors and how far the import is are stored in the caller's transaction, so
 * that a run that was cut off goes on where it was and repeats nothing. Answers false where there is nothing more to do:
 * all is done, or somebody has cancelled it.
 */
export async function importNextChunk(em: EntityManager, uploadId: string): Promise<boolean> {
  const next = await nextChunk(em, uploadId);
  if (next === undefined) return false;
  const { upload, chunk } = next;
  if (upload.suppressesWebhooks) suppressWebhooks(em);
  const kind = importKindOf(upload.kind);
  const fields = upload.columns.map(({ field }) => kind.columns.find(({ name }) => name === field));
  const plan: Plan = { kind, columns: upload.columns, fields };
  const raw = readRows(chunk.content)
    .map((cells, at): RawRow => ({ number: chunk.firstRow + at, cells }))
    .filter(({ cells }) => !isEmptyRow(cells));
  const good: ImportRow[] = [];
  const bad: BadRow[] = [];
  for (const row of raw) {
    const read = readRow(plan, row);
    if (Array.isArray(read)) bad.push({ ...row, faults: read });
    else good.push(read);
  }
  const stored = await storeRows(em, plan, good, {
    uploadId,
    updatesExisting: upload.updatesExisting,
    isDryRun: upload.isDryRun,
    actor: upload.actor,
    suppressesWebhooks: upload.suppressesWebhooks,
  });
  const byNumber = new Map(raw.map((row) => [row.number, row]));
  for (const [number, faults] of stored.faults) {
    const row = byNumber.get(number);
    if (row !== undefined) bad.push({ ...row, faults });
  }
  const { created, updated, unchanged, keys } = stored;
  const counts = { created, updated, unchanged, bad: bad.length };
  return storeOutcome(em, upload, { ...counts, keys, errors: bad.flatMap((row) => errorsOf(plan, row)) });
}

/** A row's values, or everything that is wrong with its cells. */
function readRow({ columns, fields }: Plan, { number, cells }: RawRow): ImportRow | RowFault[] {
  if (cells.length !== columns.length)
    return [{ fault: `has ${cells.length} cells, and the head has ${columns.length}` }];
  const values: Record<string, unknown> = {};
  const faults: RowFault[] = [];
  for (const [at, cell] of cells.entries()) {
    const field = fields[at];
    const read = field && readCell(field.type, cell);
    if (field === undefined || read === undefined) {
      if (field?.isKey === true) faults.push({ property: field.property, fault: 'is required' });
      continue;
    }
    const fault = 'fault' in read ? read.fault : field.rule(read.value);
    if (fault !== undefined) faults.push({ property: field.property, fault });
    else if ('value' in read) values[field.property] = read.value;
  }
  return faults.length > 0 ? faults : { number, values };
}

interface Stored extends Pick<ChunkOutcome, 'created' | 'updated' | 'unchanged' | 'keys'> {
  readonly faults: ReadonlyMap<number, readonly RowFault[]>;
}

/**
 * Stores rows one record at most once: of several rows for one record the first that is good. Further ones are refused with the
 * number of that row, in a dry run too, where the first one leaves no record to be found.
 */
async function storeRows(
  em: EntityManager,
  { kind }: Plan,
  rows: readonly ImportRow[],
  options: Parameters<typeof writeRows>[3] & { readonly uploadId: string },
): Promise<Stored> {
  const taken = await keysTaken(
    em,
    options.uploadId,
    rows.map((row) => kind.keyOf(row)),
  );
  const keys = new Map<string, number>();
  const faults = new Map<number, readonly RowFault[]>();
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const keyProperty = kind.columns.find(({ isKey }) => isKey === true)?.property;
  for (let left = rows; left.length > 0;) {
    const firsts = new Map<string, ImportRow>();
    const others: ImportRow[] = [];
    for (const row of left) {
      const key = kind.keyOf(row);
      const before = taken.get(key) ?? keys.get(key);
      if (before !== undefined) {
        const fault = `stands in row ${before} already`;
        faults.set(row.number, [{ ...(keyProperty !== undefined && { property: keyProperty }), fault }]);
      } else if (firsts.has(key)) others.push(row);
      else firsts.set(key, row);
    }
    const written = [...firsts.values()];
    const outcomes = await writeRows(em, kind, written, options);
    for (const [at, row] of written.entries()) {
      const outcome = outcomes[at] ?? [];
      if (typeof outcome !== 'string') faults.set(row.number, outcome);
      else {
        counts[outcome] += 1;
        keys.set(kind.keyOf(row), row.number);
      }
    }
    left = others;
  }
  return { ...counts, keys, faults };
}

/** A row's faults as they are told: with the column as the file calls it. */
function errorsOf({ kind, columns, fields }: Plan, { number, cells, faults }: BadRow): BadCell[] {
  return faults.map(({ property, fault }, position) => {
    const at = fields.findIndex((field) => field !== undefined && field.property === property);
    const column = columns[at]?.name ?? kind.columns.find((each) => each.property === property)?.name;
    return {
      rowNumber: number,
      position,
      columnName: column ?? null,
      value: at >= 0 ? (cells[at] ?? '') : null,
      message: `${column ?? 'The row'} ${fault}.`,
      cells: position === 0 ? cells : null,
    };
  });
}
