import { z } from 'zod';
import { uploadStates } from '../../domain/imports/csv-upload.entity.ts';
import { cellTypes } from '../../domain/imports/import-kind.ts';
import { importKinds } from '../../domain/imports/kinds/index.ts';
import { queryBoolean, queryText } from '../lists.ts';
import { moment } from './common.ts';

const kindNames = importKinds.map(({ name }) => name);

/** The kind in a path; what is none names nothing. */
export const pathKind = z.object({ name: z.enum(kindNames).describe('The kind of the rows.') });
export const pathImport = z.object({ name: z.uuid().describe("The import's id.") });

const mappingHint = 'must be a JSON object: a field, or null, for each column of the file';
const mappingShape = z.record(z.string(), z.string().nullable());

const mapping = queryText(8_000)
  .transform((text, issues) => {
    const parsed = mappingShape.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    issues.addIssue({ code: 'custom', message: mappingHint });
    return z.NEVER;
  })
  .describe(
    'Fields by the columns of the file, as JSON: {"Varenr":"number","Note":null}. Null leaves a column aside. A column that is called as its field needs none.',
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const importQuery = z.strictObject({
  update_existing: queryBoolean()
    .optional()
    .describe('True: a row whose number exists changes that record. Left out: it is an error.'),
  dry_run: queryBoolean().optional().describe('True: all is checked and counted, and nothing of it kept.'),
  mapping: mapping.optional(),
});

/** The file, as the parser of the route gives it. */
export const csvBody = z.preprocess(
  (body) => (Buffer.isBuffer(body) ? body : Buffer.alloc(0)),
  z.custom<Buffer>((body) => Buffer.isBuffer(body)),
);

export const importFilters = {
  kind: z.enum(kindNames, `must be one of ${kindNames.join(', ')}`).optional(),
  state: z.enum(uploadStates, `must be one of ${uploadStates.join(', ')}`).optional(),
  dry_run: queryBoolean().optional(),
};

export const importRow = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    state: z.enum(uploadStates),
    update_existing: z.boolean(),
    dry_run: z.boolean(),
    bytes: z.int().describe('Size of the file.'),
    columns: z
      .array(z.object({ name: z.string(), field: z.string().nullable() }))
      .describe('The columns of the file and the fields they fill; null: left aside.'),
    rows: z.object({
      total: z.int().describe('Rows below the head; empty lines are none.'),
      done: z.int(),
      good: z.int().describe('Created, updated and unchanged.'),
      bad: z.int().describe('Not imported; the errors say why.'),
      created: z.int(),
      updated: z.int(),
      unchanged: z.int().describe('They say what is there already.'),
    }),
    created_by: z.string(),
    created_at: moment,
    started_at: moment.nullable(),
    finished_at: moment.nullable(),
  })
  .meta({ id: 'Import' });

export const importErrorRow = z
  .object({
    row: z.int().describe('Row of the file; the head is row 1.'),
    column: z.string().nullable().describe('As the file calls it; null: the row as a whole.'),
    value: z.string().nullable().describe('What stands there, 100 characters at most.'),
    message: z.string(),
  })
  .meta({ id: 'ImportError' });

export const importKindRow = z
  .object({
    name: z.string(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.enum(cellTypes),
        is_key: z.boolean().describe('Names the record.'),
        is_mandatory: z.boolean().describe('No new record is made without it.'),
        example: z.string(),
      }),
    ),
  })
  .meta({ id: 'ImportKind' });
