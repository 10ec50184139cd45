import type { InvoiceQuestion } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { asFoundBooked, carriesMark } from './found-invoices.ts';
import { absent, type Found, lookUpDraft } from './look-up.ts';
import { invoiceFacts, keyIn, keyMark } from './mappers/invoice.ts';
import { bookedInvoiceSchema } from './schemas.ts';

/**
 * Whether our document stands there: among drafts and booked ones by our key, or as the booked invoice of a number that a
 * person names, which has to carry our key, too, to be the same; the key of another document on it is told. Throws
 * `ErpReadError`.
 */
export async function findInvoice(
  calls: EconomicCalls,
  { invoice, key, number }: InvoiceQuestion,
): Promise<Found> {
  const expected = { ...invoiceFacts(invoice) };
  const mark = keyMark(key);
  if (number === undefined) return lookUpDraft(calls, { reference: mark, expected });
  if (!/^[1-9]\d{0,9}$/.test(number)) return absent;
  const booked = await calls.readIfThere(bookedInvoiceSchema, `/invoices/booked/${number}`);
  if (booked === undefined) return absent;
  const { identity, amounts, difference } = asFoundBooked(booked, expected);
  const differences = [
    ...(difference === undefined ? [] : [difference]),
    ...(carriesMark(booked, mark) ? [] : [`our reference ${mark} is not on it`]),
  ];
  if (differences.length === 0) return { found: 'same', identity, amounts };
  const carried = keyIn(booked.references?.other);
  return {
    found: 'other',
    identity,
    difference: differences.join('; '),
    ...(carried !== undefined && carried !== key && { carriedKey: carried }),
  };
}
