import { listReceipts, receiptView } from '../../domain/receipts/receipt-view.ts';
import { editReceipt } from '../../domain/receipts/receipt.service.ts';
import { receiptTable } from '../../domain/receipts/receipt.table.ts';
import type { Endpoint } from '../endpoint.ts';
import { archivedQuery, numberPart, queryBoolean, queryInteger, queryText } from '../lists.ts';
import { receiptEdit, receiptListRow, receiptRow, receiveBody } from '../schemas/receipts.ts';
import { documentAction, documentDelete, documentEdit, documentRead, located } from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { deepListEndpoint } from './list.ts';

export const receiptResource: DocumentResource = {
  table: receiptTable,
  path: '/api/receipts',
  tag: 'receipts',
  singular: 'receipt',
  what: 'receipt',
  row: receiptRow,
  view: receiptView,
};

const filters = {
  number: queryInteger(1, 999_999_999).optional(),
  'simple_filter[number]': numberPart().optional().describe('Digits anywhere in the number.'),
  is_received: queryBoolean().optional(),
  ...archivedQuery,
  supplier_id: queryText(9).optional(),
  purchase_order_number: queryInteger(1, 999_999_999).optional(),
  item: queryText(25).optional().describe('Number of a product that is on a line.'),
};

const list = deepListEndpoint({
  path: receiptResource.path,
  tag: receiptResource.tag,
  plural: 'receipts',
  summary: 'List receipts, archived ones too.',
  row: receiptListRow,
  filters,
  filterNames: { 'simple_filter[number]': 'numberPart' },
  sortable: ['number', 'created_at', 'updated_at'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { context: { caller } }) => {
    const { rows, ...page } = await listReceipts(em, asked);
    return { ...page, rows: rows.map((row) => located(receiptResource, row, caller.agreementNumber)) };
  },
});

export const receiptEndpoints: readonly Endpoint[] = [
  list,
  documentRead(receiptResource, 'One receipt with its lines.'),
  documentEdit(receiptResource, {
    description:
      'What is left out stays. `lines`, where sent, are all that came: those that are not named are gone.',
    body: receiptEdit,
    bodyExample: { note: 'En palle mangler' },
    errors: ['ReferenceNotFound', 'Barred'],
    edit: (em, number, input, { context, version }) => editReceipt(em, number, input, context, { version }),
  }),
  documentAction(receiptResource, {
    action: 'receive',
    name: 'receive',
    scope: 'book',
    summary: 'Receive the goods: they come into stock at what they cost.',
    description:
      'Price at the exchange rate, with the extra cost of the item and its part of the freight. Where invoices move the stock, they come in when the supplier invoice is booked.',
    body: receiveBody,
    bodyExample: {},
    errors: [
      ...(['NoLines', 'QualityCheckMissing', 'ReceivingLocationMissing', 'FreightNotAllocatable'] as const),
      ...(['TrackingMissing', 'TrackingNotKept', 'SerialQuantityNotOne', 'SerialNumberInStock'] as const),
      'Barred',
    ],
  }),
  documentDelete(receiptResource),
];
