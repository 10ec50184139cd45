import { setDocumentLayout } from '../../domain/documents/document-layout.ts';
import { findDocument } from '../../domain/documents/document-store.ts';
import { listPurchaseOrders, purchaseOrderView } from '../../domain/purchase-orders/purchase-order-view.ts';
import type { CreatePurchaseOrderBody } from '../../domain/purchase-orders/purchase-order.actions.ts';
import {
  checkDraftPurchaseOrder,
  editDraftPurchaseOrder,
} from '../../domain/purchase-orders/purchase-order.service.ts';
import type { DraftPurchaseOrderInput } from '../../domain/purchase-orders/purchase-order.service.ts';
import { printablePurchaseOrder } from '../../domain/printing/printable-purchase-order.ts';
import { purchaseOrderTable } from '../../domain/purchase-orders/purchase-order.table.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import type { DocumentAnswer } from '../../workflows/documents/contract.ts';
import { answerTo, makeDocument } from '../documents.ts';
import { endpoint } from '../endpoint.ts';
import { layoutCheckEndpoint, pdfEndpoint } from '../printing.ts';
import type { Endpoint } from '../endpoint.ts';
import { archivedQuery, numberPart, queryBoolean, queryInteger, queryText, single } from '../lists.ts';
import { day, pathNumber } from '../schemas/common.ts';
import { askedMail } from '../schemas/mail.ts';
import {
  purchaseOrderBody,
  purchaseOrderEdit,
  purchaseOrderListRow,
  purchaseOrderRow,
  convertBody,
  sendBody,
} from '../schemas/purchase-orders.ts';
import { receiptRow } from '../schemas/receipts.ts';
import { supplierInvoiceRow } from '../schemas/supplier-invoices.ts';
import {
  documentAction,
  documentAnswer,
  documentDelete,
  documentEdit,
  documentLayout,
  documentMaking,
  documentRead,
  domainInput,
  located,
} from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { receiptResource } from './receipts.ts';
import { supplierInvoiceResource } from './supplier-invoices.ts';
import { deepListEndpoint } from './list.ts';

const resource: DocumentResource = {
  table: purchaseOrderTable,
  path: '/api/purchase-orders',
  tag: 'purchase-orders',
  singular: 'purchase_order',
  what: 'purchase order',
  row: purchaseOrderRow,
  view: purchaseOrderView,
};

const filters = {
  number: queryInteger(1, 999_999_999).optional(),
  'simple_filter[number]': numberPart().optional().describe('Digits anywhere in the number.'),
  is_draft: queryBoolean().optional(),
  is_sent: queryBoolean().optional(),
  is_cancelled: queryBoolean().optional(),
  is_ready_for_receiving: queryBoolean().optional(),
  is_partly_received: queryBoolean().optional(),
  is_received: queryBoolean().optional(),
  is_ready_for_invoicing: queryBoolean().optional(),
  is_partly_invoiced: queryBoolean().optional(),
  is_invoiced: queryBoolean().optional(),
  ...archivedQuery,
  supplier_id: queryText(9).optional(),
  order_number: queryInteger(1, 999_999_999).optional(),
  item: queryText(25).optional().describe('Number of a product that is on a line.'),
  currency: queryText(3).optional(),
  date_from: day().optional().describe('Sorted by order date where no order is asked for.'),
  date_to: day().optional().describe('The day belongs to it.'),
};

const list = deepListEndpoint({
  path: resource.path,
  tag: resource.tag,
  plural: 'purchase_orders',
  summary: 'List purchase orders, archived ones too.',
  row: purchaseOrderListRow,
  filters,
  filterNames: { order_date: 'date', deliver_at: 'deliveryDate', 'simple_filter[number]': 'numberPart' },
  sortable: ['number', 'order_date', 'deliver_at', 'created_at', 'updated_at'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { context: { caller } }) => {
    const { rows, ...page } = await listPurchaseOrders(em, asked);
    return { ...page, rows: rows.map((row) => located(resource, row, caller.agreementNumber)) };
  },
});

const changeLayout = documentLayout(resource, (em, number, layoutId, by) =>
  setDocumentLayout(em, purchaseOrderTable, number, layoutId, by),
);

const references = ['ReferenceNotFound', 'Barred', 'CurrencyRateMissing'] as const;

const making = {
  description: 'It has its number at once. What is left out comes from the supplier.',
  body: purchaseOrderBody,
  bodyExample: {
    supplier_id: '2001',
    deliver_at: '2026-04-01',
    lines: [{ item_id: 'FYR-45x95', quantity: '120', line_price: '31.5' }],
  },
  errors: references,
  command: (body: object): CreatePurchaseOrderBody => {
    const draft = domainInput(body) as unknown as DraftPurchaseOrderInput;
    checkDraftPurchaseOrder(draft);
    return { create: 'draft', draft };
  },
};

