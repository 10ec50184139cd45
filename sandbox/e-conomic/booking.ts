import { checkingOf, committed, type Context } from './context.ts';
import { checkBarredProducts, checkCustomer } from './drafts.ts';
import { codeOf, notFound, say, singleError } from './errors.ts';
import { bookingFields } from './fields.ts';
import type { BodyValue } from './numbers.ts';
import type { BookedInvoice, DraftInvoice, InvoiceContent } from './records.ts';
import { type Checking, checkBody } from './validation.ts';

interface BookingBody {
  draftInvoice: { draftInvoiceNumber: number };
  bookWithNumber?: number;
  sendBy?: string;
}

const sendByLiterals = ['none', 'EAN', 'Email'] as const;
type SendBy = (typeof sendByLiterals)[number];

function sendByOf(context: Context, sent: string | undefined): SendBy {
  if (sent === undefined) return 'none';
  const found = sendByLiterals.find((literal) =>
    context.switches.sendBy === 'strict' ? literal === sent : literal.toLowerCase() === sent.toLowerCase(),
  );
  if (found !== undefined) return found;
  throw singleError(['sendBy'], {
    propertyName: 'sendBy',
    errorMessage: `Value "${sent}" is not defined in enum.`,
    errorCode: codeOf(context.switches, 'sendByUnknown'),
    inputValue: sent,
    developerHint: `Use one of ${sendByLiterals.join(', ')}.`,
  });
}

/** EAN: company CVR, customer EAN, a contact on customer and invoice, a Danish agreement that pays. */
function checkSending(context: Context, checking: Checking, draft: DraftInvoice, sendBy: SendBy): void {
  const { agreement, switches } = context;
  const customer = agreement.tables.customers.get(draft.customer.customerNumber);
  const contacts = agreement.tables.contacts
    .all()
    .filter((contact) => contact.customer.customerNumber === draft.customer.customerNumber);
  const refuse = (code: 'sendByEanImpossible' | 'sendByEmailImpossible', errorMessage: string) => {
    checking.errors.add(['sendBy'], {
      propertyName: 'sendBy',
      errorMessage,
      errorCode: codeOf(switches, code),
      inputValue: sendBy,
      developerHint: 'See the documentation on sending invoices.',
    });
  };
  if (sendBy === 'EAN') {
    const onInvoice = draft.recipient.attention ?? draft.references?.customerContact;
    const lacking = [
      agreement.company.companyIdentificationNumber === undefined ? 'the CVR of the company' : null,
      customer?.ean === undefined ? 'the EAN of the customer' : null,
      contacts.length === 0 ? 'a contact of the customer' : null,
      onInvoice === undefined ? 'a contact on the invoice' : null,
      agreement.isDanish ? null : 'a Danish agreement',
      agreement.isPaying ? null : 'a paying agreement',
    ].filter((what) => what !== null);
    if (lacking.length > 0)
      refuse('sendByEanImpossible', `It cannot be sent by EAN without ${lacking.join(', ')}.`);
  }
  if (sendBy === 'Email') {
    const recipients = [customer?.email, ...contacts.map((contact) => contact.email)];
    const lacking = [
      agreement.company.email === undefined ? 'a sender address' : null,
      recipients.every((address) => address === undefined) ? 'a recipient' : null,
    ].filter((what) => what !== null);
    if (lacking.length > 0)
      refuse('sendByEmailImpossible', `It cannot be mailed without ${lacking.join(', ')}.`);
  }
}

/** The accounting year must be there, and year and period open. */
function checkPeriod(context: Context, checking: Checking, date: string): void {
  const { switches, agreement } = context;
  const year = agreement.tables.accountingYears
    .all()
    .find((candidate) => candidate.fromDate <= date && date <= candidate.toDate);
  const period = year?.periods.find((candidate) => candidate.fromDate <= date && date <= candidate.toDate);
  const problem =
    year === undefined || period === undefined
      ? 'accountingYearMissing'
      : year.closed || period.state === 'closed'
        ? 'periodClosed'
        : period.state === 'barred'
          ? 'periodBarred'
          : null;
  if (problem === null) return;
  checking.errors.add(['date'], {
    propertyName: 'Date',
    errorMessage: say(switches, problem),
    errorCode: codeOf(switches, problem),
    inputValue: date,
    developerHint: 'You cannot book with a date that is not in an open period of an accounting year.',
  });
}

