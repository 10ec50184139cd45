import {
  ErpReadError,
  type Exchange,
  type PreparedWrite,
  type SendOptions,
  type SendResult,
} from '../adapter.ts';
import { parseExactJson } from '../exact-json.ts';
import type { EconomicCalls } from './calls.ts';
import type { EconomicHost } from './client.ts';
import { failureOf } from './errors.ts';
import { amountsOf, asFoundBooked, asFoundDraft, carriesMark } from './found-invoices.ts';
import { isPlainObject } from './mappers/shared.ts';
import { refusalsBy } from './rules.ts';
import { readCircumstances } from './snapshot.ts';
import { bookedInvoiceSchema, customerSchema, draftInvoiceSchema } from './schemas.ts';

/** What became of a write, without its exchanges. */
export type Outcome = SendResult extends infer R
  ? R extends { readonly exchanges: readonly Exchange[] }
    ? Omit<R, 'exchanges'>
    : never
  : never;

/** Sends stored bytes once. Never throws for what the ERP or the network did. */
export async function send(
  calls: EconomicCalls,
  write: PreparedWrite,
  options: SendOptions,
): Promise<Outcome> {
  if (write.kind === 'book-invoice') {
    const obstacle = await beforeBooking(calls, write);
    if (obstacle !== undefined) return obstacle;
  }
  const { idempotencyKey } = options;
  const result = await calls.call(write.method, hostOf(write), write.path, {
    body: write.body,
    idempotencyKey,
  });
  if (result.kind === 'not-sent') return { outcome: 'not-sent', reason: result.reason };
  if (result.kind === 'lost') return { outcome: 'unknown', reason: result.reason };
  if (result.status >= 200 && result.status < 300) return accepted(write, result.body);
  const failure = failureOf(result, write);
  return failure.outcome === 'refused' && failure.cause === 'ErpRefusedUnknown'
    ? explained(calls, write, failure)
    : failure;
}

/**
 * Reads the draft right before it is booked: its number may have been given to another document after a person deleted
 * ours. Gone or not ours, only the look-up can tell what became of it.
 */
async function beforeBooking(calls: EconomicCalls, write: PreparedWrite): Promise<Outcome | undefined> {
  const number = write.expected['draftInvoiceNumber'];
  if (number === undefined) throw new Error(`${write.subject} names no draft to book`);
  try {
    const draft = await calls.readIfThere(draftInvoiceSchema, `/invoices/drafts/${number}`);
    if (draft === undefined) return { outcome: 'unknown', reason: `draft ${number} is not there any more` };
    if (!carriesMark(draft, write.reference)) {
      return { outcome: 'unknown', reason: `draft ${number} is another document now` };
    }
    const { difference } = asFoundDraft(draft, write.expected);
    if (difference === undefined) return undefined;
    return { outcome: 'refused', cause: 'ErpContentDiffers', params: { difference } };
  } catch (error) {
    if (error instanceof ErpReadError) return readFailure(error);
    throw error;
  }
}

/** A read that failed before the write: of the write itself nothing was sent. */
function readFailure(error: ErpReadError): Outcome {
  switch (error.code) {
    case 'ErpUnavailable':
      return { outcome: 'not-sent', reason: error.message };
    case 'ErpRateLimited':
      return { outcome: 'rate-limited', retryAfterMs: error.retryAfterMs ?? 60_000 };
    case 'ErpCredentialsRefused':
      return { outcome: 'unauthorized', reason: error.message };
    case 'ErpForbidden':
    case 'ErpContractBroken':
      return { outcome: 'refused', cause: error.code, params: { reason: error.message } };
  }
}

/** The identifiers in the answer to a write that succeeded; unreadable, the outcome is unknown. */
function accepted(write: PreparedWrite, body: Buffer): Outcome {
  try {
    const answer = parseExactJson(body.toString('utf8'));
    switch (write.kind) {
      case 'create-draft-invoice': {
        const draft = draftInvoiceSchema.parse(answer);
        const { identity } = asFoundDraft(draft, write.expected);
        return { outcome: 'accepted', identity, amounts: amountsOf(draft) };
      }
      case 'book-invoice': {
        const booked = bookedInvoiceSchema.parse(answer);
        const { identity } = asFoundBooked(booked, write.expected);
        return { outcome: 'accepted', identity, amounts: amountsOf(booked) };
      }
      default:
        return { outcome: 'accepted', identity: { number: registerNumber(write, answer) } };
    }
  } catch {
    return { outcome: 'unknown', reason: 'the answer cannot be read' };
  }
}

const numberProperty: Readonly<Partial<Record<PreparedWrite['kind'], string>>> = {
  'create-unit': 'unitNumber',
  'create-payment-terms': 'paymentTermsNumber',
  'create-customer-group': 'customerGroupNumber',
  'create-product-group': 'id',
  'create-product-group-zone': 'id',
  'create-product': 'productNumber',
  'update-product': 'productNumber',
  'create-customer': 'customerNumber',
  'update-customer': 'customerNumber',
  'create-contact': 'customerContactNumber',
  'update-contact': 'customerContactNumber',
  'create-delivery-location': 'deliveryLocationNumber',
  'update-delivery-location': 'deliveryLocationNumber',
};

function registerNumber(write: PreparedWrite, answer: unknown): string {
  const property = numberProperty[write.kind];
  const number = property !== undefined && isPlainObject(answer) ? answer[property] : undefined;
  if (typeof number !== 'string' || number === '') throw new Error(`no ${String(property)} in the answer`);
  const parent = write.expected['parent'];
  return parent === undefined ? number : `${parent}/${number}`;
}

type Refused = Extract<Outcome, { readonly outcome: 'refused' }>;

/**
 * A refusal whose code we do not know, held against a fresh read of what the document needs: a closed period, a barred
 * customer, a missing employee. What it then names would be refused in any case. No reason found, it stays unknown.
 */
async function explained(calls: EconomicCalls, write: PreparedWrite, refused: Refused): Promise<Outcome> {
  const { customerNumber, date, currency, layoutNumber, vatZoneNumber, employeeNumber } = write.expected;
  const isDocument = write.kind === 'create-draft-invoice' || write.kind === 'book-invoice';
  if (!isDocument || !customerNumber || !date || !currency || !layoutNumber || !vatZoneNumber) return refused;
  const { reason } = refused.params;
  const because = reason === undefined ? {} : { reason };
  try {
    const customer = await calls.readIfThere(customerSchema, `/customers/${customerNumber}`);
    if (customer?.barred === true) {
      return {
        outcome: 'refused',
        cause: 'CustomerBarred',
        params: { customer: customerNumber, ...because },
      };
    }
    const needs = { date, currency, layoutNumber, vatZoneNumber, employeeNumber };
    const [found] = refusalsBy(needs, await readCircumstances(calls, [date]));
    if (found === undefined) return refused;
    return { outcome: 'refused', cause: found.blocked, params: { ...found.params, ...because } };
  } catch (error) {
    // The refusal is certain, whatever became of the reads that were to explain it.
    if (error instanceof ErpReadError) return refused;
    throw error;
  }
}

/** Which of the two hosts a write goes to. Throws for one that is not ours. */
export function hostOf(write: Pick<PreparedWrite, 'host'>): EconomicHost {
  if (write.host === 'rest' || write.host === 'openApi') return write.host;
  throw new Error(`e-conomic has no host "${write.host}"`);
}
