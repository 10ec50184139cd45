import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import type { EventData } from './event-hash.ts';

const DocumentEventSchema = defineEntity({
  name: 'DocumentEvent',
  ...tenantTable,
  uniques: [{ name: 'document_event_sequence_uq', properties: ['agreementNumber', 'sequence'] }],
  indexes: [{ name: 'document_event_document_ix', properties: ['documentId', 'sequence'] }],
  checks: [
    { name: 'document_event_sequence_check', expression: 'sequence >= 1' },
    { name: 'document_event_hash_check', expression: `hash ~ '^[0-9a-f]{64}$'` },
    { name: 'document_event_previous_hash_check', expression: `previous_hash ~ '^[0-9a-f]{64}$'` },
  ],
  properties: {
    ...tenantColumns(),
    /** From 1 without gaps, per agreement. */
    sequence: p.bigint('number'),
    documentKind: p.string().length(40),
    documentId: p.uuid(),
    /** The number as people know the document. */
    documentNumber: p.integer(),
    at: instant(),
    /** Who did it: `api-key:<name>`, `user:<name>`, `system`. */
    actor: p.string().length(255),
    action: p.string().length(60),
    /** What changed, as it was and as it is; amounts are decimal strings. */
    before: p.json<EventData>().nullable(),
    after: p.json<EventData>().nullable(),
    /** The command that asked for it, where one did. */
    commandId: p.uuid().nullable(),
    /** Hash of the agreement's event before this one; 64 zeros for the first. */
    previousHash: p.character().length(64),
    hash: p.character().length(64),
  },
});

/** Something that happened to a document. Rows are only ever added; each carries the hash of the one before. */
export class DocumentEvent extends DocumentEventSchema.class {}
DocumentEventSchema.setClass(DocumentEvent);