const creation = { kind: purchaseOrderTable.kind, definition: documentUpdate('create') };

const copy = endpoint(
  {
    method: 'POST',
    path: `${resource.path}/{number}/copy`,
    scope: 'write',
    tag: resource.tag,
    summary: 'Make a new draft that says what this purchase order says, prices too.',
    params: pathNumber,
    answers: {
      201: { description: 'Made, as a draft.', schema: single('purchase_order', purchaseOrderRow) },
    },
    command: true,
    errors: ['Barred', 'EngineUnavailable'],
  },
  async ({ params: { number } }, context) => {
    const body: CreatePurchaseOrderBody = { create: 'copy', of: number };
    const acted = await makeDocument<DocumentAnswer>(context, creation, body, async (em) => {
      await findDocument(em, purchaseOrderTable, number);
    });
    const { agreementNumber } = context.caller;
    return answerTo(acted, context, (em, key) =>
      documentAnswer(em, resource, key, { status: 201, agreementNumber }),
    );
  },
);

const printed = { tag: resource.tag, build: printablePurchaseOrder };

export const purchaseOrderEndpoints: readonly Endpoint[] = [
  // Before the purchase order itself: the path of its PDF looks like one.
  pdfEndpoint({
    ...printed,
    path: `${resource.path}/{number}.pdf`,
    summary: 'The PDF of a purchase order.',
  }),
  layoutCheckEndpoint({ ...printed, path: `${resource.path}/{number}/layout-check` }),
  list,
  documentMaking(resource, { summary: 'Make a draft purchase order.', ...making }),
  documentMaking(resource, {
    summary: 'Make a draft purchase order, as POST to /api/purchase-orders does.',
    path: `${resource.path}/drafts`,
    ...making,
  }),
  documentRead(resource, 'One purchase order with its lines.'),
  documentEdit(resource, {
    body: purchaseOrderEdit,
    bodyExample: { heading: 'Uge 10', lines: [{ item_id: 'FYR-45x95', quantity: '200' }] },
    errors: references,
    edit: (em, number, input, { context, version }) =>
      editDraftPurchaseOrder(em, number, input, context, { version }),
  }),
  changeLayout,
  copy,
  documentAction(resource, {
    action: 'send',
    name: 'book',
    scope: 'book',
    summary: 'Send a purchase order to its supplier: its stocked lines count as purchased.',
    description: 'Party and terms are kept as they are now.',
    body: sendBody,
    bodyExample: {},
    errors: ['NoLines', 'Barred', 'MailServerMissing'],
    command: ({ mail }) => askedMail(mail),
  }),
  documentAction(resource, {
    action: 'reopen',
    name: 'reopen',
    scope: 'book',
    summary: 'Make a draft of a sent purchase order again, while nothing of it is received or invoiced.',
  }),
  documentAction(
    resource,
    {
      action: 'createReceipt',
      name: 'create-receipt',
      scope: 'write',
      tag: 'receipts',
      summary: 'Make a receipt of what is on none yet, open ones counted.',
      errors: ['NothingLeft'],
    },
    {
      status: 201,
      description: 'The receipt, open.',
      schema: single('receipt', receiptRow),
      answer: async ({ made: [receipt] }, em, { caller: { agreementNumber } }) =>
        documentAnswer(em, receiptResource, receipt?.id ?? '', { status: 201, agreementNumber }),
    },
  ),
  documentAction(
    resource,
    {
      action: 'convertToInvoice',
      name: 'convert-to-invoice',
      scope: 'book',
      tag: 'supplier-invoices',
      summary: 'Make a supplier invoice of what is on none yet, booked unless "book" is false.',
      body: convertBody,
      bodyExample: { book: false },
      errors: ['NothingLeft', 'NoLines', 'FreightNotAllocatable', 'QualityCheckMissing', 'Barred'],
    },
    {
      status: 201,
      description: 'The supplier invoice.',
      schema: single('supplier_invoice', supplierInvoiceRow),
      answer: async ({ made: [invoice] }, em, { caller: { agreementNumber } }) =>
        documentAnswer(em, supplierInvoiceResource, invoice?.id ?? '', { status: 201, agreementNumber }),
    },
  ),
  documentAction(resource, {
    action: 'cancel',
    name: 'cancel',
    scope: 'book',
    summary: 'Cancel and archive a purchase order: nothing more is expected of it.',
  }),
  documentDelete(resource),
];
