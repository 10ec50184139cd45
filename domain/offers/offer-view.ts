import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import type { DocumentKey } from '../documents/document.ts';
import { allowedActionsOf } from '../documents/lifecycle.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import { columnIs, columnIsSet, dateFilters, salesFilters } from '../sales/sales-list.ts';
import { lineView, salesHeadView, salesSummary, vatView } from '../sales/sales-view.ts';
import type { SalesHeadView, SalesLineView, SalesSummary, VatView } from '../sales/sales-view.ts';
import { Offer } from './offer.entity.ts';
import { offerLife } from './offer.lifecycle.ts';
import type { OfferAction } from './offer.lifecycle.ts';
import { offerLines, offerTable } from './offer.table.ts';

/** An offer in a list, in the API's dialect. */
export interface OfferSummary extends SalesSummary {
  readonly is_draft: boolean;
  readonly is_sent: boolean;
  readonly is_accepted: boolean;
  readonly is_rejected: boolean;
  readonly offer_date: string;
  readonly valid_until: string | null;
  readonly sent_at: string | null;
}

/** A whole offer in the API's dialect. */
export interface OfferView extends OfferSummary, SalesHeadView {
  readonly lines: readonly SalesLineView[];
  readonly vat: readonly VatView[];
  readonly allowed_actions: readonly OfferAction[];
}

const summaryOf = (offer: Offer): OfferSummary => ({
  ...salesSummary(offer),
  is_draft: offer.state === 'draft',
  is_sent: offer.sentAt instanceof Date,
  is_accepted: offer.state === 'accepted',
  is_rejected: offer.state === 'rejected',
  offer_date: offer.date,
  valid_until: offer.validUntil ?? null,
  sent_at: offer.sentAt?.toISOString() ?? null,
});

/** The offer of an id or number with its lines. Throws `NotFound`. */
export async function offerView(em: EntityManager, key: DocumentKey): Promise<OfferView> {
  const offer = await findDocument(em, offerTable, key);
  const lines = await offerLines.find(em, offer.id);
  return {
    ...summaryOf(offer),
    ...salesHeadView(offer),
    lines: lines.map(lineView),
    vat: vatView(lines, offer),
    allowed_actions: allowedActionsOf(offerLife, offerTable.standingOf(offer)),
  };
}

const listSpec: ListSpec<Offer> = {
  entity: Offer,
  fieldOwner: 'offer',
  order: ['number', 'date', 'validUntil', 'createdAt', 'updatedAt', 'grossAmount'],
  filterOrder: { dateFrom: 'date', dateTo: 'date' },
  filters: {
    ...salesFilters('offer_line'),
    ...dateFilters,
    currency: 'property',
    isDraft: columnIs('state', 'draft'),
    isAccepted: columnIs('state', 'accepted'),
    isRejected: columnIs('state', 'rejected'),
    isSent: columnIsSet('sentAt'),
  },
  populate: ['customer'],
};

/** One page of offers, archived ones included unless filtered. Throws `InvalidInput` for what the list does not allow. */
export async function listOffers(
  em: EntityManager,
  query: DeepListQuery = {},
): Promise<DeepListResult<OfferSummary>> {
  const { rows, ...page } = await listDeep(em, listSpec, query);
  return { ...page, rows: rows.map(summaryOf) };
}
