import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import { epochMs } from '../sql/fragments.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';

/** Names a record of ours: its kind and our key within it. */
export interface LinkKey {
  readonly kind: string;
  readonly ourKey: string;
}

/** A link as flows read it. */
export interface LinkRow extends LinkKey {
  readonly theirId: string;
  readonly contentHash: string;
  /** When it was matched or sent last, in milliseconds since the epoch. */
  readonly updatedAt: number;
}

const linksFor = prepare<LinkRow>(
  'links_of',
  ['jsonb', 'uuid'],
  `select l.kind, l.our_key as "ourKey", l.their_id as "theirId", l.content_hash as "contentHash",
     ${epochMs('l.updated_at')} as "updatedAt"
   from jsonb_to_recordset($1) as wanted (kind text, "ourKey" text)
   join erp_link l on l.connection_id = $2 and l.kind = wanted.kind and l.our_key = wanted."ourKey"`,
);

/** The links of the named records on one connection, one statement; who has none is absent. */
export async function linksOf(
  em: EntityManager,
  connectionId: string,
  keys: readonly LinkKey[],
): Promise<LinkRow[]> {
  if (keys.length === 0) return [];
  const wanted = JSON.stringify(keys.map(({ kind, ourKey }) => ({ kind, ourKey })));
  return linksFor.run(em, [wanted, connectionId]);
}

/** Links ours to theirs, unless theirs is another record's already; then it answers nothing. */
const link = prepare<{ id: string }>(
  'link',
  ['uuid', 'int', 'uuid', 'text', 'text', 'text', 'text'],
  `insert into erp_link (id, agreement_number, connection_id, kind, our_key, their_id, content_hash, created_at,
     updated_at)
   select $1, $2, $3, $4, $5, $6, $7, now(), now()
   where not exists (select 1 from erp_link l where l.connection_id = $3 and l.kind = $4 and l.their_id = $6
     and l.our_key <> $5)
   on conflict (connection_id, kind, our_key)
   do update set their_id = excluded.their_id, content_hash = excluded.content_hash, updated_at = now()
   returning id`,
);

const linkParams = (
  em: EntityManager,
  connectionId: string,
  { kind, ourKey }: LinkKey,
  theirId: string,
  contentHash: string,
): unknown[] => [newId(), agreementOf(em), connectionId, kind, ourKey, theirId, contentHash];

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
  const linked = await link.run(em, linkParams(em, connectionId, key, theirId, contentHash));
  if (linked.length > 0) return undefined;
  const [taken] = await em.execute<{ our_key: string }[]>(
    'select our_key from erp_link where connection_id = ? and kind = ? and their_id = ? and our_key <> ?',
    [connectionId, key.kind, theirId, key.ourKey],
  );
  return taken?.our_key;
}

/** As `saveLink`, with the next statement, for whom it does not matter whether theirs is another record's already. */
export async function noteLink(
  em: EntityManager,
  connectionId: string,
  key: LinkKey,
  theirId: string,
  contentHash: string,
): Promise<void> {
  await link.later(em, linkParams(em, connectionId, key, theirId, contentHash));
}
