import type { StoredWrite } from '../../../domain/transfers/erp-write.service.ts';
import type { PreparedWrite } from '../adapter.ts';

/** A stored write as the adapter that prepared it sends it and looks it up. */
export type SendableWrite = PreparedWrite & Pick<StoredWrite, 'id' | 'idempotencyKey'>;

/** The kinds in the rows are those that adapters write there. */
export const sendable = (write: StoredWrite): SendableWrite => ({
  ...write,
  kind: write.kind as PreparedWrite['kind'],
});
