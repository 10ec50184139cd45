import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { newId } from '../ids.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { agreementOf } from '../tenant.ts';
import { type HeadMapping, readHead } from './csv-head.ts';
import { CsvImportError } from './csv-import-error.entity.ts';
import { isEmptyRow, readRows, splitRows, type TextChunk, utf8Of } from './csv-split.ts';
import { CsvUpload } from './csv-upload.entity.ts';
import { importKindOf } from './kinds/index.ts';

/** The largest file, in bytes: about half a million products. */
export const uploadBytesMax = 52_428_800;

/** What one transaction takes on: enough to make its statements cheap, little enough to keep nobody waiting. */
const chunkSize = { rowsMax: 1_000, bytesMax: 1_048_576 };

/** A file to import. */
export interface NewUpload {
  readonly id: string;
  /** A kind of `domain/imports/kinds`. */
  readonly kind: string;
  /** UTF-8, with or without byte order mark. */
  readonly content: Buffer;
  readonly updatesExisting: boolean;
  readonly isDryRun: boolean;
  readonly suppressesWebhooks: boolean;
  readonly mapping?: HeadMapping | undefined;
  readonly actor: string;
}

/**
 * Stores a file in chunks of whole rows, to be imported by its workflow. Throws `NotFound` for a kind that there is not, and
 * `InvalidInput` for a file that cannot be read: another encoding, no head, no rows, columns of which nothing is known; and
 * where documents shall be updated, which cannot be.
 */
export async function storeUpload(em: EntityManager, input: NewUpload): Promise<CsvUpload> {
  const kind = importKindOf(input.kind);
  if (kind.makesDocuments === true && input.updatesExisting)
    throw invalidInput({
      update_existing: [`update_existing is not for ${kind.name}: each row is booked anew.`],
    });
  if (input.content.length === 0) throw invalidInput({ file: ['file is empty.'] });
  const chunks = splitRows(utf8Of(input.content), chunkSize);
  const columns = readHead(firstOf(chunks), kind, input);
  const upload = em.create(CsvUpload, {
    id: input.id,
    kind: kind.name,
    updatesExisting: input.updatesExisting,
    isDryRun: input.isDryRun,
    suppressesWebhooks: input.suppressesWebhooks,
    columns,
    bytes: input.content.length,
    state: 'waiting',
    ...{ chunksTotal: 0, chunksDone: 0, rowsTotal: 0 },
    ...{ rowsCreated: 0, rowsUpdated: 0, rowsUnchanged: 0, rowsBad: 0 },
    actor: input.actor,
    createdAt: new Date(),
    startedAt: null,
    finishedAt: null,
  });
  await em.flush();
  for (const chunk of chunks) {
    const rows = readRows(chunk.text).filter((cells) => !isEmptyRow(cells)).length;
    if (rows === 0) continue;
    await storeChunk(em, upload, chunk);
    upload.chunksTotal += 1;
    upload.rowsTotal += rows;
  }
  if (upload.rowsTotal === 0) throw invalidInput({ file: ['file has no rows below its head.'] });
  await em.flush();
  return upload;
}

const firstOf = (chunks: Iterator<TextChunk>): string => {
  const first = chunks.next();
  return first.done === true ? '' : first.value.text;
};

const storeChunk = (em: EntityManager, upload: CsvUpload, chunk: TextChunk): Promise<unknown> =>
  em.execute(
    `insert into csv_chunk (id, agreement_number, upload_id, position, first_row, content) values (?, ?, ?, ?, ?, ?)`,
    [newId(), agreementOf(em), upload.id, upload.chunksTotal, chunk.firstRow, chunk.text],
  );

/** Throws `NotFound`. */
export async function findUpload(em: EntityManager, id: string): Promise<CsvUpload> {
  const upload = await em.findOne(CsvUpload, { id });
  if (upload === null) throw new DomainError('NotFound', { what: `The import ${id}` });
  return upload;
}

/** Newest first. Filters: `kind`, `state`, `isDryRun`. */
export const listUploads = (em: EntityManager, query?: ListQuery): Promise<ListResult<CsvUpload>> =>
  listRows(
    em,
    {
      entity: CsvUpload,
      order: ['createdAt'],
      direction: 'DESC',
      filters: { kind: 'property', state: 'property', isDryRun: 'property' },
    },
    query,
  );

/** The errors of an import, in the order of its rows. */
export const listErrors = (
  em: EntityManager,
  upload: CsvUpload,
  query?: ListQuery,
): Promise<ListResult<CsvImportError>> =>
  listRows(
    em,
    { entity: CsvImportError, order: ['rowNumber'], filters: {}, where: { upload: upload.id } },
    query,
  );

/**
 * Ends an import behind the chunk that is at work: what is stored stays, the rest of the file goes. Of one that is cancelled
 * already it changes nothing. Throws `NotFound`, and `InvalidTransition` where it is done.
 */
export async function cancelUpload(em: EntityManager, id: string): Promise<CsvUpload> {
  const [row] = await em.execute<{ id: string }[]>(
    `update csv_upload set state = 'cancelled', finished_at = clock_timestamp()
      where id = ? and state in ('waiting', 'running') returning id`,
    [id],
  );
  if (row !== undefined)
    for (const table of ['csv_chunk', 'csv_import_key'])
      await em.execute(`delete from ${table} where upload_id = ?`, [id]);
  const upload = await findUpload(em, id);
  if (upload.state === 'done')
    throw new DomainError('InvalidTransition', {
      what: `The import ${id}`,
      state: upload.state,
      action: 'cancel',
      allowed: 'nothing',
    });
  return upload;
}
