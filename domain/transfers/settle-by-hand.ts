import type { EntityManager } from '@mikro-orm/postgresql';
import { saveLink } from '../connections/erp-link.service.ts';
import { holdConnection } from '../connections/connection-row.ts';
import { DomainError } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import type { EventData } from '../events/event-hash.ts';
import { moveTransfer, readTransfer, type TransferRow } from './transfer-row.ts';
import { type TransferVerb, verbsIn } from './transfer.lifecycle.ts';

type Identity = Readonly<Record<string, string>>;

/** Who decides, and why. */
export interface Decision {
  readonly actor: string;
  readonly reason: string;
}

/** A transfer that a person settled. */
export interface SettledByHand {
  /** What of it stands in the ERP all the same, as far as we know: `draft 17`, `invoice 23`. */
  readonly standing: string | null;
}

const nameOf = (transfer: TransferRow): string =>
  `The transfer of ${transfer.documentKind} ${transfer.documentNumber}`;

/** The transfer under its connection's lock. Throws `NotFound`. */
async function lockTransfer(em: EntityManager, id: string): Promise<TransferRow> {
  const { connectionId } = await readTransfer(em, id);
  await holdConnection(em, connectionId);
  return readTransfer(em, id);
}

/**
 * Throws `InvalidTransition` where the transfer's state does not allow the verb, and `WriteUnderWay` where a write of it, or of
 * a register that it needs, has no outcome yet: it could reach the ERP after the transfer was ended.
 */
export async function assertVerb(
  em: EntityManager,
  transfer: TransferRow,
  verb: TransferVerb,
): Promise<void> {
  const { state } = transfer;
  const ends = verb === 'skip' || verb === 'mark-done';
  const underWay =
    state === 'sending' || state === 'unknown' || (ends && (await hasOpenWrite(em, transfer.id)));
  if (ends && underWay)
    throw new DomainError('WriteUnderWay', { what: nameOf(transfer), state, action: verb });
  const allowed = verbsIn[state];
  if (!allowed.includes(verb))
    throw new DomainError('InvalidTransition', {
      what: nameOf(transfer),
      state,
      action: verb,
      allowed: allowed.length === 0 ? 'nothing' : allowed.join(', '),
    });
}

/** As `assertVerb`, before anything is asked or done. Throws `NotFound`, too. */
export async function requireVerb(em: EntityManager, id: string, verb: TransferVerb): Promise<TransferRow> {
  const transfer = await readTransfer(em, id);
  await assertVerb(em, transfer, verb);
  return transfer;
}

async function hasOpenWrite(em: EntityManager, transferId: string): Promise<boolean> {
  const rows = await em.execute(
    `select 1 from erp_write where transfer_id = ? and state <> 'settled' limit 1`,
    [transferId],
  );
  return rows.length > 0;
}

/** What our attempts know of the document in the ERP; what was looked up and absent since is gone again. */
async function standingIdentity(em: EntityManager, transfer: TransferRow): Promise<Identity | undefined> {
  const rows = await em.execute<{ outcome: string; identity: Identity | null }[]>(
    `select outcome, identity from erp_write where transfer_id = ? and subject = ? and state = 'settled'
       and (identity is not null or outcome = 'absent') order by intended_at`,
    [transfer.id, `${transfer.documentKind}:${transfer.documentId}`],
  );
  let known: Identity = {};
  for (const { outcome, identity } of rows) known = outcome === 'absent' ? {} : { ...known, ...identity };
  return Object.keys(known).length === 0 ? undefined : known;
}

/** A document of the ERP's in words. */
export function standingWords(identity: Identity | undefined): string | null {
  if (identity?.['bookedInvoiceNumber'] !== undefined) return `invoice ${identity['bookedInvoiceNumber']}`;
  if (identity?.['draftInvoiceNumber'] !== undefined) return `draft ${identity['draftInvoiceNumber']}`;
  return null;
}

/**
 * A person decides that the document does not go to this ERP. What stands there already stays there, and is told. Throws
 * `NotFound`, and what `assertVerb` throws.
 */
