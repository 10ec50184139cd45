import { findStanding } from '../../domain/invoices/invoice-store.ts';
import { listShipments, shipmentView } from '../../domain/shipments/shipment-view.ts';
import { editShipment, setReadyForTransport } from '../../domain/shipments/shipment.service.ts';
import type { LineEdit } from '../../domain/shipments/shipment.service.ts';
import { shipmentTable } from '../../domain/shipments/shipment.table.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import type { DocumentAnswer } from '../../workflows/documents/contract.ts';
import type { Answer, Context, Em } from '../context.ts';
import { answerTo, makeDocument } from '../documents.ts';
import { changing, endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { archivedQuery, numberPart, queryBoolean, queryInteger, queryText, single } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import { askedMail } from '../schemas/mail.ts';
import { orderTable } from '../../domain/orders/order.table.ts';
import {
  shipmentEdit,
  shipmentListRow,
  shipmentPick,
  shipmentRow,
  shipmentSending,
  shippedAnswer,
  transportReadiness,
} from '../schemas/shipments.ts';
import {
  documentAction,
  documentAnswer,
  documentDelete,
  documentEdit,
  documentRead,
  located,
} from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { deepListEndpoint } from './list.ts';
import { madeAnswer, salesFilterNames } from './sales-endpoints.ts';
import { shipmentPrintingEndpoints } from './shipment-printing.ts';

const resource: DocumentResource = {
  table: shipmentTable,
  path: '/api/order-shipments',
  tag: 'order-shipments',
  singular: 'order_shipment',
  what: 'shipment',
  row: shipmentRow,
  view: shipmentView,
};
const { path, tag } = resource;
const flag = () => queryBoolean().optional();

const list = deepListEndpoint({
  path,
  tag,
  plural: 'order_shipments',
  summary: 'List shipments, sent ones too.',
  row: shipmentListRow,
  filters: {
    number: queryInteger(1, 999_999_999).optional(),
    'simple_filter[number]': numberPart().optional().describe('Digits anywhere in the number.'),
    ...archivedQuery,
    order_number: queryInteger(1, 999_999_999).optional(),
    invoice_number: queryInteger(1, 999_999_999).optional(),
    customer_id: queryText(9).optional(),
    is_picked: flag(),
    is_partly_picked: flag(),
    is_shipped: flag(),
    is_ready_for_transport: flag(),
  },
  filterNames: salesFilterNames,
  sortable: ['number', 'created_at', 'updated_at'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { context: { caller } }) => {
    const { rows, ...page } = await listShipments(em, asked);
    return { ...page, rows: rows.map((row) => located(resource, row, caller.agreementNumber)) };
  },
});

/** What an action made, as a whole shipment. */
const shipmentMade = {
  status: 201,
  description: 'The shipment.',
  schema: single('order_shipment', shipmentRow),
  answer: ({ made: [shipment] }: DocumentAnswer, em: Em, { caller }: Context): Promise<Answer> =>
    documentAnswer(em, resource, shipment?.id ?? '', {
      status: 201,
      agreementNumber: caller.agreementNumber,
    }),
};

const createOfOrder = documentAction(
  { ...resource, table: orderTable, path: '/api/orders' },
  {
    action: 'createShipment',
    name: 'create-shipment',
    scope: 'write',
    summary: 'Make a shipment of what is on none yet of a booked order.',
    errors: ['NothingLeft'],
  },
  shipmentMade,
);

const createOfInvoice = endpoint(
  {
    method: 'POST',
    path: '/api/customer-invoices/{number}/create-shipment',
    scope: 'write',
    tag,
    summary: 'Make a shipment of what is on none yet of a booked invoice without an order.',
    params: pathNumber,
    answers: { 201: { description: 'The shipment.', schema: single('order_shipment', shipmentRow) } },
    command: true,
    errors: ['InvalidTransition', 'NothingLeft', 'EngineUnavailable'],
  },
  async ({ params }, context) => {
    const creation = { kind: shipmentTable.kind, definition: documentUpdate('create') };
    const body = { create: 'of-invoice', invoiceNumber: params.number };
    const acted = await makeDocument(context, creation, body, async (em) => {
      await findStanding(em, params.number);
    });
    return answerTo(acted, context, (em, id) =>
      documentAnswer(em, resource, id, { status: 201, agreementNumber: context.caller.agreementNumber }),
    );
  },
);

const markShipped = (at: string): Endpoint =>
  documentAction(
    { ...resource, path: at },
    {
      action: 'markShipped',
      name: 'mark-shipped',
      scope: 'book',
      summary: 'Send what is picked: it leaves the stock, the rest goes back to the order.',
      description: 'Items may go below zero, with a warning; batches and serial numbers never.',
      body: shipmentSending,
      bodyExample: { pick: true },
      errors: [
        'NothingPicked',
        'LocationMissing',
        'Barred',
        'StockTooLow',
        'RevaluationVoided',
        'TrackingMissing',
        'TrackingNotKept',
        'NothingLeft',
        'MailServerMissing',
      ],
      alsoWrites: ({ create_invoice: makesInvoice }) =>
        makesInvoice === true ? 'customer-invoices' : undefined,
      command: ({ pick, ledger_date: ledgerDate, create_invoice: createInvoice, mail }) => ({
        pick,
        ledgerDate,
        createInvoice,
        ...askedMail(mail),
      }),
    },
    {
      status: 200,
      description: 'The shipment, and what went below zero.',
      schema: shippedAnswer,
      answer: async ({ progress, made, warnings }, em, { caller: { agreementNumber } }) => {
        const view = await shipmentView(em, progress.number);
        const body = {
          order_shipment: located(resource, view, agreementNumber),
          invoice_id: made[0]?.number ?? null,
          warnings: warnings ?? [],
        };
        return { status: 200, body };
      },
    },
  );

const transport = changing(
  {
    method: 'PUT',
    path: `${path}/{number}/transport`,
    scope: 'write',
    tag,
    summary: 'Say whether carriers can fetch a shipment, sent or not.',
    params: pathNumber,
    body: transportReadiness,
    bodyExample: { is_ready_for_transport: true },
    answers: { 200: { description: 'The shipment.', schema: single('order_shipment', shipmentRow) } },
  },
  async (em, { params: { number }, body }, { caller: { actor, agreementNumber } }) => {
    const context = { actor, commandId: null, now: new Date() };
    await setReadyForTransport(em, number, body.is_ready_for_transport, context);
    em.clear();
    return documentAnswer(em, resource, number, { status: 200, agreementNumber });
  },
);

export const shipmentEndpoints: readonly Endpoint[] = [
  list,
  createOfOrder,
  createOfInvoice,
  documentRead(resource, 'One shipment with its lines; its id is its number.'),
  documentEdit(resource, {
    body: shipmentEdit,
    bodyExample: { lines: [{ id: '0190c7e4-0000-7000-8000-000000000000', quantity: '2' }] },
    description: 'Lines that are not named stay. The order stays as it is.',
    errors: ['ReferenceNotFound', 'Barred'],
    edit: (em, number, input, { context, version }) =>
      editShipment(em, number, (input as unknown as { lines: LineEdit[] }).lines, context, { version }),
  }),
  documentAction(resource, {
    action: 'pick',
    name: 'pick',
    scope: 'write',
    summary: 'Pick lines, or all of them. No stock moves.',
    body: shipmentPick,
    bodyExample: {},
  }),
  markShipped('/api/orders/shipments'),
  markShipped(path),
  transport,
  ...shipmentPrintingEndpoints(resource),
  documentAction(
    resource,
    {
      action: 'convertToInvoice',
      name: 'convert-to-invoice',
      scope: 'write',
      tag: 'customer-invoices',
      summary: 'Make a draft invoice of what is on a shipment and on no invoice yet.',
      errors: ['NothingLeft', 'Barred'],
    },
    madeAnswer('invoice', 'invoice_id'),
  ),
  documentDelete(resource),
];
