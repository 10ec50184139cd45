import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { DocumentFile } from './document-file.entity.ts';

export interface NewDocumentFile {
  readonly connectionId: string;
  readonly documentKind: string;
  readonly documentId: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** Stores a document's file, in place of an older one of the same kind. Answers its id. */
export async function saveDocumentFile(em: EntityManager, file: NewDocumentFile): Promise<string> {
  const [row] = await em.execute<{ id: string }[]>(
    `insert into document_file (id, agreement_number, connection_id, document_kind, document_id, media_type, content,
       fetched_at)
     values (?, ?, ?, ?, ?, ?, ?, now())
     on conflict (connection_id, document_kind, document_id, media_type)
     do update set content = excluded.content, fetched_at = excluded.fetched_at returning id`,
    [
      newId(),
      agreementOf(em),
      file.connectionId,
      file.documentKind,
      file.documentId,
      file.mediaType,
      Buffer.from(file.content),
    ],
  );
  if (row === undefined) throw new Error('A document file was not stored.');
  return row.id;
}

/** The newest stored file of a document, or undefined. */
export async function findDocumentFile(
  em: EntityManager,
  documentId: string,
  mediaType: string,
): Promise<Uint8Array | undefined> {
  const file = await em.findOne(
    DocumentFile,
    { documentId, mediaType },
    { populate: ['content'], orderBy: { fetchedAt: 'desc' } },
  );
  return file?.content;
}
