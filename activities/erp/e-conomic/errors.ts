import type { ErrorCode, ErrorParams } from '../../../domain/errors.ts';
import type { PreparedWrite, SendResult } from '../adapter.ts';
import { parseExactJson } from '../exact-json.ts';
import { inPeriod } from './rules.ts';

/**
 * What e-conomic says no with, as causes of our catalogue: by code and property, never by text, since the language of
 * its texts varies from answer to answer.
 */

/** One reason among the reasons of an answer. */
export interface Complaint {
  readonly code: string | undefined;
  /** Lower case; the innermost property the ERP names. */
  readonly property: string;
  readonly message: string;
  /** The value it did not like, where it is a plain one. */
  readonly input: string | undefined;
}

/** What an answer that is not a success means for the write it answers. */
type Failure =
  Exclude<SendResult, { readonly outcome: 'accepted' }> extends infer R
    ? R extends unknown
      ? Omit<R, 'exchanges'>
      : never
    : never;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Expected = PreparedWrite['expected'];

const retryAfterDefaultMs = 60_000;
const retryAfterMinMs = 1_000;
const retryAfterMaxMs = 3_600_000;

/** Reads `Retry-After`, seconds or a date; a minute where it is missing; never under a second nor over an hour. */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  const text = header?.trim() ?? '';
  const wanted = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  const told = text === '' || Number.isNaN(wanted) ? retryAfterDefaultMs : wanted;
  return Math.min(Math.max(told, retryAfterMinMs), retryAfterMaxMs);
}

/** Classifies the answer to a write. Server errors, but for 501, tell nothing of what was done: `unknown`. */
export function failureOf(answer: Answer, write: Pick<PreparedWrite, 'kind' | 'expected'>): Failure {
  const { status } = answer;
  if (status === 429) {
    return { outcome: 'rate-limited', retryAfterMs: retryAfterMs(answer.headers['retry-after'], Date.now()) };
  }
  const complaints = complaintsOf(answer.body);
  if (status === 401) return { outcome: 'unauthorized', reason: reasonOf(complaints, status) };
  if (status === 403) {
    return { outcome: 'refused', cause: 'ErpForbidden', params: { reason: reasonOf(complaints, status) } };
  }
  const isRefusal = (status >= 400 && status < 500 && status !== 408) || status === 501;
  if (!isRefusal) return { outcome: 'unknown', reason: `answered ${status}` };
  if (complaints.some(({ code }) => code === 'URLChanged' || code === 'PayloadChanged')) {
    return { outcome: 'unknown', reason: 'an earlier request with this key has arrived' };
  }
  // The draft was there a moment ago: only the look-up tells whether a person booked it or deleted it.
  if (status === 404 && write.kind === 'book-invoice') {
    return { outcome: 'unknown', reason: 'the draft is not there any more' };
  }
  return { outcome: 'refused', ...causeOf(complaints, status, write.expected) };
}

interface Rule {
  readonly property?: RegExp;
  readonly cause: ErrorCode;
  readonly params: (complaint: Complaint, expected: Expected) => ErrorParams;
}

const account = (complaint: Complaint): ErrorParams => ({ account: complaint.input ?? '' });
const terms =
  (reason: string) =>
  (complaint: Complaint, expected: Expected): ErrorParams => ({
    terms: expected['paymentTerms'] ?? complaint.input ?? '',
    reason,
  });
const date = (complaint: Complaint, expected: Expected): ErrorParams =>
  inPeriod(expected['date'] ?? complaint.input ?? '');

const accountMissing: Rule = { cause: 'AccountMissing', params: account };
const periodClosed: Rule = { cause: 'PeriodClosed', params: date };
const productGroupMissing: Rule = {
  cause: 'ProductGroupMissing',
  params: (complaint, expected) => ({ group: expected['group'] ?? complaint.input ?? '' }),
};
const customerGroupMissing: Rule = {
  cause: 'CustomerGroupMissing',
  params: (complaint, expected) => ({ group: expected['group'] ?? complaint.input ?? '' }),
};
const termsMissing: Rule = { cause: 'PaymentTermsMissing', params: terms('not found there') };
const termsDiffer: Rule = { cause: 'PaymentTermsMissing', params: terms('of another type there') };
const numberTaken: Rule = {
  cause: 'ErpNumberTaken',
  params: (complaint, expected) => ({ number: complaint.input ?? expected['number'] ?? '' }),
};
const eInvoice: Rule = {
  cause: 'EInvoiceImpossible',
  params: (complaint) => ({ reason: complaint.message }),
};

