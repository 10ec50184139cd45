import { ControlError, type Json } from '../control/stand-in.ts';
import { choiceCodes, type ChoiceCode } from './choices.ts';

/**
 * What is not known about the real service, or what a test wants otherwise. The defaults are the recorded behaviour
 * where there is one; else what asks more of the client.
 */
export interface Switches {
  /** Language of those messages that exist in both. Clients match code and property, never text. */
  language: 'da' | 'en';
  /** VAT rounded once per rate and document, or on each line. */
  vatRounding: 'document' | 'line';
  /** `bookWithNumber` below the last booked number: taken or refused. A used one is always refused. */
  bookBelowLast: 'accept' | 'refuse';
  /** `sendBy` in any case of letters, or exactly `none`, `EAN`, `Email`. */
  sendBy: 'lenient' | 'strict';
  /** Freed draft, unit and payment-terms numbers are given again, as freed customer numbers always are. */
  reuseFreedNumbers: boolean;
  /** A line with quantity or price and no product: refused, or counted as 0. */
  pricedLineWithoutProduct: 'refuse' | 'zero';
  /** Due date of `paidInCash`, `prepaid` and `creditcard`: none, or the invoice date. */
  immediateDueDate: 'none' | 'same-day';
  /** Booking a draft that is not there: 404, or a refusal under `draftInvoice`. */
  missingDraft: 'not-found' | 'refuse';
  /** Which wins where a reference's number and `self` disagree. */
  referenceConflict: 'number' | 'self';
  /** A deleted contact can still be read by its number, with `deleted: true`. */
  deletedContactsReadable: boolean;
  /** A booked invoice's PDF is 404 for so long. */
  pdfDelayMs: number;
  /**
   * Factor on its own times: the life of a key, the rate window, the PDF's delay, delays and late visibility of faults. What
   * it says in seconds (`Retry-After`) stays as the real one says it.
   */
  timeScale: number;
  /** Each answer is held back for so long. */
  latencyMs: number;
  /** How long an `Idempotency-Key` is remembered. */
  idempotencyLifetimeMs: number;
  /** 4xx answers are remembered under their key like the others. */
  cacheRefusals: boolean;
  /** Tokens one call costs (`X-CallCost`). */
  callCost: number;
  /** Tokens an agreement has per window (`X-RateLimiting`); both hosts draw on it. */
  rateLimitTokens: number;
  rateWindowSeconds: number;
  /** Fair use: calls of an agreement per day; counted always, refused with 429 only with `refuseOverDailyCalls`. */
  dailyCallsMax: number;
  refuseOverDailyCalls: boolean;
  /** Answers 500 to the filters that the real server answers with 500, and refuses fields that it lists but refuses. */
  filterOddities: boolean;
  /** A PUT on the newer surface needs the current `objectVersion`, else 409. */
  objectVersionRequired: boolean;
  /** Codes of the table in `choices.ts`, replaced by name. */
  codes: Partial<Record<ChoiceCode, string>>;
}

export const defaultSwitches: Switches = {
  language: 'en',
  vatRounding: 'document',
  bookBelowLast: 'accept',
  sendBy: 'lenient',
  reuseFreedNumbers: true,
  pricedLineWithoutProduct: 'refuse',
  immediateDueDate: 'none',
  missingDraft: 'not-found',
  referenceConflict: 'number',
  deletedContactsReadable: true,
  pdfDelayMs: 1_500,
  timeScale: 1,
  latencyMs: 0,
  idempotencyLifetimeMs: 3_600_000,
  cacheRefusals: true,
  callCost: 3,
  rateLimitTokens: 10_000,
  rateWindowSeconds: 60,
  dailyCallsMax: 50_000,
  refuseOverDailyCalls: false,
  filterOddities: true,
  objectVersionRequired: true,
  codes: {},
};

const choices: Partial<Record<keyof Switches, readonly string[]>> = {
  language: ['da', 'en'],
  vatRounding: ['document', 'line'],
  bookBelowLast: ['accept', 'refuse'],
  sendBy: ['lenient', 'strict'],
  pricedLineWithoutProduct: ['refuse', 'zero'],
  immediateDueDate: ['none', 'same-day'],
  missingDraft: ['not-found', 'refuse'],
  referenceConflict: ['number', 'self'],
};

function checkCodes(value: Json): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(400, 'The switch codes is an object of names and codes.');
  }
  for (const [name, code] of Object.entries(value)) {
    if (!Object.hasOwn(choiceCodes, name) || typeof code !== 'string') {
      throw new ControlError(400, `The switch codes knows ${Object.keys(choiceCodes).join(', ')}.`);
    }
  }
}

/** The switches with these changes; throws `ControlError` 400 on an unknown name or a value of the wrong kind. */
export function changedSwitches(current: Switches, changes: Readonly<Record<string, Json>>): Switches {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(defaultSwitches, name)) throw new ControlError(400, `There is no switch ${name}.`);
    const key = name as keyof Switches;
    const allowed = choices[key];
    if (key === 'codes') checkCodes(value);
    else if (allowed !== undefined && !allowed.some((known) => known === value)) {
      throw new ControlError(400, `The switch ${name} is one of ${allowed.join(', ')}.`);
    } else if (typeof value !== typeof defaultSwitches[key] || (typeof value === 'number' && value < 0)) {
      throw new ControlError(400, `The switch ${name} is a ${typeof defaultSwitches[key]}.`);
    }
  }
  return { ...current, ...(changes as Partial<Switches>) };
}
