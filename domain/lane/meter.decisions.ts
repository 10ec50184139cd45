import type { GateState } from './lane.decisions.ts';

/**
 * What a connection's calls say about its lane: whether the ERP answers at all (breaker), how much of its quota is left, and
 * how many sends may be repeated. Pure decisions over the meter, a small record that lies with the connection and is
 * written in the transaction that records the calls. Times are milliseconds since the epoch.
 */
export interface LaneMeter {
  /** Subjects whose calls failed since the ERP last answered one, each once. */
  readonly failing: readonly string[];
  /** How many calls failed since then, whoever made them. */
  readonly failures: number;
  /** How often the breaker has closed the gate without an answer in between. */
  readonly trips: number;
  /** Calls of a UTC day (`YYYY-MM-DD`). */
  readonly day: string;
  readonly calls: number;
  /** The ERP's rate budget as it told it last; null where it tells none. */
  readonly window: RateWindow | null;
  /** Repeated sends that are allowed now, and when that was counted. */
  readonly retries: number;
  readonly retriesAt: number;
}

/** A rate budget: so much used of so much, in a window of so many milliseconds, as told at a moment. */
export interface RateWindow {
  readonly used: number;
  readonly limit: number;
  readonly windowMs: number;
  readonly at: number;
}

export const retryRules = {
  /** Part of a repeated send that each send earns: at most 10 % of the traffic are repetitions. */
  perSend: 0.1,
  /** Repeated sends that each minute gives, however little traffic there is. */
  perMinute: 3,
  /** No more than this is saved up. */
  most: 10,
} as const;

export const newMeter: LaneMeter = {
  failing: [],
  failures: 0,
  trips: 0,
  day: '',
  calls: 0,
  window: null,
  retries: retryRules.perMinute,
  retriesAt: 0,
};

/** What the calls of one step came to. */
export interface CallReport {
  /** For whom they were made: one document that always fails must not stop the others. */
  readonly subject: string;
  /**
   * `answered`: whatever the answer, the ERP is there; `failed`: no answer, or 5xx; `limited`: 429; `none`: nothing can be
   * said (stopped by us).
   */
  readonly outcome: 'answered' | 'failed' | 'limited' | 'none';
  readonly calls: number;
  readonly window: Omit<RateWindow, 'at'> | null;
  /** Where `limited`: how long the ERP asks to wait. */
  readonly retryAfterMs: number;
  /** Each write that is sent earns part of a repetition. */
  readonly isSend: boolean;
}

/** What an account may ask of its ERP, and how the breaker waits. */
export interface LaneLimits {
  /** Calls of a UTC day; undefined where the ERP names no limit. */
  readonly callsPerDay?: number | undefined;
  /** Factor on the breaker's waits and the retry budget's minute: 1 but in tests. */
  readonly timeScale: number;
}

/** The breaker closes when so many different subjects have failed in a row, */
export const subjectsToTrip = 5;
/** or when so many calls have, for all may wait for one register. What always fails is looked up in between, and that is answered. */
export const failuresToTrip = 10;
const firstProbeMs = 30_000;
const probeMsMax = 5 * 60_000;

/** How long a gate closed by the breaker waits for its next probe: 30 s, doubling, 5 minutes at most. */
export const probeAfterMs = (trips: number, timeScale: number): number =>
  Math.min(firstProbeMs * 2 ** Math.max(0, trips - 1), probeMsMax) * timeScale;

/** Why and until when the calls close the gate. */
export interface GateClosing {
  readonly gate: Extract<GateState, 'exhausted' | 'failing'>;
  /** `exhausted` opens then; `failing` is probed then. */
  readonly until: number;
  readonly reason: string;
}