export async function skipTransfer(
  em: EntityManager,
  id: string,
  decision: Decision,
): Promise<SettledByHand> {
  const transfer = await lockTransfer(em, id);
  await assertVerb(em, transfer, 'skip');
  const identity = await standingIdentity(em, transfer);
  const standing = standingWords(identity);
  await moveTransfer(em, transfer, {
    state: 'skipped',
    ...settledBy(decision),
    ...(identity && { identity }),
    action: 'transfer-skipped',
    told: { reason: decision.reason, ...(standing !== null && { standing }) },
  });
  return { standing };
}

/** The ERP's document that a person says is ours, as a look-up has found it. */
export interface FoundDocument {
  readonly identity: Identity;
  /** In what it differs from ours. */
  readonly difference?: string;
  /** Whether the person has confirmed that it is ours, however it differs. */
  readonly isConfirmed: boolean;
  /** A key that stands on it and is not this document's. */
  readonly carriedKey?: string;
}

/**
 * A person says under which number the document stands in the ERP, and a look-up has found it there. Answers what of our own
 * attempts stands there beside it. Throws `NotFound`, what `assertVerb` throws, `ErpNumberLinked` where that number is
 * another document of ours, and `ErpContentDiffers` where it differs and nobody has confirmed that.
 */
export async function markTransferDone(
  em: EntityManager,
  id: string,
  found: FoundDocument,
  decision: Decision,
): Promise<SettledByHand> {
  // Before the lock: a key is its transfer's for good, and was written before anything could carry it.
  const owner = await ownerOfKey(em, id, found.carriedKey);
  const transfer = await lockTransfer(em, id);
  await assertVerb(em, transfer, 'mark-done');
  const number = found.identity['bookedInvoiceNumber'] ?? '';
  // The other's own outcome may not be known yet, and then nothing is linked.
  const other = owner ?? (await linkedTo(em, transfer, number));
  if (other !== undefined)
    throw new DomainError('ErpNumberLinked', { number, ours: transfer.documentNumber, other });
  if (found.difference !== undefined && !found.isConfirmed)
    throw new DomainError('ErpContentDiffers', { difference: found.difference });
  const own = await standingIdentity(em, transfer);
  const isBeside =
    own !== undefined && Object.entries(own).some(([name, value]) => found.identity[name] !== value);
  const standing = isBeside ? standingWords(own) : null;
  await moveTransfer(em, transfer, {
    state: 'marked-done',
    ...settledBy(decision),
    identity: found.identity,
    action: 'transfer-marked-done',
    told: {
      reason: decision.reason,
      ...(found.difference !== undefined && { difference: found.difference }),
      ...(standing !== null && { standing }),
    },
  });
  return { standing };
}

/** Links the document to the ERP's number, or answers the number of our document that is linked to it already. */
async function linkedTo(
  em: EntityManager,
  { connectionId, documentKind: kind, documentId: ourKey }: TransferRow,
  theirs: string,
): Promise<number | undefined> {
  const other = await saveLink(em, connectionId, { kind, ourKey }, theirs, '');
  if (other === undefined) return undefined;
  const rows = await em.execute<{ document_number: number }[]>(
    'select document_number from transfer where connection_id = ? and document_kind = ? and document_id = ?',
    [connectionId, kind, other],
  );
  if (rows[0] === undefined) throw new Error(`${kind} ${other} is linked and has no transfer`);
  return rows[0].document_number;
}

/** The number of the document whose key it is: of another transfer than this one, on the same connection. */
async function ownerOfKey(
  em: EntityManager,
  id: string,
  key: string | undefined,
): Promise<number | undefined> {
  if (key === undefined) return undefined;
  const [owner] = await em.execute<{ document_number: number }[]>(
    `select o.document_number from transfer t join transfer o on o.connection_id = t.connection_id and o.id <> t.id
     where t.id = ? and o.key = ? limit 1`,
    [id, key],
  );
  return owner?.document_number;
}

const settledBy = ({ actor, reason }: Decision) => ({ actor, decidedBy: actor, decidedWhy: reason });

/** Something that a person did to a transfer and that does not move it, in its document's history. */
export async function tellTransferEvent(
  em: EntityManager,
  id: string,
  actor: string,
  action: string,
  told: EventData,
): Promise<void> {
  const { documentKind, documentId, documentNumber, state, connectionId, provider } = await readTransfer(
    em,
    id,
  );
  await appendEvent(em, {
    documentKind,
    documentId,
    documentNumber,
    actor,
    action,
    after: { transfer: state, connection: connectionId, provider, ...told },
  });
}
