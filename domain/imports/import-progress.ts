import type { EntityManager } from '@mikro-orm/postgresql';
import { LockMode } from '@mikro-orm/core';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { CsvChunk } from './csv-chunk.entity.ts';
import { CsvUpload } from './csv-upload.entity.ts';

/** An error of a row, as it is stored. */
export interface BadCell {
  readonly rowNumber: number;
  readonly position: number;
  readonly columnName: string | null;
  readonly value: string | null;
  readonly message: string;
  readonly cells: readonly string[] | null;
}

/** What became of a chunk's rows. */
export interface ChunkOutcome {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly bad: number;
  /** The records that its good rows took, with the row of each. */
  readonly keys: ReadonlyMap<string, number>;
  readonly errors: readonly BadCell[];
}

/** What of a cell's text is kept beside its error. */
const shownMax = 100;

/**
 * The chunk whose turn it is, with the upload locked: of two runs of one file the second waits, and then gets the next chunk.
 * Undefined where none is left, or the import was cancelled.
 */
export async function nextChunk(
  em: EntityManager,
  uploadId: string,
): Promise<{ readonly upload: CsvUpload; readonly chunk: CsvChunk } | undefined> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  const upload = await em.findOne(CsvUpload, { id: uploadId }, lock);
  if (upload === null || upload.state === 'done' || upload.state === 'cancelled') return undefined;
  const chunk = await em.findOne(CsvChunk, { upload, position: upload.chunksDone });
  if (chunk === null) throw new Error(`The import ${uploadId} lacks its chunk ${upload.chunksDone}.`);
  return { upload, chunk };
}

/** Which of these records earlier rows of the file have taken, with their rows. */
export async function keysTaken(
  em: EntityManager,
  uploadId: string,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const rows = await em.execute<{ key: string; row: number }[]>(
    `select key, row_number as row from csv_import_key where agreement_number = ? and upload_id = ?
       and key = any(array(select jsonb_array_elements_text(?::jsonb)))`,
    [agreementOf(em), uploadId, JSON.stringify(keys)],
  );
  return new Map(rows.map(({ key, row }) => [key, row]));
}

/**
 * Stores a chunk's outcome beside its rows: errors, records taken, and how far the import is; the chunk itself goes. Answers
 * whether there is more to do.
 */
export async function storeOutcome(
  em: EntityManager,
  upload: CsvUpload,
  outcome: ChunkOutcome,
): Promise<boolean> {
  const isLast = upload.chunksDone + 1 === upload.chunksTotal;
  await insertErrors(em, upload.id, outcome.errors);
  if (isLast) await em.execute('delete from csv_import_key where upload_id = ?', [upload.id]);
  else await insertKeys(em, upload.id, outcome.keys);
  await em.execute('delete from csv_chunk where upload_id = ? and position = ?', [
    upload.id,
    upload.chunksDone,
  ]);
  await em.execute(
    `update csv_upload set state = ?, chunks_done = chunks_done + 1, rows_created = rows_created + ?,
       rows_updated = rows_updated + ?, rows_unchanged = rows_unchanged + ?, rows_bad = rows_bad + ?,
       started_at = coalesce(started_at, clock_timestamp()), finished_at = case when ? then clock_timestamp() end
     where id = ? and chunks_done = ?`,
    [
      ...[isLast ? 'done' : 'running', outcome.created, outcome.updated, outcome.unchanged, outcome.bad],
      ...[isLast, upload.id, upload.chunksDone],
    ],
  );
  return !isLast;
}

async function insertErrors(em: EntityManager, uploadId: string, errors: readonly BadCell[]): Promise<void> {
  if (errors.length === 0) return;
  const rows = errors.map((error) => ({
    id: newId(),
    row_number: error.rowNumber,
    position: error.position,
    column_name: error.columnName,
    value: error.value === null ? null : shortened(error.value),
    message: error.message,
    cells: error.cells,
  }));
  await em.execute(
    `insert into csv_import_error (agreement_number, upload_id, id, row_number, position, column_name, value, message, cells)
     select ?::int, ?::uuid, r.* from jsonb_to_recordset(?::jsonb) as r (id uuid, row_number int, position int,
       column_name text, value text, message text, cells jsonb)`,
    [agreementOf(em), uploadId, JSON.stringify(rows)],
  );
}

const shortened = (text: string): string => {
  const letters = Array.from(text);
  return letters.length <= shownMax ? text : `${letters.slice(0, shownMax - 1).join('')}…`;
};

async function insertKeys(
  em: EntityManager,
  uploadId: string,
  keys: ReadonlyMap<string, number>,
): Promise<void> {
  if (keys.size === 0) return;
  await em.execute(
    `insert into csv_import_key (agreement_number, upload_id, id, key, row_number)
     select ?::int, ?::uuid, gen_random_uuid(), k.key, k.value::int from jsonb_each_text(?::jsonb) k`,
    [agreementOf(em), uploadId, JSON.stringify(Object.fromEntries(keys))],
  );
}