/** The meter after some calls, and whether they close the gate (or keep a closed one closed for longer). */
export function meterAfter(
  before: LaneMeter,
  report: CallReport,
  limits: LaneLimits,
  now: number,
): { readonly meter: LaneMeter; readonly close?: GateClosing } {
  const counted = count(before, report, limits, now);
  if (report.outcome === 'answered')
    return { meter: { ...counted, failing: [], failures: 0, trips: 0 }, ...dayIsUsed(counted, limits, now) };
  if (report.outcome === 'limited')
    return {
      meter: counted,
      close: {
        gate: 'exhausted',
        until: now + report.retryAfterMs,
        reason: `The ERP limits our calls and asks to wait ${Math.ceil(report.retryAfterMs / 1_000)} seconds.`,
      },
    };
  if (report.outcome === 'none') return { meter: counted };
  const failing = [...new Set([...counted.failing, report.subject])];
  const failures = counted.failures + 1;
  // Somebody who was let in to try whether it works again is the proof that it does not.
  const trips = counted.trips > 0 || failing.length >= subjectsToTrip || failures >= failuresToTrip;
  if (!trips) return { meter: { ...counted, failing, failures } };
  const meter = { ...counted, failing: [], failures: 0, trips: counted.trips + 1 };
  return {
    meter,
    close: {
      gate: 'failing',
      until: now + probeAfterMs(meter.trips, limits.timeScale),
      reason: 'The ERP does not answer, or answers with errors of its own, whatever it is asked.',
    },
  };
}

function count(before: LaneMeter, report: CallReport, { timeScale }: LaneLimits, now: number): LaneMeter {
  const day = new Date(now).toISOString().slice(0, 10);
  const refilled = retriesLeft(before, timeScale, now);
  const earned = report.isSend ? retryRules.perSend : 0;
  return {
    ...before,
    day,
    calls: (before.day === day ? before.calls : 0) + report.calls,
    window: report.window === null ? before.window : { ...report.window, at: now },
    retries: Math.min(retryRules.most, refilled + earned),
    retriesAt: now,
  };
}

function dayIsUsed(
  meter: LaneMeter,
  { callsPerDay }: LaneLimits,
  now: number,
): { readonly close?: GateClosing } {
  if (callsPerDay === undefined || meter.calls < callsPerDay) return {};
  return {
    close: {
      gate: 'exhausted',
      until: (Math.floor(now / dayMs) + 1) * dayMs,
      reason: `The ${callsPerDay} calls of today are used up.`,
    },
  };
}

const dayMs = 86_400_000;

/** Repeated sends that are allowed now. */
const retriesLeft = (meter: LaneMeter, timeScale: number, now: number): number => {
  const minutes = Math.max(0, now - meter.retriesAt) / (60_000 * timeScale);
  return Math.min(retryRules.most, meter.retries + minutes * retryRules.perMinute);
};

/** Takes one repeated send from the budget; or the moment from which there is one. */
export function takeRetry(
  meter: LaneMeter,
  timeScale: number,
  now: number,
): { readonly meter: LaneMeter } | { readonly notBefore: number } {
  const left = retriesLeft(meter, timeScale, now);
  if (left >= 1) return { meter: { ...meter, retries: left - 1, retriesAt: now } };
  return { notBefore: now + Math.ceil(((1 - left) / retryRules.perMinute) * 60_000 * timeScale) };
}

/** Of the day's calls and of the window, this part is kept for documents and their registers. */
const keptShare = 0.2;

/** True where what is left of the quota is kept for documents and their registers. */
export function isKeptForDocuments(meter: LaneMeter, callsPerDay: number | undefined, now: number): boolean {
  const { window, day, calls } = meter;
  const isToday = day === new Date(now).toISOString().slice(0, 10);
  if (callsPerDay !== undefined && isToday && calls >= callsPerDay * (1 - keptShare)) return true;
  return (
    window !== null && now < window.at + window.windowMs && window.used >= window.limit * (1 - keptShare)
  );
}

/** A lane that has just been let open again after failures tries with one flow before it takes more. */
export const placesOf = (capacity: number, meter: LaneMeter): number => (meter.trips > 0 ? 1 : capacity);
