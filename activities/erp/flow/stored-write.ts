import type { ErpWrite } from '../../../domain/transfers/erp-write.entity.ts';
import type { PreparedWrite } from '../adapter.ts';

/** A write as it was intended, with the key of its intent. */
export type StoredWrite = PreparedWrite & { readonly idempotencyKey: string };

/** A stored row as the adapter sends and looks it up. */
export const asPrepared = (row: ErpWrite): StoredWrite => ({
  kind: row.kind as PreparedWrite['kind'],
  subject: row.subject,
  method: row.method as PreparedWrite['method'],
  host: row.host,
  path: row.path,
  body: row.body,
  reference: row.reference,
  contentHash: row.contentHash,
  expected: row.expected,
  idempotencyKey: row.idempotencyKey,
});
