import { setDocumentLayout } from '../../domain/documents/document-layout.ts';
import { listOffers, offerView } from '../../domain/offers/offer-view.ts';
import { checkDraftOffer, editDraftOffer } from '../../domain/offers/offer.service.ts';
import type { DraftOfferInput } from '../../domain/offers/offer.service.ts';
import { offerTable } from '../../domain/offers/offer.table.ts';
import { printableOffer } from '../../domain/printing/printable-offer.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean } from '../lists.ts';
import { layoutCheckEndpoint, pdfEndpoint } from '../printing.ts';
import { askedMail } from '../schemas/mail.ts';
import { offerBody, offerEdit, offerListRow, offerRow, offerSendBody } from '../schemas/offers.ts';
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
import { deepListEndpoint } from './list.ts';
import {
  addingCollection,
  bookIt,
  linesAnswer,
  madeAnswer,
  salesFilterNames,
  salesListFilters,
} from './sales-endpoints.ts';
import { salesLineRow } from '../schemas/sales.ts';
import type { DocumentResource } from './document-endpoints.ts';

const resource: DocumentResource = {
  table: offerTable,
  path: '/api/offers',
  tag: 'offers',
  singular: 'offer',
  what: 'offer',
  row: offerRow,
  view: offerView,
};

const list = deepListEndpoint({
  path: resource.path,
  tag: resource.tag,
  plural: 'offers',
  summary: 'List offers, archived ones too.',
  row: offerListRow,
  filters: {
    ...salesListFilters,
    is_draft: queryBoolean().optional(),
    is_sent: queryBoolean().optional(),
    is_accepted: queryBoolean().optional(),
    is_rejected: queryBoolean().optional(),
  },
  filterNames: { ...salesFilterNames, offer_date: 'date' },
  sortable: ['number', 'offer_date', 'valid_until', 'created_at', 'updated_at', 'gross_amount'],
  fieldOwner: 'offer',
  savedDefault: { archived: 'not_archived' },
  page: async (em, asked, { context: { caller } }) => {
    const { rows, ...page } = await listOffers(em, asked);
    return { ...page, rows: rows.map((row) => located(resource, row, caller.agreementNumber)) };
  },
});

const references = ['ReferenceNotFound', 'Barred', 'CurrencyRateMissing'] as const;

const printed = { tag: resource.tag, build: printableOffer };

export const offerEndpoints: readonly Endpoint[] = [
  // Before the offer itself: the path of its PDF looks like one.
  pdfEndpoint({ ...printed, path: `${resource.path}/{number}.pdf`, summary: 'The PDF of an offer.' }),
  layoutCheckEndpoint({ ...printed, path: `${resource.path}/{number}/layout-check` }),
  list,
  documentRead(resource, 'One offer with its lines.'),
  documentMaking(resource, {
    summary: 'Make a draft offer.',
    description: 'It has its number at once. What is left out comes from the customer.',
    body: offerBody,
    bodyExample: {
      customer_id: '10042',
      valid_until: '2026-04-01',
      lines: [{ item_id: 'FYR-45x95', quantity: '12.5' }],
    },
    errors: references,
    command: (body) => {
      const draft = domainInput(body) as unknown as DraftOfferInput;
      checkDraftOffer(draft);
      return { create: 'draft', draft };
    },
  }),
  documentEdit(resource, {
    body: offerEdit,
    bodyExample: { heading: 'Tilbud uge 10', lines: [{ item_id: 'FYR-45x95', quantity: '20' }] },
    errors: references,
    edit: (em, number, input, { context, version }) =>
      editDraftOffer(em, number, input, context, { version }),
  }),
  documentLayout(resource, (em, number, layoutId, by) =>
    setDocumentLayout(em, offerTable, number, layoutId, by),
  ),
  documentAction(
    resource,
    { ...addingCollection, action: 'addCollection', name: 'lines/add-collection', errors: references },
    linesAnswer('offer_lines', salesLineRow, async (em, number) => (await offerView(em, number)).lines),
  ),
  documentAction(resource, {
    action: 'send',
    name: 'send',
    scope: 'book',
    summary: 'Send an offer: its party and terms are kept as they are now.',
    body: offerSendBody,
    bodyExample: {},
    errors: ['NoLines', 'MailServerMissing'],
    command: ({ mail }) => askedMail(mail),
  }),
  documentAction(resource, {
    action: 'reject',
    name: 'reject',
    scope: 'book',
    summary: 'The customer said no: the offer is rejected and archived.',
  }),
  documentAction(
    resource,
    {
      action: 'convertToOrder',
      name: 'convert-to-order',
      scope: 'book',
      summary: 'Accept an offer: make an order of it.',
      description: 'A draft, or booked with `book`. The offer is accepted and archived, the two are linked.',
      ...bookIt,
      errors: ['Barred', 'NoLines'],
    },
    madeAnswer('order', 'order_id'),
  ),
  documentAction(
    resource,
    {
      action: 'convertToInvoice',
      name: 'convert-to-invoice',
      scope: 'write',
      summary: 'Accept an offer: make a draft invoice of it.',
      description: 'The offer is accepted and archived, the two are linked.',
      errors: ['Barred'],
    },
    madeAnswer('invoice', 'invoice_id'),
  ),
  documentCopy('offer', resource.path, resource.tag),
  documentDelete(resource),
];
