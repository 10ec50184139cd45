import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant.ts';
import { CsvUpload } from './csv-upload.entity.ts';

const CsvChunkSchema = defineEntity({
  name: 'CsvChunk',
  tableName: 'csv_chunk',
  ...tenantTable,
  uniques: [{ name: 'csv_chunk_position_uq', properties: ['upload', 'position'] }],
  properties: {
    ...tenantColumns(),
    upload: () => p.manyToOne(CsvUpload).deleteRule('cascade'),
    /** From 0. */
    position: p.integer(),
    /** Row of the file in which it begins; the head is row 1. */
    firstRow: p.integer(),
    content: p.text(),
  },
});

/** Some whole rows of a file, as they came; deleted with the transaction that stores their outcome. */
export class CsvChunk extends CsvChunkSchema.class {}
CsvChunkSchema.setClass(CsvChunk);