/** Per code the rules in order of trial; a rule with a property holds only under that property. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  // One code for two things: a date in a barred period, and an account that is missing or barred.
  E04041: [
    { property: /^(entry)?date$/, ...periodClosed },
    { property: /account/, ...accountMissing },
  ],
  E04042: [
    {
      property: /^duedate$/,
      cause: 'DueDateMissing',
      params: (_complaint, expected) => ({ terms: expected['paymentTerms'] ?? '' }),
    },
  ],
  E04760: [
    {
      cause: 'DueDateBeforeDate',
      params: (complaint, expected) => ({ dueDate: complaint.input ?? '', date: expected['date'] ?? '' }),
    },
  ],
  E04800: [
    {
      cause: 'ContactOfOtherCustomer',
      params: (complaint, expected) => ({
        contact: complaint.input ?? '',
        ...(expected['customerNumber'] !== undefined && { customer: expected['customerNumber'] }),
      }),
    },
  ],
  E06151: [termsDiffer],
  E06600: [{ cause: 'ProductBarred', params: (complaint) => ({ product: complaint.input ?? '' }) }],
  E07080: [termsMissing],
  E07140: [customerGroupMissing],
  E07150: [accountMissing],
  E07180: [termsDiffer],
  CustomerAlreadyExists: [numberTaken],
  CustomerInvalidGroupId: [customerGroupMissing],
  CustomerInvalidPaymentTerm: [termsMissing],
  CustomerBarredPaymentTerm: [termsMissing],
  CustomerInvalidEAN: [eInvoice],
  CustomerInvalidEANThirteenDigits: [eInvoice],
  CustomerInvalidVatZone: [
    {
      cause: 'VatZoneMissing',
      params: (complaint, expected) => ({ zone: expected['vatZone'] ?? complaint.input ?? '' }),
    },
  ],
  ERROR_CODE_AccountDoesNotExist: [accountMissing],
  InvalidCurrency: [
    {
      cause: 'CurrencyMissing',
      params: (complaint, expected) => ({ currency: expected['currency'] ?? complaint.input ?? '' }),
    },
  ],
  ProductGroupDoesNotExist: [productGroupMissing],
  ProductNumberAlreadyExists: [numberTaken],
};

/** Whatever is wrong with the number we asked to book under is about that number. */
const byProperty: readonly Rule[] = [{ property: /^bookwithnumber$/, ...numberTaken }];

/** The first reason that the catalogue knows, or `ErpRefusedUnknown` with the codes and texts as they came. */
function causeOf(
  complaints: readonly Complaint[],
  status: number,
  expected: Expected,
): { readonly cause: ErrorCode; readonly params: ErrorParams } {
  for (const complaint of complaints) {
    const known = [...((complaint.code && rules[complaint.code]) || []), ...byProperty];
    const rule = known.find(({ property }) => property === undefined || property.test(complaint.property));
    if (rule !== undefined) return { cause: rule.cause, params: rule.params(complaint, expected) };
  }
  return { cause: 'ErpRefusedUnknown', params: { reason: reasonOf(complaints, status) } };
}

/** Codes, properties and texts in one line, for people. */
export function reasonOf(complaints: readonly Complaint[], status: number): string {
  const shown = complaints
    .slice(0, 3)
    .map(({ code, property, message }) =>
      [code, property === '' ? undefined : `at ${property}`, message]
        .filter((part) => part !== undefined && part !== '')
        .join(' '),
    );
  return shown.length === 0 ? `answered ${status}` : shown.join('; ').slice(0, 500);
}

/**
 * The reasons inside an answer's body, in their order. `errors` comes as an object that mirrors the request, as an array
 * with one element per document, as an array of strings, or not at all; then the body's own code and message stand.
 */
export function complaintsOf(body: Buffer): Complaint[] {
  let parsed: unknown;
  try {
    parsed = parseExactJson(body.toString('utf8'));
  } catch {
    return [];
  }
  if (!isRecord(parsed)) return [];
  const found = collect(parsed['errors'], '');
  if (found.length > 0) return found;
  const code = textOf(parsed['errorCode']);
  const message = textOf(parsed['message']) ?? textOf(parsed['title']) ?? '';
  return code === undefined && message === '' ? [] : [{ code, property: '', message, input: undefined }];
}

function collect(value: unknown, property: string): Complaint[] {
  if (typeof value === 'string') return [{ code: undefined, property, message: value, input: undefined }];
  if (Array.isArray(value)) return value.flatMap((element) => collect(element, property));
  if (!isRecord(value)) return [];
  const code = textOf(value['errorCode']);
  const message = textOf(value['errorMessage']) ?? textOf(value['message']);
  if (code !== undefined || message !== undefined) {
    const named = textOf(value['propertyName']) ?? textOf(value['property']) ?? property;
    return [
      { code, property: named.toLowerCase(), message: message ?? '', input: textOf(value['inputValue']) },
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'arrayIndex'
      ? []
      : collect(inner, key === 'errors' || key === 'items' ? property : key.toLowerCase()),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