function checkNumber(context: Context, checking: Checking, bookWithNumber: number): void {
  const { bookedInvoices } = context.agreement.tables;
  const used = bookedInvoices.has(bookWithNumber);
  const below = bookWithNumber < bookedInvoices.highest() && context.switches.bookBelowLast === 'refuse';
  if (!used && !below) return;
  checking.errors.add(['bookWithNumber'], {
    propertyName: 'bookWithNumber',
    errorMessage: used
      ? `Invoice number ${bookWithNumber} is already used.`
      : `Invoice number ${bookWithNumber} is below the last one.`,
    errorCode: codeOf(context.switches, used ? 'bookWithNumberUsed' : 'bookWithNumberBelowLast'),
    inputValue: bookWithNumber,
    developerHint: 'Leave bookWithNumber out to take the next number.',
  });
}

/** What a booked invoice keeps of its draft. */
function contentOf(draft: DraftInvoice): InvoiceContent {
  const content: Partial<DraftInvoice> = { ...draft };
  delete content.draftInvoiceNumber;
  delete content.soap;
  delete content.lastUpdated;
  return content as InvoiceContent;
}

/** Turns the draft into a booked invoice: next number or the given one; the draft is gone. Throws `Refusal`. */
export function bookDraft(
  context: Context,
  draft: DraftInvoice,
  options: { readonly bookWithNumber?: number; readonly sendBy?: string } = {},
): BookedInvoice {
  const { agreement, switches } = context;
  const checking = checkingOf(context);
  const sendBy = sendByOf(context, options.sendBy);
  const customer = agreement.tables.customers.get(draft.customer.customerNumber);
  if (customer !== undefined) checkCustomer(checking, customer);
  checkBarredProducts(checking, draft.lines);
  checkPeriod(context, checking, draft.date);
  checkSending(context, checking, draft, sendBy);
  if (options.bookWithNumber !== undefined) checkNumber(context, checking, options.bookWithNumber);
  if (draft.lines.length === 0) {
    checking.errors.add(['lines'], {
      propertyName: 'lines',
      errorMessage: 'There is nothing to book.',
      errorCode: codeOf(switches, 'nothingToBook'),
      developerHint: 'Add a line.',
    });
  }
  checking.errors.throwIfAny();
  const { draftInvoiceNumber } = draft;
  const content = contentOf(draft);
  const booked: BookedInvoice = {
    bookedInvoiceNumber: options.bookWithNumber ?? agreement.tables.bookedInvoices.highest() + 1,
    orderNumber: draftInvoiceNumber,
    ...content,
    remainder: content.grossAmount,
    remainderInBaseCurrency: content.grossAmountInBaseCurrency,
    bookedAt: context.clock.now().toISOString(),
    ...(sendBy === 'none' ? {} : { sentBy: sendBy === 'EAN' ? 'ean' : 'email' }),
  };
  agreement.tables.drafts.delete(draftInvoiceNumber);
  agreement.tables.bookedInvoices.set(booked);
  committed(context, 'bookedInvoices', booked.bookedInvoiceNumber);
  return booked;
}

/** `POST /invoices/booked` and `PUT /invoices/booked/{number}`. */
export function bookByRequest(context: Context, body: BodyValue, numberInPath: number | null): BookedInvoice {
  const checking = checkingOf(context);
  const path = '/schemas/invoices.booked.post.schema.json';
  const checked = checkBody<BookingBody>(bookingFields, body, path, checking);
  checking.errors.throwIfAny();
  const { draftInvoice, sendBy, bookWithNumber: numberInBody } = checked as BookingBody;
  const draft = context.agreement.tables.drafts.get(draftInvoice.draftInvoiceNumber);
  if (draft === undefined) {
    if (context.switches.missingDraft === 'not-found') throw notFound();
    throw singleError(['draftInvoice'], {
      propertyName: 'draftInvoice',
      errorMessage: `Draft invoice '${draftInvoice.draftInvoiceNumber}' not found.`,
      errorCode: codeOf(context.switches, 'draftNotFound'),
      inputValue: draftInvoice.draftInvoiceNumber,
      developerHint: `Find a list of draft invoices at ${context.restUrl}/invoices/drafts .`,
    });
  }
  const bookWithNumber = numberInPath ?? numberInBody;
  return bookDraft(context, draft, {
    ...(bookWithNumber === undefined ? {} : { bookWithNumber }),
    ...(sendBy === undefined ? {} : { sendBy }),
  });
}
