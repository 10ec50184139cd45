import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { ErpLink } from './erp-link.entity.ts';

/** Names a record of ours: its kind and our key within it. */
export interface LinkKey {
  readonly kind: string;
  readonly ourKey: string;
}

/** The links of the named records on one connection; who has none is absent. */
export async function linksOf(
  em: EntityManager,
  connectionId: string,
  keys: readonly LinkKey[],
): Promise<ErpLink[]> {
  if (keys.length === 0) return [];
  const byKind = new Map<string, string[]>();
  for (const { kind, ourKey } of keys) byKind.set(kind, [...(byKind.get(kind) ?? []), ourKey]);
  return em.find(
    ErpLink,
    {
      connection: connectionId,
      $or: [...byKind].map(([kind, ourKeys]) => ({ kind, ourKey: { $in: ourKeys } })),
    },
    { refresh: true },
  );
}

/**
 * Sets a record's link: theirs for good, the hash to what was sent or matched last. Answers our key of another record that
 * is linked to theirs already, and then links nothing: undefined where it is done. The caller holds the connection's lock.
 */
export async function saveLink(
  em: EntityManager,
  connectionId: string,
  key: LinkKey,
  theirId: string,
  contentHash: string,
): Promise<string | undefined> {
  const [taken] = await em.execute<{ our_key: string }[]>(
    'select our_key from erp_link where connection_id = ? and kind = ? and their_id = ? and our_key <> ?',
    [connectionId, key.kind, theirId, key.ourKey],
  );
  if (taken !== undefined) return taken.our_key;
  await em.execute(
    `insert into erp_link (id, agreement_number, connection_id, kind, our_key, their_id, content_hash, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, now(), now())
     on conflict (connection_id, kind, our_key)
     do update set their_id = excluded.their_id, content_hash = excluded.content_hash, updated_at = now()`,
    [newId(), agreementOf(em), connectionId, key.kind, key.ourKey, theirId, contentHash],
  );
  return undefined;
}
