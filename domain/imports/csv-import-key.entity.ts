import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant.ts';
import { CsvUpload } from './csv-upload.entity.ts';

const CsvImportKeySchema = defineEntity({
  name: 'CsvImportKey',
  tableName: 'csv_import_key',
  ...tenantTable,
  uniques: [{ name: 'csv_import_key_uq', properties: ['upload', 'key'] }],
  properties: {
    ...tenantColumns(),
    upload: () => p.manyToOne(CsvUpload).deleteRule('cascade'),
    /** What names the row's record, e.g. its number. */
    key: p.string().length(300),
    rowNumber: p.integer(),
  },
});

/** A record that a row of a running import has taken, so that a second row cannot; deleted at the end. */
export class CsvImportKey extends CsvImportKeySchema.class {}
CsvImportKeySchema.setClass(CsvImportKey);
