import { listOffers, offerView } from '../../domain/offers/offer-view.ts';
import { checkDraftOffer, editDraftOffer, setOfferLayout } from '../../domain/offers/offer.service.ts';
import type { DraftOfferInput } from '../../domain/offers/offer.service.ts';
import { offerTable } from '../../domain/offers/offer.table.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  listAnswer,
  listAnswers,
  listQuery,
  pageOf,
  queryBoolean,
  queryInteger,
  queryText,
  single,
} from '../lists.ts';
import { day, pathNumber } from '../schemas/common.ts';
import { offerBody, offerEdit, offerListRow, offerRow } from '../schemas/offers.ts';
import { layoutChange } from '../schemas/sales.ts';
import { versionOf } from '../versions.ts';
import {
  documentAction,
  documentAnswer,
  documentDelete,
  documentEdit,
  documentMaking,
  documentRead,
  domainInput,
  located,
} from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { domainQuery } from './register.ts';

const resource: DocumentResource = {
  table: offerTable,
  path: '/api/offers',
  tag: 'offers',
  singular: 'offer',
  what: 'offer',
  row: offerRow,
  view: offerView,
};

const filters = {
  number: queryInteger(1, 999_999_999).optional(),
  is_draft: queryBoolean().optional(),
  is_sent: queryBoolean().optional(),
  is_accepted: queryBoolean().optional(),
  is_rejected: queryBoolean().optional(),
  is_archived: queryBoolean().optional().describe('Archived documents are in the list unless this is false.'),
  customer_id: queryText(9).optional(),
  currency: queryText(3).optional(),
  date_from: day().optional(),
  date_to: day().optional().describe('The day belongs to it.'),
};

const list = reading(
  {
    method: 'GET',
    path: resource.path,
    scope: 'read',
    tag: resource.tag,
    summary: 'List offers, archived ones too.',
    query: listQuery(
      ['number', 'offer_date', 'valid_until', 'created_at', 'updated_at', 'gross_amount'],
      filters,
    ),
    answers: listAnswers('offers', offerListRow),
  },
  async (em, { query }, { caller }) => {
    const asked = domainQuery(query, Object.keys(filters), { offer_date: 'date' });
    const { rows, total } = await listOffers(em, asked);
    const views = rows.map((row) => located(resource, row, caller.agreementNumber));
    const selection = { fields: query.fields, schema: offerListRow };
    return listAnswer('offers', views, total, pageOf(query), selection);
  },
);

const changeLayout = changing(
  {
    method: 'PUT',
    path: `${resource.path}/{number}/layout`,
    scope: 'write',
    tag: resource.tag,
    summary: 'Give an offer another layout, whatever its state.',
    description: 'The PDF looks different; nothing is sent again.',
    params: pathNumber,
    body: layoutChange,
    bodyExample: { layout_id: 19 },
    answers: { 200: { description: 'The offer.', schema: single('offer', offerRow) } },
    ifMatch: 'optional',
    errors: ['ReferenceNotFound'],
  },
  async (em, { params, body }, { caller, ifMatch }) => {
    const context = { actor: caller.actor, commandId: null, now: new Date() };
    await setOfferLayout(em, params.number, body.layout_id, context, versionOf(ifMatch));
    em.clear();
    const { agreementNumber } = caller;
    return documentAnswer(em, resource, params.number, { status: 200, agreementNumber });
  },
);

const references = ['ReferenceNotFound', 'Barred', 'CurrencyRateMissing'] as const;

export const offerEndpoints: readonly Endpoint[] = [
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
  changeLayout,
  documentAction(resource, {
    action: 'send',
    name: 'send',
    scope: 'book',
    summary: 'Send an offer: its party and terms are kept as they are now.',
    errors: ['NoLines'],
  }),
  documentAction(resource, {
    action: 'reject',
    name: 'reject',
    scope: 'book',
    summary: 'The customer said no: the offer is rejected and archived.',
  }),
  documentDelete(resource),
];
