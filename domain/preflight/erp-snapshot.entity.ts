import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

/** One part of a snapshot: what was read, in the adapter's own form (null: it cannot be read), and when by the database's clock. */
export interface StoredPart {
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  readonly value: unknown;
}

const ErpSnapshotSchema = defineEntity({
  name: 'ErpSnapshot',
  tableName: 'erp_snapshot',
  ...tenantTable,
  uniques: [{ name: 'erp_snapshot_connection_uq', properties: ['connection'] }],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('cascade'),
    /** Counts its changes, so that a process knows whether the one it has read is still the one. */
    version: p.integer(),
    /** When all parts were read last; a part may be younger. */
    readAt: instant(),
    parts: p.json<Record<string, StoredPart>>(),
  },
});

/** What was read of an ERP's registers, for documents to be held against without asking the ERP. */
export class ErpSnapshot extends ErpSnapshotSchema.class {}
ErpSnapshotSchema.setClass(ErpSnapshot);
