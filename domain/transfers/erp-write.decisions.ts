import type { ErrorCode, ErrorParams } from '../errors.ts';

/**
 * What happens next to a write that an ERP must receive exactly once. Everything here is a pure function of the
 * attempt rows and the clock: a reset run, a second run and a restarted worker read the same rows and decide the same.
 *
 *   intended ──claim──► claimed ──┬─ accepted, refused, not-sent, rate-limited, unauthorized   (the answer is definite)
 *      │                          └─ unknown ──window──► look-up ──► adopted | conflict | absent
 *      └── closed by a look-up: who has not claimed can never send ──► look-up
 */

/** A row is `open` until it has an outcome; at most one row of a subject is open at a time. */
export type WriteState = 'intended' | 'claimed' | 'unknown' | 'settled';

export type WriteOutcome =
  /** The ERP confirmed it. */
  | 'accepted'
  /** The look-up found it with our content. */
  | 'adopted'
  /** A business reason; nothing was written. */
  | 'refused'
  /** Surely never reached the ERP. */
  | 'not-sent'
  /** 429; nothing was written. */
  | 'rate-limited'
  /** 401; nothing was written, the gate closes. */
  | 'unauthorized'
  /** The look-up, after the window, found nothing. */
  | 'absent'
  /** The look-up found something else under our reference. */
  | 'conflict';

/** The part of an attempt row that decisions look at. Times are milliseconds since the epoch. */
export interface WriteRow {
  readonly id: string;
  readonly kind: string;
  /** Counts the intents of one kind and subject, from 1. */
  readonly number: number;
  /** The retry round of the flow in which it was intended, from 1. */
  readonly round: number;
  readonly state: WriteState;
  readonly outcome: WriteOutcome | null;
  /** True where a look-up has to answer before the first send: something of it may be there that the rows do not know. */
  readonly lookUpFirst: boolean;
  readonly claimedAt: number | null;
  /** When the claim's holder has surely stopped sending. */
  readonly deadlineAt: number | null;
  readonly settledAt: number | null;
  /** Not before this may a new intent follow (Retry-After, back-off). */
  readonly retryAt: number | null;
  readonly cause: ErrorCode | null;
  readonly params: ErrorParams | null;
  /** The ERP's identifiers, once accepted or adopted. */
  readonly identity: Readonly<Record<string, string>> | null;
}

/** How long a sent write may stay invisible after its deadline: the ERP's processing plus its late visibility. */
export interface WindowTimes {
  readonly processingMs: number;
  readonly visibilityMs: number;
}

export type WriteStep =
  /**
   * Make a new intent of this kind (number follows the last). `repeats`: we send again by ourselves what did not get there,
   * which the connection's retry budget has to allow.
   */
  | {
      readonly do: 'intend';
      readonly kind: string;
      readonly lookUpFirst: boolean;
      readonly repeats: boolean;
    }
  | { readonly do: 'send'; readonly writeId: string }
  | { readonly do: 'look-up'; readonly writeId: string }
  /** Nothing before this moment; the flow gives back its place and keeps its party. */
  | { readonly do: 'wait'; readonly until: number; readonly reason: 'window' | 'retry' }
  | {
      readonly do: 'park';
      readonly state: 'refused' | 'conflict';
      readonly cause: ErrorCode;
      readonly params: ErrorParams;
    }
  /** Every kind is done; the identities of all of them, the later ones winning. */
  | { readonly do: 'finish'; readonly identity: Readonly<Record<string, string>> };

const latest = (rows: readonly WriteRow[], kind: string): WriteRow | undefined =>
  rows
    .filter((row) => row.kind === kind)
    .reduce<WriteRow | undefined>(
      (best, row) => (best === undefined || row.number > best.number ? row : best),
      undefined,
    );

const succeeded = (row: WriteRow | undefined): boolean =>
  row?.outcome === 'accepted' || row?.outcome === 'adopted';

/** When a look-up of this claimed or unknown row may be trusted. */
export const windowEndsAt = (row: Pick<WriteRow, 'deadlineAt'>, window: WindowTimes): number =>
  (row.deadlineAt ?? 0) + window.processingMs + window.visibilityMs;

/** Whether a look-up of this row may be trusted now: nobody sends it any more, and what was sent is seen by now. */
export const mayLookUp = (
  row: Pick<WriteRow, 'state' | 'deadlineAt'>,
  window: WindowTimes,
  now: number,
): boolean => row.state !== 'settled' && windowEndsAt(row, window) <= now;

