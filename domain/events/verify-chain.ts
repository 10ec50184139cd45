import type { MikroORM } from '@mikro-orm/postgresql';
import { readAgreement } from '../database.ts';
import { DocumentEvent } from './document-event.entity.ts';
import { EventChain } from './event-chain.entity.ts';
import { eventHash, genesisHash } from './event-hash.ts';
import type { HashedEvent } from './event-hash.ts';

/** How many events are held in memory at a time. */
export const eventsPerPage = 1_000;

/** The first thing in an agreement's chain that does not hold. */
export interface BrokenChain {
  /** The event's sequence: of the row that is wrong, or of the one that is missing. */
  readonly sequence: number;
  readonly reason: string;
}

export interface ChainReport {
  readonly agreementNumber: number;
  /** Events found right, from the first. */
  readonly verified: number;
  readonly broken: BrokenChain | undefined;
}

interface Link {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Reads an agreement's events from the first to the last and says whether anything was changed, put in between or
 * taken away, the newest ones included. Reads page by page and locks nothing: events that are appended meanwhile are
 * verified too.
 */
export async function verifyChain(
  orm: MikroORM,
  agreementNumber: number,
  pageSize = eventsPerPage,
): Promise<ChainReport> {
  let last: Link = { sequence: 0, hash: genesisHash };
  const report = (broken?: BrokenChain): ChainReport => ({
    agreementNumber,
    verified: last.sequence,
    broken,
  });
  let mustFollow = false;
  for (;;) {
    const page = await readPage(orm, agreementNumber, last.sequence, pageSize);
    for (const event of page) {
      const reason = brokenLink(last, event);
      if (reason !== undefined) return report({ sequence: event.sequence, reason });
      last = { sequence: event.sequence, hash: event.hash };
    }
    if (page.length > 0) {
      mustFollow = false;
      continue;
    }
    if (mustFollow)
      return report({ sequence: last.sequence + 1, reason: 'it was removed: the chain ends later' });
    // The end moves in the transaction of its event: read after the events, it can be later than they are, never before.
    const end = await readEnd(orm, agreementNumber);
    if (end.sequence < last.sequence)
      return report({ sequence: last.sequence, reason: 'it lies beyond the end of the chain' });
    if (end.sequence === last.sequence)
      return end.hash === last.hash
        ? report()
        : report({ sequence: last.sequence, reason: 'the end of the chain names another hash' });
    mustFollow = true;
  }
}

async function readEnd(orm: MikroORM, agreementNumber: number): Promise<Link> {
  const end = await readAgreement(orm, agreementNumber).findOne(EventChain, { agreementNumber });
  return end ?? { sequence: 0, hash: genesisHash };
}

async function readPage(
  orm: MikroORM,
  agreementNumber: number,
  after: number,
  limit: number,
): Promise<DocumentEvent[]> {
  return readAgreement(orm, agreementNumber).find(
    DocumentEvent,
    { sequence: { $gt: after } },
    { orderBy: { sequence: 'asc' }, limit },
  );
}

function brokenLink(last: Link, event: DocumentEvent): string | undefined {
  if (event.sequence !== last.sequence + 1)
    return `event ${last.sequence + 1} was removed: ${event.sequence} follows ${last.sequence}`;
  if (event.previousHash !== last.hash) return 'it does not name the hash of the event before it';
  if (event.hash !== eventHash(hashed(event))) return 'its content was changed: its hash does not fit';
  return undefined;
}

const hashed = (event: DocumentEvent): HashedEvent => ({
  agreementNumber: event.agreementNumber,
  sequence: event.sequence,
  documentKind: event.documentKind,
  documentId: event.documentId,
  documentNumber: event.documentNumber,
  at: event.at,
  actor: event.actor,
  action: event.action,
  before: event.before ?? null,
  after: event.after ?? null,
  commandId: event.commandId ?? null,
  previousHash: event.previousHash,
});
