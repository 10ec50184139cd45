import { createHash } from 'node:crypto';
import { withAgreement } from '../../domain/database.ts';
import { derivedId } from '../../domain/ids.ts';
import type { CsvImportError } from '../../domain/imports/csv-import-error.entity.ts';
import { badRowsCsv, exampleCsv } from '../../domain/imports/csv-out.ts';
import type { CsvUpload } from '../../domain/imports/csv-upload.entity.ts';
import {
  cancelUpload,
  findUpload,
  listErrors,
  listUploads,
  storeUpload,
  uploadBytesMax,
} from '../../domain/imports/csv-upload.service.ts';
import type { ImportKind } from '../../domain/imports/import-kind.ts';
import { importKindOf, importKinds } from '../../domain/imports/kinds/index.ts';
import { products } from '../../domain/imports/kinds/products.ts';
import { requireAccess } from '../auth.ts';
import type { Answer } from '../context.ts';
import { changing, endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { onceByKey } from '../idempotency.ts';
import { listAnswer, listAnswers, listQuery, pageOf, single, singleAnswer } from '../lists.ts';
import {
  csvBody,
  importErrorRow,
  importFilters,
  importKindRow,
  importQuery,
  importRow,
  pathImport,
  pathKind,
} from '../schemas/imports.ts';
import { domainQuery } from './register.ts';

const tag = 'imports';
const contentType = 'text/csv; charset=utf-8';

/** Seconds after which a client should look again. */
const lookAgainSeconds = 1;

function importView(upload: CsvUpload): object {
  const { rowsCreated: created, rowsUpdated: updated, rowsUnchanged: unchanged, rowsBad: bad } = upload;
  const good = created + updated + unchanged;
  return {
    id: upload.id,
    kind: upload.kind,
    state: upload.state,
    update_existing: upload.updatesExisting,
    dry_run: upload.isDryRun,
    bytes: upload.bytes,
    columns: upload.columns,
    rows: { total: upload.rowsTotal, done: good + bad, good, bad, created, updated, unchanged },
    created_by: upload.actor,
    created_at: upload.createdAt,
    started_at: upload.startedAt ?? null,
    finished_at: upload.finishedAt ?? null,
  };
}

const errorView = (error: CsvImportError): object => ({
  row: error.rowNumber,
  column: error.columnName ?? null,
  value: error.value ?? null,
  message: error.message,
});

const kindView = ({ name, columns }: ImportKind): object => ({
  name,
  columns: columns.map(({ name: column, type, isKey, isMandatory, example }) => ({
    name: column,
    type,
    is_key: isKey === true,
    is_mandatory: isMandatory === true,
    example,
  })),
});

const fileAnswer = (bytes: Uint8Array, name: string): Answer => ({
  status: 200,
  bytes,
  headers: { 'content-type': contentType, 'content-disposition': `attachment; filename="${name}"` },
});

const create = endpoint(
  {
    method: 'POST',
    path: '/api/imports/{name}',
    scope: 'write',
    tag,
    summary: 'Import a CSV file.',
    description:
      'UTF-8, commas between the cells, the first row names the columns. Records are matched by their numbers; an empty cell leaves a field as it is, or at its default; 0 is a value. Adjustments and movements are booked, which needs the scope `book` as well. Good rows are imported, bad ones are listed and can be fetched as a file. The head is checked at once, the rows by a workflow: the location shows how far it is.',
    params: pathKind,
    query: importQuery,
    body: csvBody,
    bodyExample: exampleCsv(products).toString(),
    file: { types: ['text/csv'], bytesMax: uploadBytesMax },
    answers: {
      202: { description: 'Stored; the import is under way.', schema: single('import', importRow) },
    },
    errors: ['EngineUnavailable'],
  },
  async ({ params, query, body }, context) => {
    const { agreementNumber, actor } = context.caller;
    // What books needs no less than an endpoint that books.
    if (importKinds.find(({ name }) => name === params.name)?.makesDocuments === true)
      requireAccess(context.caller, { scope: 'book', tag });
    const { update_existing: updatesExisting = false, dry_run: isDryRun = false, mapping } = query;
    const sha256 = createHash('sha256').update(body).digest('hex');
    // The file stands in its own rows; the command keeps what tells it from another one.
    const command = { sha256, bytes: body.length, ...query };
    const { path, idempotencyKey, suppressesWebhooks } = context;
    const id = derivedId('import', agreementNumber, path, idempotencyKey);
    const answer = await withAgreement(context.deps.orm, agreementNumber, (em) =>
      onceByKey(em, context, command, undefined, async () => {
        const options = { updatesExisting, isDryRun, suppressesWebhooks, mapping, actor };
        const upload = await storeUpload(em, { id, kind: params.name, content: body, ...options });
        return {
          status: 202,
          body: { import: importView(upload) },
          headers: { location: `/api/imports/${id}`, 'retry-after': String(lookAgainSeconds) },
        };
      }),
    );
    await context.deps.engine.importCsv({ agreementNumber, uploadId: id });
    return answer;
  },
);

const query = listQuery(['created_at'], importFilters);

const list = reading(
  {
    method: 'GET',
    path: '/api/imports',
    scope: 'read',
    tag,
    summary: 'Imports, newest first.',
    query,
    answers: listAnswers('imports', importRow),
  },
  async (em, input) => {
    const asked = domainQuery(input.query, Object.keys(importFilters), { dry_run: 'isDryRun' });
    const { rows, total } = await listUploads(em, asked);
    const selection = { fields: input.query.fields, schema: importRow };
    return listAnswer('imports', rows.map(importView), total, pageOf(input.query), selection);
  },
);

const one = reading(
  {
    method: 'GET',
    path: '/api/imports/{name}',
    scope: 'read',
    tag,
    summary: 'How far an import is.',
    params: pathImport,
    answers: { 200: { description: 'The import.', schema: single('import', importRow) } },
  },
  async (em, { params }) => singleAnswer(200, 'import', importView(await findUpload(em, params.name))),
);

const cancel = changing(
  {
    method: 'POST',
    path: '/api/imports/{name}/cancel',
    scope: 'write',
    tag,
    summary: 'Cancel an import.',
    description: 'What is imported stays; the rest of the file is not read any more.',
    params: pathImport,
    answers: { 200: { description: 'Cancelled.', schema: single('import', importRow) } },
    errors: ['InvalidTransition'],
  },
  async (em, { params }) => singleAnswer(200, 'import', importView(await cancelUpload(em, params.name))),
);

const errorQuery = listQuery(['row'], {});

const errors = reading(
  {
    method: 'GET',
    path: '/api/imports/{name}/errors',
    scope: 'read',
    tag,
    summary: 'Why rows were not imported, in the order of the file.',
    params: pathImport,
    query: errorQuery,
    answers: listAnswers('errors', importErrorRow),
  },
  async (em, input) => {
    const upload = await findUpload(em, input.params.name);
    const { rows, total } = await listErrors(em, upload, domainQuery(input.query, [], { row: 'rowNumber' }));
    const selection = { fields: input.query.fields, schema: importErrorRow };
    return listAnswer('errors', rows.map(errorView), total, pageOf(input.query), selection);
  },
);

const errorsFile = reading(
  {
    method: 'GET',
    path: '/api/imports/{name}/errors.csv',
    scope: 'read',
    tag,
    summary: 'The bad rows as they came, with what is wrong in the first column.',
    description: 'Corrected, it can be sent again as it is: the column import_error is left aside.',
    params: pathImport,
    answers: { 200: { description: 'The file.', contentType: 'text/csv' } },
  },
  async (em, { params }) => {
    const upload = await findUpload(em, params.name);
    return fileAnswer(await badRowsCsv(em, upload), `${upload.kind}-errors.csv`);
  },
);

const kinds = reading(
  {
    method: 'GET',
    path: '/api/imports/kinds',
    scope: 'read',
    tag,
    summary: 'What can be imported, and the columns of each kind.',
    query: listQuery(['name'], {}),
    answers: listAnswers('kinds', importKindRow),
  },
  async (_em, input) => {
    const page = pageOf(input.query);
    const ordered = page.direction === 'desc' ? importKinds.toReversed() : importKinds;
    const shown = ordered.slice(page.offset, page.offset + page.limit).map(kindView);
    const selection = { fields: input.query.fields, schema: importKindRow };
    return Promise.resolve(listAnswer('kinds', shown, importKinds.length, page, selection));
  },
);

const example = reading(
  {
    method: 'GET',
    path: '/api/imports/kinds/{name}/example.csv',
    scope: 'read',
    tag,
    summary: "An example of a kind's file, with every column.",
    params: pathKind,
    answers: { 200: { description: 'The file.', contentType: 'text/csv' } },
  },
  async (_em, { params }) =>
    Promise.resolve(fileAnswer(exampleCsv(importKindOf(params.name)), `${params.name}.csv`)),
);

/** The kinds before the imports by id, whose path would take theirs. */
export const importEndpoints: readonly Endpoint[] = [
  kinds,
  example,
  list,
  create,
  one,
  cancel,
  errors,
  errorsFile,
];
