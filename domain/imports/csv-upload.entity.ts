import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

/** Where an import stands: stored, at work, and its two ends. */
export const uploadStates = ['waiting', 'running', 'done', 'cancelled'] as const;
export type UploadState = (typeof uploadStates)[number];

/** A column of the file: its name in the head, and the field it fills; null = it is left aside. */
export interface FileColumn {
  readonly name: string;
  readonly field: string | null;
}

const counts = ['rows_created', 'rows_updated', 'rows_unchanged', 'rows_bad'];

const CsvUploadSchema = defineEntity({
  name: 'CsvUpload',
  tableName: 'csv_upload',
  ...tenantTable,
  indexes: [
    { name: 'csv_upload_created_at_idx', properties: ['agreementNumber', 'createdAt'] },
    {
      // What the keeper looks for, among all that have ended.
      name: 'csv_upload_open_idx',
      expression: `create index "csv_upload_open_idx" on "csv_upload" ("created_at") where "state" in ('waiting', 'running')`,
    },
  ],
  checks: [
    {
      name: 'csv_upload_progress_check',
      expression: `chunks_done >= 0 and chunks_done <= chunks_total and ${counts.join(' + ')} <= rows_total`,
    },
    {
      name: 'csv_upload_done_check',
      expression: `state <> 'done' or (chunks_done = chunks_total and ${counts.join(' + ')} = rows_total)`,
    },
  ],
  properties: {
    ...tenantColumns(),
    kind: p.string().length(40),
    /** Whether rows whose number exists change what is there. */
    updatesExisting: p.boolean(),
    /** Whether everything is checked and nothing of it kept. */
    isDryRun: p.boolean(),
    /** True where the client asked that no webhook tells of it. */
    suppressesWebhooks: p.boolean(),
    columns: p.json<readonly FileColumn[]>(),
    /** Size of the file. */
    bytes: p.integer(),
    state: p.enum(uploadStates),
    chunksTotal: p.integer(),
    /** Counts the chunks whose outcome is stored: the next one is the chunk of this position. */
    chunksDone: p.integer(),
    /** Rows of data; the head and empty lines are none. */
    rowsTotal: p.integer(),
    rowsCreated: p.integer(),
    rowsUpdated: p.integer(),
    /** Rows that say what is there already. */
    rowsUnchanged: p.integer(),
    rowsBad: p.integer(),
    actor: p.string().length(255),
    createdAt: instant(),
    startedAt: instant().nullable(),
    finishedAt: instant().nullable(),
  },
});

/** A CSV file that was handed in to be imported, and how far that is. */
export class CsvUpload extends CsvUploadSchema.class {}
CsvUploadSchema.setClass(CsvUpload);
