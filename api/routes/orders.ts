import { setDocumentLayout } from '../../domain/documents/document-layout.ts';
import { z } from 'zod';
import { listOrders } from '../../domain/orders/order-list.ts';
import { checkDraftOrder } from '../../domain/orders/order-input.ts';
import type { DraftOrderInput } from '../../domain/orders/order-input.ts';
import { addOrderNote, orderNotes } from '../../domain/orders/order-notes.ts';
import { orderLineViews, orderView } from '../../domain/orders/order-view.ts';
import { editDraftOrder } from '../../domain/orders/order.service.ts';
import { orderTable } from '../../domain/orders/order.table.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import { askedMail } from '../schemas/mail.ts';
import { nestAddresses } from '../schemas/flat-addresses.ts';
import {
  orderBody,
  orderBookBody,
  orderEdit,
  orderLineRow,
  orderListRow,
  orderNoteBody,
  orderNoteRow,
  orderRow,
  orderToInvoiceBody,
  orderToPurchaseBody,
} from '../schemas/orders.ts';
import { documentCopy } from './copies.ts';
import {
  documentAction,
  documentDelete,
  documentEdit,
  documentLayout,
  documentMaking,
  documentRead,
  domainInput,
  located,
} from './document-endpoints.ts';
import { printableOrder } from '../../domain/printing/printable-order.ts';
import { layoutCheckEndpoint, pdfEndpoint } from '../printing.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { deepListEndpoint } from './list.ts';
import {
  addingCollection,
  bookIt,
  linesAnswer,
  madeAnswer,
  salesFilterNames,
  salesListFilters,
} from './sales-endpoints.ts';

const resource: DocumentResource = {
  table: orderTable,
  path: '/api/orders',
  tag: 'orders',
  singular: 'order',
  what: 'order',
  row: orderRow,
  view: orderView,
};
const { path, tag } = resource;

const flag = () => queryBoolean().optional();

const list = deepListEndpoint({
  path,
  tag,
  plural: 'orders',
  summary: 'List orders, archived ones too.',
  row: orderListRow,
  filters: {
    ...salesListFilters,
    is_draft: flag(),
    is_booked: flag(),
    is_cancelled: flag(),
    is_ready_for_shipping: flag(),
    is_partly_shipped: flag(),
    is_shipped: flag(),
    is_ready_for_invoicing: flag(),
    is_partly_invoiced: flag(),
    is_invoiced: flag(),
    is_ready_for_purchasing: flag(),
    is_partly_purchased: flag(),
    is_purchased: flag(),
  },
  filterNames: { ...salesFilterNames, order_date: 'date' },
  sortable: ['number', 'order_date', 'created_at', 'updated_at'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { context: { caller } }) => {
    const { rows, ...page } = await listOrders(em, asked);
    return { ...page, rows: rows.map((row) => located(resource, row, caller.agreementNumber)) };
  },
});

const references = ['ReferenceNotFound', 'Barred', 'CurrencyRateMissing'] as const;

const making = (at: string, summary: string): Endpoint =>
  documentMaking(resource, {
    path: at,
    summary,
    description: 'It has its number at once. What is left out comes from the customer. Book it with `/book`.',
    body: orderBody,
    bodyExample: {
      customer_id: '10042',
      deliver_at: '2026-04-01',
      lines: [{ item_id: 'FYR-45x95', quantity: '12.5' }],
    },
    errors: references,
    command: (body) => {
      const draft = domainInput(nestAddresses(body)) as unknown as DraftOrderInput;
      checkDraftOrder(draft);
      return { create: 'draft', draft };
    },
  });

const lines = reading(
  {
    method: 'GET',
    path: `${path}/{number}/lines`,
    scope: 'read',
    tag,
    summary: 'The lines of an order, and what became of each.',
    params: pathNumber,
    answers: { 200: { description: 'The lines.', schema: z.object({ order_lines: z.array(orderLineRow) }) } },
  },
  async (em, { params }) => ({
    status: 200,
    body: { order_lines: await orderLineViews(em, params.number) },
  }),
);

const notes = reading(
  {
    method: 'GET',
    path: `${path}/{number}/notes`,
    scope: 'read',
    tag,
    summary: 'The notes on an order, oldest first.',
    params: pathNumber,
    answers: { 200: { description: 'The notes.', schema: z.object({ notes: z.array(orderNoteRow) }) } },
  },
  async (em, { params }) => ({ status: 200, body: { notes: await orderNotes(em, params.number) } }),
);

