import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

const DocumentFileSchema = defineEntity({
  name: 'DocumentFile',
  tableName: 'document_file',
  ...tenantTable,
  uniques: [
    { name: 'document_file_uq', properties: ['connection', 'documentKind', 'documentId', 'mediaType'] },
  ],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    documentKind: p.string().length(40),
    documentId: p.uuid(),
    mediaType: p.string().length(80),
    content: p.blob().lazy(),
    fetchedAt: instant().onCreate(() => new Date()),
  },
});

/** A file that an ERP made of a document of ours: its PDF. */
export class DocumentFile extends DocumentFileSchema.class {}
DocumentFileSchema.setClass(DocumentFile);
