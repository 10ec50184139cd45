import type { EntityManager } from '@mikro-orm/postgresql';
import { agreementOf } from '../tenant.ts';
import { errorColumn } from './csv-head.ts';
import type { CsvUpload } from './csv-upload.entity.ts';
import type { ImportKind } from './import-kind.ts';

const mark = '\uFEFF';

/** A row as `csv-split.ts` reads it. */
const rowOf = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;

/** An example of a kind's file: its head and one row. */
export const exampleCsv = (kind: ImportKind): Buffer =>
  Buffer.from(
    mark + rowOf(kind.columns.map(({ name }) => name)) + rowOf(kind.columns.map(({ example }) => example)),
  );

/** Bad rows that are read at once. */
const pageSize = 1_000;

interface BadRow {
  readonly rowNumber: number;
  readonly cells: readonly string[];
  readonly messages: string;
}

/**
 * The bad rows of an import as a file like the one they came in, with what is wrong in a column before the others: a row may
 * have more or fewer cells than the head. Corrected, it can be sent again as it is.
 */
export async function badRowsCsv(em: EntityManager, upload: CsvUpload): Promise<Buffer> {
  // A file that was sent again has the column already.
  const kept = upload.columns.map(({ name }) => name !== errorColumn);
  const own = (cells: readonly string[]): string[] => cells.filter((_cell, at) => kept[at] !== false);
  const parts = [mark + rowOf([errorColumn, ...own(upload.columns.map(({ name }) => name))])];
  for (let last = 0; ;) {
    const rows = await badRows(em, upload.id, last);
    parts.push(...rows.map(({ cells, messages }) => rowOf([messages, ...own(cells)])));
    last = rows.at(-1)?.rowNumber ?? last;
    if (rows.length < pageSize) return Buffer.from(parts.join(''));
  }
}

const badRows = (em: EntityManager, uploadId: string, after: number): Promise<BadRow[]> =>
  em.execute<BadRow[]>(
    `select first.row_number as "rowNumber", first.cells,
       (select string_agg(e.message, ' ' order by e.position) from csv_import_error e
         where e.upload_id = first.upload_id and e.row_number = first.row_number) as messages
     from csv_import_error first
     where first.agreement_number = ? and first.upload_id = ? and first.position = 0 and first.row_number > ?
     order by first.row_number limit ${pageSize}`,
    [agreementOf(em), uploadId, after],
  );
