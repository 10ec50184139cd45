import type { SandboxClock } from '../control/clock.ts';
import type { Switches } from './switches.ts';

interface Budget {
  windowStart: number;
  used: number;
  day: string;
  calls: number;
}

export interface Spent {
  /** `X-RateLimiting` and `X-CallCost`, which every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait where the call is refused. */
  readonly retryAfterSeconds: number | null;
}

/** The budget that both hosts draw on, per agreement: tokens per window, and calls per day. */
export class Limits {
  readonly #budgets = new Map<number, Budget>();
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Charges one call. A refused call costs nothing. */
  spend(agreement: number, switches: Switches): Spent {
    const now = this.#clock.millis();
    const windowMs = switches.rateWindowSeconds * 1_000 * switches.timeScale;
    const day = this.#clock.today();
    let budget = this.#budgets.get(agreement);
    if (budget === undefined) {
      budget = { windowStart: now, used: 0, day, calls: 0 };
      this.#budgets.set(agreement, budget);
    }
    if (now - budget.windowStart >= windowMs) {
      budget.windowStart = now;
      budget.used = 0;
    }
    if (budget.day !== day) {
      budget.day = day;
      budget.calls = 0;
    }
    const overDay = switches.refuseOverDailyCalls && budget.calls >= switches.dailyCallsMax;
    const overWindow = budget.used + switches.callCost > switches.rateLimitTokens;
    if (!overDay && !overWindow) {
      budget.used += switches.callCost;
      budget.calls += 1;
    }
    const untilWindowEnds = (budget.windowStart + windowMs - now) / switches.timeScale;
    const untilMidnight = Date.parse(`${day}T00:00:00Z`) + 86_400_000 - now;
    const waitMs = overDay ? untilMidnight : overWindow ? untilWindowEnds : null;
    return {
      headers: headers(budget.used, switches),
      retryAfterSeconds: waitMs === null ? null : Math.max(1, Math.ceil(waitMs / 1_000)),
    };
  }

  /** Calls of today and tokens of the window, per agreement. */
  summary(): { agreement: number; callsToday: number; tokensInWindow: number }[] {
    return [...this.#budgets].map(([agreement, budget]) => ({
      agreement,
      callsToday: budget.calls,
      tokensInWindow: budget.used,
    }));
  }

  reset(): void {
    this.#budgets.clear();
  }
}

const headers = (used: number, switches: Switches) => ({
  'X-RateLimiting': `token-limit-${switches.rateLimitTokens}-per-${switches.rateWindowSeconds}-seconds: ${used}/${switches.rateLimitTokens}`,
  'X-CallCost': String(switches.callCost),
});

/** The headers of an answer that no agreement is charged for. */
export const unchargedHeaders = (switches: Switches): Readonly<Record<string, string>> =>
  headers(0, switches);