const addNote = changing(
  {
    method: 'POST',
    path: `${path}/{number}/notes`,
    scope: 'write',
    tag,
    summary: 'Note something on an order, whatever its state.',
    description: 'For those who work on it: notes are on no PDF.',
    params: pathNumber,
    body: orderNoteBody,
    bodyExample: { text: 'Ring før levering.' },
    answers: { 201: { description: 'The note.', schema: z.object({ note: orderNoteRow }) } },
  },
  async (em, { params, body }, { caller }) => {
    const context = { actor: caller.actor, commandId: null, now: new Date() };
    return { status: 201, body: { note: await addOrderNote(em, params.number, body, context) } };
  },
);

const toInvoice = documentAction(
  resource,
  {
    action: 'convertToInvoice',
    name: 'convert-to-invoice',
    scope: 'book',
    summary: 'Make an invoice of what is on none yet.',
    description:
      'A draft, or booked with `book`. Never more than was ordered over all its invoices, drafts counted. Other fields go before those of the order.',
    body: orderToInvoiceBody,
    bodyExample: { only_shipped: true },
    query: bookIt.query,
    errors: [...references, 'NothingLeft', 'DueDateMissing'],
    command: ({ book, only_shipped: onlyShipped, ...overrides }) => ({
      book,
      onlyShipped,
      overrides: domainInput(overrides),
    }),
  },
  madeAnswer('invoice', 'invoice_id'),
);

const toPurchaseOrders = documentAction(
  resource,
  {
    action: 'createPurchaseOrder',
    name: 'create-purchase-order',
    scope: 'write',
    summary: 'Make draft purchase orders of what is on none yet, one for each supplier.',
    description:
      'Linked line by line, at what the goods are expected to cost, in the standard units of the items. Items without a default supplier are left out with a warning unless a supplier is named.',
    body: orderToPurchaseBody,
    bodyExample: { lines: [{ position: 1, quantity: '10' }] },
    errors: [...references, 'NothingLeft'],
  },
  {
    status: 201,
    description: 'The numbers of the new purchase orders.',
    schema: z.object({ purchase_order_ids: z.array(z.int()), warnings: z.array(z.string()) }),
    answer: ({ made, warnings = [] }) => {
      const body = { purchase_order_ids: made.map(({ number }) => number), warnings };
      return Promise.resolve({ status: 201, body });
    },
  },
);

const printed = { tag, build: printableOrder };

export const orderEndpoints: readonly Endpoint[] = [
  // Before the order itself: the path of its PDF looks like one.
  pdfEndpoint({ ...printed, path: `${path}/{number}.pdf`, summary: 'The PDF of an order.' }),
  layoutCheckEndpoint({ ...printed, path: `${path}/{number}/layout-check` }),
  list,
  making(path, 'Make a draft order.'),
  making(`${path}/drafts`, 'Make a draft order: the same as POST /orders.'),
  documentRead(resource, 'One order with its lines.'),
  documentEdit(resource, {
    body: orderEdit,
    bodyExample: { heading: 'Uge 10', lines: [{ item_id: 'FYR-45x95', quantity: '20' }] },
    errors: references,
    edit: (em, number, input, { context, version }) =>
      editDraftOrder(em, number, input, context, { version }),
  }),
  documentLayout(resource, (em, number, layoutId, by) =>
    setDocumentLayout(em, orderTable, number, layoutId, by),
  ),
  lines,
  documentAction(
    resource,
    { ...addingCollection, action: 'addCollection', name: 'lines/add-collection', errors: references },
    linesAnswer('order_lines', orderLineRow, orderLineViews),
  ),
  notes,
  addNote,
  documentAction(resource, {
    action: 'book',
    name: 'book',
    scope: 'book',
    summary: 'Book an order: its party and terms are kept, its stocked lines reserved.',
    body: orderBookBody,
    bodyExample: {},
    errors: ['NoLines', 'Barred', 'MailServerMissing'],
    command: ({ mail }) => askedMail(mail),
  }),
  documentAction(resource, {
    action: 'reopen',
    name: 'reopen',
    scope: 'book',
    summary: 'Make a draft of a booked order again; its reservation is released.',
    description: 'Only while it has no shipment and no invoice.',
  }),
  documentAction(resource, {
    action: 'cancel',
    name: 'cancel',
    scope: 'book',
    summary: 'Cancel and archive an order.',
    description: 'Shipped goods do not come back, and booked invoices are not credited.',
  }),
  documentAction(
    resource,
    {
      action: 'createBackorder',
      name: 'create-backorder',
      scope: 'book',
      summary: 'Make a booked order of what was not delivered, and cancel this one.',
      description: 'Invoice what was shipped first: a cancelled order cannot be invoiced any more.',
      errors: ['BackordersOff', 'Barred', 'InvoicedUndelivered'],
    },
    madeAnswer('order', 'order_id'),
  ),
  toInvoice,
  toPurchaseOrders,
  documentCopy('order', path, tag),
  documentDelete(resource),
];
