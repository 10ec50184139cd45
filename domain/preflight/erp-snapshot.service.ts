import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { epochMs } from '../sql/fragments.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { StoredPart } from './erp-snapshot.entity.ts';

/** Which snapshot of a connection is stored, without its content. Times are milliseconds since the epoch. */
export interface SnapshotHead {
  readonly version: number;
  readonly readAt: number;
}

/** A snapshot as it is stored. */
export interface StoredSnapshot extends SnapshotHead {
  readonly parts: Readonly<Record<string, StoredPart>>;
}

/** The head of the snapshot of the connection `c`, as JSON; null where it has none. */
export const snapshotHeadJson = `(select jsonb_build_object('version', s.version, 'readAt', ${epochMs('s.read_at')})
  from erp_snapshot s where s.connection_id = c.id)`;

const stored = prepare<StoredSnapshot>(
  'erp_snapshot',
  ['uuid'],
  `select version, ${epochMs('read_at')} as "readAt", parts from erp_snapshot where connection_id = $1`,
);

/** A connection's snapshot, or undefined: one statement. */
export async function readStoredSnapshot(
  em: EntityManager,
  connectionId: string,
): Promise<StoredSnapshot | undefined> {
  const [row] = await stored.run(em, [connectionId]);
  return row;
}

const save = prepare(
  'save_erp_snapshot',
  ['uuid', 'int', 'uuid', 'jsonb', 'float8', 'boolean'],
  `insert into erp_snapshot (id, agreement_number, connection_id, version, read_at, parts)
   values ($1, $2, $3, 1, case when $6 then to_timestamp($5 / 1000) else to_timestamp(0) end, $4)
   on conflict (connection_id) do update set version = erp_snapshot.version + 1,
     read_at = case when $6 then excluded.read_at else erp_snapshot.read_at end,
     parts = case when $6 then excluded.parts else erp_snapshot.parts || excluded.parts end`,
);

/**
 * Stores parts that were read from `readAt` on (the database's clock before the first call): all of them, or some beside
 * those that stay. With the next statement.
 */
export async function saveSnapshotParts(
  em: EntityManager,
  connectionId: string,
  values: Readonly<Record<string, unknown>>,
  options: { readonly readAt: number; readonly isWhole: boolean },
): Promise<void> {
  const { readAt, isWhole } = options;
  const parts = Object.fromEntries(Object.entries(values).map(([part, value]) => [part, { readAt, value }]));
  await save.later(em, [
    ...[newId(), agreementOf(em), connectionId, JSON.stringify(parts)],
    ...[readAt, isWhole],
  ]);
}
