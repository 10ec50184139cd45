import { bookByRequest } from './booking.ts';
import { deleteDraft, writeDraft } from './drafts.ts';
import { doesNotExist, notModelled } from './errors.ts';
import type { Predicate } from './filter.ts';
import { bookedFilter, draftFilter } from './filter-fields.ts';
import { bookedView, draftView } from './invoice-views.ts';
import { pdf } from './pdf.ts';
import type { BookedInvoice, DraftInvoice } from './records.ts';
import { type Call, found, list, numberAt, ok, type Reply, type Route, written } from './routes.ts';

function visibleDraft(call: Call): DraftInvoice {
  const { agreement, clock } = call.context;
  const number = numberAt(call, 0);
  if (agreement.isHidden('drafts', number, clock.millis())) return found<DraftInvoice>(undefined);
  return found(agreement.tables.drafts.get(number));
}

function visibleBooked(call: Call): BookedInvoice {
  const { agreement, clock } = call.context;
  const number = numberAt(call, 0);
  if (agreement.isHidden('bookedInvoices', number, clock.millis())) return found<BookedInvoice>(undefined);
  return found(agreement.tables.bookedInvoices.get(number));
}

const asPdf = (text: string): Reply => ({
  status: 200,
  bytes: { type: 'application/pdf', content: pdf(text) },
});

/** Some lists are published with fewer properties than the others. */
function less(view: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(view).filter(([name]) => !names.includes(name)));
}

function listDrafts(call: Call, only?: Predicate, leftOut: readonly string[] = []): Reply {
  const { agreement, clock, restUrl } = call.context;
  const all = agreement.tables.drafts.all();
  const now = clock.millis();
  return list(
    call,
    only === undefined ? all : all.filter(only),
    {
      filterFields: draftFilter,
      visible: (record) => !agreement.isHidden('drafts', (record as DraftInvoice).draftInvoiceNumber, now),
    },
    (draft) => less(draftView(restUrl, draft, false), ...leftOut),
  );
}

function listBooked(
  call: Call,
  only?: (invoice: BookedInvoice, today: string) => boolean,
  leftOut: readonly string[] = [],
): Reply {
  const { agreement, clock, restUrl } = call.context;
  const all = agreement.tables.bookedInvoices.all();
  const today = clock.today();
  const now = clock.millis();
  return list(
    call,
    only === undefined ? all : all.filter((invoice) => only(invoice, today)),
    {
      filterFields: bookedFilter,
      visible: (record) =>
        !agreement.isHidden('bookedInvoices', (record as BookedInvoice).bookedInvoiceNumber, now),
    },
    (invoice) => less(bookedView(restUrl, invoice, false), ...leftOut),
  );
}

const selected = ['exchangeRate', 'grossAmountInBaseCurrency'];

const isOpen = (invoice: BookedInvoice) => !/^-?0(\.0*)?$/.test(invoice.remainder);
const isDue = (invoice: BookedInvoice, today: string) =>
  invoice.dueDate !== undefined && invoice.dueDate < today;

