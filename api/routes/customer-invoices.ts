import { z } from 'zod';
import { customerInvoiceKinds } from '../../domain/invoices/customer-invoice.lifecycle.ts';
import {
  editDraftInvoice,
  linesOfListed,
  listInvoices,
  setLayout,
} from '../../domain/invoices/customer-invoice.service.ts';
import { checkCreditNote, checkDraft } from '../../domain/invoices/invoice-input.ts';
import type { CreditNoteInput, DraftInvoiceInput, InvoiceEdit } from '../../domain/invoices/invoice-input.ts';
import type { InvoiceKey } from '../../domain/invoices/invoice-store.ts';
import {
  bookUpdate,
  createUpdate,
  deleteUpdate,
} from '../../workflows/documents/customer-invoice/contract.ts';
import { camel, renameKeys } from '../case.ts';
import type { Context, Em } from '../context.ts';
import { actOnDocument, answerTo, makeDocument } from '../documents.ts';
import { changing, endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { replayed } from '../idempotency.ts';
import { invoicePort, requireInvoiceAllows } from '../invoice-port.ts';
import { expandQuery, isExpanded, queryBoolean, queryInteger, single } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import {
  bookBody,
  bookedAnswer,
  creditNoteBody,
  invoiceBody,
  invoiceEdit,
  invoiceListed,
  invoiceRow,
} from '../schemas/invoices.ts';
import { askedMail } from '../schemas/mail.ts';
import { layoutChange } from '../schemas/sales.ts';
import { requiredVersion, versionOf } from '../versions.ts';
import { invoiceAnswer, invoiceSummary } from '../views/invoices.ts';
import { invoiceCollection } from './invoice-collection.ts';
import { invoiceFromOrders } from './invoice-orders.ts';
import { invoicePrintingEndpoints } from './invoice-printing.ts';
import { documentCopy } from './copies.ts';
import { documentPreflight } from './preflight.ts';
import { deepListEndpoint } from './list.ts';
import { salesFilterNames, salesListFilters } from './sales-endpoints.ts';
import { inApiWords } from './register.ts';

const tag = 'customer-invoices';
const path = '/api/customer-invoices/{number}';
const schema = single('customer_invoice', invoiceRow);
const answers = { 200: { description: 'The document.', schema } };
const made = { 201: { description: 'Made, as a draft.', schema } };

const filters = {
  ...salesListFilters,
  type: z.enum(customerInvoiceKinds, `must be one of ${customerInvoiceKinds.join(', ')}`).optional(),
  is_draft: queryBoolean().optional(),
  is_booked: queryBoolean().optional(),
  is_ready_for_shipping: queryBoolean().optional(),
  is_partly_shipped: queryBoolean().optional(),
  is_shipped: queryBoolean().optional(),
  order_number: queryInteger(1, 999_999_999).optional(),
  credited_invoice_number: queryInteger(1, 999_999_999).optional(),
};

const list = deepListEndpoint({
  path: '/api/customer-invoices',
  tag,
  plural: 'customer_invoices',
  summary: 'List invoices and credit notes, archived ones too.',
  row: invoiceListed,
  filters,
  extra: expandQuery('lines'),
  filterNames: { ...salesFilterNames, invoice_date: 'date' },
  sortable: ['number', 'invoice_date', 'due_date', 'created_at', 'updated_at', 'booked_at', 'gross_amount'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { query, context: { caller } }) => {
    const withLines = isExpanded(query, 'lines');
    const { rows, ...page } = await listInvoices(em, asked);
    const lines = withLines ? await linesOfListed(em, rows) : undefined;
    return {
      ...page,
      rows: rows.map((row) => ({
        ...invoiceSummary(row, caller.agreementNumber),
        ...(lines && { lines: lines.get(row.id) }),
      })),
    };
  },
});

const one = reading(
  {
    method: 'GET',
    path,
    scope: 'read',
    tag,
    summary: 'One invoice or credit note with its lines and transfers.',
    params: pathNumber,
    answers,
    ifMatch: 'optional',
  },
  async (em, { params }, context) => answerWith(200, context)(em, params.number),
);

type Head = Partial<z.output<typeof invoiceEdit>>;

/** The request under the domain's names; `employee_id` is the dialect's other word for our reference. */
function inputOf(body: Head): Record<string, unknown> {
  const { employee_id, our_reference_id, ...rest } = body;
  const reference = our_reference_id === undefined ? employee_id : our_reference_id;
  return renameKeys({ ...rest, our_reference_id: reference }, camel) as Record<string, unknown>;
}

/** The document as a request's last word. */
const answerWith =
  (status: number, { caller: { agreementNumber } }: Context) =>
  async (em: Em, key: InvoiceKey) =>
    invoiceAnswer(em, key, { status, agreementNumber, commits: true });

const creation = { kind: invoicePort.kind, definition: createUpdate };

const createDraft = endpoint(
  {
    method: 'POST',
    path: '/api/customer-invoices/drafts',
    scope: 'write',
    tag,
    summary: 'Make a draft invoice.',
    description:
      'It has its number at once. What is left out comes from the customer: terms, layout, VAT zone, currency, language, delivery address, references.',
    body: invoiceBody,
    bodyExample: {
      customer_id: '10042',
      invoice_date: '2026-03-02',
      heading: 'Levering uge 9',
      lines: [
        { item_id: 'FYR-45x95', quantity: '12.5' },
        { item_id: 'FRAGT', quantity: '1', line_price: '450.00', discount_percentage: '10' },
        { name: 'Leveret på Havnen 4' },
      ],
    },
    answers: made,
    errors: ['ReferenceNotFound', 'Barred', 'CurrencyRateMissing', 'EngineUnavailable'],
  },
  async ({ body }, context) => {
    const draft = inputOf(body) as unknown as DraftInvoiceInput;
    checkDraft(draft);
    const acted = await makeDocument(context, creation, { create: 'draft', draft });
    return answerTo(acted, context, answerWith(201, context));
  },
);

const edit = changing(
  {
    method: 'PUT',
    path,
    scope: 'write',
    tag,
    summary: 'Edit a draft.',
    description: 'What is left out stays. `lines`, where sent, replace all lines.',
    params: pathNumber,
    body: invoiceEdit,
    bodyExample: { heading: 'Levering uge 10', lines: [{ item_id: 'FYR-45x95', quantity: '20' }] },
    answers,
    ifMatch: 'required',
    errors: [
      'InvalidTransition',
      'ReferenceNotFound',
      'Barred',
      'CurrencyRateMissing',
      'CreditExceedsInvoice',
    ],
  },
  async (em, { params, body }, { caller, ifMatch }) => {
    const context = { actor: caller.actor, commandId: null, now: new Date() };
    const change = inputOf(body) as InvoiceEdit;
    const names = body.credit_lines === undefined ? undefined : { lines: 'credit_lines' };
    // What cannot be edited any more is refused as that, whatever version the client has seen.
    await requireInvoiceAllows(em, params.number, 'edit');
    const options = requiredVersion(ifMatch);
    await inApiWords(names, () => editDraftInvoice(em, params.number, change, context, options));
    em.clear();
    return invoiceAnswer(em, params.number, { status: 200, agreementNumber: caller.agreementNumber });
  },
);

const changeLayout = changing(
  {
    method: 'PUT',
    path: `${path}/layout`,
    scope: 'write',
    tag,
    summary: 'Give a document another layout, also when it is booked.',
    description: 'The PDF looks different; nothing is sent again.',
    params: pathNumber,
    body: layoutChange,
    bodyExample: { layout_id: 19 },
    answers,
    ifMatch: 'optional',
    errors: ['ReferenceNotFound'],
  },
  async (em, { params, body }, { caller, ifMatch }) => {
    const context = { actor: caller.actor, commandId: null, now: new Date() };
    await setLayout(em, params.number, body.layout_id, context, versionOf(ifMatch));
    em.clear();
    return invoiceAnswer(em, params.number, { status: 200, agreementNumber: caller.agreementNumber });
  },
);

const bookQuery = z.strictObject({ send_mail: queryBoolean().optional() });

const book = endpoint(
  {
    method: 'POST',
    path: `${path}/book`,
    scope: 'book',
    tag,
    summary: 'Book a draft: it is final, and goes to every connected ERP.',
    params: pathNumber,
    query: bookQuery,
    body: bookBody,
    bodyExample: {},
    answers: { 200: { description: 'The document, and what went below zero.', schema: bookedAnswer } },
    errors: [
      'InvalidTransition',
      'NoLines',
      'DueDateMissing',
      'Barred',
      'CreditExceedsInvoice',
      'NothingLeft',
      'LocationMissing',
      'StockFollowsInvoices',
      'StockTooLow',
      'RevaluationVoided',
      'TrackingMissing',
      'TrackingNotKept',
      'MailServerMissing',
      'EngineUnavailable',
    ],
  },
  async ({ params, query, body }, context) => {
    const { mail, send_mail = query.send_mail, ...options } = body;
    const asked = { ...options, ...askedMail({ send: send_mail, ...mail }) };
    const acted = await actOnDocument(
      context,
      invoicePort,
      { number: params.number, action: 'book', definition: bookUpdate },
      asked,
    );
    const answer = await answerTo(acted, context, answerWith(200, context));
    return { ...answer, body: { ...(answer.body as object), warnings: acted.result.warnings ?? [] } };
  },
);

const createCreditNote = endpoint(
  {
    method: 'POST',
    path: `${path}/create-creditnote`,
    scope: 'write',
    tag,
    summary: 'Make a draft credit note of a booked invoice.',
    description: 'Over all that is left to credit, or over the quantities of `lines`.',
    params: pathNumber,
    body: creditNoteBody,
    bodyExample: { lines: [{ position: 1, quantity: '2' }] },
    answers: made,
    errors: ['InvalidTransition', 'CreditExceedsInvoice', 'EngineUnavailable'],
  },
  async ({ params, body }, context) => {
    const creditNote = renameKeys(body, camel) as CreditNoteInput;
    checkCreditNote(creditNote);
    const command = { create: 'credit-note', invoiceNumber: params.number, creditNote };
    const acted = await makeDocument(context, creation, command, (em) =>
      requireInvoiceAllows(em, params.number, 'createCreditNote'),
    );
    return answerTo(acted, context, answerWith(201, context));
  },
);

const remove = endpoint(
  {
    method: 'DELETE',
    path,
    scope: 'write',
    tag,
    summary: 'Delete a draft; its number is not used again.',
    params: pathNumber,
    answers: { 204: { description: 'Deleted.' } },
    command: true,
    errors: ['InvalidTransition', 'EngineUnavailable'],
  },
  async ({ params }, context) => {
    const target = { number: params.number, action: 'delete', definition: deleteUpdate };
    const acted = await actOnDocument(context, invoicePort, target, {});
    return acted.isRepeat ? replayed({ status: 204 }) : { status: 204 };
  },
);

/** The PDF comes first: its path would pass for a number's. */
export const customerInvoiceEndpoints: readonly Endpoint[] = [
  list,
  createDraft,
  invoiceFromOrders,
  ...invoicePrintingEndpoints,
  one,
  edit,
  invoiceCollection,
  remove,
  book,
  createCreditNote,
  changeLayout,
  documentCopy('customer-invoice', '/api/customer-invoices', tag),
  documentPreflight,
];
