import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant.ts';
import { CsvUpload } from './csv-upload.entity.ts';

const CsvImportErrorSchema = defineEntity({
  name: 'CsvImportError',
  tableName: 'csv_import_error',
  ...tenantTable,
  uniques: [{ name: 'csv_import_error_uq', properties: ['upload', 'rowNumber', 'position'] }],
  properties: {
    ...tenantColumns(),
    upload: () => p.manyToOne(CsvUpload).deleteRule('cascade'),
    /** Row of the file; the head is row 1. */
    rowNumber: p.integer(),
    /** Counts the errors of the row, from 0. */
    position: p.integer(),
    /** The column's name in the file's head; null where the row as a whole is meant. */
    columnName: p.string().length(255).nullable(),
    /** What stands in the cell, shortened. */
    value: p.string().length(100).nullable(),
    message: p.text(),
    /** With the first error of a row: its cells, to hand the row back. */
    cells: p.json<readonly string[]>().nullable(),
  },
});

/** Why a row of a file was not imported. */
export class CsvImportError extends CsvImportErrorSchema.class {}
CsvImportErrorSchema.setClass(CsvImportError);