const drafts: readonly Route[] = [
  {
    path: 'invoices/drafts',
    methods: {
      GET: (call) => listDrafts(call),
      POST: (call) => {
        const draft = writeDraft(call.context, call.body(), null);
        return written(draftView(call.context.restUrl, draft, true), true);
      },
      // The real service removes every draft here. Nobody of ours may call it, so the sandbox does not offer it.
      DELETE: () => {
        throw notModelled('DELETE /invoices/drafts without a number, which would remove every draft');
      },
    },
  },
  {
    path: 'invoices/drafts/{}',
    methods: {
      GET: (call) => ok(draftView(call.context.restUrl, visibleDraft(call), true)),
      PUT: (call) => {
        const number = numberAt(call, 0);
        const created = !call.context.agreement.tables.drafts.has(number);
        const draft = writeDraft(call.context, call.body(), number);
        return written(draftView(call.context.restUrl, draft, true), created);
      },
      DELETE: (call) => {
        const draftInvoiceNumber = numberAt(call, 0);
        if (!call.context.agreement.tables.drafts.has(draftInvoiceNumber))
          throw doesNotExist('The draft invoice');
        deleteDraft(call.context, draftInvoiceNumber);
        return ok({
          message: 'Deleted invoice.',
          deletedCount: 1,
          deletedItems: [{ draftInvoiceNumber, self: call.address }],
        });
      },
    },
  },
  {
    path: 'invoices/drafts/{}/templates',
    methods: {
      GET: (call) => {
        visibleDraft(call);
        return ok({ bookingInstructions: `${call.address}/booking-instructions`, self: call.address });
      },
    },
  },
  {
    path: 'invoices/drafts/{}/templates/booking-instructions',
    methods: {
      GET: (call) => {
        const { draftInvoiceNumber } = visibleDraft(call);
        const draft = `${call.context.restUrl}/invoices/drafts/${draftInvoiceNumber}`;
        return ok({ draftInvoice: { draftInvoiceNumber, self: draft }, self: call.address });
      },
    },
  },
  {
    path: 'invoices/drafts/{}/pdf',
    methods: { GET: (call) => asPdf(`Draft invoice ${visibleDraft(call).draftInvoiceNumber}`) },
  },
];

const booked: readonly Route[] = [
  {
    path: 'invoices',
    methods: {
      GET: (call) => {
        const base = call.address;
        return ok({
          drafts: `${base}/drafts`,
          booked: `${base}/booked`,
          paid: `${base}/paid`,
          unpaid: `${base}/unpaid`,
          overdue: `${base}/overdue`,
          notDue: `${base}/not-due`,
          sent: `${base}/sent`,
          totals: `${base}/totals`,
          self: base,
        });
      },
    },
  },
  {
    path: 'invoices/booked',
    methods: {
      GET: (call) => listBooked(call),
      POST: (call) => {
        const invoice = bookByRequest(call.context, call.body(), null);
        return written(bookedView(call.context.restUrl, invoice, true), true);
      },
    },
  },
  {
    path: 'invoices/booked/{}',
    methods: {
      GET: (call) => ok(bookedView(call.context.restUrl, visibleBooked(call), true)),
      PUT: (call) => {
        const invoice = bookByRequest(call.context, call.body(), numberAt(call, 0));
        return written(bookedView(call.context.restUrl, invoice, true), true);
      },
    },
  },
  {
    path: 'invoices/booked/{}/pdf',
    methods: {
      GET: (call) => {
        const invoice = visibleBooked(call);
        const { clock, switches } = call.context;
        const ready = Date.parse(invoice.bookedAt) + switches.pdfDelayMs * switches.timeScale;
        return asPdf(`Invoice ${found(clock.millis() < ready ? undefined : invoice).bookedInvoiceNumber}`);
      },
    },
  },
  {
    path: 'invoices/paid',
    methods: { GET: (call) => listBooked(call, (invoice) => !isOpen(invoice), selected) },
  },
  { path: 'invoices/unpaid', methods: { GET: (call) => listBooked(call, isOpen, selected) } },
  {
    path: 'invoices/overdue',
    methods: {
      GET: (call) => listBooked(call, (invoice, today) => isOpen(invoice) && isDue(invoice, today), selected),
    },
  },
  {
    path: 'invoices/not-due',
    methods: {
      GET: (call) =>
        listBooked(call, (invoice, today) => isOpen(invoice) && !isDue(invoice, today), selected),
    },
  },
  {
    path: 'customers/{}/invoices/drafts',
    methods: {
      GET: (call) => {
        const number = numberAt(call, 0);
        return listDrafts(call, (record) => (record as DraftInvoice).customer.customerNumber === number, [
          'soap',
          'attachment',
          'layout',
          'lastUpdated',
        ]);
      },
    },
  },
  {
    path: 'customers/{}/invoices/booked',
    methods: {
      GET: (call) => {
        const number = numberAt(call, 0);
        return listBooked(call, (invoice) => invoice.customer.customerNumber === number, [
          ...selected,
          'sent',
        ]);
      },
    },
  },
];

/** Draft and booked customer invoices. */
export const invoiceRoutes: readonly Route[] = [...drafts, ...booked];
