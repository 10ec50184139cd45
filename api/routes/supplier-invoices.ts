import { setDocumentLayout } from '../../domain/documents/document-layout.ts';
import {
  listSupplierInvoices,
  supplierInvoiceView,
} from '../../domain/supplier-invoices/supplier-invoice-view.ts';
import { findDocument } from '../../domain/documents/document-store.ts';
import type { CreateSupplierInvoiceBody } from '../../domain/supplier-invoices/supplier-invoice.actions.ts';
import type { SupplierCreditInput } from '../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import { supplierInvoiceKinds } from '../../domain/supplier-invoices/supplier-invoice.lifecycle.ts';
import { checkDraftSupplierInvoice } from '../../domain/supplier-invoices/supplier-invoice-input.ts';
import type { DraftSupplierInvoiceInput } from '../../domain/supplier-invoices/supplier-invoice-input.ts';
import { editDraftSupplierInvoice } from '../../domain/supplier-invoices/supplier-invoice.service.ts';
import { supplierInvoiceTable } from '../../domain/supplier-invoices/supplier-invoice.table.ts';
import { z } from 'zod';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import { answerTo, makeDocument } from '../documents.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { archivedQuery, numberPart, queryBoolean, queryInteger, queryText, single } from '../lists.ts';
import { day, pathNumber } from '../schemas/common.ts';
import {
  supplierBookBody,
  supplierCreditBody,
  supplierInvoiceBody,
  supplierInvoiceEdit,
  supplierInvoiceListRow,
  supplierInvoiceRow,
} from '../schemas/supplier-invoices.ts';
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
import { deepListEndpoint } from './list.ts';

export const supplierInvoiceResource: DocumentResource = {
  table: supplierInvoiceTable,
  path: '/api/supplier-invoices',
  tag: 'supplier-invoices',
  singular: 'supplier_invoice',
  what: 'supplier invoice',
  row: supplierInvoiceRow,
  view: supplierInvoiceView,
};
const resource = supplierInvoiceResource;

const filters = {
  number: queryInteger(1, 999_999_999).optional(),
  'simple_filter[number]': numberPart().optional().describe('Digits anywhere in the number.'),
  type: z.enum(supplierInvoiceKinds, `must be one of ${supplierInvoiceKinds.join(', ')}`).optional(),
  is_draft: queryBoolean().optional(),
  is_booked: queryBoolean().optional(),
  ...archivedQuery,
  supplier_id: queryText(9).optional(),
  supplier_invoice_number: queryText(50).optional(),
  purchase_order_number: queryInteger(1, 999_999_999).optional(),
  item: queryText(25).optional().describe('Number of a product that is on a line.'),
  date_from: day().optional().describe('Sorted by invoice date where no order is asked for.'),
  date_to: day().optional().describe('The day belongs to it.'),
};

const list = deepListEndpoint({
  path: resource.path,
  tag: resource.tag,
  plural: 'supplier_invoices',
  summary: 'List supplier invoices and their credit notes, archived ones too.',
  row: supplierInvoiceListRow,
  filters,
  filterNames: { invoice_date: 'date', 'simple_filter[number]': 'numberPart' },
  sortable: ['number', 'invoice_date', 'due_date', 'created_at', 'updated_at'],
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { context: { caller } }) => {
    const { rows, ...page } = await listSupplierInvoices(em, asked);
    return { ...page, rows: rows.map((row) => located(resource, row, caller.agreementNumber)) };
  },
});

const changeLayout = documentLayout(resource, (em, number, layoutId, by) =>
  setDocumentLayout(em, supplierInvoiceTable, number, layoutId, by),
);

const references = ['ReferenceNotFound', 'Barred', 'CurrencyRateMissing'] as const;

const making = {
  description:
    'It has its number at once. Negative quantities make a credit note of it. With purchase_order_number its lines are put on those of that order, whose invoicing follows.',
  body: supplierInvoiceBody,
  bodyExample: {
    supplier_id: '2001',
    supplier_invoice_number: 'F-4711',
    lines: [{ item_id: 'FYR-45x95', quantity: '120', line_price: '30.75' }],
  },
  errors: [...references, 'InvalidTransition'] as const,
  command: (body: object): CreateSupplierInvoiceBody => {
    const draft = domainInput(body) as unknown as DraftSupplierInvoiceInput;
    checkDraftSupplierInvoice(draft);
    return { create: 'draft', draft };
  },
};

const creation = { kind: supplierInvoiceTable.kind, definition: documentUpdate('create') };

const credit = endpoint(
  {
    method: 'POST',
    path: `${resource.path}/{number}/create-creditnote`,
    scope: 'write',
    tag: resource.tag,
    summary: 'Make a draft credit note of a booked supplier invoice.',
    params: pathNumber,
    body: supplierCreditBody,
    bodyExample: { reverse_inventory: true, reason: 'Bukket i den ene ende' },
    answers: {
      201: { description: 'Made, as a draft.', schema: single('supplier_invoice', supplierInvoiceRow) },
    },
    errors: ['InvalidTransition', 'CreditExceedsInvoice', 'NothingLeft', 'EngineUnavailable'],
  },
  async ({ params: { number }, body }, context) => {
    const wanted = domainInput(body) as SupplierCreditInput;
    const command: CreateSupplierInvoiceBody = { create: 'credit-note', of: number, credit: wanted };
    const acted = await makeDocument(context, creation, command, async (em) => {
      await findDocument(em, supplierInvoiceTable, number);
    });
    const { agreementNumber } = context.caller;
    return answerTo(acted, context, (em, key) =>
      documentAnswer(em, resource, key, { status: 201, agreementNumber }),
    );
  },
);

export const supplierInvoiceEndpoints: readonly Endpoint[] = [
  list,
  documentMaking(resource, { summary: 'Make a draft supplier invoice or credit note.', ...making }),
  documentMaking(resource, {
    summary: 'Make a draft, as POST to /api/supplier-invoices does.',
    path: `${resource.path}/drafts`,
    ...making,
  }),
  documentRead(resource, 'One supplier invoice or credit note with its lines.'),
  documentEdit(resource, {
    body: supplierInvoiceEdit,
    bodyExample: { supplier_invoice_number: 'F-4711' },
    errors: references,
    edit: (em, number, input, { context, version }) =>
      editDraftSupplierInvoice(em, number, input, context, { version }),
  }),
  documentAction(resource, {
    action: 'book',
    name: 'book',
    scope: 'book',
    summary: 'Book a supplier invoice: what its goods cost is fixed.',
    description:
      'Goods that came at another price are corrected. With mark_received, what came on no receipt comes into stock.',
    body: supplierBookBody,
    bodyExample: { mark_received: true },
    errors: [
      ...([
        'NoLines',
        'DueDateMissing',
        'ReceiptOpen',
        'QualityCheckMissing',
        'ReceivingLocationMissing',
        'Barred',
        'FreightNotAllocatable',
        'TrackingMissing',
        'StockTooLow',
        'RevaluationVoided',
      ] as const),
    ],
  }),
  credit,
  changeLayout,
  documentDelete(resource),
];
