import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import type { Blocked, ErpFrame, PreparedWrite, RegisterLink, StandingDraft } from '../adapter.ts';
import {
  bookingBody,
  draftInvoiceBody,
  hasEan,
  invoiceFacts,
  invoiceHash,
  keyMark,
} from './mappers/invoice.ts';
import { orBlocked, refuse } from './mappers/shared.ts';
import { numberWithin } from './resolve-customer.ts';
import { requiredId } from './resolve.ts';
import { hasContact, needsOf } from './rules.ts';
import { type EconomicSettings, parseSettings } from './settings.ts';

/** The draft of an invoice as bytes, or why the ERP would refuse it. */
export function prepareInvoice(
  frame: ErpFrame,
  invoice: InvoiceForErp,
  links: readonly RegisterLink[],
  key: string,
): PreparedWrite | Blocked {
  const settings = parseSettings(frame.settings);
  return orBlocked(() => {
    const body = draftInvoiceBody(invoice, {
      settings,
      baseCurrency: frame.erp.baseCurrency,
      key,
      paymentTermsNumber: requiredId(links, 'payment-terms', String(invoice.paymentTerms.number)),
      unitNumberOf: (unit) => requiredId(links, 'unit', String(unit)),
      contactNumberOf: (contact) => contactNumber(links, invoice, contact),
    });
    return {
      kind: 'create-draft-invoice',
      subject: `customer-invoice:${invoice.id}`,
      method: 'POST',
      host: 'rest',
      path: '/invoices/drafts',
      body: JSON.stringify(body),
      reference: keyMark(key),
      contentHash: invoiceHash(invoice),
      expected: expectedOf(invoice, settings),
    };
  });
}

/** The booking of a draft; undefined where it stays a draft, or is booked already by a person. */
export function prepareBooking(frame: ErpFrame, draft: StandingDraft): PreparedWrite | undefined {
  const settings = parseSettings(frame.settings);
  const { draftInvoiceNumber, bookedInvoiceNumber } = draft.identity;
  const { ourNumber, ean } = draft.expected;
  if (settings.transferCustomerInvoices !== 'booked' || bookedInvoiceNumber !== undefined) return undefined;
  if (settings.neverBookEan && ean !== undefined) return undefined;
  if (draftInvoiceNumber === undefined) throw new Error('a booking needs the number of its draft');
  return {
    kind: 'book-invoice',
    subject: draft.subject,
    method: 'POST',
    host: 'rest',
    path: '/invoices/booked',
    body: JSON.stringify(bookingBody({ draftInvoiceNumber, ourNumber, ean }, settings)),
    reference: draft.reference,
    contentHash: draft.contentHash,
    expected: {
      ...draft.expected,
      draftInvoiceNumber,
      ...(settings.bookWithOurNumber && ourNumber !== undefined && { number: ourNumber }),
    },
  };
}

/** What a look-up compares with, and what messages about a refusal name. Amounts are signed as the ERP shows them. */
function expectedOf(invoice: InvoiceForErp, settings: EconomicSettings): Record<string, string> {
  const { employeeNumber, ...needs } = needsOf(invoice, settings);
  return {
    ...needs,
    ...invoiceFacts(invoice),
    // What its booking asks for later.
    ourNumber: String(invoice.number),
    ...(hasEan(invoice) && invoice.ean !== null && { ean: invoice.ean }),
    ...(employeeNumber === undefined ? {} : { employeeNumber }),
    paymentTerms: `${invoice.paymentTerms.number} ${invoice.paymentTerms.name}`,
  };
}

/** Refuses with `ContactOfOtherCustomer` one that is not among the customer's contacts any more. */
function contactNumber(links: readonly RegisterLink[], invoice: InvoiceForErp, contact: number): string {
  const { customer } = invoice;
  if (!hasContact(invoice, contact)) refuse('ContactOfOtherCustomer', { contact });
  const ourKey = `${customer.number}/${contact}`;
  const number = numberWithin(requiredId(links, 'contact', ourKey));
  if (number === undefined) throw new Error(`the link of contact ${ourKey} names no contact`);
  return number;
}
