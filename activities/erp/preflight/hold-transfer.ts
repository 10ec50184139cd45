import type { EntityManager } from '@mikro-orm/postgresql';
import type { LinkRow } from '../../../domain/connections/erp-link.service.ts';
import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import type { Situation } from '../../../domain/transfers/situation.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { Blocked, FoundBlock, Snapshot } from '../adapter.ts';
import { asRegisterLink } from '../flow/register-link.ts';
import { adapterOf, frameOf } from '../sessions.ts';

/** What the stored snapshot says of a document that is about to be sent. */
export type Held =
  | { readonly held: 'clear' }
  /** Something speaks against it that was read too long ago to park a document for: it is read again first. */
  | { readonly held: 'confirm' }
  | { readonly held: 'blocked'; readonly block: Blocked };

/**
 * A document is parked for what was read this long ago at most, and never before the document was promised. Longer than a
 * reading may take, so that one is never too old when it comes.
 */
const certainMs = 2 * 60_000;

/**
 * Holds a transfer against the stored snapshot: no call, and no statement either where this process knows the snapshot.
 * One that is missing or too old is wanted anew and holds nothing up.
 */
export async function holdTransfer(
  em: EntityManager,
  deps: ActivityDeps,
  situation: Pick<Situation, 'connection' | 'transfer' | 'now' | 'snapshot'>,
  invoice: InvoiceForErp,
  links: readonly LinkRow[],
): Promise<Held> {
  const { connection, transfer, now, snapshot: head } = situation;
  const adapter = adapterOf(deps, connection.provider);
  const ageMax = adapter.snapshotAgeMaxMs(connection.settings);
  const isYoung = head !== null && head.readAt > now - ageMax;
  if (!isYoung && ageMax > 0) deps.snapshots.want(connection.id);
  const snapshot = isYoung ? await deps.snapshots.read(em, connection.id, head.version) : {};
  const blocks = adapter.preflight(frameOf(connection), invoice, links.map(asRegisterLink), snapshot);
  const askedAt = Math.max(transfer.createdAt, transfer.retriedAt ?? 0, now - certainMs);
  const [certain] = blocks.filter((block) => readAtOf(block, snapshot) >= askedAt);
  if (certain !== undefined) return { held: 'blocked', block: certain };
  return { held: blocks.length > 0 ? 'confirm' : 'clear' };
}

/** What is all ours is as true as can be. */
const readAtOf = ({ part }: FoundBlock, snapshot: Snapshot): number =>
  part === undefined ? Infinity : (snapshot[part]?.readAt ?? 0);
