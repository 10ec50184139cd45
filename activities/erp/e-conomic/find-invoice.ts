import type { InvoiceQuestion } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { asFoundBooked, carriesMark } from './found-invoices.ts';
import { absent, type Found, lookUpDraft } from './look-up.ts';
import { invoiceFacts, keyMark } from './mappers/invoice.ts';
import { bookedInvoiceSchema } from './schemas.ts';

/**
 * Whether our document stands there: among drafts and booked ones by our key, or as the booked invoice of a number that a
 * person names, which has to carry our key, too, to be the same. Throws `ErpReadError`.
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
  return differences.length === 0
    ? { found: 'same', identity, amounts }
    : { found: 'other', identity, difference: differences.join('; ') };
}