function openRowStep(row: WriteRow, window: WindowTimes, now: number): WriteStep {
  // Never claimed: whoever claims it first sends it, all others are turned away. A look-up that has to come first
  // needs no window, for nothing of this row was sent.
  if (row.state === 'intended') return { do: row.lookUpFirst ? 'look-up' : 'send', writeId: row.id };
  const end = windowEndsAt(row, window);
  return end > now ? { do: 'wait', until: end, reason: 'window' } : { do: 'look-up', writeId: row.id };
}

/**
 * True where sending it again in this round is our own idea: it never got there, and the ERP did not ask us to wait. What
 * was only looked up first was not sent in this round yet.
 */
export const isRepetition = (
  row: Pick<WriteRow, 'outcome' | 'round' | 'lookUpFirst'>,
  round: number,
): boolean =>
  row.round === round && !row.lookUpFirst && (row.outcome === 'not-sent' || row.outcome === 'absent');

function settledRowStep(
  row: WriteRow,
  again: () => WriteStep,
  { round, looksFirstSince }: WritePlan,
  now: number,
): WriteStep {
  switch (row.outcome) {
    case 'refused':
    case 'conflict':
      return row.round < round
        ? again()
        : {
            do: 'park',
            state: row.outcome,
            cause: row.cause ?? 'ErpRefusedUnknown',
            params: row.params ?? {},
          };
    default:
      if (row.retryAt !== null && row.retryAt > now)
        return { do: 'wait', until: row.retryAt, reason: 'retry' };
      return isSettledSince(row, looksFirstSince)
        ? { do: 'intend', kind: row.kind, lookUpFirst: false, repeats: isRepetition(row, round) }
        : again();
  }
}

/** Whether what the row says is the last that happened of its kind: not where something later may be there. */
const isSettledSince = (row: WriteRow, since: number | null): boolean =>
  since === null || (row.settledAt !== null && row.settledAt >= since);

/** When everything that these rows are known to have written is surely seen by a look-up. */
const seenAt = (rows: readonly WriteRow[], window: WindowTimes): number =>
  Math.max(
    0,
    ...rows
      .filter((row) => row.outcome === 'accepted' || (row.outcome === 'conflict' && row.identity !== null))
      .map((row) => (row.settledAt ?? 0) + window.visibilityMs),
  );

/** What a flow writes, and how much of it the rows are to be believed. */
export interface WritePlan {
  /** In order. */
  readonly kinds: readonly string[];
  /**
   * An identifier that, once known, makes the later kinds needless: a draft that a person has booked already needs no
   * booking of ours.
   */
  readonly endsWith?: string | undefined;
  /** Counts the retries that a person asked for, from 1. */
  readonly round: number;
  /**
   * From when on the rows tell all that happened, in milliseconds since the epoch; what they say of the time before may be
   * less than what was sent (the database was restored). Null: they tell all.
   */
  readonly looksFirstSince: number | null;
}

/**
 * The next step of a flow. In a new round a refusal or conflict no longer stands, and what had succeeded before is looked
 * up again, because somebody may have undone it there; not before the look-up would see it, though, for what is not seen
 * yet would be made a second time. Where the rows may not tell all, each kind is looked up once before it is sent: what the
 * look-up settles is told from then on, so nothing is looked up twice.
 */
export function nextWriteStep(
  rows: readonly WriteRow[],
  plan: WritePlan,
  window: WindowTimes,
  now: number,
): WriteStep {
  const { looksFirstSince } = plan;
  let identity: Readonly<Record<string, string>> = {};
  // What this round has sent itself needs no look-up before the next kind: it is known, and may not be seen there yet.
  let isSentAnew = false;
  for (const kind of plan.kinds) {
    const row = latest(rows, kind);
    const again = (): WriteStep => {
      const mayBeThere =
        plan.round > 1 ||
        (row === undefined ? looksFirstSince !== null : !isSettledSince(row, looksFirstSince));
      const lookUpFirst = mayBeThere && !isSentAnew;
      const until = lookUpFirst ? seenAt(rows, window) : 0;
      return until > now
        ? { do: 'wait', until, reason: 'retry' }
        : { do: 'intend', kind, lookUpFirst, repeats: false };
    };
    if (row === undefined) return again();
    if (row.state !== 'settled') return openRowStep(row, window, now);
    if (!succeeded(row)) return settledRowStep(row, again, plan, now);
    if (row.round < plan.round) return again();
    isSentAnew ||= row.outcome === 'accepted' && isSettledSince(row, looksFirstSince);
    identity = { ...identity, ...row.identity };
    if (plan.endsWith !== undefined && identity[plan.endsWith] !== undefined) break;
  }
  return { do: 'finish', identity };
}

/** Back-off before a write that surely was not sent is intended again: 5 s, doubling, 5 minutes at most. */
export function retryDelayMs(attempts: number): number {
  return Math.min(5_000 * 2 ** Math.max(0, attempts - 1), 300_000);
}
