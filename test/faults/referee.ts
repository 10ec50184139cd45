import { Big } from 'big.js';
import type { LedgerAgreement } from '../../sandbox/e-conomic/server.ts';
import type { JournalLine } from '../support/journal-lines.ts';

/** A booked document as the product's rows tell of it. */
export interface DocumentRow {
  readonly id: string;
  readonly number: number;
  readonly kind: 'invoice' | 'credit-note';
  readonly net: string;
  readonly gross: string;
  readonly isArchived: boolean;
  /** Null where no transfer was promised. */
  readonly transfer: {
    readonly state: string;
    readonly cause: string | null;
    readonly key: string;
    /** Milliseconds since the epoch. */
    readonly settledAt: number | null;
    /** Idempotency keys of its writes. */
    readonly sentUnder: readonly string[];
  } | null;
}

/** Everything that a verdict is given over. */
export interface Evidence {
  readonly documents: readonly DocumentRow[];
  /** How many documents were booked: each must have its row. */
  readonly booked: number;
  readonly ledger: Pick<LedgerAgreement, 'drafts' | 'bookedInvoices'>;
  readonly journal: readonly JournalLine[];
  /** Tickets in the lane, of whatever state but `left`. */
  readonly openTickets: readonly string[];
  readonly gate: string;
  readonly mayPark: boolean;
  /** Ends other than `transferred` that the fault itself brings about. */
  readonly mayEndAs: readonly string[];
}

export interface Verdict {
  readonly documents: number;
  readonly parked: number;
  readonly duplicates: number;
  readonly losses: number;
  readonly stuck: number;
  /** Documents whose amounts differ. */
  readonly cents: number;
  /** Calls for a document after its end. */
  readonly late: number;
  /** What was found, in words. */
  readonly findings: readonly string[];
}

const finals = ['transferred', 'skipped', 'marked-done'];
const parkedStates = ['blocked', 'refused', 'conflict'];

/** Counts what is in the ERP's own ledger against what the product says of it. */
export function judge(evidence: Evidence): Verdict {
  const findings: string[] = [];
  const tell = (row: DocumentRow, what: string): void => {
    findings.push(`${row.kind} ${row.number}: ${what}`);
  };
  const count = { parked: 0, duplicates: 0, losses: 0, stuck: 0, cents: 0, late: 0 };
  const missing = evidence.booked - evidence.documents.length;
  if (missing > 0) {
    count.losses += missing;
    findings.push(`${missing} booked documents are no longer there`);
  }
  for (const row of evidence.documents) {
    const { transfer } = row;
    if (transfer === null) {
      count.losses += 1;
      tell(row, 'it was promised to nobody');
      continue;
    }
    const there = carrying(evidence.ledger, transfer.key);
    const copies = there.drafts.length + there.booked.length;
    if (copies > 1) {
      count.duplicates += copies - 1;
      tell(row, `${there.booked.length} booked and ${there.drafts.length} drafts carry its key`);
    }
    if (differs(row, [...there.drafts, ...there.booked])) {
      count.cents += 1;
      tell(row, 'its amounts differ there');
    }
    const isParked = parkedStates.includes(transfer.state) && transfer.cause !== null;
    if (isParked) count.parked += 1;
    if (transfer.state === 'transferred' && there.booked.length === 0) {
      count.losses += 1;
      tell(row, 'it is said to be transferred and is not there');
    }
    if (isLostAtEnd(transfer.state, evidence.mayEndAs)) {
      count.losses += 1;
      tell(row, `it ended as ${transfer.state}, which nobody asked for`);
    }
    if (isStuck(row, isParked && evidence.mayPark)) {
      count.stuck += 1;
      tell(
        row,
        `it is ${transfer.state} (${transfer.cause ?? 'no cause'}), ${row.isArchived ? '' : 'not '}archived`,
      );
    }
    const late = callsAfterEnd(evidence.journal, transfer);
    count.late += late.length;
    for (const call of late) tell(row, `${call.method} ${call.path} came after its end`);
  }
  const atRest = evidence.documents.every(({ transfer }) => finals.includes(transfer?.state ?? ''));
  if (atRest && (evidence.openTickets.length > 0 || evidence.gate !== 'open')) {
    count.stuck += 1;
    findings.push(
      `left in the lane: ${evidence.openTickets.join(', ') || 'nobody'}; its gate is ${evidence.gate}`,
    );
  }
  return { documents: evidence.booked, ...count, findings };
}

function carrying(ledger: Evidence['ledger'], key: string) {
  const ours = <T extends { references?: { other?: string } }>(documents: readonly T[]): T[] =>
    documents.filter(({ references }) => references?.other?.endsWith(`B-${key}`) === true);
  return { drafts: ours(ledger.drafts), booked: ours(ledger.bookedInvoices) };
}

/** Given up: nobody skips a document or marks it done in the campaign, unless the fault is just that. */
function isLostAtEnd(state: string, mayEndAs: readonly string[]): boolean {
  return finals.includes(state) && state !== 'transferred' && !mayEndAs.includes(state);
}

/** At no end within the bound: neither its outcome with the document archived, nor parked where only a person decides. */
function isStuck({ transfer, isArchived }: DocumentRow, mayStayParked: boolean): boolean {
  return !mayStayParked && !(finals.includes(transfer?.state ?? '') && isArchived);
}

/** A credit note's amounts are negative there. */
function differs(
  row: DocumentRow,
  there: readonly { readonly netAmount: string; readonly grossAmount: string }[],
): boolean {
  const sign = row.kind === 'credit-note' ? '-1' : '1';
  const same = (ours: string, theirs: string): boolean =>
    new Big(ours).times(sign).toFixed(2) === new Big(theirs).toFixed(2);
  return there.some((each) => !same(row.net, each.netAmount) || !same(row.gross, each.grossAmount));
}

/** Writes under its keys and look-ups by its reference that arrived after its outcome was recorded. */
function callsAfterEnd(
  journal: readonly JournalLine[],
  { settledAt, key, sentUnder }: NonNullable<DocumentRow['transfer']>,
): JournalLine[] {
  if (settledAt === null) return [];
  return journal.filter(({ at, path, requestHeaders }) => {
    if (Date.parse(at) <= settledAt) return false;
    return sentUnder.includes(requestHeaders['idempotency-key'] ?? '') || path.includes(`B-${key}`);
  });
}
